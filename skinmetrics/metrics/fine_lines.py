"""Fine lines: length of narrow furrows per area of skin."""

from __future__ import annotations

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.ridges import PARAMETERS
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric

MM2_PER_CM2 = 100


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected length of furrows per area, mm/cm²: the sum over crest pixels of probability times length, over the
    skin's area.
    """
    ridges = skin_map.ridges[region]
    area_cm2 = float(ridges.skin.sum()) / skin_map.resolution.px_per_mm**2 / MM2_PER_CM2
    return float((ridges.probability * ridges.length_mm).sum()) / area_cm2


METRIC = Metric(
    id="fine_line_density",
    version=1,
    unit="mm/cm²",
    better="lower",
    claim="reduces fine lines",
    source="oriented filters after Ng et al. 2014 and Batool & Chellappa 2014; expected length instead of thresholds",
    regions=REGIONS,
    parameters=PARAMETERS,
    measure=measure,
)
