"""Where a person's furrows run: one fixed catalogue per region, of which a density takes the first so-many mm."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import tee
from typing import Literal, Protocol

import numpy as np

from skinmetrics.phantom.fields import Grid, Points, arc_positions, polyline_length, resample
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.plan import FacePlan, face_plan
from skinmetrics.phantom.regions import REGIONS, contains, fold_x, region_mask, side
from skinmetrics.phantom.skin_state import SkinState

FINE_LINE_LIMIT_MM = 1.0
"""Furrows narrower than this are fine lines, the others wrinkles."""
FINE_LINE_WIDTHS_MM = (0.22, 0.27, 0.33, 0.40, 0.49, 0.60)
WRINKLE_WIDTHS_MM = (1.10, 1.35, 1.65)
_CATALOGUE_DENSITY = 22.0
"""mm/cm² that a region's catalogue holds at least."""
_SHORTEST_MM = 1.5
_AREA_GRID = Grid(-80.0, -90.0, 80.0, 135.0, 2.0)


@dataclass(frozen=True)
class Line:
    """One furrow on the plan of the face."""

    region: str
    points: Points
    """(n, 2) mm, in the frame of the plan."""
    width_mm: float
    """Full width at half depth of its core."""
    depth_mm: float

    @property
    def fine(self) -> bool:
        """Whether it is a fine line."""
        return self.width_mm < FINE_LINE_LIMIT_MM

    @property
    def length_mm(self) -> float:
        """Length on the plan."""
        return polyline_length(self.points)


def rng_for(identity: Identity, *what: str) -> np.random.Generator:
    """Random numbers that belong to one thing of one person, whatever else is drawn."""
    return np.random.default_rng([identity.seed, *(zlib.crc32(word.encode()) for word in what)])


def region_area_cm2(identity: Identity, region: str) -> float:
    """Area of a region on the plan, seen from the front."""
    mask = region_mask(identity.shape, identity.hair, region, _AREA_GRID)
    return float(mask.sum()) / _AREA_GRID.px_per_mm**2 / 100


