"""A colour checker or a grey card in the photo: a better white than the eyes.

Of a colour checker its row of greys is looked for: four equal squares, evenly spaced, each darker than the one before
by what their reflectances say. A plain card is an even, colourless rectangle as large as a hand, apart from the face
and no farther from it than it is held; as grey cards and white paper reflect differently, only its colour counts, and
its brightness is taken from the eyes. Doors, pictures and screens may look like one: whoever asks must compare colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import linear_light
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.pose import PUPIL_DISTANCE_MM
from skinmetrics.imaging.photo import Photo

SEARCH_SIDE = 480  # px of the longer side at which a card is looked for
EVEN_MAX = 0.05  # SD of ln light inside a field
EVEN_PX = 5
COLOURLESS_MAX = 0.40  # ln units between channels: what a lamp's colour makes of grey
DIMMEST, BRIGHTEST = 0.01, 0.97  # linear light of a field's pixels
RIGHT_ANGLED_MIN = 0.85  # of its rectangle that a field fills
INSIDE = 0.6  # of a field's sides, for what is read

# Reflectances of a ColorChecker's greys from the white one on, and how well fields must agree with the row.
GREYS = (0.90, 0.59, 0.36, 0.19)
LEVEL_TOLERANCE, PLACE_TOLERANCE, SIZE_TOLERANCE = 0.22, 0.25, 0.35

# A plain card: square root of its area in distances between the pupils, and ln light to what is around it.
SIZE_MIN, SIZE_MAX = 0.5, 2.2
EDGE_LN = 0.15
HELD_MAX = 2.0  # distances between the pupils from the face to the nearest corner


Rectangle = tuple[tuple[float, float], tuple[float, float], float]
"""OpenCV's turned rectangle: centre, sides, angle in degrees."""


@dataclass(frozen=True)
class Card:
    """Linear light (3,) of a card; its ``reflectance``, None where only its colour is known."""

    rgb: NDArray[np.float32]
    reflectance: float | None


@dataclass(frozen=True)
class _Field:
    """An even, colourless rectangle: centre and sides px, angle degrees, linear light (3,), mean ln of it."""

    centre: NDArray[np.float64]
    sides: tuple[float, float]
    angle: float
    rgb: NDArray[np.float32]

    @property
    def rectangle(self) -> Rectangle:
        return (float(self.centre[0]), float(self.centre[1])), self.sides, self.angle

    @property
    def side(self) -> float:
        return float(np.sqrt(self.sides[0] * self.sides[1]))

    @property
    def level(self) -> float:
        return float(np.log(self.rgb + 1e-4).mean())


def find_cards(photo: Photo, face: Face) -> tuple[Card, ...]:
    """The cards in a photo that are not burnt out: a colour checker alone, else what may be a plain card, larger ones
    first.
    """
    scale = min(SEARCH_SIDE / max(photo.pixels.shape[:2]), 1.0)
    larger, halved = photo.halves.shrunk(0.5 / scale)
    rest = min(scale * halved, 1.0)
    small = np.asarray(cv2.resize(larger, None, fx=rest, fy=rest, interpolation=cv2.INTER_AREA), np.uint8)
    points = np.ascontiguousarray(face.points / photo.shrink * scale, np.float32)
    outline = np.asarray(cv2.convexHull(points), np.float32)
    fields = [field for field in _fields(small) if not _overlaps(field, outline)]
    row = _grey_row(fields)
    if row is not None:
        return (Card(row.rgb, GREYS[0]),)
    pupils = face.px_per_mm * PUPIL_DISTANCE_MM / photo.shrink * scale
    large = [field for field in fields if SIZE_MIN * pupils <= field.side <= SIZE_MAX * pupils]
    held = [field for field in large if _distance(field, outline) <= HELD_MAX * pupils]
    cards = [field for field in held if _stands_out(small, field, pupils)]
    return tuple(Card(field.rgb, None) for field in sorted(cards, key=lambda field: -field.side))


