"""Where a beard, a moustache or stubble covers the skin.

Hair in the lower face makes it two to four times as rough as the same person's cheeks and forehead; skin alone differs
by a fifth, the upper lip by a half. The upper lip shines as well, more the darker the skin, and then is as rough as a
moustache: hair is darker than its surroundings there and makes the lip darker than the face, shine is brighter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.quantiles import median, quantile
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.skin import Skin

COARSE_MM = 0.75  # sigma; what is finer is hair or texture
REFERENCE = ("cheek_left", "cheek_right", "forehead")
ROUGHER_MIN: Mapping[str, float] = {"chin": 1.4, "jaw_left": 1.4, "jaw_right": 1.4}
UPPER_LIP, LIP_MIN = "upper_lip", 2.07  # of its roughness times how much more of it is dark
LIP_DARK_MIN = 1.05  # of how much more of it is dark
LIP_DARKER_LN = 0.09  # than the reference: of lips that only shine none is darker by more than 0.086
LIP_DOUBTFUL_LN = 0.03  # short of it: so much another lamp may make
BESIDE: Mapping[str, float] = {"nasolabial_left": 1.25, "nasolabial_right": 1.25}  # looked at where there is a beard
DOUBTFUL = 0.15  # short of being bearded, as a share of what makes it so: from here on it is not sure to be bare
TAIL = 0.05  # quantile that tells how far the dark side and the bright side reach


@dataclass(frozen=True)
class _Relief:
    """How rough a region is, how far its dark side reaches against its bright one, and how light it is, ln units."""

    rough: float
    dark: float
    light: float

    @classmethod
    def of(cls, fine: NDArray[np.float32], light: NDArray[np.float32]) -> _Relief:
        """From the fine contrast and the light of a region's pixels (n,); NaN without any."""
        if not fine.size:
            return cls(float("nan"), float("nan"), float("nan"))
        around = fine - median(fine)
        low, high = quantile(around, TAIL), quantile(around, 1 - TAIL)
        # Moles and highlights do not count.
        return cls(median(np.abs(around)), -low / high if high > 0 else float("nan"), float(light.mean()))


@dataclass(frozen=True)
class Beard:
    """``regions`` that hair covers; ``bare``: of the regions where hair may be, how sure it is that there is none,
    0 … 1. From photo to photo a few days' stubble passes for skin or does not: what is not sure counts less in a score
    of the whole face, so that this does not jump.
    """

    regions: frozenset[str]
    bare: Mapping[str, float]


def find_beard(skin: Skin, px_per_mm: float) -> Beard:
    """Where hair covers the lower face; one region takes chin, jaw and upper lip with it: none comes and goes alone."""
    band = np.asarray(skin.light - cv2.GaussianBlur(skin.light, (0, 0), COARSE_MM * px_per_mm), np.float32)
    lower = (*ROUGHER_MIN, UPPER_LIP, *BESIDE)
    seen = {region: region_mask(region, px_per_mm) & skin.mask for region in (*REFERENCE, *lower)}
    reliefs = {region: _Relief.of(band[pixels], skin.light[pixels]) for region, pixels in seen.items()}
    own = [reliefs[region] for region in REFERENCE if reliefs[region].rough > 0]
    if not own:
        return Beard(frozenset(), {})
    rough = np.median([one.rough for one in own])
    times = {region: reliefs[region].rough / rough for region in lower}
    hairy = [times[region] / least for region, least in ROUGHER_MIN.items()]
    evidence = float(np.nanmax([*hairy, _moustache(reliefs[UPPER_LIP], own), 0.0]))
    whole = (*ROUGHER_MIN, UPPER_LIP)
    if evidence <= 1:
        return Beard(frozenset(), dict.fromkeys(whole, min((1 - evidence) / DOUBTFUL, 1.0)))
    beside = [region for region, least in BESIDE.items() if times[region] > least]
    return Beard(frozenset((*whole, *beside)), {})


def _moustache(lip: _Relief, own: Sequence[_Relief]) -> float:
    """Above 1 where the upper lip has one, and doubtful as evidence is: the least of three signs; NaN where the lip
    cannot be seen.
    """
    rough, dark, light = (float(np.median([getattr(one, name) for one in own])) for name in ("rough", "dark", "light"))
    more_dark = lip.dark / dark
    darker = 1 + DOUBTFUL * (light - lip.light - LIP_DARKER_LN) / LIP_DOUBTFUL_LN
    return float(np.min((lip.rough / rough * more_dark / LIP_MIN, more_dark / LIP_DARK_MIN, darker)))
