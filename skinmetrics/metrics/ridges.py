"""Furrows as dark ridges of log luminance: the analysis that lines, wrinkles and texture share.

An oriented filter compares a strip of skin with the two strips beside it, in twelve directions; along the strip it
averages, so that what is long answers more than what is rough. Instead of a threshold, at which lines would flicker
from photo to photo, every ridge pixel counts with the probability that it belongs to a furrow. After the oriented
filters of wrinkle segmentation (Ng et al. 2014, Hybrid Hessian Filter; Batool &
Chellappa 2014, Gabor), with lobes beside the furrow in place of second derivatives: they answer to a furrow's contrast,
not to its curvature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import FINE, STANDARD, Resolution
from skinmetrics.imaging.regions import all_regions, region_mask
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

# Contrast (ln units) at which a ridge is as likely a furrow as not: a fixed part, and this many times the median answer
# of the whole face's skin, which rises and falls with grain, compression and what is left of the photo's blur. And how
# softly likely goes over into unlikely, as a share of it.
CONTRAST, CONTRAST_OF_SKIN, SOFTNESS = 0.034, 0.7, 0.25

# Directions that a region's lines take, degrees from the horizontal; elsewhere all.
DIRECTION_LIMIT_DEG: Mapping[str, float] = {
    "forehead": 45, "crows_feet_left": 60, "crows_feet_right": 60, "infraorbital_left": 60, "infraorbital_right": 60,
}  # fmt: skip

PARAMETERS: Mapping[str, object] = {
    "resolutions": [(one.name, one.px_per_mm, one.edge_variance) for one in (STANDARD, FINE)],
    "directions": DIRECTIONS,
    "along_mm": ALONG_MM,
    "kernels": {name: (kernel.across_mm, kernel.side_mm) for name, kernel in KERNELS.items()},
    "contrast": (CONTRAST, CONTRAST_OF_SKIN, SOFTNESS),
    "direction_limit_deg": dict(DIRECTION_LIMIT_DEG),
}


@dataclass(frozen=True)
class RegionRidges:
    """A region's ridges, in a window of the face map.

    ``window`` rows and columns of the map; ``skin`` (h, w) the region's measurable pixels; ``strength`` (h, w) ln
    contrast of the best direction, ``angle`` (h, w) that direction in radians from the x axis; ``probability`` (h, w)
    that a pixel is on the crest of a furrow, 0 off the crests; ``length_mm`` (h, w) what a crest pixel adds to a line's
    length.
    """

    window: tuple[slice, slice]
    skin: Mask
    strength: Image
    angle: Image
    probability: Image
    length_mm: Image


def find_ridges(skin: Skin, resolution: Resolution, regions: Sequence[str]) -> Mapping[str, RegionRidges]:
    """Ridges of the named regions of a skin map."""
    spectra, size = _bank(skin.light.shape, resolution)
    transform = scipy.fft.rfft2(skin.light, size)
    h, w = skin.light.shape
    strength = np.full((h, w), -np.inf, np.float32)
    best = np.zeros((h, w), np.uint8)
    seen: dict[str, tuple[Image, NDArray[np.uint8]]] = {}
    for index, (spectrum, last) in enumerate(zip(spectra, _last_of_limit(), strict=True)):
        answer = np.ascontiguousarray(scipy.fft.irfft2(transform * spectrum, size)[:h, :w])
        cv2.copyTo(np.full((h, w), index, np.uint8), cv2.compare(answer, strength, cv2.CMP_GT), best)
        cv2.max(strength, answer, strength)
        for region in regions:
            if DIRECTION_LIMIT_DEG.get(region, 90) == last:
                window = _window(region, resolution.px_per_mm)
                seen[region] = strength[window].copy(), best[window].copy()
    skin_pixels = strength[all_regions(resolution.px_per_mm) & skin.mask][::4]  # a quarter has the same median
    contrast = CONTRAST + CONTRAST_OF_SKIN * float(np.median(skin_pixels)) if skin_pixels.size else CONTRAST
    return {region: _region_ridges(*seen[region], skin, resolution, region, contrast) for region in regions}


@cache
def _bank(shape: tuple[int, int], resolution: Resolution) -> tuple[NDArray[np.float32], tuple[int, int]]:
    """The filters' spectra (real: the kernels are even), in the order of ``_angles``, and the padded size.

    An answer is a strip's contrast against its side strips, ln units, positive when it is darker.
    """
    kernel, px = KERNELS[resolution.name], resolution.px_per_mm
    pad = round(2 * ALONG_MM * px)
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


@cache
def _angles() -> tuple[float, ...]:
    """The directions in radians from the x axis, nearest to the horizontal first."""
    return tuple(sorted((i * np.pi / DIRECTIONS for i in range(DIRECTIONS)), key=_from_horizontal))


def _from_horizontal(angle: float) -> float:
    return float(np.degrees(min(angle, np.pi - angle)))


@cache
def _last_of_limit() -> tuple[float | None, ...]:
    """For each direction the limit that it is the last of, if any: the regions of that limit are complete with it."""
    limits = sorted({*DIRECTION_LIMIT_DEG.values(), 90.0})
    last = {
        max(i for i, angle in enumerate(_angles()) if _from_horizontal(angle) <= limit + 1e-6): limit
        for limit in limits
    }
    return tuple(last.get(i) for i in range(DIRECTIONS))


def _region_ridges(
    strength: Image, best: NDArray[np.uint8], skin: Skin, resolution: Resolution, region: str, contrast: float
) -> RegionRidges:
    window = _window(region, resolution.px_per_mm)
    angle = np.array(_angles(), np.float32)[best]
    inside = (region_mask(region, resolution.px_per_mm) & skin.mask)[window]
    across_x, across_y = -np.sin(angle), np.cos(angle)
    crest = _crest(strength, across_x, across_y) & inside
    probability = np.where(crest, _probability(strength / contrast), 0).astype(np.float32)
    step = 1 / resolution.px_per_mm / np.maximum(np.abs(across_x), np.abs(across_y))
    return RegionRidges(window, inside, strength, angle, probability, step.astype(np.float32))


def _probability(times_contrast: Image) -> Image:
    """Logistic in the strength, ½ at the contrast, and 0 where there is no strength at all."""
    at_nothing = 1 / (1 + np.exp(1 / SOFTNESS))
    logistic = 1 / (1 + np.exp(-np.clip((times_contrast - 1) / SOFTNESS, -30, 30)))
    return np.asarray(np.maximum(logistic - at_nothing, 0) / (1 - at_nothing), np.float32)


def _crest(strength: Image, across_x: Image, across_y: Image) -> Mask:
    """Pixels that are no weaker than their neighbours across the furrow."""
    rows, columns = np.indices(strength.shape, np.float32)
    one, other = (
        cv2.remap(
            strength,
            columns + side * across_x,
            rows + side * across_y,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for side in (np.float32(1), np.float32(-1))
    )
    return np.asarray((strength > one) & (strength >= other), bool)


@cache
def _window(region: str, px_per_mm: float) -> tuple[slice, slice]:
    rows, columns = np.nonzero(region_mask(region, px_per_mm))
    return (
        slice(max(int(rows.min()) - MARGIN_PX, 0), int(rows.max()) + MARGIN_PX + 1),
        slice(max(int(columns.min()) - MARGIN_PX, 0), int(columns.max()) + MARGIN_PX + 1),
    )
