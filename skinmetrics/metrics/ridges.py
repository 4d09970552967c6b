"""Furrows as dark ridges of log luminance: the analysis that lines, wrinkles and texture share.

An oriented filter tells how much darker each bit of skin is than the skin beside it (oriented.py), set against what the
skin around answers anyhow; what goes on over several millimetres is a line (paths.py). Instead of a threshold, at which
lines would flicker from photo to photo, every ridge pixel counts with the probability that it belongs to a furrow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import FINE, STANDARD
from skinmetrics.imaging.regions import LINES_FORM_FIRST, region_mask, region_pixels, region_window
from skinmetrics.imaging.skin import Skin, shrunk
from skinmetrics.metrics.glints import Glints, without_glints
from skinmetrics.metrics.lengths import MM2_PER_CM2
from skinmetrics.metrics.oriented import DIRECTIONS, Contrasts, Image, Strip, angles, contrasts
from skinmetrics.metrics.paths import LARGEST, Evidence, Total, path_totals

Mask = NDArray[np.bool_]

MARGIN_PX = 3  # around a region, for the neighbours of its ridge pixels
CLEAR_MIN = 0.35  # of a region's pixels that must be clear of what is no skin


@dataclass(frozen=True)
class Sieve:
    """What is looked for, and what is let through.

    ``strip`` is compared with the skin beside it at ``2 steps + 1`` places of a path, ``step_mm`` apart or so: in
    whole px. A path is as likely a furrow as not where its mean contrast is ``contrast`` (ln units) plus
    ``contrast_of_skin`` times what the skin around answers in directions that no furrow there takes: grain, pores
    and what noise is left answer alike in all. In a crow's foot lines lie so close that they raise what is quiet
    too: there it is ``contrast_across`` times the strongest answer across their directions, if anything. Where
    lines do not form first, ``elsewhere`` times as much is asked for: what looks like one there is rather grain,
    pores or stubble. One place counts for no more than ``cap`` times what is asked for. ``softness`` is how softly
    likely goes over into unlikely, as a share of what is asked for. Within ``rim_mm`` of what is no skin (lashes,
    hair, the shadow of the eye) nothing is looked for: its edge answers as a furrow does. ``turn`` is what a turn
    of a path costs, as a share of what is asked for. ``glints`` are taken down first, if any.
    """

    strip: Strip
    step_mm: float
    steps: int
    contrast: float
    contrast_of_skin: float
    cap: float
    rim_mm: float
    softness: float
    contrast_across: float | None = None
    elsewhere: float = 1.0
    turn: float = 0.2
    glints: Glints | None = None

    @property
    def parameters(self) -> Mapping[str, object]:
        """Every number that ridges depend on."""
        return {
            "directions": DIRECTIONS,
            "sieve": asdict(self),
            "doubt": DOUBT,
            "around": (AROUND_MM, QUIET_DIRECTION, ACROSS_DEG, DENSE),
            "direction_limit_deg": dict(DIRECTION_LIMIT_DEG),
            "clear_min": CLEAR_MIN,
        }


SIEVES: Mapping[str, Sieve] = {
    "standard": Sieve(
        Strip(0.18, 0.6, 0.45), 0.9, 2, contrast=0.0065, contrast_of_skin=3.8, cap=2.2, rim_mm=0.8, softness=0.20,
        contrast_across=3.1, elsewhere=1.45, turn=0.3, glints=Glints(1.0, 0.03),
    ),
    "fine": Sieve(
        Strip(0.12, 0.5, 0.45), 0.8, 4, contrast=0.012, contrast_of_skin=4.0, cap=1.3, rim_mm=1.2, softness=0.22,
        contrast_across=3.3,
    ),
}  # fmt: skip

DOUBT = 0.5  # what one place counts against a path at most, times the contrast asked for
AROUND_MM = 2.5  # sigma of the skin around
ACROSS_DEG = 45.0  # from the horizontal, beyond which directions are across the lines of a crow's foot
QUIET_DIRECTION = 4  # of the directions from the quietest, 0 … 11: a furrow answers in the five nearest to its own

# Directions that a region's lines take, degrees from the horizontal; elsewhere all.
DIRECTION_LIMIT_DEG: Mapping[str, float] = {
    "forehead": 45, "crows_feet_left": 60, "crows_feet_right": 60, "infraorbital_left": 60, "infraorbital_right": 60,
}  # fmt: skip
ANY_DIRECTION_DEG = 90.0
DENSE = ("crows_feet_left", "crows_feet_right")  # regions in which lines lie close, side by side

PARAMETERS: Mapping[str, object] = {
    "resolutions": [(one.name, one.px_per_mm, one.edge_variance) for one in (STANDARD, FINE)],
    **{name: sieve.parameters for name, sieve in SIEVES.items()},
}


@dataclass(frozen=True)
class RegionRidges:
    """A region's ridges, in a window of the face map.

    ``window`` rows and columns of the map; ``skin`` (h, w) the region's pixels that were looked at; ``angle`` (h, w)
    the best path's direction in radians from the x axis; ``strength`` (h, w) ln contrast in that direction and
    ``probability`` (h, w) that a pixel is on the crest of a furrow, both 0 off the crests; ``length_mm`` (h, w) what a
    crest pixel adds to a line's length.
    """

    px_per_mm: float
    window: tuple[slice, slice]
    skin: Mask
    strength: Image
    angle: Image
    probability: Image
    length_mm: Image


def find_ridges(
    skin: Skin,
    px_per_mm: float,
    sieve: Sieve,
    regions: Sequence[str],
    limits_deg: Mapping[str, float] = DIRECTION_LIMIT_DEG,
) -> Mapping[str, RegionRidges]:
    """Ridges of the named regions of a skin map, without those of which too little is clear of what is no skin.

    ``limits_deg``: by region how far from the horizontal a ridge may run, where not all directions count.
    """
    light = skin.light if sieve.glints is None else without_glints(skin.light, px_per_mm, sieve.glints)
    clear = _clear(skin.mask, sieve.rim_mm, px_per_mm)
    regions = [region for region in regions if _share(region, clear, px_per_mm) >= CLEAR_MIN]
    around, typical = _Around(clear, px_per_mm), []
    found = contrasts(light, px_per_mm, sieve.strip, lambda one: typical.append(around.typical(one)))
    asked = sieve.contrast + _of_skin(typical, sieve, around)
    evidence, unit = _evidence(found, asked, sieve)
    totals = path_totals(evidence, angles(), sieve.step_mm * px_per_mm, sieve.steps, round(sieve.turn * unit))
    paths = _Paths(np.full_like(totals[0], np.iinfo(np.int16).min), np.zeros(skin.mask.shape, np.uint8))
    ridges: dict[str, RegionRidges] = {}
    offered: set[int] = set()
    for limit in sorted({*limits_deg.values(), ANY_DIRECTION_DEG}):
        for index in sorted(set(_within(limit)) - offered):
            paths.offer(totals[index], index)
            offered.add(index)
        for region in regions:
            if limits_deg.get(region, ANY_DIRECTION_DEG) == limit:
                ridges[region] = _region_ridges(paths, unit, found, sieve, light, clear, px_per_mm, region)
    return {region: ridges[region] for region in regions}


def _clear(mask: Mask, rim_mm: float, px: float) -> Mask:
    """What lies farther than this from what is no skin; the map's own edge is none."""
    side = 2 * round(rim_mm * px) + 1
    rim = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.erode(mask.astype(np.uint8), rim) > 0, bool)


