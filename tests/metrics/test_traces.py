from __future__ import annotations

import numpy as np
import pytest

from skinmetrics.metrics.traces import Trace, trace_lines
from tests.metrics.skin_maps import even, rough, skin_map, with_furrow

FOREHEAD = (0.0, -47.8)


def traced(light: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> tuple[Trace, ...]:
    skin = skin_map(light)
    return trace_lines(skin.ridges, skin.skin.light)


def test_even_skin_has_no_lines_to_draw() -> None:
    assert traced(even()) == ()


def test_a_furrow_is_one_line_in_its_place() -> None:
    (line,) = traced(with_furrow(even(), FOREHEAD, 30, angle_deg=10, depth=0.2))
    assert line.region == "forehead"
    assert line.length_mm == pytest.approx(30, rel=0.2)
    middle, ends = line.points.mean(0), line.points[-1] - line.points[0]
    assert middle == pytest.approx(FOREHEAD, abs=1.0)
    assert abs(np.degrees(np.arctan(ends[1] / ends[0]))) == pytest.approx(10, abs=3)
    assert 0.5 < line.probability <= 1


@pytest.mark.parametrize("angle_deg", [4, 7])
def test_a_line_that_forks_is_as_long_as_it_reaches(angle_deg: float) -> None:
    light = even()
    for sign in (-1, 1):
        light = with_furrow(light, FOREHEAD, 30, angle_deg=sign * angle_deg, depth=0.2)
    assert traced(light)[0].length_mm == pytest.approx(30, rel=0.15)


@pytest.mark.parametrize("attribute", ["depth", "width_mm"])
def test_depth_and_width_follow_the_furrow_s(attribute: str) -> None:
    if attribute == "depth":
        drawn = [with_furrow(even(), FOREHEAD, 30, depth=depth) for depth in (0.1, 0.2, 0.3)]
    else:
        drawn = [with_furrow(even(), FOREHEAD, 30, depth=0.2, width_mm=width) for width in (0.2, 0.3, 0.4)]
    found = [getattr(traced(light)[0], attribute) for light in drawn]
    assert found[0] < found[1] < found[2]


def test_lines_come_longest_first_and_short_ones_not_at_all() -> None:
    light = with_furrow(even(), (0.0, -40.0), 20, depth=0.2)
    light = with_furrow(with_furrow(light, (0.0, -55.0), 35, depth=0.2), (0.0, -65.0), 0.5, depth=0.1)
    found = traced(light)
    assert [round(line.points.mean(0)[1] / 5) * 5 for line in found] == [-55, -40]


def test_grain_makes_few_lines() -> None:
    with_line = traced(with_furrow(rough(0.01), FOREHEAD, 40, depth=0.2))
    assert with_line[0].length_mm > 2 * max((line.length_mm for line in with_line[1:]), default=0)
