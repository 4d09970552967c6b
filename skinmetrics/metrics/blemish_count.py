"""Blemishes: number of red spots."""

from __future__ import annotations

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.depth import DEEP, PRESSED_TIMES, RED_HIDDEN, deep
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs
from skinmetrics.metrics.spots import COUNT_PARAMETERS


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected number of red spots: the sum over the peaks of the smoothed probability of how whole a spot each is, and
    as many to a square centimetre where the region's skin is not seen.
    """
    if deep(skin_map):
        return RED_HIDDEN
    seen = float(skin_map.spots.whole.ravel()[skin_map.pixels[region]].sum())
    return seen / skin_map.skin_share[region] if seen else 0.0


METRIC = Metric(
    id="blemish_count",
    version=15,
    unit="1",
    better="lower",
    claim="acne",
    source="peaks of the probability of blemish_area",
    regions=REGIONS,
    parameters={**COUNT_PARAMETERS, "too_dark": (DEEP, PRESSED_TIMES)},
    measure=measure,
    needs=Needs(resolution="standard", colour=True, detail=True),
    count=True,
)