def _share(region: str, clear: Mask, px: float) -> float:
    window = region_window(region, px)
    return np.count_nonzero(region_mask(region, px)[window] & clear[window]) / region_pixels(region, px)


@dataclass(frozen=True)
class _Paths:
    """The best path through each pixel of those offered so far: its total, and its direction's index."""

    total: Total
    direction: NDArray[np.uint8]

    def offer(self, total: Total, index: int) -> None:
        better = cv2.compare(total, self.total, cv2.CMP_GT)
        cv2.copyTo(np.full_like(self.direction, index), better, self.direction)
        cv2.max(self.total, total, self.total)


def _within(limit_deg: float) -> list[int]:
    """The directions, by index, that are no farther than this from the horizontal."""
    return [i for i, angle in enumerate(angles()) if _off_horizontal_deg(angle) <= limit_deg]


def _off_horizontal_deg(angle: float) -> float:
    """How far a direction (radians, 0 to below π) is from the horizontal, degrees."""
    return round(math.degrees(min(angle, math.pi - angle)), 6)


def _of_skin(typical: Sequence[Image], sieve: Sieve, around: _Around) -> Image:
    """What is asked for of the skin's own answer, on the smaller picture of ``typical``: what it answers in each
    direction.
    """
    quiet = _in_order(typical, QUIET_DIRECTION) * np.float32(sieve.contrast_of_skin)
    if sieve.contrast_across is None:
        return quiet
    across = [one for one, angle in zip(typical, angles(), strict=True) if _off_horizontal_deg(angle) > ACROSS_DEG]
    strongest = np.maximum.reduce(across) * np.float32(sieve.contrast_across)
    return np.asarray(np.where(around.cells(DENSE), strongest, quiet), np.float32)


