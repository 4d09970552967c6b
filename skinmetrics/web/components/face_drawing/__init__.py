"""A drawn face on which the points of a session are ticked, each a patch: by mouse, touch and keyboard.

The drawing keeps a record. Its patches are as wide as definitions of a point differ, and guide no needle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skinmetrics.acupuncture.points import POINTS, Point, Side
from skinmetrics.imaging.regions import REGIONS, outline
from skinmetrics.web.components.mounting import component, svg_points
from skinmetrics.web.say import say
from skinmetrics.web.words import practice as told

Tick = tuple[str, Side]
"""A point's code and the side of the client's own face."""

APART_MM = 13.0
"""Middles of patches at the least, so that on a phone a fingertip finds each."""
STEPS = 60
_SIDE = {"left": told.SIDE_LEFT, "right": told.SIDE_RIGHT}

_mount = component(__file__, "drawing")


class Patch(NamedTuple):
    """A patch as it is drawn, mm of the face map."""

    x: float
    y: float
    r: float


def face_drawing(ticked: Iterable[Tick], *, key: str, read_only: bool = False) -> tuple[Tick, ...]:
    """Show the face as others see it, the client's left on the right, and give the points that are ticked now.

    `ticked` are the points that it begins with; another `key` begins anew.
    """
    begin = [f"{code} {side}" for code, side in ticked]
    data = {
        "patches": _patches(),
        "elsewhere": _elsewhere(),
        "regions": _regions(),
        "begin": begin,
        "fixed": read_only,
        "label": say(told.DRAWING_LABEL),
        "sides": [say(told.DRAWING_RIGHT), say(told.DRAWING_LEFT)],
        "away": say(told.DRAWING_ELSEWHERE),
    }
    result = _mount(key=key, data=data, default={"ticked": begin}, on_ticked_change=lambda: None)
    return read_ticks(result.ticked)


def read_ticks(told: Any) -> tuple[Tick, ...]:  # noqa: ANN401 (it comes from a browser)
    """The points that a browser says are ticked; what is no point of ours is passed over."""
    found: list[Tick] = []
    for text in told if isinstance(told, list) else []:
        code, _, side = str(text).rpartition(" ")
        point = POINTS.get(code)
        if point is not None and side in point.sides and (code, side) not in found:
            found.append((code, side))
    return tuple(found)


def said(ticks: Iterable[Tick]) -> str:
    """Points for people, both sides of a pair named once: "GB14 both sides, ST2 left, CV24"."""
    sides: dict[str, list[str]] = {}
    for code, side in ticks:
        sides.setdefault(code, []).append(side)
    return ", ".join(f"{code}{_sides(found)}" for code, found in sides.items())


def _sides(found: list[str]) -> str:
    if found == ["midline"]:
        return ""
    return f" {say(told.SIDES_BOTH if len(found) > 1 else _SIDE[found[0]])}"


def _patches() -> list[dict[str, object]]:
    """Every point of the face on each of its sides, from the brow down and from the client's right to the left."""
    drawn = patches()
    return [
        {**_named(point, side), "x": patch.x, "y": patch.y, "r": patch.r}
        for point in POINTS.values()
        for side in sorted(point.sides, reverse=True)
        if (patch := drawn.get((point.code, side))) is not None
    ]


@cache
def patches() -> Mapping[Tick, Patch]:
    """Where each point of the face is drawn, no patch over another: neighbours too near to tap apart give way a little,
    by less than they are wide.
    """
    ticks = [(point, side) for point in POINTS.values() if point.on_face for side in point.sides]
    at = np.array([point.place(side) for point, side in ticks], np.float64)
    for _ in range(STEPS):
        way, far = _between(at)
        push = np.clip(APART_MM - far, 0, None) / 2
        at += (way * push[..., None]).sum(1)
        at[[side == "midline" for _, side in ticks], 0] = 0.0
    nearest = _between(at)[1].min(1)
    radii = [min(point.spread_mm, float(gap) / 2) for (point, _), gap in zip(ticks, nearest, strict=True)]
    return {
        (point.code, side): Patch(round(float(x), 1), round(float(y), 1), math.floor(10 * radius) / 10)
        for (point, side), (x, y), radius in zip(ticks, at, radii, strict=True)
    }


def _between(at: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of places (n, 2): the direction to each from each other one (n, n, 2), and their distances (n, n)."""
    way = at[:, None] - at[None, :]
    far = np.linalg.norm(way, axis=2) + np.where(np.eye(len(at), dtype=bool), np.inf, 0.0)
    return way / far[..., None], far


def _elsewhere() -> list[dict[str, object]]:
    away = [point for point in POINTS.values() if not point.on_face]
    return [_named(point, side) for point in away for side in sorted(point.sides, reverse=True)]


def _named(point: Point, side: Side) -> dict[str, object]:
    place = "" if side == "midline" else f", {say(side)}"
    return {
        "id": f"{point.code} {side}",
        "code": point.code,
        "short": f"{point.code} {say(side)}",
        "name": f"{point.code} {point.name}{place}: {say(point.where)}",
    }


def _regions() -> list[str]:
    return [svg_points(outline(region)) for region in REGIONS]
