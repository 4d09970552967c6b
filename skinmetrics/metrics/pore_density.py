"""Pores: how many there are per area of skin."""

from __future__ import annotations

from skinmetrics.metrics.lengths import MM2_PER_CM2
from skinmetrics.metrics.pores import PARAMETERS, REGIONS
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected number of pores per cm²: the sum of the peaks' probabilities, less the share that grain makes, over the
    skin's area.
    """
    pixels = skin_map.pixels[region]
    area_cm2 = len(pixels) / skin_map.resolution.px_per_mm**2 / MM2_PER_CM2
    return float(skin_map.pores.peak.ravel()[pixels].sum()) / area_cm2


METRIC = Metric(
    id="pore_density",
    version=12,
    unit="1/cm²",
    better="lower",
    claim="shrinks pores",
    source="smaller eigenvalue of the Hessian at one scale (Lindeberg 1998); bright dots taken off dark ones",
    regions=REGIONS,
    parameters=PARAMETERS,
    measure=measure,
    needs=Needs(resolution="fine"),
)
