from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.imaging.registration import Shift, relief_of, relief_shifts
from skinmetrics.metrics.traces import SHORTEST_MM, Trace, trace_lines
from skinmetrics.progress.tracking import APART_MM, follow
from skinmetrics.scoring import Examination
from tests import photos


def line(
    x: float, y: float, length: float, angle_deg: float = 0.0, region: str = "forehead", depth: float = 10.0
) -> Trace:
    along = np.linspace(-0.5, 0.5, max(int(length) + 1, 2)) * length
    angle = np.radians(angle_deg)
    points = np.stack([x + along * np.cos(angle), y + along * np.sin(angle)], 1)
    return Trace(region, points, length, depth, 0.5, 0.9)


def level(start: float, end: float, y: float = -50.0, depth: float = 10.0) -> Trace:
    """A line across the forehead from one x to another, mm."""
    return line((start + end) / 2, y, end - start, depth=depth)


def lengths(before: tuple[Trace, ...], after: tuple[Trace, ...]) -> dict[int, float]:
    return {place: seen.length_mm for place, seen in follow(before, after, {}).items()}


BEFORE = (line(0, -50, 30), line(0, -60, 20), line(5, -40, 10, 20))


def test_each_line_is_found_again_as_itself() -> None:
    after = (line(4.5, -40.3, 9, 22), line(0.3, -50.4, 26, depth=7), line(0, -59.6, 18))
    found = follow(BEFORE, after, {})
    assert [(one.length_mm, one.depth) for one in map(found.__getitem__, range(3))] == [
        pytest.approx(wanted) for wanted in ((26, 7), (18, 10), (9, 10))
    ]


def test_gone_lines_are_left_out_and_new_ones_are_nobody_s() -> None:
    assert lengths(BEFORE, (BEFORE[1], line(0, -30, 12))) == {1: pytest.approx(20)}


def test_a_line_that_runs_another_way_is_another_line() -> None:
    assert follow(BEFORE[:1], (line(0, -50, 30, 60),), {}) == {}


def test_lines_are_laid_over_by_their_region_s_shift() -> None:
    away = (line(2.5, -47.5, 30),)
    assert follow(BEFORE[:1], away, {}) == {}
    assert follow(BEFORE[:1], away, {"forehead": Shift(2.5, 2.5, 1.0)})[0].length_mm == pytest.approx(30)
    assert follow(BEFORE[:1], away, {"chin": Shift(2.5, 2.5, 1.0)}) == {}


def test_another_region_s_line_is_never_the_same() -> None:
    assert follow(BEFORE[:1], (line(0, -50, 30, region="glabella"),), {}) == {}


def test_a_line_that_breaks_is_as_long_as_its_pieces() -> None:
    """As deep as they are, each by its length, however far the longest of them strays."""
    pieces = level(-25, -14.5, depth=6), level(-13.5, 6.5, -50.9, depth=12), level(7.5, 25, -49.6, depth=9)
    seen = follow((level(-25, 25),), pieces, {})[0]
    assert seen.length_mm == pytest.approx(48)
    assert seen.depth == pytest.approx((10.5 * 6 + 20 * 12 + 17.5 * 9) / 48, rel=0.01)


def test_lines_that_merge_are_both_found_and_share_what_closes_the_gap() -> None:
    before = level(-20, -5), level(-3, 7)
    found = lengths(before, (level(-20, 7, -50.3),))
    assert found == {0: pytest.approx(16, abs=0.5), 1: pytest.approx(11, abs=0.5)}
    assert sum(found.values()) == pytest.approx(27)


def test_a_line_that_shortens_by_a_third_is_measured_so_however_it_breaks() -> None:
    shorter = level(-15, -4), level(-3.5, 6)
    assert lengths((level(-15, 15),), (level(-15, 6),)) == {0: pytest.approx(21)}
    assert lengths((level(-15, 15),), shorter) == {0: pytest.approx(20.5)}


