"""Pores: small dark round openings.

A dark dot curves upwards in every direction, a furrow across itself only: the smaller of the two curvatures (Hessian)
of log luminance tells them apart. Every peak of it counts with the probability that it is a pore. Grain makes bright
dots as often as dark ones and pores make dark ones alone, so of the dark dots around only the share counts by which
they outnumber the bright ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.skin import Skin, wide_blur
from skinmetrics.metrics.ridges import probability

Image = NDArray[np.float32]

SCALE_MM = 0.26  # sigma: answers most to dots of about 0.7 mm across
CURVATURE, SOFTNESS = 0.027, 0.3  # times sigma²: ln units
AROUND_MM = 2.5  # sigma over which dark and bright dots are set against each other
REGIONS = (
    "forehead", "glabella", "cheek_left", "cheek_right", "nose", "nasolabial_left", "nasolabial_right", "chin",
)  # fmt: skip

PARAMETERS: Mapping[str, object] = {
    "scale_mm": SCALE_MM,
    "curvature": (CURVATURE, SOFTNESS),
    "around_mm": AROUND_MM,
}

_BEFORE = np.array([[1, 1, 1], [1, 0, 0], [0, 0, 0]], np.uint8)  # neighbours, in the order of reading
_AFTER = np.ascontiguousarray(_BEFORE[::-1, ::-1])


@dataclass(frozen=True)
class Pores:
    """``peak`` (h, w): probability, at each peak, that a pore is there, 0 elsewhere. ``curvature`` (h, w) of dark dots,
    ``share`` (h, w) of those around that are no grain, 0 … 1.
    """

    peak: Image
    curvature: Image
    share: Image

    def area(self, pixels: NDArray[np.intp]) -> Image:
        """Probability that each of the ``pixels`` (n,) of the flattened map lies in the opening of a pore."""
        return _likely(self.curvature.ravel()[pixels]) * self.share.ravel()[pixels]


def find_pores(skin: Skin, px_per_mm: float) -> Pores:
    """Pores of a skin map at the fine resolution."""
    sigma = SCALE_MM * px_per_mm
    smooth = cv2.GaussianBlur(skin.light, (0, 0), sigma) * np.float32(sigma**2 / 4)  # Sobel's second difference: 4
    xx, yy, xy = (cv2.Sobel(smooth, cv2.CV_32F, dx, dy, ksize=3) for dx, dy in ((2, 0), (0, 2), (1, 1)))
    mean, apart = cv2.addWeighted(xx, 0.5, yy, 0.5, 0), cv2.magnitude(cv2.addWeighted(xx, 0.5, yy, -0.5, 0), xy)
    dark, bright = np.asarray(mean - apart, np.float32), np.asarray(-mean - apart, np.float32)
    dark_peaks, bright_peaks = _peaks(dark, skin.mask), _peaks(bright, skin.mask)
    darks, brights = (wide_blur(peaks, AROUND_MM * px_per_mm) for peaks in (dark_peaks, bright_peaks))
    share = np.asarray(np.clip(1 - brights / np.maximum(darks, np.float32(1e-6)), 0, 1), np.float32)
    return Pores(dark_peaks * share, dark, share)


def _likely(curvature: Image) -> Image:
    return probability(curvature / np.float32(CURVATURE), SOFTNESS)


def _peaks(curvature: Image, mask: NDArray[np.bool_]) -> Image:
    """The probability of a dot at each peak in the mask, once where several pixels share it; 0 elsewhere."""
    peak = (curvature > cv2.dilate(curvature, _BEFORE)) & (curvature >= cv2.dilate(curvature, _AFTER))
    places = np.flatnonzero(peak & (curvature > 0) & mask)
    likely = np.zeros(curvature.shape, np.float32)
    likely.ravel()[places] = _likely(curvature.ravel()[places])
    return likely
