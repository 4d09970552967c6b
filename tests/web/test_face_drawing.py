"""The patches of a session's drawing."""

from __future__ import annotations

import math
from itertools import combinations

from skinmetrics.acupuncture.points import POINTS
from skinmetrics.web.components.face_drawing import APART_MM, patches


def test_no_patch_lies_over_another_and_each_is_wide_enough_for_a_finger() -> None:
    drawn = patches()
    assert len(drawn) == sum(len(point.sides) for point in POINTS.values() if point.on_face)
    for one, other in combinations(drawn.values(), 2):
        apart = math.dist(one[:2], other[:2])
        assert apart >= APART_MM - 0.3
        assert one.r + other.r <= apart + 0.15
    assert min(patch.r for patch in drawn.values()) >= 6


def test_a_patch_stays_where_its_point_may_be_and_both_sides_alike() -> None:
    drawn = patches()
    for (code, side), patch in drawn.items():
        place = POINTS[code].place(side)
        assert place is not None
        assert math.dist(place, patch[:2]) < POINTS[code].spread_mm / 2
        if side == "left":
            right = drawn[code, "right"]
            assert (right.x, right.y, right.r) == (-patch.x, patch.y, patch.r)
