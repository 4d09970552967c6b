"""Following single lines from date to date: "this line: 14 mm → 11 mm, 30 % shallower"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from skinmetrics.imaging.registration import Shift
from skinmetrics.metrics.traces import Trace

APART_MM = 1.2  # mean distance of the nearer parts of two traces of one line
TURNED_DEG = 25.0
FAR = 1e3


@dataclass(frozen=True)
class TrackedLine:
    """One line on two dates; ``after`` is None where it was not found again, ``before`` where it is new."""

    identity: int
    before: Trace | None
    after: Trace | None


def follow(before: Sequence[Trace], after: Sequence[Trace], shifts: dict[str, Shift]) -> tuple[TrackedLine, ...]:
    """Match the lines of two dates region by region, each at most once, nearest first overall (Kuhn 1955).

    ``shifts`` are those of imaging/registration.py; a region without one is matched as it lies.
    """
    cost = np.full((len(before), len(after)), FAR)
    for i, one in enumerate(before):
        for j, other in enumerate(after):
            if one.region == other.region:
                cost[i, j] = _apart(one, _moved(other, shifts.get(other.region)))
    rows, columns = linear_sum_assignment(cost)
    pairs = {int(i): int(j) for i, j in zip(rows, columns, strict=True) if cost[i, j] <= APART_MM}
    known = [TrackedLine(i, one, after[pairs[i]] if i in pairs else None) for i, one in enumerate(before)]
    new = [other for j, other in enumerate(after) if j not in pairs.values()]
    return (*known, *(TrackedLine(len(before) + k, None, other) for k, other in enumerate(new)))


def _moved(trace: Trace, shift: Shift | None) -> NDArray[np.float64]:
    return trace.points if shift is None else trace.points - np.array([shift.x, shift.y])


def _apart(one: Trace, points: NDArray[np.float64]) -> float:
    """Mean distance (mm) of the shorter line's points from the longer one; far where they run another way."""
    if _turned(one.points, points) > TURNED_DEG:
        return FAR
    short, long = sorted((one.points, points), key=len)
    return float(np.mean(cKDTree(_dense(long)).query(short)[0]))


def _turned(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    ends = [line[-1] - line[0] for line in (one, other)]
    lengths = [float(np.linalg.norm(end)) for end in ends]
    if min(lengths) == 0:
        return 0.0
    cosine = abs(float(ends[0] @ ends[1])) / (lengths[0] * lengths[1])
    return float(np.degrees(np.arccos(min(cosine, 1.0))))


def _dense(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """The polyline with points every quarter of a step."""
    at = np.arange(0, len(line) - 1 + 1e-9, 0.25)
    return np.stack([np.interp(at, np.arange(len(line)), line[:, i]) for i in (0, 1)], 1)
