"""How much darker a short strip of skin is than the strips beside it, in twelve directions.

After the oriented filters of wrinkle segmentation (Ng et al. 2014, Hybrid Hessian Filter; Batool & Chellappa 2014,
Gabor), with lobes beside the furrow in place of second derivatives: they answer to a furrow's contrast, not to its
curvature.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import scipy.fft
from numpy.typing import NDArray

Image = NDArray[np.float32]
Contrasts = NDArray[np.float32]

DIRECTIONS = 12


@dataclass(frozen=True)
class Strip:
    """The filter's shape, mm: sigma ``across`` and ``along`` each strip, and how far the ``side`` strips lie."""

    across_mm: float
    along_mm: float
    side_mm: float


def angles() -> tuple[float, ...]:
    """The directions in radians from the x axis, 0 to below π, evenly."""
    return tuple(i * np.pi / DIRECTIONS for i in range(DIRECTIONS))


def contrasts(light: Image, px_per_mm: float, strip: Strip) -> Contrasts:
    """(12, h, w): for each of ``angles()`` the contrast of ``light`` (h, w), ln units, above 0 where it is darker."""
    spectra, size = _bank(light.shape, px_per_mm, strip)
    h, w = light.shape
    top, left = (size[0] - h) // 2, (size[1] - w) // 2
    # Mirrored beyond its edges, so that the map's end is no edge to the filters.
    padded = cv2.copyMakeBorder(light, top, size[0] - h - top, left, size[1] - w - left, cv2.BORDER_REFLECT_101)
    transform = scipy.fft.rfft2(padded)
    found = np.empty((DIRECTIONS, h, w), np.float32)
    for answer, spectrum in zip(found, spectra, strict=True):
        answer[:] = scipy.fft.irfft2(transform * spectrum, size)[top : top + h, left : left + w]
    return found


@cache
def _bank(shape: tuple[int, int], px: float, strip: Strip) -> tuple[NDArray[np.float32], tuple[int, int]]:
    """The filters' spectra (real: the kernels are even) and the padded size."""
    pad = round(4 * (strip.along_mm + strip.side_mm) * px)
    size = (scipy.fft.next_fast_len(shape[0] + pad, real=True), scipy.fft.next_fast_len(shape[1] + pad, real=True))
    x, y = np.meshgrid(np.fft.fftfreq(size[1], 1 / size[1]) / px, np.fft.fftfreq(size[0], 1 / size[0]) / px)

    def weights(angle: float, offset_mm: float) -> NDArray[np.float64]:
        along = x * np.cos(angle) + y * np.sin(angle)
        across = -x * np.sin(angle) + y * np.cos(angle) - offset_mm
        weight = np.exp(-0.5 * (across / strip.across_mm) ** 2 - 0.5 * (along / strip.along_mm) ** 2)
        return np.asarray(weight / weight.sum())

    spectra = []
    for angle in angles():
        sides = (weights(angle, strip.side_mm) + weights(angle, -strip.side_mm)) / 2
        spectra.append(scipy.fft.rfft2(sides - weights(angle, 0)).real)
    return np.array(spectra, np.float32), size
