from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import FINE, STANDARD
from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, outline, region_mask

RESOLUTIONS = [STANDARD.px_per_mm, FINE.px_per_mm]
PUPIL_X, OUTER_CANTHUS = 31.5, (43.5, 1.3)  # mm


def extent(region: str) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a region's mask in mm of the face map."""
    px = FINE.px_per_mm
    rows, columns = np.nonzero(region_mask(region, px))
    return (
        columns.min() / px + LEFT_MM, rows.min() / px + TOP_MM,
        (columns.max() + 1) / px + LEFT_MM, (rows.max() + 1) / px + TOP_MM,
    )  # fmt: skip


def test_the_regions_are_those_of_the_contract() -> None:
    assert REGIONS == (
        "forehead", "glabella", "crows_feet_left", "crows_feet_right", "infraorbital_left", "infraorbital_right",
        "cheek_left", "cheek_right", "nose", "nasolabial_left", "nasolabial_right", "upper_lip", "chin", "jaw_left",
        "jaw_right",
    )  # fmt: skip


@pytest.mark.parametrize("px_per_mm", RESOLUTIONS)
@pytest.mark.parametrize("region", REGIONS)
def test_regions_mirror_each_other(region: str, px_per_mm: float) -> None:
    other = region.replace("_left", "_right") if region.endswith("left") else region.replace("_right", "_left")
    one, mirror = region_mask(region, px_per_mm), region_mask(other, px_per_mm)[:, ::-1]
    assert (one ^ mirror).sum() <= 0.06 * one.sum()  # a pixel of the outline may fall on either side
    assert one.sum() == pytest.approx(mirror.sum(), rel=0.01)
    assert {(-x, y) for x, y in outline(region)} == set(outline(other))


@pytest.mark.parametrize("px_per_mm", RESOLUTIONS)
def test_no_skin_belongs_to_two_regions(px_per_mm: float) -> None:
    for one, other in combinations(REGIONS, 2):
        shared = (region_mask(one, px_per_mm) & region_mask(other, px_per_mm)).astype(np.uint8)
        # outlines that touch share the pixels along them, no more
        assert not cv2.morphologyEx(shared, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).any(), (one, other)


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_is_one_piece_of_the_face_map_at_both_resolutions(region: str) -> None:
    standard, fine = (region_mask(region, px).sum() / px**2 for px in RESOLUTIONS)
    assert standard == pytest.approx(fine, rel=0.06)
    assert standard > 100  # mm²
    left, top, right, bottom = extent(region)
    assert LEFT_MM < left < right < RIGHT_MM
    assert TOP_MM < top < bottom < BOTTOM_MM


@pytest.mark.parametrize("region", REGIONS)
def test_left_is_the_persons_own(region: str) -> None:
    left, _, right, _ = extent(region)
    if region.endswith("_left"):
        assert left > 0  # x grows to the person's left
    elif region.endswith("_right"):
        assert right < 0
    else:
        assert left + right == pytest.approx(0, abs=0.5)


def test_crows_feet_lie_beside_the_outer_canthus() -> None:
    left, top, right, bottom = extent("crows_feet_left")
    x, y = OUTER_CANTHUS
    assert (left, right) == pytest.approx((x + 3, x + 18), abs=1)
    assert (top, bottom) == pytest.approx((y - 9, y + 11), abs=1)


def test_infraorbital_ends_24_mm_below_the_pupil() -> None:
    left, top, right, bottom = extent("infraorbital_left")
    assert left < PUPIL_X < right
    assert top > 6  # below the lash line
    assert bottom == pytest.approx(24, abs=1)


def test_a_mask_cannot_be_changed_by_who_asks_for_it() -> None:
    with pytest.raises(ValueError, match="read-only"):
        region_mask("nose", STANDARD.px_per_mm)[0, 0] = True
    assert len(outline("nose")) >= 3
