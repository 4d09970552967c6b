from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.imaging.registration import Shift, relief_of, relief_shifts
from skinmetrics.metrics.traces import Trace, trace_lines
from skinmetrics.progress.tracking import follow
from skinmetrics.scoring import Examination
from tests import photos


def line(
    x: float, y: float, length: float, angle_deg: float = 0.0, region: str = "forehead", depth: float = 10.0
) -> Trace:
    along = np.linspace(-0.5, 0.5, max(int(length) + 1, 2)) * length
    angle = np.radians(angle_deg)
    points = np.stack([x + along * np.cos(angle), y + along * np.sin(angle)], 1)
    return Trace(region, points, length, depth, 0.5, 0.9)


BEFORE = (line(0, -50, 30), line(0, -60, 20), line(5, -40, 10, 20))


def test_each_line_is_found_again_as_itself() -> None:
    after = (line(4.5, -40.3, 9, 22), line(0.3, -50.4, 26, depth=7), line(0, -59.6, 18))
    found = follow(BEFORE, after, {})
    assert [one.after for one in found] == [after[1], after[2], after[0]]
    assert [one.identity for one in found] == [0, 1, 2]
    assert found[0].before is BEFORE[0]


def test_gone_lines_and_new_ones_are_told() -> None:
    new = line(0, -30, 12)
    found = follow(BEFORE, (BEFORE[1], new), {})
    assert [(one.before, one.after) for one in found] == [
        (BEFORE[0], None), (BEFORE[1], BEFORE[1]), (BEFORE[2], None), (None, new),
    ]  # fmt: skip
    assert len({one.identity for one in found}) == 4


def test_a_line_that_runs_another_way_is_another_line() -> None:
    crossing = line(0, -50, 30, 60)
    assert [one.after for one in follow(BEFORE[:1], (crossing,), {})] == [None, crossing]


def test_lines_are_laid_over_by_their_region_s_shift() -> None:
    away = (line(2.5, -47.5, 30),)
    assert follow(BEFORE[:1], away, {})[0].after is None
    assert follow(BEFORE[:1], away, {"forehead": Shift(2.5, 2.5, 1.0)})[0].after is away[0]
    assert follow(BEFORE[:1], away, {"chin": Shift(2.5, 2.5, 1.0)})[0].after is None


def test_another_region_s_line_is_never_the_same() -> None:
    assert follow(BEFORE[:1], (line(0, -50, 30, region="glabella"),), {})[0].after is None


def test_two_photos_of_one_skin_share_most_long_lines() -> None:
    camera = replace(photos.STANDARD_CAMERA, yaw_deg=2.0, pitch_deg=-2.0, roll_deg=2.0)
    first, second = photos.examined("bruno"), photos.examined("bruno", camera=camera)

    def lines(photo: Examination) -> tuple[Trace, ...]:
        return trace_lines(photo.skin_map.ridges, photo.skin_map.skin.light)

    reliefs = [relief_of(one.skin_map.skin, 2.5) for one in (first, second)]
    shifts = dict(relief_shifts(reliefs[0], reliefs[1], 2.5))
    found = follow(lines(first), lines(second), shifts)
    long = [one for one in found if one.before is not None and one.before.length_mm > 8]
    assert len(long) >= 5
    assert np.mean([one.after is not None for one in long]) > 0.7


@pytest.mark.parametrize(("before", "after"), [((), ()), (BEFORE, ()), ((), BEFORE)])
def test_no_lines_on_a_date(before: tuple[Trace, ...], after: tuple[Trace, ...]) -> None:
    assert len(follow(before, after, {})) == len(before) + len(after)
