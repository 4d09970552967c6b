"""Where a beard, a moustache or stubble covers the skin.

Hair in the lower face makes it two to four times as rough as the same person's cheeks and forehead; skin alone differs
by a fifth, the upper lip by a half.
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.skin import Skin

COARSE_MM = 0.75  # sigma; what is finer is hair or texture
REFERENCE = ("cheek_left", "cheek_right", "forehead")
ROUGHER_MIN: Mapping[str, float] = {"chin": 1.4, "jaw_left": 1.4, "jaw_right": 1.4, "upper_lip": 1.8}
BESIDE: Mapping[str, float] = {"nasolabial_left": 1.25, "nasolabial_right": 1.25}  # looked at where there is a beard


def bearded_regions(skin: Skin, px_per_mm: float) -> frozenset[str]:
    """Regions that hair covers; one of them takes chin, jaw and upper lip with it, so that none comes and goes."""
    band = skin.light - cv2.GaussianBlur(skin.light, (0, 0), COARSE_MM * px_per_mm)

    def roughness(region: str) -> float:
        pixels = band[region_mask(region, px_per_mm) & skin.mask]
        if not pixels.size:
            return float("nan")
        return float(np.median(np.abs(pixels - np.median(pixels))))  # moles and highlights do not count

    reference = [value for region in REFERENCE if np.isfinite(value := roughness(region)) and value > 0]
    if not reference:
        return frozenset()
    own = float(np.median(reference))
    if not any(roughness(region) > times * own for region, times in ROUGHER_MIN.items()):
        return frozenset()
    return frozenset(ROUGHER_MIN) | {region for region, times in BESIDE.items() if roughness(region) > times * own}