def test_what_goes_on_beyond_an_end_is_growth() -> None:
    assert lengths((level(0, 10),), (level(-4, 17),)) == {0: pytest.approx(21)}
    assert lengths((level(0, 10),), (level(-4, 4), level(5, 17))) == {0: pytest.approx(20)}


def test_what_goes_on_counts_for_one_line_alone() -> None:
    """For the one whose end it continues, though it passes another."""
    before = level(0, 10), level(14, 30, -50.9)
    assert lengths(before, (level(0, 14.5), level(15, 30, -50.9))) == {
        0: pytest.approx(14, abs=0.6),
        1: pytest.approx(15.5, abs=0.6),
    }
    assert sum(lengths(before, (level(0, 14.5), level(15, 30, -50.9))).values()) == pytest.approx(29.5)


def test_what_leaves_a_line_is_no_part_of_it() -> None:
    fork = Trace(
        "forehead", np.array([[x, -50 - max(0, x - 10) * 0.5] for x in np.arange(0, 25.0)]), 25.7, 10, 0.5, 0.9
    )
    assert lengths((level(0, 24),), (fork,))[0] == pytest.approx(12.4, abs=1)


def test_a_line_that_hardly_touches_another_is_not_what_goes_on_beyond_it() -> None:
    assert lengths((level(0, 10),), (level(9, 25),)) == {}


def test_side_by_side_only_one_is_found_in_one() -> None:
    assert lengths((level(0, 20), level(0, 20, -49)), (level(0, 20, -49.2),)) == {1: pytest.approx(20)}


def test_pieces_side_by_side_do_not_count_twice() -> None:
    assert lengths((level(0, 20),), (level(0, 20), level(5, 15, -49.2))) == {0: pytest.approx(20)}


def test_what_is_too_far_apart_to_match_does_not_steer_what_is_not() -> None:
    """Were far pairs to count by their distance, the first line would be given to the farther of the two."""
    before = level(0, 20, -50), level(3, 23, -46)
    after = level(0, 20, -50.1, depth=5), level(0, 20, -51, depth=15)
    found = follow(before, after, {})
    assert set(found) == {0}
    assert (found[0].length_mm, found[0].depth) == pytest.approx((20, 5))


def test_less_than_a_line_is_not_found() -> None:
    least = SHORTEST_MM
    assert lengths((level(0, 20),), (level(0, least),)) == {0: pytest.approx(least)}
    assert lengths((level(0, 20),), (level(-2.5, 1), level(19, 22.5))) == {}
    assert lengths((level(0, 20),), (level(0, 20, -50 + APART_MM + 0.1),)) == {}


def test_a_line_s_points_may_end_before_it_does() -> None:
    longer = replace(level(0, 20), length_mm=21.0)
    assert lengths((longer,), (longer,)) == {0: pytest.approx(21)}
    assert lengths((longer,), (level(-0.5, 20.5),)) == {0: pytest.approx(21)}


def test_two_photos_of_one_skin_share_most_long_lines() -> None:
    camera = replace(photos.STANDARD_CAMERA, yaw_deg=2.0, pitch_deg=-2.0, roll_deg=2.0)
    first, second = photos.examined("bruno"), photos.examined("bruno", camera=camera)

    def traces(photo: Examination) -> tuple[Trace, ...]:
        return trace_lines(photo.skin_map.ridges, photo.skin_map.skin.light)

    reliefs = [relief_of(one.skin_map.skin, 2.5) for one in (first, second)]
    shifts = dict(relief_shifts(reliefs[0], reliefs[1], 2.5))
    before = traces(first)
    found = follow(before, traces(second), shifts)
    long = [place for place, one in enumerate(before) if one.length_mm > 8]
    assert len(long) >= 5
    assert np.mean([place in found for place in long]) > 0.8
    ratios = [found[place].length_mm / before[place].length_mm for place in long if place in found]
    assert np.std(np.log(ratios)) < 0.1


@pytest.mark.parametrize(("before", "after"), [((), ()), (BEFORE, ()), ((), BEFORE)])
def test_no_lines_on_a_date(before: tuple[Trace, ...], after: tuple[Trace, ...]) -> None:
    assert follow(before, after, {}) == {}
