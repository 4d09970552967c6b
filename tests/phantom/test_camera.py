from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.phantom import Camera, identity, metered, render, skin_for_age
from skinmetrics.phantom.camera import PIVOT_MM, rotation
from skinmetrics.phantom.identity import Tone

NOSE = np.array([[0.0, 35.0, 75.0]])
angles = st.floats(-40, 40)


@given(angles, angles, angles)
def test_a_turn_is_a_rotation_that_leaves_the_pivot_in_the_middle(yaw: float, pitch: float, roll: float) -> None:
    pose = rotation(yaw, pitch, roll)
    np.testing.assert_allclose(pose @ pose.T, np.eye(3), atol=1e-9)
    camera = Camera(yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll)
    np.testing.assert_allclose(camera.project(PIVOT_MM[None]), [camera.centre_px], atol=1e-6)


def test_a_turn_moves_the_nose_to_the_right_and_a_raised_head_moves_it_up() -> None:
    at_rest = Camera().project(NOSE)
    assert (Camera(yaw_deg=10).project(NOSE) - at_rest)[0, 0] > 20
    assert (Camera(pitch_deg=10).project(NOSE) - at_rest)[0, 1] < -20


def test_roll_tilts_clockwise() -> None:
    chin, _ = (
        Camera(roll_deg=10).project(np.array([[0.0, 115.0, 40.0]]))[0] - Camera().project(np.array([[0.0, 115, 40]]))[0]
    )
    assert chin < -20


def test_scale_holds_in_the_plane_of_the_eyes() -> None:
    camera = Camera(px_per_mm=5.0)
    left, right = camera.project(np.array([[31.4, 0, 30.0], [-31.4, 0, 30.0]]))
    assert left[0] - right[0] == pytest.approx(62.8 * 5.0)


def test_a_near_camera_shows_the_nose_larger() -> None:
    tip = np.array([[-10.0, 35, 75.0], [10.0, 35, 75.0]])
    near, far = (np.ptp(Camera(distance_mm=d).project(tip)[:, 0]) for d in (300, 1500))
    assert near / far == pytest.approx((270 / 225) / (1470 / 1425), rel=1e-6)


def test_a_mirrored_picture_is_mirrored() -> None:
    points = np.array([[20.0, -30, 40.0], [-5.0, 60, 50.0]])
    plain, mirrored = Camera(yaw_deg=7).project(points), Camera(yaw_deg=7, mirrored=True).project(points)
    np.testing.assert_allclose(mirrored[:, 0], Camera().width - 1 - plain[:, 0])
    np.testing.assert_allclose(mirrored[:, 1], plain[:, 1])


def test_a_camera_that_meters_shows_light_skin_no_brighter_than_medium_skin_and_darker_as_it_is() -> None:
    small = Camera(width=240, height=320, px_per_mm=1.1)

    def shown(tone: Tone, camera: Camera) -> float:
        person = identity("anna").with_tone(tone)
        return float(np.median(render(person, skin_for_age(person), camera).image[120:200, 80:160].max(axis=2)))

    medium = shown("III", small)
    lighter: tuple[Tone, ...] = ("I", "II")
    others: tuple[Tone, ...] = ("III", "V", "VI")
    for tone in lighter:
        assert shown(tone, small) > medium + 5
        assert shown(tone, metered(small, tone)) == pytest.approx(medium, abs=4)
    for tone in others:
        assert metered(small, tone) == small
