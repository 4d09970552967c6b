"""Pores: which share of the skin their openings take."""

from __future__ import annotations

from skinmetrics.metrics.pores import PARAMETERS, REGIONS
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected area of the openings as a share of the skin, %."""
    return float(100 * skin_map.pores.area(skin_map.pixels[region]).mean())


METRIC = Metric(
    id="pore_area",
    version=12,
    unit="%",
    better="lower",
    claim="shrinks pores",
    source="as pore_density",
    regions=REGIONS,
    parameters=PARAMETERS,
    measure=measure,
    needs=Needs(resolution="fine"),
)
