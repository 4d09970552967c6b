from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.phantom import REGIONS, UNCHANGED, Course, PerRegion, SkinState, evolve
from skinmetrics.phantom.regions import side
from skinmetrics.phantom.skin_state import both_sides

STATE = SkinState(
    fine_lines=PerRegion(1.0).with_(both_sides({"crows_feet": 6.0, "forehead": 4.0})), roughness_um=PerRegion(14.0)
)


@given(st.floats(0, 400))
def test_without_a_course_nothing_changes(day: float) -> None:
    state = evolve(STATE, UNCHANGED, day)
    assert all(state.fine_lines.of(region) == STATE.fine_lines.of(region) for region in REGIONS)
    assert all(state.roughness_um.of(region) == 14.0 for region in REGIONS)


@given(st.floats(0, 200), st.floats(0.1, 200))
def test_improvement_goes_on(day: float, later: float) -> None:
    course = Course(first_day=10, lines=0.5, roughness=0.3)
    before, after = evolve(STATE, course, 10 + day), evolve(STATE, course, 10 + day + later)
    assert all(after.fine_lines.of(region) <= before.fine_lines.of(region) for region in REGIONS)
    assert after.roughness_um.of("chin") <= before.roughness_um.of("chin")


def test_nothing_happens_before_the_first_day_and_the_loss_is_reached_in_the_end() -> None:
    course = Course(first_day=30, lines=0.5)
    assert evolve(STATE, course, 29).fine_lines.of("forehead") == 4.0
    assert evolve(STATE, course, 1000).fine_lines.of("forehead") == pytest.approx(2.0)


def test_worsening_is_a_negative_loss() -> None:
    assert evolve(STATE, Course(roughness=-0.5), 1000).roughness_um.of("nose") == pytest.approx(21.0)


@pytest.mark.parametrize("which", [-1, 1])
def test_one_side_alone_changes(which: int) -> None:
    state = evolve(STATE, Course(lines=0.5, roughness=0.5, only_side=which), 100)
    for region in REGIONS:
        changed = state.fine_lines.of(region) < STATE.fine_lines.of(region)
        assert changed == (side(region) == which), region


def test_a_bruise_comes_with_the_needle_and_goes_within_two_weeks() -> None:
    course = Course(bruises=((40.0, 30.0, 45.0),))
    assert evolve(STATE, course, 39).bruises == ()
    (fresh,) = evolve(STATE, course, 42).bruises
    assert (fresh.x, fresh.y, fresh.age_days) == (30.0, 45.0, 2.0)
    assert evolve(STATE, course, 55).bruises == ()
