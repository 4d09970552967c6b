"""Fine lines: length of narrow furrows per area of skin."""

from __future__ import annotations

from skinmetrics.imaging.regions import LINES_FORM_FIRST, REGIONS
from skinmetrics.metrics.ridges import PARAMETERS, length_per_area
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import TOO_LITTLE_SKIN, Declined, Metric


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected length of furrows narrower than 1 mm per area, mm/cm²."""
    ridges = skin_map.ridges.get(region)
    return TOO_LITTLE_SKIN if ridges is None else length_per_area(ridges)


METRIC = Metric(
    id="fine_line_density",
    version=14,
    unit="mm/cm²",
    better="lower",
    claim="reduces fine lines",
    source="oriented filters after Ng et al. 2014 and Batool & Chellappa 2014, summed along paths that bend (Talbot & "
    "Appleton 2007); expected length instead of thresholds",
    regions=REGIONS,
    parameters=PARAMETERS,
    measure=measure,
    kinds=(LINES_FORM_FIRST, frozenset(REGIONS) - LINES_FORM_FIRST),
)
