from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import FINE, STANDARD
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.registration import REACH_MM, Shift, registered, relief_of, relief_shifts, shift_field
from skinmetrics.imaging.skin import Skin
from skinmetrics.scoring import Examination
from tests import photos

PX = STANDARD.px_per_mm


def moved(skin: Skin, x_mm: float, y_mm: float) -> Skin:
    h, w = skin.light.shape
    shift = np.array([[1, 0, x_mm * PX], [0, 1, y_mm * PX]], np.float32)
    light = cv2.warpAffine(skin.light, shift, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Skin(skin.mask, np.asarray(light, np.float32))


def region_shifts(baseline: Skin, follow_up: Skin) -> Mapping[str, Shift]:
    return relief_shifts(relief_of(baseline, PX), relief_of(follow_up, PX), PX)


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (0.7, -0.3), (-1.6, 1.1)])
def test_a_known_shift_is_found_in_every_region(portrait_measured: Examination, x: float, y: float) -> None:
    skin = portrait_measured.skin_map.skin
    found = region_shifts(skin, moved(skin, x, y))
    assert len(found) >= len(REGIONS) - 3
    for region, shift in found.items():
        assert (shift.x, shift.y) == pytest.approx((x, y), abs=0.15), region


def test_noise_shares_no_skin(portrait_measured: Examination) -> None:
    skin = portrait_measured.skin_map.skin
    noise = np.random.default_rng(3).normal(0, 0.05, skin.light.shape).astype(np.float32)
    assert len(region_shifts(skin, Skin(skin.mask, noise))) <= 1


def test_a_covered_region_is_left_out(portrait_measured: Examination) -> None:
    skin = portrait_measured.skin_map.skin
    covered = Skin(skin.mask & ~region_mask("chin", PX), skin.light)
    assert "chin" not in region_shifts(skin, covered)


def test_registration_lays_the_same_skin_over_itself(portrait_measured: Examination) -> None:
    """Another day's pose: what is left between the two maps is at most half a millimetre."""
    camera = replace(photos.STANDARD_CAMERA, yaw_deg=3.0, pitch_deg=-2.5, roll_deg=2.0, shift_mm=(5.0, -3.0))
    first, second = portrait_measured.skin_map.skin, photos.examined(camera=camera).skin_map.skin
    shifts = region_shifts(first, second)
    assert len(shifts) >= 10
    laid_over = Skin(second.mask, registered(second.light, shift_field(shifts, PX), PX))
    left = region_shifts(first, laid_over)
    assert np.median([np.hypot(shift.x, shift.y) for shift in left.values()]) < 0.3
    for region, shift in left.items():
        assert np.hypot(shift.x, shift.y) < 0.5, region


def test_a_field_holds_each_region_s_shift_and_nothing_far_from_all() -> None:
    field = shift_field({"forehead": Shift(1.0, 0.5, 0.8), "chin": Shift(-1.0, 0.0, 0.8)}, PX)
    assert field[region_mask("forehead", PX)].mean(0) == pytest.approx((1.0, 0.5), abs=0.15)
    assert field[region_mask("chin", PX)].mean(0) == pytest.approx((-1.0, 0.0), abs=0.15)
    assert not np.any(shift_field({}, PX))


@pytest.mark.parametrize("px", [STANDARD.px_per_mm, FINE.px_per_mm])
def test_between_two_regions_the_field_changes_where_they_are_equally_near(px: float) -> None:
    """A sure shift of the forehead against one half as sure below: each counts by sureness and nearness."""
    shifts = {"forehead": Shift(1.0, 0.5, 0.8), "chin": Shift(-1.0, 0.0, 0.4)}
    field = shift_field(shifts, px)
    rows, columns = np.mgrid[: field.shape[0], : field.shape[1]]
    x, y = (columns + 0.5) / px + LEFT_MM, (rows + 0.5) / px + TOP_MM
    total, weights = np.zeros(field.shape), np.full(x.shape, 1e-3)
    for region, shift in shifts.items():
        inside = np.nonzero(region_mask(region, px))
        away = (x - x[inside].mean()) ** 2 + (y - y[inside].mean()) ** 2
        weight = shift.peak * np.exp(-away / 2 / REACH_MM**2)
        total += weight[..., None] * np.array([shift.x, shift.y])
        weights += weight
    face = np.logical_or.reduce([region_mask(region, px) for region in REGIONS])
    assert np.abs(field - total / weights[..., None])[face].max() < 0.05