def _wander(rng: np.random.Generator, points: Points, amplitude_mm: float) -> Points:
    """A smooth curve through a few points that strays sideways as skin does."""
    fine = resample(points, 48)
    kernel = np.ones(13) / 13
    smooth = np.stack([np.convolve(np.pad(fine[:, i], 6, "edge"), kernel, "valid") for i in range(2)], axis=1)
    along = np.linspace(0, 1, len(smooth)) * polyline_length(points) / 12
    sway = sum(np.sin(2 * np.pi * f * along + rng.uniform(0, 6.28)) / f for f in (0.7, 1.7, 3.9)) * amplitude_mm
    tangent = np.gradient(smooth, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    return np.asarray(smooth + np.asarray(sway)[:, None] * normal)


def _row(start: float, stop: float, y: float, arc: float) -> Points:
    """Three points of a line across the face whose ends lie `arc` mm lower than its middle."""
    return np.array([(start, y + arc), ((start + stop) / 2, y), (stop, y + arc)])


def _ray(x: float, y: float, angle_deg: float, length: float, bend_deg: float = 0.0) -> Points:
    """Three points of a line from (x, y); angles count clockwise from the right, as y points down."""
    first, second = np.radians(angle_deg), np.radians(angle_deg + bend_deg)
    middle = np.array([x + length / 2 * np.cos(first), y + length / 2 * np.sin(first)])
    return np.array([(x, y), middle, middle + length / 2 * np.array([np.cos(second), np.sin(second)])])


def _forehead(plan: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    y = float(rng.choice(np.linspace(-31, -56 - plan.hair.hairline, 6))) + rng.normal(0, 0.9)
    centre, half = rng.normal(0, 17), rng.uniform(14, 26) if wide else rng.uniform(5, 17)
    course = _row(centre - half, centre + half, y, 0)
    course[:, 1] += 1.8 * (course[:, 0] / 35) ** 2 - 0.9
    return course


def _glabella(_: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    x = float(rng.choice((-5.5, -3.5, 4.5, 6.0))) * rng.uniform(0.7, 1.25)
    return _ray(x, -12 - rng.uniform(0, 5), -90 + 1.6 * x, rng.uniform(7, 15) if wide else rng.uniform(4, 10))


def _crows_feet(plan: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    angle = rng.uniform(-38, 52)
    start = (plan.outer_canthus_x + rng.uniform(2.5, 6.5), angle * 0.11 + rng.uniform(-1.5, 1.5))
    return _ray(*start, angle, rng.uniform(9 if wide else 6, 14), 0.3 * angle)


def _infraorbital(plan: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    along = rng.uniform(0.05, 0.8)
    x = plan.inner_canthus_x + 4 + along * 22
    y = float(plan.lower_lid(x)) + 3 + abs(rng.normal(0, 5))
    return _ray(x, y, rng.uniform(8, 36) - 24 * along, rng.uniform(8 if wide else 5, 13), -20)


def _cheek(_: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    length = rng.uniform(8 if wide else 5, 14)
    return _ray(rng.uniform(22, 56), rng.uniform(24, 52), rng.uniform(35, 95), length, rng.uniform(-18, 18))


def _nose(_: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    length = rng.uniform(6 if wide else 4, 8)
    return _ray(rng.uniform(3, 11), rng.uniform(2, 14), rng.uniform(20, 75), length, 15)


def _nasolabial(plan: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    y = float(plan.person_y(rng.uniform(38, 56)))
    rows = np.linspace(y, y + (rng.uniform(12, 22) if wide else rng.uniform(5, 14)), 5)
    return np.stack([fold_x(plan, rows).astype(float) + rng.normal(0, 0.5 if wide else 2.0), rows], axis=1)


def _upper_lip(plan: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    x = rng.uniform(1, 21)
    y = float(plan.upper_lip(x)) - rng.uniform(1.5, 6)
    return _ray(x, y, -90 + 0.9 * x, rng.uniform(6 if wide else 4, 8), 6)


def _chin(plan: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    half = rng.uniform(7, 12) if wide else rng.uniform(2, 8)
    centre = rng.normal(0, 7)
    return _row(centre - half, centre + half, float(plan.person_y(rng.uniform(84, 108))), rng.uniform(-2, 0.5))


def _jaw(plan: FacePlan, rng: np.random.Generator, *, wide: bool) -> Points:
    start = (rng.uniform(28, 55), float(plan.person_y(rng.uniform(66, 98))))
    return _ray(*start, rng.uniform(60, 115), rng.uniform(9 if wide else 6, 15), rng.uniform(-20, 20))


class _Courses(Protocol):
    """Draws a few points of a line as lines of one part of the face run; on the side of positive x."""

    def __call__(self, plan: FacePlan, rng: np.random.Generator, /, *, wide: bool) -> Points: ...


_COURSES: dict[str, _Courses] = {
    "forehead": _forehead,
    "glabella": _glabella,
    "crows_feet": _crows_feet,
    "infraorbital": _infraorbital,
    "cheek": _cheek,
    "nose": _nose,
    "nasolabial": _nasolabial,
    "upper_lip": _upper_lip,
    "chin": _chin,
    "jaw": _jaw,
}


def _inside_run(plan: FacePlan, region: str, points: Points) -> Points | None:
    """The longest stretch of a polyline that lies in the region."""
    inside = contains(plan, region, points[:, 0].astype(np.float32), points[:, 1].astype(np.float32))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int8), [0]])))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return None
    start, stop = max(runs, key=lambda run: run[1] - run[0])
    part = points[start:stop]
    return part if len(part) > 3 and polyline_length(part) > _SHORTEST_MM else None


def _draw(identity: Identity, region: str, kind: Literal["fine lines", "wrinkles"]) -> Iterator[Line]:
    """The furrows of a region's catalogue, in their order."""
    plan = face_plan(identity.shape, identity.hair)
    rng, wide = rng_for(identity, region, kind), kind == "wrinkles"
    part = region.removesuffix("_left").removesuffix("_right")
    wanted = _CATALOGUE_DENSITY * region_area_cm2(identity, region) * (0.4 if wide else 1.0)
    total = 0.0
    for _ in range(4000):
        if total >= wanted:
            break
        points = _wander(rng, _COURSES[part](plan, rng, wide=wide), 0.30 if wide else 0.22)
        width = rng.choice(WRINKLE_WIDTHS_MM if wide else FINE_LINE_WIDTHS_MM)
        depth = rng.uniform(0.22, 0.45) if wide else rng.uniform(0.08, 0.22)
        if side(region) < 0 or (side(region) == 0 and part != "forehead" and rng.random() < 0.5):
            points = points * np.array([-1.0, 1.0])
        run = _inside_run(plan, region, points)
        if run is not None:
            line = Line(region, run, float(width), float(depth))
            total += line.length_mm
            yield line


@lru_cache(maxsize=1024)
def _drawn(identity: Identity, region: str, kind: Literal["fine lines", "wrinkles"]) -> Iterator[Line]:
    """A region's catalogue before its first line; copies of it share what any of them has drawn."""
    return tee(_draw(identity, region, kind), 1)[0]


def _catalogue(identity: Identity, region: str, kind: Literal["fine lines", "wrinkles"]) -> Iterator[Line]:
    """A region's catalogue; each line is drawn once, when it is first asked for."""
    return copy(_drawn(identity.uncoloured, region, kind))


def _take(lines: Iterator[Line], length_mm: float, depth: float) -> Iterator[Line]:
    """The first lines of a catalogue up to a total length; the last is cut to what remains."""
    left = length_mm
    while left > 0.05 and (line := next(lines, None)) is not None:
        length = line.length_mm
        points = line.points
        if length > left:
            along = arc_positions(points)
            ends = np.linspace(0, left, max(int(len(points) * left / length), 4))
            points = np.stack([np.interp(ends, along, points[:, i]) for i in range(2)], axis=1)
        yield replace(line, points=points, depth_mm=line.depth_mm * depth)
        left -= length


def lines_of(identity: Identity, state: SkinState) -> tuple[Line, ...]:
    """Every furrow of a state."""
    chosen: list[Line] = []
    for region in REGIONS:
        area, depth = region_area_cm2(identity, region), state.line_depth.of(region)
        chosen += _take(_catalogue(identity, region, "fine lines"), state.fine_lines.of(region) * area, depth)
        chosen += _take(_catalogue(identity, region, "wrinkles"), state.wrinkles.of(region) * area, depth)
    return tuple(chosen)