def _evidence(found: Contrasts, asked: Image, sieve: Sieve) -> tuple[list[Evidence], float]:
    """Each direction's contrast as a multiple of what is asked for, in whole units; and how many units one time is.

    ``asked``: the contrast (ln units) of what is as likely a furrow as not, on a smaller picture.
    """
    cap = LARGEST // sieve.steps
    unit = cap / sieve.cap
    h, w = found.shape[1:]
    scale = np.float32(unit) / cv2.resize(asked, (w, h), interpolation=cv2.INTER_LINEAR)
    # Eight-bit multiplication saturates at 127, above the cap.
    units = (cv2.multiply(one, scale, dtype=cv2.CV_8S) for one in found)
    return [np.clip(one, -round(DOUBT * unit), cap).astype(np.int8, copy=False) for one in units], unit


def _in_order(images: Sequence[Image], place: int) -> Image:
    """At every pixel the value that has this place, from 0, among those of the images in ascending order."""
    rest = list(images)
    for _ in range(place + 1):
        smallest = rest.pop()
        for i, one in enumerate(rest):
            smallest, rest[i] = np.minimum(smallest, one), np.maximum(smallest, one)
    return smallest


class _Around:
    """What the skin around typically answers, on a smaller picture.

    The square of the mean root of the contrast: a few strong lines hardly raise it, which a mean square they would.
    """

    def __init__(self, mask: Mask, px: float) -> None:
        self._stride = max(1, int(px / 2))
        sigma = AROUND_MM * px / self._stride
        self._step = max(1, int(sigma / 2))
        self._px, self._shape = px, mask.shape
        self._sigma = sigma / self._step
        self._mask = self._sampled(mask.astype(np.float32))
        self._share = np.maximum(self._blurred(self._mask), np.float32(0.02))

    def typical(self, contrast: Image) -> Image:
        """The typical size of ``contrast`` over the skin around, every few px."""
        root = np.abs(self._sampled(contrast))
        root = np.sqrt(root, out=root)
        root *= self._mask
        return np.asarray((self._blurred(root) / self._share) ** 2, np.float32)

    def cells(self, regions: Sequence[str]) -> Mask:
        """Which cells of the smaller picture lie in one of these regions, if only in part."""
        inside = np.zeros(self._shape, np.float32)
        for region in regions:
            inside += region_mask(region, self._px)
        return np.asarray(shrunk(self._sampled(inside), self._step) > 0, bool)

    def _sampled(self, image: Image) -> Image:
        return np.ascontiguousarray(image[:: self._stride, :: self._stride])

    def _blurred(self, image: Image) -> Image:
        return np.asarray(cv2.GaussianBlur(shrunk(image, self._step), (0, 0), self._sigma), np.float32)


