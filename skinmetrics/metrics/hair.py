"""Single hairs that lie over the face: told from furrows by what the ridge analysis has found anyhow.

A hair is a dark line as narrow as the map's sharpness lets it be; a furrow of its length has flanks and is wider. Where
no lines form first, and as steep as hair falls, nothing else is so long and so narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import LINES_FORM_FIRST
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics.oriented import Strip
from skinmetrics.metrics.ridges import SIEVES, RegionRidges, find_ridges
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.traces import BRIDGE_PX, KNOT_MM, LIKELY, Points, line_width_mm, mean_angle, polyline

Mask = NDArray[np.bool_]
Pixels = tuple[NDArray[np.intp], ...]

# What is looked at first are the ridges that lines are measured from, of which more is asked than below: what is likely
# there by so much is likely by half here.
LIKELY_AT_FIRST = 0.34
TELLING_MM = 13.0  # length that nothing but hair has; see docs/capture.md
NARROW_MM = 0.9  # at half its depth: hairs 0.4 to 0.7, furrows as long 1.2 and more
STEEP_DEG = 35.0  # from the horizontal at least

# Once a hair is told, what is looked at anew, what else is taken for one, and how much of the skin beside it goes.
SIEVE = replace(
    SIEVES["standard"], strip=Strip(0.20, 0.6, 0.50), contrast_of_skin=3.3, rim_mm=1.2, softness=0.19,
    contrast_across=None, elsewhere=1.6, glints=None,
)  # fmt: skip
ALSO_MM = 6.0
BEYOND_MM = 8.0  # of both ends, where it is too faint to be found
RIM_MM = 0.8

FROWNS = "glabella"  # whose lines are as steep as hair


def find_hair(skin_map: SkinMap) -> Mask | None:
    """The pixels (h, w) of a map at the standard resolution that single hairs cover, with a rim; None without any.

    What lies in a beard is not told from it.
    """
    plain = {region: own for region, own in skin_map.ridges.items() if region not in LINES_FORM_FIRST}
    if not _has_hair(skin_map.skin, plain):
        return None
    bearded = skin_map.beard.regions
    if not _has_hair(skin_map.skin, {region: own for region, own in plain.items() if region not in bearded}):
        return None
    regions = [region for region in skin_map.ridges if region not in bearded and region != FROWNS]
    every = find_ridges(skin_map.skin, skin_map.resolution.px_per_mm, SIEVE, regions, limits_deg={})
    return _drawn(_pieces(skin_map.skin, every, LIKELY, ALSO_MM), skin_map.skin.mask.shape)


def _has_hair(skin: Skin, ridges: Mapping[str, RegionRidges]) -> bool:
    return next(_pieces(skin, ridges, LIKELY_AT_FIRST, TELLING_MM), None) is not None


def _pieces(
    skin: Skin, ridges: Mapping[str, RegionRidges], likely: float, shortest_mm: float
) -> Iterator[tuple[Pixels, Points]]:
    """Narrow steep lines that are so likely, of at least so many mm: their rows and columns, and (n, 2) px along
    each.
    """
    px = STANDARD.px_per_mm
    crest, angles = np.zeros(skin.mask.shape, np.uint8), np.zeros(skin.mask.shape, np.float32)
    for own in ridges.values():
        found = own.probability > likely
        crest[own.window] |= found
        angles[own.window][found] = own.angle[found]
    joined = cv2.dilate(crest, np.ones((BRIDGE_PX, BRIDGE_PX), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= shortest_mm * px
    for label in np.flatnonzero(long)[1:]:  # the first is what is no line
        left, top, width, height = stats[label, :4]
        box = slice(top, top + height), slice(left, left + width)
        rows, columns = np.nonzero((labels[box] == label) & (crest[box] > 0))
        pixels = rows + top, columns + left
        places = np.stack(pixels[::-1], 1).astype(np.float64)
        points, length = polyline(places / px, KNOT_MM)
        steep = abs(np.sin(mean_angle(angles[pixels]))) >= np.sin(np.radians(STEEP_DEG))
        if length >= shortest_mm and steep and line_width_mm(skin.light, places, angles[pixels], px) <= NARROW_MM:
            yield pixels, points * px


def _drawn(pieces: Iterator[tuple[Pixels, Points]], shape: tuple[int, ...]) -> Mask:
    """Where lines lie on the map, with their rims, gone on with beyond their ends."""
    canvas = np.zeros(shape, np.uint8)
    for pixels, points in pieces:
        canvas[pixels] = 1
        for way in (points, points[::-1]):
            end = np.round(np.stack([way[0], _beyond(way)]) * 16).astype(np.int32)
            cv2.polylines(canvas, [end], False, 1, 1, cv2.LINE_8, 4)  # noqa: FBT003
    side = 2 * round(RIM_MM * STANDARD.px_per_mm) + 1
    rim = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(canvas, rim) > 0, bool)


def _beyond(points: Points) -> Points:
    """Where a line would be ``BEYOND_MM`` before its first point, did it go on as it begins."""
    way = points[0] - points[min(5, len(points) - 1)]
    return np.asarray(points[0] + BEYOND_MM * STANDARD.px_per_mm * way / max(float(np.linalg.norm(way)), 1e-6))
