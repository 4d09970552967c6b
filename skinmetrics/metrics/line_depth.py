"""Depth of lines: how much darker furrows are than the skin beside them."""

from __future__ import annotations

import numpy as np

from skinmetrics.imaging.regions import LINES_FORM_FIRST, REGIONS
from skinmetrics.metrics.ridges import PARAMETERS
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import TOO_LITTLE_SKIN, Declined, Metric

CERTAIN_MIN_MM = 5.0  # of a region's lines: over less, one that is now found and now not is all of the depth


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Mean contrast along the region's furrows, %: each mm weighs with the square of the probability that it is one, so
    that the many faint ridges of plain skin do not dilute the few that are lines.

    The face's depth is that of the regions in which lines form first; others have one of their own once they have
    lines.
    """
    ridges = skin_map.ridges.get(region)
    if ridges is None:
        return TOO_LITTLE_SKIN
    weight = ridges.probability**2 * ridges.length_mm
    if weight.sum() < CERTAIN_MIN_MM:
        return Declined("There are too few lines here to tell their depth.")
    return float(100 * (weight * (1 - np.exp(-ridges.strength))).sum() / weight.sum())


METRIC = Metric(
    id="line_depth",
    version=14,
    unit="%",
    better="lower",
    claim="softens lines",
    source="contrast of the oriented filters of fine_line_density",
    regions=REGIONS,
    parameters={**PARAMETERS, "certain_min_mm": CERTAIN_MIN_MM},
    measure=measure,
    face_weights={region: float(region in LINES_FORM_FIRST) for region in REGIONS},
)
