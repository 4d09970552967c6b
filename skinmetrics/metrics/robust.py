"""Summaries of a region's pixels that a few odd ones do not move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.quantiles import MAD_TO_SD, median

Floats = NDArray[np.floating]

CLIP_SD = 2.5
REACH_PX = 40.0  # scale of the coordinates of a surface, for its numbers' sake


def winsorised(values: Floats) -> Floats:
    """Values (n,) with what lies beyond 2.5 robust SDs of the median brought in to there."""
    middle = median(values)
    spread = MAD_TO_SD * median(np.abs(values - middle))
    return np.clip(values, middle - CLIP_SD * spread, middle + CLIP_SD * spread)


def surface(
    values: Floats, pixels: NDArray[np.intp], width: int, degree: int, fitted: NDArray[np.bool_] | None = None
) -> Floats:
    """The plane (degree 1) or quadratic (2) through ``values`` (n,) at the ``pixels`` of a flattened map that is
    ``width`` px wide, there: (n,). ``fitted`` (n,): those that it goes through, all where None.
    """
    rows, columns = np.divmod(pixels.astype(np.int32), np.int32(width))
    y, x = ((one - one.mean()).astype(np.float32) / np.float32(REACH_PX) for one in (rows, columns))
    terms = [np.ones_like(x), x, y]
    if degree > 1:
        terms += [x * x, y * y, x * y]
    design = np.stack(terms)
    through, wanted = (design, values) if fitted is None else (design[:, fitted], values[fitted])
    coefficients = np.linalg.solve((through @ through.T).astype(np.float64), (through @ wanted).astype(np.float64))
    return np.asarray(coefficients.astype(np.float32) @ design)
