"""Whether a line goes on: evidence summed along the best path that bends a little.

A furrow is dark at every step of a way of several millimetres; grain, pores and spots are dark at one or two. From each
pixel the best path ahead and the best path back are followed, which may turn by one direction at each step, as a
line on skin does (paths in position and direction: Parent & Zucker 1989; path openings: Talbot & Appleton 2007).
A turn costs something: through grain, which is dark here and there, the best path zigzags, along a line it does not.
One step counts no more than its cap, so that one very dark spot cannot stand in for a line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Evidence = NDArray[np.int8]
Total = NDArray[np.int16]

LARGEST = 127  # what a sum of one path's steps may reach: eight bits keep the maps in the processor's cache


def path_totals(
    evidence: Sequence[Evidence], angles: Sequence[float], step_px: float, steps: int, turn: int
) -> list[Total]:
    """For each direction the evidence (h, w) at a pixel with that of the best path of ``steps`` steps either way.

    ``evidence`` (h, w) for each of ``angles``, which must divide half a turn evenly; no value, and no value less
    ``turn``, which each turn of a path costs, may exceed ``LARGEST // steps`` in size. Beyond the map there is no
    evidence for or against.
    """
    count = len(evidence)
    headings = [*angles, *(angle + np.pi for angle in angles)]
    moves = [(round(step_px * np.cos(angle)), round(step_px * np.sin(angle))) for angle in headings]
    ahead = [np.zeros_like(evidence[0]) for _ in headings]
    for _ in range(steps):
        reached = [one + evidence[i % count] for i, one in enumerate(ahead)]
        ahead = [
            _best_next(reached[i - 1], reached[i], reached[(i + 1) % len(headings)], move, turn)
            for i, move in enumerate(moves)
        ]
    return [_sum(evidence[i], ahead[i], ahead[i + count]) for i in range(count)]


def _sum(here: Evidence, ahead: Evidence, back: Evidence) -> Total:
    total: Total = np.add(here, ahead, dtype=np.int16)
    total += back
    return total


def _best_next(left: Evidence, straight: Evidence, right: Evidence, move: tuple[int, int], turn: int) -> Evidence:
    """The largest of the three at the pixel (x, y) away, less what a turn costs, and 0 where that is off the map."""
    x, y = move
    h, w = straight.shape
    best = np.zeros_like(straight)
    here = (slice(max(-y, 0), h - max(y, 0)), slice(max(-x, 0), w - max(x, 0)))
    there = (slice(max(y, 0), h - max(-y, 0)), slice(max(x, 0), w - max(-x, 0)))
    target = best[here]
    np.maximum(left[there], right[there], out=target)
    target -= np.int8(turn)
    np.maximum(target, straight[there], out=target)
    return best
