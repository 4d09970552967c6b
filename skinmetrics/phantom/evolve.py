"""How a skin state changes over the weeks of a history."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from skinmetrics.phantom.regions import REGIONS, side
from skinmetrics.phantom.skin_state import Bruise, PerRegion, SkinState

_SETTLING_DAYS = 45.0
"""Changes come quickly at first and level off with this time constant."""


@dataclass(frozen=True)
class Course:
    """What becomes of a skin state after `first_day`; shares are those finally lost, below 0 gained."""

    first_day: float = 0.0
    lines: float = 0.0
    depth: float = 0.0
    roughness: float = 0.0
    redness: float = 0.0
    only_side: int = 0
    """+1 the person's left alone, -1 the right alone, 0 the whole face."""
    bruises: tuple[tuple[float, float, float], ...] = ()
    """(day, x, y) of needle bruises, places in mm on the plan of the face."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that change."""
        return tuple(name for name in REGIONS if self.only_side == 0 or side(name) == self.only_side)


UNCHANGED = Course()


def evolve(state: SkinState, course: Course, day: float) -> SkinState:
    """The state as it is on `day` of a course; before its first day it is as it was."""
    passed = max(day - course.first_day, 0.0)
    share = 1 - float(np.exp(-passed / _SETTLING_DAYS))

    def left(amount: PerRegion, lost: float) -> PerRegion:
        return amount.scaled(1 - lost * share, None if course.only_side == 0 else course.regions)

    bruises = tuple(Bruise(x, y, 5.0, day - since) for since, x, y in course.bruises if 0 <= day - since < 14)
    return replace(
        state,
        fine_lines=left(state.fine_lines, course.lines),
        wrinkles=left(state.wrinkles, 0.4 * course.lines),
        line_depth=left(state.line_depth, course.depth),
        roughness_um=left(state.roughness_um, course.roughness),
        redness=left(state.redness, course.redness),
        bruises=bruises,
    )
