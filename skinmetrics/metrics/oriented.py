"""How much darker a short strip of skin is than the strips beside it, in twelve directions.

After the oriented filters of wrinkle segmentation (Ng et al. 2014, Hybrid Hessian Filter; Batool & Chellappa 2014,
Gabor), with lobes beside the furrow in place of second derivatives: they answer to a furrow's contrast, not to its
curvature.
"""

from __future__ import annotations

from collections.abc import Callable
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


def contrasts(
    light: Image, px_per_mm: float, strip: Strip, seen: Callable[[Image], None] = lambda _: None
) -> Contrasts:
    """(12, h, w): for each of ``angles()`` the contrast of ``light`` (h, w), ln units, above 0 where it is darker.

    ``seen`` is shown one direction after the other, each while it is in the processor's cache.
    """
    spectra = _bank(light.shape, px_per_mm, strip)
    (h, w), size = light.shape, spectra.shape[1:]
    top, left = (size[0] - h) // 2, (size[1] - w) // 2
    # Mirrored beyond its edges, so that the map's end is no edge to the filters.
    padded = cv2.copyMakeBorder(light, top, size[0] - h - top, left, size[1] - w - left, cv2.BORDER_REFLECT_101)
    transform = cv2.dft(padded)
    found, filtered = np.empty((DIRECTIONS, h, w), np.float32), np.empty(size, np.float32)
    answer = filtered[top : top + h, left : left + w]
    for one, spectrum in zip(found, spectra, strict=True):
        cv2.multiply(transform, spectrum, filtered)
        cv2.dft(filtered, filtered, cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
        seen(answer)
        np.copyto(one, answer)
    return found


@cache
def _bank(shape: tuple[int, ...], px: float, strip: Strip) -> NDArray[np.float32]:
    """The filters' spectra at a padded size, packed as OpenCV packs transforms of real pictures."""
    pad = round(4 * (strip.along_mm + strip.side_mm) * px)
    size = (_quick_length(shape[0] + pad), _quick_length(shape[1] + pad))
    x, y = np.meshgrid(np.fft.fftfreq(size[1], 1 / size[1]) / px, np.fft.fftfreq(size[0], 1 / size[0]) / px)

    def weights(angle: float, offset_mm: float) -> NDArray[np.float64]:
        along = x * np.cos(angle) + y * np.sin(angle)
        across = -x * np.sin(angle) + y * np.cos(angle) - offset_mm
        weight = np.exp(-0.5 * (across / strip.across_mm) ** 2 - 0.5 * (along / strip.along_mm) ** 2)
        return np.asarray(weight / weight.sum())

    spectra = np.empty((DIRECTIONS, *size), np.float32)
    for spectrum, angle in zip(spectra, angles(), strict=True):
        sides = (weights(angle, strip.side_mm) + weights(angle, -strip.side_mm)) / 2
        spectrum[:] = _packed(np.fft.rfft2(sides - weights(angle, 0)).real)  # real: the filters are even
    return spectra


def _quick_length(least: int) -> int:
    """A length of which OpenCV's transforms are quick."""
    return 16 * int(scipy.fft.next_fast_len(-(-least // 16)))


def _packed(spectrum: NDArray[np.float64]) -> NDArray[np.float64]:
    """What to multiply OpenCV's packed transform by for a real spectrum (h, w / 2 + 1), h and w even: (h, w).

    Real and imaginary parts lie side by side; in the first and the last column, below each other.
    """
    packed = np.repeat(spectrum, 2, axis=1)[:, 1:-1]
    for column in (0, -1):
        packed[:, column] = np.repeat(spectrum[: len(spectrum) // 2 + 1, column], 2)[1:-1]
    return packed
