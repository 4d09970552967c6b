"""Depth of lines: how much darker furrows are than the skin beside them."""

from __future__ import annotations

import numpy as np

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.ridges import PARAMETERS, total_length_mm
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import TOO_LITTLE_SKIN, Declined, Metric

LENGTH_MIN_MM = 5.0  # of furrows in a region: over less there is no depth to speak of


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Mean contrast along the region's furrows, %: each mm weighs with the square of the probability that it is one, so
    that the many faint ridges of plain skin do not dilute the few that are lines.
    """
    ridges = skin_map.ridges.get(region)
    if ridges is None:
        return TOO_LITTLE_SKIN
    if total_length_mm(ridges) < LENGTH_MIN_MM:
        return Declined("There are too few lines here to tell their depth.")
    weight = ridges.probability**2 * ridges.length_mm
    return float(100 * (weight * (1 - np.exp(-ridges.strength))).sum() / weight.sum())


METRIC = Metric(
    id="line_depth",
    version=6,
    unit="%",
    better="lower",
    claim="softens lines",
    source="contrast of the oriented filters of fine_line_density",
    regions=REGIONS,
    parameters={**PARAMETERS, "length_min_mm": LENGTH_MIN_MM},
    measure=measure,
)
