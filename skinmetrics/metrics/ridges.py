"""Furrows as dark ridges of log luminance: the analysis that lines, wrinkles and texture share.

An oriented filter compares a strip of skin with the two strips beside it, in twelve directions, and asks whether the
line goes on before and after it, so that what is long answers more than what is rough. Instead of a threshold, at which
lines would flicker from photo to photo, every ridge pixel counts with the probability that it belongs to a furrow.
After the oriented filters of wrinkle segmentation (Ng et al. 2014, Hybrid Hessian Filter; Batool & Chellappa 2014,
Gabor), with lobes beside the furrow in place of second derivatives: they answer to a furrow's contrast, not to its
curvature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import FINE, STANDARD
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.skin import Skin

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

DIRECTIONS = 12
MM2_PER_CM2 = 100
MARGIN_PX = 3  # around a region, for the neighbours of its ridge pixels


@dataclass(frozen=True)
class Sieve:
    """The filter's shape, mm, and what it lets through.

    ``across_mm`` and ``along_mm``: sigma of each strip; ``side_mm``: distance of the side strips. Of three strips in a
    row, ``apart_mm`` from each other, ``needed`` must be dark: grain makes one, a line goes on. A ridge is as likely
    a furrow as not at ``contrast`` (ln units) plus ``contrast_of_skin`` times what the skin around answers in
    directions that no furrow there takes: grain, pores and what noise is left answer alike in all.
    """

    across_mm: float
    side_mm: float
    contrast: float
    contrast_of_skin: float
    along_mm: float
    apart_mm: float
    needed: Literal[2, 3]

    @property
    def parameters(self) -> Mapping[str, object]:
        """Every number that ridges depend on."""
        return {
            "directions": DIRECTIONS,
            "sieve": asdict(self),
            "softness": SOFTNESS,
            "around": (AROUND_MM, QUIET_DIRECTION),
            "direction_limit_deg": dict(DIRECTION_LIMIT_DEG),
        }


SIEVES: Mapping[str, Sieve] = {
    "standard": Sieve(
        across_mm=0.20, side_mm=0.65, contrast=0.018, contrast_of_skin=1.5, along_mm=0.7, apart_mm=1.4, needed=2
    ),
    "fine": Sieve(
        across_mm=0.12, side_mm=0.45, contrast=0.012, contrast_of_skin=2.0, along_mm=0.7, apart_mm=1.3, needed=3
    ),
}

SOFTNESS = 0.25  # how softly likely goes over into unlikely, as a share of the contrast
AROUND_MM = 2.5  # sigma of the skin around
QUIET_DIRECTION = 4  # of the directions from the quietest, 0 … 11: a furrow answers in the five nearest to its own

# Directions that a region's lines take, degrees from the horizontal; elsewhere all.
DIRECTION_LIMIT_DEG: Mapping[str, float] = {
    "forehead": 45, "crows_feet_left": 60, "crows_feet_right": 60, "infraorbital_left": 60, "infraorbital_right": 60,
}  # fmt: skip

PARAMETERS: Mapping[str, object] = {
    "resolutions": [(one.name, one.px_per_mm, one.edge_variance) for one in (STANDARD, FINE)],
    **{name: sieve.parameters for name, sieve in SIEVES.items()},
}


@dataclass(frozen=True)
class RegionRidges:
    """A region's ridges, in a window of the face map.

    ``window`` rows and columns of the map; ``skin`` (h, w) the region's measurable pixels; ``strength`` (h, w) ln
    contrast of the best direction, ``angle`` (h, w) that direction in radians from the x axis; ``probability`` (h, w)
    that a pixel is on the crest of a furrow, 0 off the crests; ``length_mm`` (h, w) what a crest pixel adds to a line's
    length.
    """

    px_per_mm: float
    window: tuple[slice, slice]
    skin: Mask
    strength: Image
    angle: Image
    probability: Image
    length_mm: Image


def find_ridges(skin: Skin, px_per_mm: float, sieve: Sieve, regions: Sequence[str]) -> Mapping[str, RegionRidges]:
    """Ridges of the named regions of a skin map."""
    spectra, size = _bank(skin.light.shape, px_per_mm, sieve)
    h, w = skin.light.shape
    top, left = (size[0] - h) // 2, (size[1] - w) // 2
    # Mirrored beyond its edges, so that the map's end is no edge to the filters.
    padded = cv2.copyMakeBorder(skin.light, top, size[0] - h - top, left, size[1] - w - left, cv2.BORDER_REFLECT_101)
    transform = scipy.fft.rfft2(padded)
    strength = np.full((h, w), -np.inf, np.float32)
    best = np.zeros((h, w), np.uint8)
    seen: dict[str, tuple[Image, NDArray[np.uint8]]] = {}
    energies = []
    around = _Around(skin.mask, AROUND_MM * px_per_mm)
    for index, (spectrum, last) in enumerate(zip(spectra, _last_of_limit(), strict=True)):
        answers = np.asarray(scipy.fft.irfft2(transform * spectrum, size), np.float32)
        x, y = (
            round(sieve.apart_mm * px_per_mm * part) for part in (np.cos(_angles()[index]), np.sin(_angles()[index]))
        )
        before, answer, after = (
            answers[top + i * y : top + i * y + h, left + i * x : left + i * x + w] for i in (-1, 0, 1)
        )
        answer = _in_a_row(before, answer, after, sieve.needed)
        cv2.copyTo(np.full((h, w), index, np.uint8), cv2.compare(answer, strength, cv2.CMP_GT), best)
        cv2.max(strength, answer, strength)
        energies.append(around.mean(answer * answer))
        for region in regions:
            if DIRECTION_LIMIT_DEG.get(region, 90) == last:
                window = _window(region, px_per_mm)
                seen[region] = strength[window].copy(), best[window].copy()
    quiet = np.sqrt(np.partition(np.stack(energies), QUIET_DIRECTION, axis=0)[QUIET_DIRECTION])
    contrast = sieve.contrast + sieve.contrast_of_skin * cv2.resize(quiet, (w, h), interpolation=cv2.INTER_LINEAR)
    return {region: _region_ridges(*seen[region], skin, px_per_mm, region, contrast) for region in regions}


def _in_a_row(before: Image, here: Image, after: Image, needed: int) -> Image:
    """The least answer of three strips in a row, or their middle one."""
    low, high = cv2.min(before, after), cv2.max(before, after)
    if needed == 3:
        return np.asarray(cv2.min(low, here), np.float32)
    return np.asarray(cv2.max(low, cv2.min(here, high)), np.float32)


class _Around:
    """Means of the skin around, on a smaller picture."""

    def __init__(self, mask: Mask, sigma_px: float) -> None:
        h, w = mask.shape
        self._step = max(1, int(sigma_px / 2))
        self._size = (w // self._step, h // self._step)
        self._sigma = sigma_px / self._step
        self._mask = mask.astype(np.float32)
        self._share = np.maximum(self._small(self._mask), np.float32(0.02))

    def mean(self, image: Image) -> Image:
        """The mean of ``image`` over the skin around, every few px."""
        return np.asarray(self._small(image * self._mask) / self._share, np.float32)

    def _small(self, image: Image) -> Image:
        small = cv2.resize(image, self._size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.GaussianBlur(small, (0, 0), self._sigma), np.float32)


@cache
def _bank(shape: tuple[int, int], px: float, sieve: Sieve) -> tuple[NDArray[np.float32], tuple[int, int]]:
    """The filters' spectra (real: the kernels are even), in the order of ``_angles``, and the padded size.

    An answer is a strip's contrast against its side strips, ln units, positive when it is darker.
    """
    pad = round((4 * sieve.along_mm + 2 * sieve.apart_mm) * px)
    size = (scipy.fft.next_fast_len(shape[0] + pad, real=True), scipy.fft.next_fast_len(shape[1] + pad, real=True))
    x, y = np.meshgrid(np.fft.fftfreq(size[1], 1 / size[1]) / px, np.fft.fftfreq(size[0], 1 / size[0]) / px)

    def strip(angle: float, offset_mm: float) -> NDArray[np.float64]:
        along = x * np.cos(angle) + y * np.sin(angle)
        across = -x * np.sin(angle) + y * np.cos(angle) - offset_mm
        weight = np.exp(-0.5 * (across / sieve.across_mm) ** 2 - 0.5 * (along / sieve.along_mm) ** 2)
        return np.asarray(weight / weight.sum())

    spectra = []
    for angle in _angles():
        sides = (strip(angle, sieve.side_mm) + strip(angle, -sieve.side_mm)) / 2
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
    strength: Image, best: NDArray[np.uint8], skin: Skin, px: float, region: str, contrast: Image
) -> RegionRidges:
    window = _window(region, px)
    angle = np.array(_angles(), np.float32)[best]
    inside = (region_mask(region, px) & skin.mask)[window]
    across_x, across_y = -np.sin(angle), np.cos(angle)
    crest = _crest(strength, across_x, across_y) & inside
    likely = np.where(crest, probability(strength / contrast[window], SOFTNESS), 0).astype(np.float32)
    step = 1 / px / np.maximum(np.abs(across_x), np.abs(across_y))
    return RegionRidges(px, window, inside, strength, angle, likely, step.astype(np.float32))


def probability(times_threshold: Image, softness: float) -> Image:
    """Logistic, ½ at the threshold, and 0 where there is nothing at all."""
    at_nothing = 1 / (1 + np.exp(1 / softness))
    logistic = 1 / (1 + np.exp(-np.clip((times_threshold - 1) / softness, -30, 30)))
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


def total_length_mm(ridges: RegionRidges) -> float:
    """Expected length of a region's furrows, mm: the sum over crest pixels of probability times length."""
    return float((ridges.probability * ridges.length_mm).sum())


def length_per_area(ridges: RegionRidges) -> float:
    """Expected length of a region's furrows per area of its skin, mm/cm²."""
    area_cm2 = float(ridges.skin.sum()) / ridges.px_per_mm**2 / MM2_PER_CM2
    return total_length_mm(ridges) / area_cm2
