"""Whether a fringe lies over the forehead: hair as light as skin, which its darkness does not tell.

Strands make a forehead several times as rough as the rest of the face; skin alone, deep lines or not, does not.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.quantiles import median
from skinmetrics.imaging.regions import region_mask

COARSE_MM = 0.75  # sigma; what is finer is hair or texture
# Times as rough as the roughest of the others; see docs/method.md
ROUGHER_MIN = 2.2
ROUGH_MIN = 0.045  # ln units: only so rough is hair, however smooth fabric or make-up is elsewhere
OWN = ("cheek_left", "cheek_right", "glabella")  # what is smooth of it may be the fabric of a mask
SKIN_MIN_MM2 = 100.0  # of a region that must be seen


def has_fringe(light: NDArray[np.float32], skin: NDArray[np.bool_], px_per_mm: float) -> bool:
    """Whether the forehead is hair; ``light`` (h, w) ln of luminance, ``skin`` (h, w) what is not dark nor burnt."""
    fine = light - cv2.GaussianBlur(light, (0, 0), COARSE_MM * px_per_mm)
    places = {region: region_mask(region, px_per_mm) & skin for region in (*OWN, "forehead")}
    rough = {region: _rough(fine[at]) for region, at in places.items() if at.sum() >= SKIN_MIN_MM2 * px_per_mm**2}
    own = [value for region, value in rough.items() if region in OWN]
    return bool(own) and rough.get("forehead", 0.0) > max(ROUGHER_MIN * max(own), ROUGH_MIN)


def _rough(fine: NDArray[np.float32]) -> float:
    """The middle deviation, which moles, lines and highlights hardly move."""
    return median(np.abs(fine - median(fine)))
