"""Bright specks, taken down before lines are looked for.

A line is darker than the skin beside it, but so is plain skin between two glints, and glints wander with the lamp. What
is brighter than the skin around by more than a little counts for no more than that little.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]


@dataclass(frozen=True)
class Glints:
    """What is taken down: what is brighter by more than ``contrast`` (ln units) than the mean around it, a Gaussian of
    sigma ``around_mm``.

    The mean is that of a crow's foot's lines too: a wider one would lie below the plain skin between them.
    """

    around_mm: float
    contrast: float


def without_glints(light: Image, px_per_mm: float, glints: Glints) -> Image:
    """Ln luminance (h, w) with its bright specks taken down."""
    around = np.asarray(cv2.GaussianBlur(light, (0, 0), glints.around_mm * px_per_mm), np.float32)
    return np.asarray(np.minimum(light, around + np.float32(glints.contrast)), np.float32)
