"""Which metrics each of a photo's circumstances concerns, by what they see."""

from __future__ import annotations

from skinmetrics.metrics import METRICS

OF_COLOURS = frozenset(metric.id for metric in METRICS if metric.needs.colours)
"""Colours of every kind."""

COLOURED = frozenset(metric.id for metric in METRICS if metric.needs.white)
"""Those measured against the white of the photo."""

FINE = frozenset(metric.id for metric in METRICS if metric.needs.resolution != "standard")
"""Those that see what phones sharpen and smooth."""

STORED = frozenset(metric.id for metric in METRICS if metric.needs.fine_file)
"""Those that see what a coarsely stored file changes."""

OF_CAMERAS = FINE | OF_COLOURS
"""Those that see what every camera draws in its own way: fine skin and colours."""

CONTRASTED = frozenset(metric.id for metric in METRICS if metric.needs.skin)
"""Those that see what makes the eyes stand out, such as a camera's or a filter's curve of contrast: relief and colours
do, where the mesh lies does not.
"""

SHADED = CONTRASTED - {"redness", "redness_patchiness"}
"""Those that see relief and what is lit less: patches of light or smoothing leave redness as it is."""

LINES = frozenset({"fine_line_density", "wrinkle_density", "line_depth"})
"""Those that hair passes for."""

EVERY = frozenset(metric.id for metric in METRICS)
