"""Furrows as dark ridges of log luminance: the analysis that lines, wrinkles and texture share.

An oriented filter compares a strip of skin with the two strips beside it, in twelve directions; along the strip it averages, so
that what is long answers more than what is rough. Instead of a threshold, at which lines would flicker from photo to photo,
every ridge pixel counts with the probability that it belongs to a furrow. After the oriented filters of wrinkle segmentation
(Ng et al. 2014, hybrid Hessian filter, doi 10.1007/978-3-319-16811-1_40; Batool & Chellappa 2014, Gabor), with lobes beside the
furrow in place of second derivatives: they answer to a furrow's contrast, not to its curvature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from skinmetrics.imaging.facemap import Resolution
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.skin import Skin

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

DIRECTIONS = 12
ALONG_MM = 1.7  # sigma of the average along the furrow
MARGIN_PX = 3  # around a region, for the neighbours of its ridge pixels


@dataclass(frozen=True)
class Kernel:
    """The filter's shape across a furrow at one resolution: sigma of each strip, distance of the side strips, mm."""

    across_mm: float
    side_mm: float


KERNELS: Mapping[str, Kernel] = {"standard": Kernel(0.20, 0.65), "fine": Kernel(0.12, 0.45)}

# Contrast (ln units) at which a ridge is as likely a furrow as not, and how softly that goes over.
CONTRAST, SOFTNESS = 0.050, 0.20

# Directions that a region's lines take, degrees from the horizontal; elsewhere all.
DIRECTION_LIMIT_DEG: Mapping[str, float] = {
    "forehead": 46, "crows_feet_left": 58, "crows_feet_right": 58, "infraorbital_left": 58, "infraorbital_right": 58,
}  # fmt: skip


@dataclass(frozen=True)
class RegionRidges:
    """A region's ridges, in a window of the face map.

    ``window`` rows and columns of the map; ``skin`` (h, w) the region's measurable pixels; ``strength`` (h, w) ln contrast of
    the best direction, ``angle`` (h, w) that direction in radians from the x axis; ``probability`` (h, w) that a pixel is on
    the crest of a furrow, 0 off the crests; ``length_mm`` (h, w) what a crest pixel adds to a line's length.
    """

    window: tuple[slice, slice]
    skin: Mask
    strength: Image
    angle: Image
    probability: Image
    length_mm: Image


def find_ridges(skin: Skin, resolution: Resolution, regions: Sequence[str]) -> Mapping[str, RegionRidges]:
    """Ridges of the named regions of a skin map."""
    answers = _answers(skin.light, resolution)
    return {region: _region_ridges(answers, skin, resolution, region) for region in regions}


def _answers(light: Image, resolution: Resolution) -> Image:
    """(directions, h, w): contrast of each pixel's strip against its side strips, ln units, positive when darker."""
    spectra, size = _bank(light.shape, resolution)
    transform = scipy.fft.rfft2(light, size)
    h, w = light.shape
    return np.stack([scipy.fft.irfft2(transform * spectrum, size)[:h, :w] for spectrum in spectra])


@cache
def _bank(shape: tuple[int, int], resolution: Resolution) -> tuple[NDArray[np.float32], tuple[int, int]]:
    """The filters' spectra (real: the kernels are even) and the padded size."""
    kernel, px = KERNELS[resolution.name], resolution.px_per_mm
    pad = round(3 * ALONG_MM * px)
    size = (scipy.fft.next_fast_len(shape[0] + pad, real=True), scipy.fft.next_fast_len(shape[1] + pad, real=True))
    x, y = np.meshgrid(np.fft.fftfreq(size[1], 1 / size[1]) / px, np.fft.fftfreq(size[0], 1 / size[0]) / px)

    def strip(angle: float, offset_mm: float) -> NDArray[np.float64]:
        along = x * np.cos(angle) + y * np.sin(angle)
        across = -x * np.sin(angle) + y * np.cos(angle) - offset_mm
        weight = np.exp(-0.5 * (across / kernel.across_mm) ** 2 - 0.5 * (along / ALONG_MM) ** 2)
        return np.asarray(weight / weight.sum())

    spectra = []
    for angle in _angles():
        sides = (strip(angle, kernel.side_mm) + strip(angle, -kernel.side_mm)) / 2
        spectra.append(scipy.fft.rfft2(sides - strip(angle, 0)).real)
    return np.array(spectra, np.float32), size


def _angles() -> NDArray[np.float64]:
    return np.arange(DIRECTIONS) * np.pi / DIRECTIONS


def _region_ridges(answers: Image, skin: Skin, resolution: Resolution, region: str) -> RegionRidges:
    window = _window(region, resolution.px_per_mm)
    inside = (region_mask(region, resolution.px_per_mm) & skin.mask)[window]
    angles = _angles()
    limit = np.radians(DIRECTION_LIMIT_DEG.get(region, 90))
    allowed = np.flatnonzero(np.minimum(angles, np.pi - angles) <= limit + 1e-9)
    candidates = answers[:, window[0], window[1]][allowed]
    strength = candidates.max(0)
    angle = angles[allowed][candidates.argmax(0)].astype(np.float32)
    crest = _crest(strength, angle) & inside
    margin = (strength - CONTRAST) / (SOFTNESS * CONTRAST)
    probability = np.where(crest, 1 / (1 + np.exp(-np.clip(margin, -30, 30))), 0).astype(np.float32)
    step = 1 / resolution.px_per_mm / np.maximum(np.abs(np.cos(angle)), np.abs(np.sin(angle)))
    return RegionRidges(window, inside, strength, angle, probability, step.astype(np.float32))


def _crest(strength: Image, angle: Image) -> Mask:
    """Pixels that are no weaker than their neighbours across the furrow."""
    rows, columns = np.indices(strength.shape, np.float32)
    across_x, across_y = -np.sin(angle), np.cos(angle)
    one, other = (
        map_coordinates(strength, [rows + side * across_y, columns + side * across_x], order=1, mode="nearest")
        for side in (1, -1)
    )
    return np.asarray((strength > one) & (strength >= other), bool)


@cache
def _window(region: str, px_per_mm: float) -> tuple[slice, slice]:
    rows, columns = np.nonzero(region_mask(region, px_per_mm))
    return (
        slice(max(int(rows.min()) - MARGIN_PX, 0), int(rows.max()) + MARGIN_PX + 1),
        slice(max(int(columns.min()) - MARGIN_PX, 0), int(columns.max()) + MARGIN_PX + 1),
    )
