"""Pigment spots: area of brown spots per area of skin."""

from __future__ import annotations

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.folds import PARAMETERS as FOLDS
from skinmetrics.metrics.lengths import MM2_PER_CM2
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs
from skinmetrics.metrics.spotless import PARAMETERS as SPOTLESS
from skinmetrics.metrics.spots import PARAMETERS


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected area of brown spots, mm²/cm², without folds that are as brown."""
    return float(MM2_PER_CM2 * skin_map.brown_spots.ravel()[skin_map.pixels[region]].mean())


METRIC = Metric(
    id="pigment_spot_area",
    version=15,
    unit="mm²/cm²",
    better="lower",
    claim="tone",
    source="local contrast of darkness and of melanin, told from haemoglobin after Tsumura et al. 1999",
    regions=REGIONS,
    parameters={**PARAMETERS, "spotless": SPOTLESS, "folds": FOLDS},
    measure=measure,
    needs=Needs(resolution="standard", colour=True, detail=True),
)