def _fields(pixels: NDArray[np.uint8]) -> Iterator[_Field]:
    """Every even, colourless rectangle."""
    red, middle, blue = (np.asarray(cv2.LUT(channel, _LOG), np.float32) for channel in cv2.split(pixels))
    highest = cv2.max(cv2.max(red, middle), blue)
    spread = highest - cv2.min(cv2.min(red, middle), blue)
    size = (EVEN_PX, EVEN_PX)
    mean = cv2.blur(middle, size)
    variance = cv2.blur(middle * middle, size) - mean * mean
    bright = (middle > np.log(DIMMEST)) & (highest < np.log(BRIGHTEST))
    even = (variance < EVEN_MAX**2) & (cv2.blur(spread, size) < COLOURLESS_MAX) & bright
    # A card may lie inside of an even wall, and a frame around something else is none.
    contours, nested = cv2.findContours(even.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    areas = [float(cv2.contourArea(contour)) for contour in contours]
    parents = [] if nested is None else nested[0, :, 3].tolist()
    for hole, parent in enumerate(parents):
        if parent >= 0:
            areas[parent] -= areas[hole]
    for contour, area, parent in zip(contours, areas, parents, strict=True):
        if parent >= 0 or area < EVEN_PX**2:
            continue
        centre, sides, angle = cv2.minAreaRect(contour)
        if area >= RIGHT_ANGLED_MIN * sides[0] * sides[1]:
            inner = ((centre[0], centre[1]), (INSIDE * sides[0], INSIDE * sides[1]), angle)
            yield _Field(np.array(centre), (sides[0], sides[1]), angle, _mean_within(pixels, inner))


def _grey_row(fields: Sequence[_Field]) -> _Field | None:
    """The white field of a colour checker's row of greys."""
    falls = np.log(np.array(GREYS[1:]) / GREYS[0])
    for white in fields:
        equal = [field for field in fields if abs(np.log(field.side / white.side)) < SIZE_TOLERANCE]
        steps = [[f for f in equal if abs(f.level - white.level - fall) < LEVEL_TOLERANCE] for fall in falls]
        for second in steps[0]:
            step = second.centre - white.centre
            near = PLACE_TOLERANCE * float(np.linalg.norm(step))
            others = [
                any(np.linalg.norm(field.centre - white.centre - (i + 2) * step) < near for field in found)
                for i, found in enumerate(steps[1:])
            ]
            if all(others) and np.linalg.norm(step) > white.side:
                return white
    return None


def _stands_out(pixels: NDArray[np.uint8], field: _Field, pupils_px: float) -> bool:
    """A card ends at its edge; a wall, a shirt or the sky goes on."""
    h, w = pixels.shape[:2]
    corners = cv2.boxPoints(field.rectangle)
    if (corners < 3).any() or (corners[:, 0] > w - 4).any() or (corners[:, 1] > h - 4).any():
        return False
    rims = [0.16 * pupils_px, 0.5 * pupils_px]
    centre = field.rectangle[0]
    hole, outer = ((centre, (field.sides[0] + rim, field.sides[1] + rim), field.angle) for rim in rims)
    around = _mean_within(pixels, outer, hole)
    return float(np.abs(np.log(field.rgb + 1e-3) - np.log(around + 1e-3)).max()) > EDGE_LN


def _mean_within(pixels: NDArray[np.uint8], inside: Rectangle, hole: Rectangle | None = None) -> NDArray[np.float32]:
    """Mean linear light (3,) of a turned rectangle, without another one in it."""
    corners = np.round(cv2.boxPoints(inside)).astype(np.int32)
    low, high = np.maximum(corners.min(0), 0), np.maximum(corners.max(0), 0) + 1
    light = linear_light(np.ascontiguousarray(pixels[low[1] : high[1], low[0] : high[0]]))
    mask = np.zeros(light.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, corners - low.astype(np.int32), 1)
    if hole is not None:
        cv2.fillConvexPoly(mask, np.round(cv2.boxPoints(hole)).astype(np.int32) - low.astype(np.int32), 0)
    return np.array(cv2.mean(light, mask)[:3], np.float32)


def _distance(field: _Field, outline: NDArray[np.float32]) -> float:
    """Px from the face's outline to the nearest corner of a field beside it."""
    corners = cv2.boxPoints(field.rectangle)
    return min(-cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=True) for x, y in corners)


def _overlaps(field: _Field, outline: NDArray[np.float32]) -> bool:
    corners = cv2.boxPoints(field.rectangle)
    shared, _ = cv2.intersectConvexConvex(cv2.convexHull(corners), outline)
    return bool(shared > 0)


_LOG = np.log(linear_light(np.arange(256, dtype=np.uint8)) + np.float32(1e-4)).astype(np.float32).reshape(1, 256)