def _region_ridges(
    paths: _Paths, unit: float, found: Contrasts, sieve: Sieve, light: Image, clear: Mask, px: float, region: str
) -> RegionRidges:
    """``unit``: of the paths' totals, one place that has what is asked for; ``clear`` (h, w) of the map: where to
    look.
    """
    places = 2 * sieve.steps + 1
    even = unit * places * (1 if region in LINES_FORM_FIRST else sieve.elsewhere)  # as likely a furrow as not
    window = region_window(region, px, MARGIN_PX)
    direction = paths.direction[window]
    inside = region_mask(region, px)[window] & clear[window]
    angle, across_x, across_y, length = (np.asarray(cv2.LUT(direction, one), np.float32) for one in _by_direction(px))
    total = paths.total[window].astype(np.float32)
    # Of paths side by side that are equally certain the darkest is the crest.
    crest = np.flatnonzero(_crest(total - light[window], across_x, across_y) & inside)
    rows, columns = np.divmod(crest, direction.shape[1])
    contrast = found[(slice(None), *window)][direction[rows, columns], rows, columns]
    strength, likely = np.zeros(total.shape, np.float32), np.zeros(total.shape, np.float32)
    strength.ravel()[crest] = contrast
    # A path that passes a bright pixel on its way to a line makes that no part of the line.
    chance = probability(total.ravel()[crest] / np.float32(even), sieve.softness)
    likely.ravel()[crest] = np.where(contrast > -sieve.contrast, chance, 0)
    return RegionRidges(px, window, inside, strength, angle, likely, length)


@cache
def _by_direction(px: float) -> tuple[Image, ...]:
    """For each direction's index its angle, the step (x, y) across it, and how far along it the next pixel is, mm."""
    angle = np.resize(np.array(angles(), np.float32), 256)  # as long as OpenCV wants tables of eight bits
    across_x, across_y = -np.sin(angle), np.cos(angle)
    length = 1 / px / np.maximum(np.abs(across_x), np.abs(across_y))
    return tuple(np.asarray(one, np.float32) for one in (angle, across_x, across_y, length))


def probability(times_threshold: Image, softness: float) -> Image:
    """Logistic, ½ at the threshold, and 0 where there is nothing at all."""
    at_nothing = 1 / (1 + math.exp(1 / softness))
    falling = (times_threshold - 1) / -softness
    falling = np.exp(np.clip(falling, -30, 30, out=falling), out=falling)
    logistic = np.divide(1, falling + 1, out=falling)
    return np.asarray(np.maximum(logistic - at_nothing, 0) / (1 - at_nothing), np.float32)


def _crest(strength: Image, across_x: Image, across_y: Image) -> Mask:
    """Pixels that are no weaker than their neighbours across the furrow."""
    rows, columns = np.indices(strength.shape, np.float32)
    one, other = (
        cv2.remap(strength, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for x, y in ((columns + across_x, rows + across_y), (columns - across_x, rows - across_y))
    )
    return np.asarray((strength > one) & (strength >= other), bool)


def total_length_mm(ridges: RegionRidges) -> float:
    """Expected length of a region's furrows, mm: the sum over crest pixels of probability times length."""
    return float((ridges.probability * ridges.length_mm).sum())


def length_per_area(ridges: RegionRidges) -> float:
    """Expected length of a region's furrows per area of its skin, mm/cm²."""
    area_cm2 = float(ridges.skin.sum()) / ridges.px_per_mm**2 / MM2_PER_CM2
    return total_length_mm(ridges) / area_cm2
