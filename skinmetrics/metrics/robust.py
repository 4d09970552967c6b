"""Summaries of a region's pixels that a few odd ones do not move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

MAD_TO_SD = 1.4826
CLIP_SD = 2.5
REACH_PX = 40.0  # scale of the coordinates of a surface, for its numbers' sake


def winsorised(values: Floats) -> Floats:
    """Values (n,) with what lies beyond 2.5 robust SDs of the median brought in to there."""
    middle = float(np.median(values))
    spread = MAD_TO_SD * float(np.median(np.abs(values - middle)))
    return np.clip(values, middle - CLIP_SD * spread, middle + CLIP_SD * spread)


def surface(values: Floats, mask: NDArray[np.bool_], degree: int) -> Floats:
    """The plane (degree 1) or quadratic (2) through ``values`` (n,) at the pixels of ``mask``, there: (n,)."""
    rows, columns = np.nonzero(mask)
    y, x = (rows - rows.mean()) / REACH_PX, (columns - columns.mean()) / REACH_PX
    terms = [np.ones_like(x), x, y]
    if degree > 1:
        terms += [x * x, y * y, x * y]
    design = np.stack(terms, 1)
    coefficients = np.linalg.solve(design.T @ design, design.T @ values)
    return np.asarray(design @ coefficients)
