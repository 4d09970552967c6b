"""Under-eye darkness: the skin below the eye against the cheek just below it, in the same photo."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.frame import TOP_MM
from skinmetrics.imaging.quantiles import median
from skinmetrics.imaging.regions import region_mask
from skinmetrics.metrics.depth import DEEPEST, OUTSHONE, PRESSED_TIMES, deepest
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import NO_WHITE, Declined, Metric, Needs

STRIP_END_MM = 32.0  # below the pupils: the cheek's upper 8 mm, lit as the skin above them is
STRIP_SHARE_MIN = 0.85  # of the strip that must be skin: what is burnt out is its brightest part


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """ΔL* (CIE 1976, against the photo's white): median of the strip of cheek less that of the skin under the eye."""
    brightness = skin_map.brightness
    if brightness is None:
        return NO_WHITE
    if deepest(skin_map):
        return OUTSHONE
    strip = _strip(f"cheek_{region.rpartition('_')[2]}", skin_map.resolution.px_per_mm)
    beside = strip & skin_map.skin.mask
    if beside.sum() < STRIP_SHARE_MIN * strip.sum():
        return Declined("The cheek below cannot be seen well enough to compare with.")
    cheek, under = (
        _lightness(median(brightness[pixels])) for pixels in (np.flatnonzero(beside), skin_map.pixels[region])
    )
    return cheek - under


@cache
def _strip(cheek: str, px_per_mm: float) -> NDArray[np.bool_]:
    mask = region_mask(cheek, px_per_mm)
    above = (np.arange(mask.shape[0]) + 0.5) / px_per_mm + TOP_MM < STRIP_END_MM
    return np.asarray(mask & above[:, None], bool)


def _lightness(luminance: float) -> float:
    """CIE 1976 L* of luminance relative to white, above the dark end that skin does not reach."""
    return float(116 * np.cbrt(luminance) - 16)


METRIC = Metric(
    id="under_eye_darkness",
    version=12,
    unit="ΔL*",
    better="lower",
    claim="healthy complexion",
    source="CIE L* difference within one photo",
    regions=("infraorbital_left", "infraorbital_right"),
    parameters={"strip_end_mm": STRIP_END_MM, "strip_share_min": STRIP_SHARE_MIN, "too_dark": (DEEPEST, PRESSED_TIMES)},
    measure=measure,
    needs=Needs(resolution="standard", white=True),
    signed=True,
)
