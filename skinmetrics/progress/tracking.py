"""Following single lines from date to date: "this line: 14 mm → 11 mm, 30 % shallower".

Lines break and merge from photo to photo though the skin is the same. So not lines are matched but short steps of them:
a line is as long later as all that lies along it then, and what goes on beyond its ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from skinmetrics.imaging.registration import Shift
from skinmetrics.metrics.traces import SHORTEST_MM, Points, Trace
from skinmetrics.progress.line_changes import Seen

APART_MM = 1.2
"""Steps farther apart are not of one line."""
TURNED_DEG = 35.0
"""Nor are steps that run farther another way; lines sway from step to step."""
STEP_MM = 0.5
ABOUT = 3
"""Steps to both sides over which it is read which way a line runs."""
TOUCHING = 4
"""Steps of one later line from which it lies along an earlier one, and does not only touch it."""
NOBODY = -1

Places = NDArray[np.intp]


@dataclass(frozen=True)
class _Steps:
    """Lines cut into steps, each line's in order: `points` (n, 2) mm, their middles; `ways` (n, 2), of length 1;
    `lengths` (n,) mm; `lines` (n,) of which line each is.
    """

    points: Points
    ways: Points
    lengths: NDArray[np.float64]
    lines: Places


def follow(before: Sequence[Trace], after: Sequence[Trace], shifts: Mapping[str, Shift]) -> Mapping[int, Seen]:
    """What is seen later of each line, by its place in `before`; left out is what is shorter than any line that is
    drawn.

    ``shifts`` are those of imaging/registration.py; a region without one is matched as it lies.
    """
    found: dict[int, Seen] = {}
    for region in {line.region for line in before} & {line.region for line in after}:
        places = [place for place, line in enumerate(before) if line.region == region]
        later = [line for line in after if line.region == region]
        shift = shifts.get(region, Shift(0.0, 0.0, 0.0))
        steps = _steps(later, np.array([shift.x, shift.y]))
        depths = np.array([line.depth for line in later])[steps.lines]
        owners = _owners(_steps([before[place] for place in places], np.zeros(2)), steps)
        for number, place in enumerate(places):
            own = owners == number
            length = float(steps.lengths[own].sum())
            if length >= SHORTEST_MM:
                found[place] = Seen(length, float(np.average(depths[own], weights=steps.lengths[own])))
    return found


def _owners(earlier: _Steps, later: _Steps) -> Places:
    """Whose each later step is (n,): of the line along which it lies, else of the one beyond whose end its own line
    goes on there.
    """
    along = _along(earlier, later)
    owners = np.full(len(along), NOBODY, np.intp)
    for line in np.unique(later.lines):
        own = np.flatnonzero(later.lines == line)
        numbers, counts = np.unique(along[own], return_counts=True)
        kept = np.setdiff1d(numbers[counts >= TOUCHING], [NOBODY])
        met = own[np.isin(along[own], kept)]
        owners[met] = along[met]
        for step in np.setdiff1d(own, met) if met.size else ():
            owner = along[met[np.argmin(np.abs(met - step))]]
            if _beyond(earlier.points[earlier.lines == owner], later.points[step]):
                owners[step] = owner
    return owners


def _along(earlier: _Steps, later: _Steps) -> Places:
    """The line along which each later step lies (n,). Steps are matched one to one, nearest overall (Kuhn 1955): of two
    lines side by side only one is found in one later line.
    """
    apart = cdist(earlier.points, later.points)
    turned = np.abs(earlier.ways @ later.ways.T) < np.cos(np.radians(TURNED_DEG))
    cost = np.where(turned, APART_MM, np.minimum(apart, APART_MM))  # else what is too far apart would steer the rest
    rows, columns = linear_sum_assignment(cost)
    met = cost[rows, columns] < APART_MM
    along = np.full(len(later.lines), NOBODY, np.intp)
    along[columns[met]] = earlier.lines[rows[met]]
    return along


def _beyond(line: Points, point: NDArray[np.float64]) -> bool:
    """Whether a point (2,) has no step of the line (n, 2) nearer than its first or last."""
    return int(np.argmin(np.linalg.norm(line - point, axis=1))) in (0, len(line) - 1)


def _steps(lines: Sequence[Trace], shift: NDArray[np.float64]) -> _Steps:
    """Lines, moved back by a shift (2,) mm, in steps."""
    cut = [_middles(line) for line in lines]
    counts = list(map(len, cut))
    return _Steps(
        np.concatenate(cut) - shift,
        np.concatenate(list(map(_ways, cut))),
        np.repeat([line.length_mm / count for line, count in zip(lines, counts, strict=True)], counts),
        np.repeat(np.arange(len(lines)), counts),
    )


def _middles(line: Trace) -> Points:
    """The middles (n, 2) of a line's steps, from end to end: its outermost points lie a little inside its ends."""
    outward = line.points[[0, -1]] - line.points[[1, -2]]
    knots = np.linalg.norm(np.diff(line.points, axis=0), axis=1)
    inside = max(0.0, line.length_mm - float(knots.sum())) / 2
    first, last = line.points[[0, -1]] + inside * _unit(outward)
    points = np.concatenate([[first], line.points, [last]])
    at = np.cumsum([0.0, inside, *knots, inside])
    count = max(1, round(line.length_mm / STEP_MM))
    wanted = (np.arange(count) + 0.5) * at[-1] / count
    return np.stack([np.interp(wanted, at, points[:, axis]) for axis in (0, 1)], 1)


def _ways(middles: Points) -> Points:
    """Which way (n, 2) a line runs about each of its steps."""
    places = np.arange(len(middles))
    return _unit(middles[np.minimum(places + ABOUT, len(middles) - 1)] - middles[np.maximum(places - ABOUT, 0)])


def _unit(ways: Points) -> Points:
    return np.asarray(ways / np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9))
