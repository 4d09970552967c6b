from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skinmetrics.phantom import IDENTITIES, REGIONS, Identity, PerRegion, SkinState, identity
from skinmetrics.phantom.fields import Points
from skinmetrics.phantom.lines import lines_of, region_area_cm2
from skinmetrics.phantom.plan import face_plan
from skinmetrics.phantom.regions import contains

ANNA = identity("anna")


def _places(person: Identity, state: SkinState) -> list[Points]:
    return [line.points for line in lines_of(person, state)]


@pytest.mark.parametrize("person", IDENTITIES, ids=lambda p: p.name)
def test_the_density_asked_for_is_the_density_there(person: Identity) -> None:
    lines = lines_of(person, SkinState(fine_lines=PerRegion(6.0), wrinkles=PerRegion(2.0)))
    for region in REGIONS:
        area = region_area_cm2(person, region)
        fine = sum(line.length_mm for line in lines if line.region == region and line.fine)
        wide = sum(line.length_mm for line in lines if line.region == region and not line.fine)
        assert fine / area == pytest.approx(6.0, rel=0.02), region
        assert wide / area == pytest.approx(2.0, rel=0.02), region


@settings(max_examples=20, deadline=None)
@given(st.floats(0.5, 8), st.floats(0.5, 8))
def test_a_smaller_density_is_part_of_a_larger_one(a: float, b: float) -> None:
    few, many = (lines_of(ANNA, SkinState(fine_lines=PerRegion(density))) for density in sorted((a, b)))
    for region in REGIONS:
        small = [line.points for line in few if line.region == region]
        large = [line.points for line in many if line.region == region]
        for one, other in zip(small[:-1], large, strict=False):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(small[-1][0], large[len(small) - 1][0])


def test_lines_of_one_region_do_not_depend_on_another() -> None:
    everywhere = SkinState(fine_lines=PerRegion(4.0))
    alone = SkinState(fine_lines=PerRegion(0.0).with_({"chin": 4.0}))
    expected = [line.points for line in lines_of(ANNA, everywhere) if line.region == "chin"]
    for one, other in zip(_places(ANNA, alone), expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("person", IDENTITIES, ids=lambda p: p.name)
def test_lines_stay_in_their_region(person: Identity) -> None:
    plan = face_plan(person.shape, person.hair)
    for line in lines_of(person, SkinState(fine_lines=PerRegion(8.0))):
        x, y = line.points.astype(np.float32).T
        assert contains(plan, line.region, x, y).mean() > 0.9, line.region


def test_depth_alone_changes_nothing_else() -> None:
    before = lines_of(ANNA, SkinState(fine_lines=PerRegion(3.0)))
    after = lines_of(ANNA, SkinState(fine_lines=PerRegion(3.0), line_depth=PerRegion(0.5)))
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one.points, other.points)
        assert one.width_mm == other.width_mm
        assert other.depth_mm == pytest.approx(one.depth_mm / 2)


def test_two_people_have_different_lines() -> None:
    state = SkinState(fine_lines=PerRegion(2.0))
    assert not np.array_equal(_places(ANNA, state)[0], _places(identity("devi"), state)[0])
