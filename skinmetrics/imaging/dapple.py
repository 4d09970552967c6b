"""Light that falls in patches, through leaves, lace or blinds, or past a hat: what a lamp or a window never does.

The skin is the same in two photos of a pair; what their lights do differently within a few centimetres is patches. One
photo cannot tell those from folds, unless they are strong.
"""

from __future__ import annotations

import cv2
import numpy as np

from skinmetrics.imaging.cells import CELLS_MIN, PX_PER_MM, SKIN_MIN, STEP_PX, cell_means, shared_skin
from skinmetrics.imaging.quantiles import MAD_TO_SD
from skinmetrics.imaging.skin import Skin

AROUND_MM = 10.0  # sigma of the light around


def patches_apart(first: Skin, second: Skin) -> float:
    """How differently light falls on places near each other in two photos: robust SD, ln units; 0 where they share too
    little skin. Both skins at the standard resolution.
    """
    shared = shared_skin(first, second)
    share, apart = cell_means(shared), cell_means((second.light - first.light) * shared)
    sigma = AROUND_MM * PX_PER_MM / STEP_PX
    around = cv2.GaussianBlur(apart, (0, 0), sigma) / np.maximum(cv2.GaussianBlur(share, (0, 0), sigma), 1e-3)
    seen = share > SKIN_MIN
    if np.count_nonzero(seen) < CELLS_MIN:
        return 0.0
    return MAD_TO_SD * float(np.median(np.abs(apart[seen] / share[seen] - around[seen])))
