"""Blemishes: area of red spots per area of skin."""

from __future__ import annotations

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.depth import DEEPEST, PRESSED_TIMES, RED_HIDDEN, deepest
from skinmetrics.metrics.lengths import MM2_PER_CM2
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs
from skinmetrics.metrics.spots import PARAMETERS


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected area of red spots, mm²/cm²."""
    if deepest(skin_map):
        return RED_HIDDEN
    return float(MM2_PER_CM2 * skin_map.spots.red.ravel()[skin_map.pixels[region]].mean())


METRIC = Metric(
    id="blemish_area",
    version=15,
    unit="mm²/cm²",
    better="lower",
    claim="acne",
    source="local contrast of the erythema index, closed by a white top hat (Meyer 1979); expected area, no threshold",
    regions=REGIONS,
    parameters={**PARAMETERS, "too_dark": (DEEPEST, PRESSED_TIMES)},
    measure=measure,
    needs=Needs(resolution="standard", colour=True, detail=True),
)
