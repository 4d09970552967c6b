"""Depth of lines: how much darker furrows are than the skin beside them."""

from __future__ import annotations

import numpy as np

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.ridges import PARAMETERS, total_length_mm
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric

LENGTH_MIN_MM = 8.0  # of furrows in a region: over less there is no depth to speak of


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Mean contrast along the region's furrows, %, each mm weighing with the probability that it is one."""
    ridges = skin_map.ridges[region]
    length = total_length_mm(ridges)
    if length < LENGTH_MIN_MM:
        return Declined("There are too few lines here to tell their depth.")
    contrast = 1 - np.exp(-ridges.strength)
    return float(100 * (ridges.probability * ridges.length_mm * contrast).sum() / length)


METRIC = Metric(
    id="line_depth",
    version=1,
    unit="%",
    better="lower",
    claim="softens lines",
    source="contrast of the oriented filters of fine_line_density",
    regions=REGIONS,
    parameters={**PARAMETERS, "length_min_mm": LENGTH_MIN_MM},
    measure=measure,
)
