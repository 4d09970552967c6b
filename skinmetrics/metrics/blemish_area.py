"""Blemishes: area of red spots per area of skin."""

from __future__ import annotations

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.lengths import MM2_PER_CM2
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs
from skinmetrics.metrics.spots import PARAMETERS

TOO_DARK = 0.145  # of white: melanin that leaves less light hides half of a spot's blood, and noise takes its place
HIDDEN = Declined("Skin of this depth hides most of the red of a blemish, so a photo cannot measure it fairly.")


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected area of red spots, mm²/cm²."""
    if hides_red(skin_map):
        return HIDDEN
    return float(MM2_PER_CM2 * skin_map.spots.red.ravel()[skin_map.pixels[region]].mean())


def hides_red(skin_map: SkinMap) -> bool:
    """Whether the skin is too dark for red spots, where the photo has a white to tell it by. Of the face as a whole:
    melanin is a person's, and regions that came and went with the shade on them would be a change.
    """
    return skin_map.typical_brightness is not None and skin_map.typical_brightness < TOO_DARK


METRIC = Metric(
    id="blemish_area",
    version=11,
    unit="mm²/cm²",
    better="lower",
    claim="acne",
    source="local contrast of the erythema index, closed by a white top hat (Meyer 1979); expected area, no threshold",
    regions=REGIONS,
    parameters={**PARAMETERS, "too_dark": TOO_DARK},
    measure=measure,
    needs=Needs(resolution="standard", colour=True, detail=True),
)
