from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.landmarks import Eye
from skinmetrics.imaging.sclera import EyeWhite, eye_white, white_of
from skinmetrics.phantom import Rendering
from skinmetrics.scoring import Examination
from tests.photos import examine_picture, lit, similarity, warped


def read(photo: Examination) -> EyeWhite:
    found = eye_white(photo.photo, photo.face)
    assert found is not None
    return found


def drawn(white: tuple[int, int, int], size: int = 120) -> tuple[np.ndarray, Eye]:
    """An eye on skin, ``size`` px wide, and where it is."""
    picture = np.full((size, 2 * size, 3), (190, 140, 120), np.uint8)
    centre = (size, size // 2)
    cv2.ellipse(picture, centre, (size // 2, size // 5), 0, 0, 360, white, -1)
    cv2.circle(picture, centre, size // 5, (70, 50, 30), -1)
    angles = np.pi + 2 * np.pi * np.arange(16) / 16
    opening = np.stack([centre[0] + size / 2 * np.cos(angles), centre[1] + size / 5 * np.sin(angles)], 1)
    return picture, Eye((float(centre[0]), float(centre[1])), 2 * size / 5, opening.astype(np.float32))


def linear(srgb: tuple[int, int, int]) -> np.ndarray:
    value = np.array(srgb) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("white", [(200, 198, 196), (220, 200, 170), (120, 118, 116)])
def test_the_white_of_a_drawn_eye_is_read(white: tuple[int, int, int]) -> None:
    found = white_of(*map_eye(drawn(white)))
    assert found is not None
    assert found.trusted
    np.testing.assert_allclose(found.rgb, linear(white), rtol=0.03)


def test_a_dim_white_is_read_as_well_as_a_bright_one() -> None:
    shares = []
    for level in (110, 160, 230):
        found = white_of(*map_eye(drawn((level, level, level))))
        assert found is not None
        shares.append(found.rgb / linear((level, level, level)))
    np.testing.assert_allclose(shares, 1, rtol=0.01)


def test_a_white_can_be_divided_by_in_light_without_any_blue() -> None:
    found = white_of(*map_eye(drawn((220, 200, 0))))
    assert found is not None
    assert (found.rgb > 0).all()
    picture, eye = drawn((220, 178, 0))
    picture[::2, ::2][(picture[::2, ::2] == (220, 178, 0)).all(-1)] = (178, 220, 0)
    speckled = white_of(picture, [eye])
    assert speckled is not None
    assert (speckled.rgb > 0).all()


def map_eye(eye: tuple[np.ndarray, Eye]) -> tuple[np.ndarray, list[Eye]]:
    return eye[0], [eye[1]]


def test_reflections_and_veins_do_not_count() -> None:
    picture, eye = drawn((200, 198, 196))
    cv2.circle(picture, (75, 60), 6, (255, 255, 255), -1)
    cv2.line(picture, (145, 58), (160, 52), (190, 90, 80), 1)
    found = white_of(picture, [eye])
    assert found is not None
    np.testing.assert_allclose(found.rgb, linear((200, 198, 196)), rtol=0.03)


def test_the_shadow_of_the_lid_does_not_darken_the_white() -> None:
    picture, eye = drawn((200, 198, 196))
    upper = picture[:61]
    upper[(upper > 190).all(-1)] = (160, 158, 156)
    picture += np.random.default_rng(1).integers(0, 5, picture.shape, np.uint8)
    found = white_of(picture, [eye])
    assert found is not None
    np.testing.assert_allclose(found.rgb, linear((200, 198, 196)), rtol=0.05)


def test_a_shut_eye_and_a_burnt_one_have_no_white() -> None:
    picture, eye = drawn((200, 198, 196))
    lids = np.stack([eye.opening[:, 0], np.full(16, eye.pupil[1], np.float32)], 1)
    shut = Eye(eye.pupil, eye.iris_diameter, lids)
    none = white_of(picture, [shut])
    assert none is None or not none.trusted
    assert white_of(*map_eye(drawn((255, 255, 255)))) is None


@pytest.mark.parametrize("cover", [(196, 146, 126), (40, 40, 42), (150, 150, 150)], ids=["lid", "dark lens", "bar"])
def test_what_lies_over_an_eye_is_no_white(cover: tuple[int, int, int]) -> None:
    picture, eye = drawn((200, 198, 196))
    picture[:] = cover
    cv2.polylines(picture, [eye.opening[:9].astype(np.int32)], isClosed=False, color=(40, 30, 28), thickness=2)
    assert white_of(picture, [eye]) is None


def test_a_shut_eye_has_no_white_even_if_something_is_dark_in_it(portrait_measured: Examination) -> None:
    face = portrait_measured.face
    half = {side: replace(eye, opening=_narrowed(eye, 0.3)) for side, eye in face.eyes.items()}
    assert eye_white(portrait_measured.photo, replace(face, eyes=half)) is None


def _narrowed(eye: Eye, times: float) -> np.ndarray:
    middle = np.array(eye.pupil, np.float32)
    return (eye.opening - middle) * np.array([1, times], np.float32) + middle


def test_an_eye_that_is_shut_or_hidden_has_no_say() -> None:
    picture, eye = drawn((200, 198, 196))
    alone = white_of(picture, [eye])
    lashes = np.full_like(picture, (60, 50, 46))
    both = np.concatenate([picture, lashes], 0)
    for height in (0.05, 0.2):  # of the open eye: what a mesh sees of a wink
        slit = _narrowed(eye, height)
        wink = Eye((eye.pupil[0], eye.pupil[1] + 120), eye.iris_diameter, slit + np.array([0, 120], np.float32))
        found = white_of(both, [eye, wink])
        assert alone is not None
        assert found is not None
        np.testing.assert_allclose(found.rgb, alone.rgb)
        assert found.trusted


@pytest.mark.parametrize(("size", "least"), [(40, 0.003), (120, 0.0005)])
def test_the_white_hardly_follows_where_the_opening_is_found(size: int, least: float) -> None:
    """An eye whose white is pinker towards its rim, its outline moved by parts of a pixel."""
    picture, eye = drawn((200, 198, 196), size=size)
    y, x = np.indices(picture.shape[:2]) - np.array(eye.pupil)[::-1, None, None]
    rim = np.clip(np.hypot(x / (size / 2), y / (size / 5)) - 0.5, 0, 1)[..., None]
    pinker = np.round(picture * (1 - rim * np.array([0.0, 0.25, 0.2]))).astype(np.uint8)
    seen = []
    for dx, dy in np.random.default_rng(2).uniform(-0.5, 0.5, (24, 2)):
        found = white_of(pinker, [Eye(eye.pupil, eye.iris_diameter, eye.opening + np.array([dx, dy], np.float32))])
        assert found is not None
        seen.append(np.log(found.rgb[0] / found.rgb[1]))
    assert np.std(seen) < least


def test_eyes_that_disagree_are_not_trusted() -> None:
    one, eye = drawn((200, 198, 196))
    other, _ = drawn((230, 150, 90))
    both = np.concatenate([one, other], 0)
    below = Eye((eye.pupil[0], eye.pupil[1] + 120), eye.iris_diameter, eye.opening + np.array([0, 120], np.float32))
    found = white_of(both, [eye, below])
    assert found is not None
    assert not found.trusted


def test_a_tiny_eye_is_not_trusted() -> None:
    found = white_of(*map_eye(drawn((200, 198, 196), size=9)))
    assert found is None or not found.trusted


@pytest.mark.parametrize("gain", [(1.15, 1.0, 0.8), (0.7, 0.7, 0.7), (0.9, 1.0, 1.1)])
def test_the_white_follows_the_lamp(
    portrait: Rendering, portrait_measured: Examination, gain: tuple[float, float, float]
) -> None:
    other = read(examine_picture(lit(portrait.image, gain)))
    np.testing.assert_allclose(other.rgb / read(portrait_measured).rgb, gain, rtol=0.06)


def test_the_white_does_not_follow_the_photo_s_size(portrait: Rendering, portrait_measured: Examination) -> None:
    smaller = read(examine_picture(warped(portrait.image, similarity(portrait.image, scale=0.75))))
    np.testing.assert_allclose(smaller.rgb, read(portrait_measured).rgb, rtol=0.06)
