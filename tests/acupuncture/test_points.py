"""The points lie where the anatomy says, in the regions that they treat."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from skinmetrics.acupuncture.points import POINTS, Point, regions_of, treated
from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM
from skinmetrics.imaging.regions import PAIRED, REGIONS, outline

ON_FACE = [point for point in POINTS.values() if point.on_face]


def distance_to(region: str, at: tuple[float, float]) -> float:
    """Mm from a place to a region; 0 inside."""
    polygon = np.array(outline(region), np.float32)
    return max(0.0, -float(cv2.pointPolygonTest(polygon, at, measureDist=True)))


def place(code: str) -> tuple[float, float]:
    at = POINTS[code].at
    assert at is not None
    return at


def test_every_point_that_the_evidence_names_is_there_with_its_patch() -> None:
    named = "ST2 ST3 ST4 ST6 ST7 SI18 LI20 GV26 CV24 BL2 TE23 GB1 GB14 EX-HN3 EX-HN5 EX-HN4"
    assert {point.code for point in ON_FACE} == set(named.split())


@pytest.mark.parametrize("point", ON_FACE, ids=lambda point: point.code)
def test_a_patch_lies_on_the_face_map_and_touches_the_regions_that_it_treats(point: Point) -> None:
    assert point.regions
    for side in point.sides:
        at = point.place(side)
        assert at is not None
        assert LEFT_MM < at[0] < RIGHT_MM
        assert TOP_MM < at[1] < BOTTOM_MM
        for region in regions_of(point.code, side):
            assert region in REGIONS
            assert distance_to(region, at) < point.spread_mm


@pytest.mark.parametrize("point", ON_FACE, ids=lambda point: point.code)
def test_left_is_the_persons_own_left(point: Point) -> None:
    if point.sides == ("midline",):
        assert all(region not in PAIRED for region in point.regions)
        with pytest.raises(ValueError, match="no left point"):
            point.place("left")
        return
    left, right = point.place("left"), point.place("right")
    assert left is not None
    assert left[0] > 0
    assert right == (-left[0], left[1])


def test_the_points_lie_to_one_another_as_the_standard_says() -> None:
    assert place("ST2")[0] == pytest.approx(31.3, abs=1)  # below the pupil
    assert place("ST2")[1] < place("ST3")[1]
    assert place("TE23")[1] < place("EX-HN5")[1] < place("GB1")[1]
    assert place("GB1")[0] < place("EX-HN5")[0]
    assert place("EX-HN4")[1] - place("GB14")[1] == pytest.approx(19.5, abs=4)  # one cun
    assert place("ST4")[0] - 24.5 == pytest.approx(0.4 * 19.5, abs=1)  # from the corner of the mouth
    assert place("GV26")[1] < place("ST4")[1] < place("CV24")[1]


def test_treated_regions_and_all_the_others() -> None:
    found = treated([("ST2", "left"), ("ST2", "right"), ("CV24", "midline"), ("LI4", "left")])
    assert found.needled == ("infraorbital_left", "infraorbital_right", "chin")
    assert found.partly == ()
    assert set(found.others) == set(REGIONS) - set(found.needled)


def test_a_region_across_the_midline_of_which_one_half_was_treated_is_in_neither_group() -> None:
    one_side = treated([("GB14", "left"), ("GB1", "left")])
    assert one_side.partly == ("forehead",)
    assert one_side.needled == ("crows_feet_left",)
    assert "forehead" not in one_side.others
    assert "crows_feet_right" in one_side.others
    assert treated([("GB14", "left"), ("GB14", "right")]).needled == ("forehead",)
    assert treated([("BL2", "left"), ("EX-HN3", "midline")]).needled == ("glabella",)


def test_points_off_the_face_and_unknown_ones_treat_no_region() -> None:
    assert treated([("ST36", "left"), ("no such point", "right")]).others == REGIONS
    assert POINTS["ST36"].place("left") is None
