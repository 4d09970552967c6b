"""What is measured: one file a metric. ``METRICS`` is the registry, a plain tuple in the order in which they are
shown.
"""

from collections.abc import Mapping
from types import MappingProxyType

from skinmetrics.metrics import (
    blemish_area,
    blemish_count,
    face_contour,
    fine_lines,
    line_depth,
    pigment_spots,
    pore_area,
    pore_density,
    radiance,
    redness,
    redness_patchiness,
    scars,
    texture,
    tone,
    under_eye,
    wrinkles,
)
from skinmetrics.metrics.spec import Better, Declined, Metric, Needs

METRICS: tuple[Metric, ...] = (
    fine_lines.METRIC,
    texture.METRIC,
    wrinkles.METRIC,
    line_depth.METRIC,
    pore_density.METRIC,
    pore_area.METRIC,
    scars.METRIC,
    redness.METRIC,
    redness_patchiness.METRIC,
    blemish_count.METRIC,
    blemish_area.METRIC,
    pigment_spots.METRIC,
    tone.METRIC,
    radiance.METRIC,
    under_eye.METRIC,
    face_contour.METRIC,
)
METRIC_OF: Mapping[str, Metric] = MappingProxyType({metric.id: metric for metric in METRICS})

__all__ = ["METRICS", "METRIC_OF", "Better", "Declined", "Metric", "Needs"]
