"""Pores: small dark round openings.

A dark dot curves upwards in every direction, a furrow across itself only: the smaller of the two curvatures (Hessian)
of log luminance tells them apart. Every peak of it counts with the probability that it is a pore.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics.ridges import probability

Image = NDArray[np.float32]

SCALE_MM = 0.22  # sigma: answers most to dots of about 0.6 mm across
CURVATURE, SOFTNESS = 0.04, 0.25  # times sigma²: ln units
SIZE_MM = 0.62  # diameter of a dot of which that sigma is the best
REGIONS = (
    "forehead", "glabella", "cheek_left", "cheek_right", "nose", "nasolabial_left", "nasolabial_right", "chin",
)  # fmt: skip

PARAMETERS: Mapping[str, object] = {"scale_mm": SCALE_MM, "curvature": (CURVATURE, SOFTNESS)}


@dataclass(frozen=True)
class Pores:
    """``peak`` (h, w): probability, at each peak, that a pore is there, 0 elsewhere. ``area`` (h, w): probability that
    a pixel lies in the opening of one.
    """

    peak: Image
    area: Image


def find_pores(skin: Skin, px_per_mm: float) -> Pores:
    """Pores of a skin map at the fine resolution."""
    sigma = SCALE_MM * px_per_mm
    smooth = cv2.GaussianBlur(skin.light, (0, 0), sigma) * np.float32(sigma**2 / 4)  # Sobel's second difference: 4
    xx, yy, xy = (cv2.Sobel(smooth, cv2.CV_32F, dx, dy, ksize=3) for dx, dy in ((2, 0), (0, 2), (1, 1)))
    least = np.asarray((xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2), np.float32)
    likely = probability(least / CURVATURE, SOFTNESS)
    peak = (least > 0) & (least >= cv2.dilate(least, np.ones((3, 3), np.uint8)))
    return Pores(np.where(peak, likely, np.float32(0)), likely)
