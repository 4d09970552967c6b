"""Whether a line goes on: evidence summed along the best path that bends a little.

A furrow is dark at every step of a way of several millimetres; grain, pores and spots are dark at one or two. From each
pixel the best path ahead and the best path back are followed, which may turn by one direction at each step, as a
line on skin does (paths in position and direction: Parent & Zucker 1989; path openings: Talbot & Appleton 2007).
A turn costs something: through grain, which is dark here and there, the best path zigzags, along a line it does not.
One step counts no more than its cap, so that one very dark spot cannot stand in for a line.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Evidence = NDArray[np.int8]
Total = NDArray[np.int16]
Window = tuple[slice, slice]

LARGEST = 127  # what a sum of one path's steps may reach: eight bits keep the maps in the processor's cache


def path_totals(
    evidence: Sequence[Evidence], angles: Sequence[float], step_px: float, steps: int, turn: int
) -> list[Total]:
    """For each direction the evidence (h, w) at a pixel with that of the best path of ``steps`` steps either way.

    ``evidence`` (h, w) for each of ``angles``, which must divide half a turn evenly; no value, and no value less
    ``turn``, which each turn of a path costs, may exceed ``LARGEST // steps`` in size. Beyond the map there is no
    evidence for or against.
    """
    headings = [*angles, *(angle + np.pi for angle in angles)]
    shifts = [_shift(evidence[0].shape, *step(step_px, one)) for one in headings]
    reached = [*evidence, *evidence]
    for _ in range(steps - 1):
        first, left = reached[0], reached[-1]
        for i, (here, there) in enumerate(shifts):  # in place, heading by heading: all at once outgrow the cache
            straight, right = reached[i], reached[i + 1] if i + 1 < len(reached) else first
            on = evidence[i % len(evidence)].copy()
            cv2.add(on[here], _best(left, straight, right, turn)[there], on[here])
            left, reached[i] = straight, on
    totals: list[Total] = [one.astype(np.int16) for one in evidence]
    for i, (here, there) in enumerate(shifts):
        total = totals[i % len(totals)][here]
        best = _best(reached[i - 1], reached[i], reached[(i + 1) % len(reached)], turn)
        cv2.add(total, best.astype(np.int16)[there], total)
    return totals


def step(length_px: float, angle: float) -> tuple[int, int]:
    """One step of a path in whole px, right and down, so that steps are only about as long and as steep as asked for.

    Half a px rounds alike on both sides, or a path and its mirror image would have other steps by the last bit of a
    cosine.
    """
    right, down = (round(round(length_px * float(part), 6)) for part in (np.cos(angle), np.sin(angle)))
    return right, down


def _best(left: Evidence, straight: Evidence, right: Evidence, turn: int) -> Evidence:
    """The largest of the three at every pixel, less what a turn costs."""
    best = np.maximum(left, right)
    best -= np.int8(turn)
    return np.maximum(best, straight, out=best)


def _shift(shape: tuple[int, ...], x: int, y: int) -> tuple[Window, Window]:
    """The part of a map from which the pixel (x, y) away is on it too, and the part where that one is."""
    h, w = shape
    here = (slice(max(-y, 0), h - max(y, 0)), slice(max(-x, 0), w - max(x, 0)))
    there = (slice(max(y, 0), h - max(-y, 0)), slice(max(x, 0), w - max(-x, 0)))
    return here, there
