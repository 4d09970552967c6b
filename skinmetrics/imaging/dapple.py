"""Light that falls in patches, through leaves, lace or blinds, or past a hat: what a lamp or a window never does.

The skin is the same in two photos of a pair; what their lights do differently within a few centimetres is patches. One
photo cannot tell those from folds, unless they are strong.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import all_regions
from skinmetrics.imaging.skin import Skin

STEP_PX = 6  # cells of this side, 2.4 mm at the standard resolution
AROUND_MM = 10.0  # sigma of the light around
SKIN_MIN = 0.5  # of a cell
CELLS_MIN = 60
TO_SD = 1.4826  # from the median absolute value, of a normal distribution


def patches_apart(first: Skin, second: Skin) -> float:
    """How differently light falls on places near each other in two photos: robust SD, ln units; 0 where they share too
    little skin. Both skins at the standard resolution.
    """
    shared = (first.mask & second.mask & all_regions(STANDARD.px_per_mm)).astype(np.float32)
    share, apart = _small(shared), _small((second.light - first.light) * shared)
    sigma = AROUND_MM * STANDARD.px_per_mm / STEP_PX
    around = cv2.GaussianBlur(apart, (0, 0), sigma) / np.maximum(cv2.GaussianBlur(share, (0, 0), sigma), 1e-3)
    seen = share > SKIN_MIN
    if np.count_nonzero(seen) < CELLS_MIN:
        return 0.0
    return TO_SD * float(np.median(np.abs(apart[seen] / share[seen] - around[seen])))


def _small(image: NDArray[np.float32]) -> NDArray[np.float32]:
    h, w = image.shape
    return np.asarray(cv2.resize(image, (w // STEP_PX, h // STEP_PX), interpolation=cv2.INTER_AREA), np.float32)
