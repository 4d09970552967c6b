"""Wrinkles, depth of lines, pores, scars and contour on drawn skin."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import FINE
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.metrics import Declined, face_contour, line_depth, pore_area, pore_density, scars, wrinkles
from skinmetrics.phantom import PerRegion
from skinmetrics.scoring import Examination
from tests import photos
from tests.metrics.skin_colours import value
from tests.metrics.skin_maps import CHEEK, Light, area_cm2, even, rough, skin_map, waves, with_furrow

FOREHEAD = (0.2, -47.8)


def furrowed(depth: float, width_mm: float, light: Light | None = None) -> Light:
    skin = rough(0.01) if light is None else light
    for row in range(3):
        skin = with_furrow(skin, (0.0, -38.0 - 10 * row), 45, depth=depth, width_mm=width_mm)
    return skin


def dotted(count: int, diameter_mm: float = 0.6, depth: float = 0.25, light: Light | None = None) -> Light:
    """Fine skin with small dark dots on the left cheek, 3 mm apart."""
    px = FINE.px_per_mm
    skin = even(FINE).copy() if light is None else light.copy()
    rows, columns = np.indices(skin.shape)
    x, y = (columns + 0.5) / px + LEFT_MM, (rows + 0.5) / px + TOP_MM
    places = [(28 + 3 * i, 28 + 3 * j) for j in range(5) for i in range(8)][:count]
    for cx, cy in places:
        steps_out = np.hypot(x - cx, y - cy) / (diameter_mm / 2) - 1
        skin -= (depth / (1 + np.exp(np.minimum(8 * steps_out, 80)))).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(skin, (0, 0), 0.5), np.float32)


def test_wide_furrows_count_with_their_length() -> None:
    without, found = (value(wrinkles.METRIC, skin_map(skin), "forehead") for skin in (rough(0.01), furrowed(0.3, 0.7)))
    assert (found - without) * area_cm2("forehead") == pytest.approx(3 * 45, rel=0.3)


@pytest.mark.parametrize("angle_deg", range(15, 180, 15))
def test_a_faint_wrinkle_and_its_mirror_image_count_alike(angle_deg: int) -> None:
    """At the middle of two pixels, where the last bit of a cosine decides how a step of its path is rounded."""
    light = with_furrow(rough(0.01), CHEEK, 18, angle_deg=angle_deg, depth=0.05, width_mm=0.6)
    one, other = (skin_map(np.ascontiguousarray(seen)) for seen in (light, light[:, ::-1]))
    score = value(wrinkles.METRIC, one, "cheek_left")
    assert score > 0.2, "it is found"
    assert value(wrinkles.METRIC, other, "cheek_right") == pytest.approx(score, rel=0.04)


def test_more_wrinkles_on_a_drawn_face_score_higher_at_every_step() -> None:
    """Drawn skin scatters, so that folds are brown."""
    states = [replace(photos.skin(), wrinkles=PerRegion(amount)) for amount in (0.0, 2.0, 4.0)]
    faces = [photos.rendered(state=state).truth.regions.values() for state in states]
    there = [
        sum(r["area_cm2"] * r["wrinkle_density"] for r in face) / sum(r["area_cm2"] for r in face) for face in faces
    ]
    measured = np.array(photos.paired("wrinkle_density", *(photos.examined(state=state) for state in states)))
    assert (np.diff(measured) > 0.1 * np.diff(there)).all()
    assert measured[-1] - measured[0] > 0.2 * (there[-1] - there[0])


def test_thin_lines_are_not_wrinkles() -> None:
    none, thin, wide = (
        value(wrinkles.METRIC, skin_map(skin), "forehead")
        for skin in (rough(0.01), furrowed(0.1, 0.2), furrowed(0.3, 0.7))
    )
    assert thin - none < 0.33 * (wide - none)


def test_deeper_lines_are_deeper() -> None:
    found = [value(line_depth.METRIC, skin_map(furrowed(depth, 0.3)), "forehead") for depth in (0.1, 0.2, 0.3, 0.4)]
    assert np.diff(found).min() > 0.5
    assert np.corrcoef([0.1, 0.2, 0.3, 0.4], found)[0, 1] > 0.98


def test_depth_does_not_follow_the_number_of_lines() -> None:
    one = with_furrow(rough(0.01), (0.0, -38.0), 45, depth=0.3, width_mm=0.3)
    few, many = (value(line_depth.METRIC, skin_map(skin), "forehead") for skin in (one, furrowed(0.3, 0.3)))
    assert many == pytest.approx(few, rel=0.25)


def test_a_depth_is_told_where_there_is_a_line_and_of_no_scrap_of_one() -> None:
    scrap, line = (skin_map(with_furrow(even(), CHEEK, length, depth=0.15)) for length in (3, 9))
    assert isinstance(line_depth.METRIC.measure(scrap, "cheek_left"), Declined)
    assert value(line_depth.METRIC, line, "cheek_left") > 5


def test_without_lines_there_is_no_depth() -> None:
    found = line_depth.METRIC.measure(skin_map(even()), "glabella")
    assert isinstance(found, Declined)
    assert "too few lines" in found.reason


def test_pores_are_counted() -> None:
    area = area_cm2("cheek_left", FINE)
    found = [value(pore_density.METRIC, skin_map(dotted(count), FINE)) * area for count in (0, 10, 20, 40)]
    np.testing.assert_allclose(found, [0, 10, 20, 40], rtol=0.15, atol=0.5)


def test_larger_pores_take_more_area() -> None:
    found = [value(pore_area.METRIC, skin_map(dotted(20, diameter), FINE)) for diameter in (0.4, 0.6, 0.8)]
    assert found[0] < found[1] < found[2]


def test_grain_is_no_pore() -> None:
    grain = rough(0.04, sigma_mm=0.25, resolution=FINE)
    dots = value(pore_density.METRIC, skin_map(dotted(20), FINE))
    assert value(pore_density.METRIC, skin_map(grain, FINE)) < 0.5 * dots  # its dark dots alone: 4 times as many
    found = value(pore_density.METRIC, skin_map(dotted(20, light=rough(0.01, resolution=FINE)), FINE))
    assert found == pytest.approx(dots, rel=0.2)


def test_a_furrow_is_not_a_row_of_pores() -> None:
    lined = with_furrow(even(FINE), (40.2, 34.2), 20, depth=0.25, width_mm=0.2, resolution=FINE)
    assert value(pore_density.METRIC, skin_map(lined, FINE)) < 0.1 * value(
        pore_density.METRIC, skin_map(dotted(20), FINE)
    )


def test_pits_count_by_their_contrast_and_neither_grain_nor_shade_does() -> None:
    found = [value(scars.METRIC, skin_map(waves(7.0, amplitude))) for amplitude in (0.0, 0.02, 0.04)]
    assert found[0] == pytest.approx(0, abs=0.02)
    assert found[2] == pytest.approx(2 * found[1], rel=0.1)
    assert value(scars.METRIC, skin_map(waves(1.5, 0.04))) < 0.3 * found[2]
    assert value(scars.METRIC, skin_map(waves(40.0, 0.04))) < 0.3 * found[2]


# --- on photos of known truth


def sagging(mm: float) -> Examination:
    return photos.examined(state=replace(photos.skin(), sag_mm=PerRegion(0.0, (("jaw_left", mm), ("jaw_right", mm)))))


def test_a_face_that_hangs_lower_scores_higher() -> None:
    tight, loose = (value(face_contour.METRIC, seen.skin_map, "jaw_left") for seen in (sagging(0.0), sagging(4.0)))
    assert loose > tight + 0.3


def test_contour_is_read_in_spite_of_a_turned_head(retaken: Examination) -> None:
    straight = value(face_contour.METRIC, sagging(0.0).skin_map, "jaw_left")
    assert value(face_contour.METRIC, retaken.skin_map, "jaw_left") == pytest.approx(straight, abs=1.5)


@pytest.fixture(scope="module")
def retaken() -> Examination:
    camera = replace(photos.STANDARD_CAMERA, yaw_deg=4.0, pitch_deg=-3.0, roll_deg=3.0)
    return photos.examined(state=replace(photos.skin(), sag_mm=PerRegion(0.0)), camera=camera)
