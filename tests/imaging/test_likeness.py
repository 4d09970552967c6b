from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skinmetrics.imaging.likeness import Agreement, agreement
from skinmetrics.phantom import Expression, Rendering, Room, Sensor, identity
from skinmetrics.scoring import Examination, examine
from tests import photos
from tests.likeness import alike
from tests.photos import blurred, examine_picture, jpeg, lit, mirrored, png, similarity, warped


@pytest.fixture(scope="module")
def retake() -> Examination:
    """Anna on another day: other pose, light and sensor noise."""
    camera = replace(
        photos.STANDARD_CAMERA, yaw_deg=2.5, pitch_deg=-2.0, roll_deg=3.0, shift_mm=(4.0, -3.0), px_per_mm=3.6,
        sensor=Sensor(exposure_ev=-0.2, white_balance=(1.04, 1.0, 0.96), noise_seed=9, focus_blur_px=0.8),
    )  # fmt: skip
    return photos.examined(camera=camera, room=Room(azimuth_deg=-12.0, lamp=0.7))


def test_a_photo_is_like_itself(portrait_measured: Examination) -> None:
    seen = alike(portrait_measured, portrait_measured)
    assert seen.same == pytest.approx(1, abs=1e-3)
    assert seen.same_person
    assert seen.same_expression
    assert not seen.is_mirrored
    assert (seen.mouth_wider_pct, seen.corners_lifted_mm, seen.mouth_opened_mm, seen.brows_lifted_mm) == (0, 0, 0, 0)
    assert seen.eyes_opened_pct == 0


def test_a_retake_shows_the_same_person_in_the_same_way(portrait_measured: Examination, retake: Examination) -> None:
    for one, other in ((portrait_measured, retake), (retake, portrait_measured)):
        seen = alike(one, other)
        assert seen.same_person
        assert not seen.is_mirrored
        assert seen.same_expression


@pytest.mark.parametrize("change", ["roll", "small", "dim", "warm", "soft", "jpeg"])
def test_how_the_photo_was_taken_does_not_make_another_person(
    portrait: Rendering, portrait_measured: Examination, change: str
) -> None:
    image = portrait.image
    data = {
        "roll": lambda: png(warped(image, similarity(image, roll_deg=15))),
        "small": lambda: png(warped(image, similarity(image, scale=0.75))),
        "dim": lambda: png(lit(image, 0.5)),
        "warm": lambda: png(lit(image, (1.1, 1.0, 0.85))),
        "soft": lambda: png(blurred(image, 0.8)),
        "jpeg": lambda: jpeg(image, 75),
    }[change]()
    seen = alike(portrait_measured, examine(data, change))
    assert seen.same_person
    assert not seen.is_mirrored
    assert seen.same_expression


@pytest.mark.parametrize("name", ["kwame", "mei"])
def test_another_person_is_less_alike_than_a_retake(
    portrait_measured: Examination, retake: Examination, name: str
) -> None:
    stranger = alike(portrait_measured, photos.examined(name))
    assert max(stranger.same, stranger.mirrored) < alike(portrait_measured, retake).same - 0.05


def test_either_the_photo_or_its_mirror_image_shows_the_person() -> None:
    straight, flipped, stranger = (Agreement(*same) for same in ((0.97, 0.6), (0.6, 0.97), (0.3, 0.3)))
    assert straight.same_person
    assert not straight.is_mirrored
    assert flipped.same_person
    assert flipped.is_mirrored
    assert not stranger.same_person
    assert not stranger.is_mirrored


def test_burnt_out_skin_tells_nobody() -> None:
    skin = np.random.default_rng(1).normal(0, 0.03, (400, 280)).astype(np.float32)
    flat = np.zeros_like(skin)
    for one, other in ((flat, skin), (skin, flat), (flat, flat)):
        assert not agreement(one, other).known
    partly = skin.copy()
    partly[:130] = 0  # the forehead, which most blocks are of
    for one, other in ((partly, skin), (skin, partly)):
        assert agreement(one, other).same == pytest.approx(1, abs=1e-3)
    assert not agreement(partly, np.roll(skin, 90, axis=0)).same_person


@pytest.mark.parametrize("mirrored", [False, True])
def test_half_a_face_tells_which_way_it_is_shown_only_where_it_tells_the_person(*, mirrored: bool) -> None:
    rng = np.random.default_rng(4)
    skin, stranger = (rng.normal(0, 0.03, (400, 280)).astype(np.float32) for _ in range(2))
    for one in (skin, stranger):
        one[:, :140] = 0  # under hair
    again = (skin + rng.normal(0, 0.01, skin.shape).astype(np.float32) * (skin != 0)).astype(np.float32)
    seen = agreement(skin, np.ascontiguousarray(again[:, ::-1]) if mirrored else again)
    assert seen.known
    assert seen.same_person
    assert seen.is_mirrored == mirrored
    assert np.isfinite((seen.same, seen.mirrored)).all()
    other = agreement(skin, stranger)
    assert not other.known
    assert np.isnan((other.same, other.mirrored)).all()


def test_both_sides_of_the_face_are_looked_at_alike() -> None:
    rng = np.random.default_rng(2)
    one = rng.normal(0, 0.03, (400, 280)).astype(np.float32)
    less_and_less = np.linspace(0, 0.06, 280, dtype=np.float32) * rng.normal(0, 1, (400, 280)).astype(np.float32)
    other = one + less_and_less
    turned = agreement(one[:, ::-1].copy(), other[:, ::-1].copy())
    assert agreement(one, other).same == pytest.approx(turned.same, abs=1e-4)


def test_a_mirrored_selfie_is_noticed(portrait: Rendering, portrait_measured: Examination, retake: Examination) -> None:
    flipped = examine_picture(mirrored(portrait.image))
    for one, other in ((portrait_measured, flipped), (flipped, retake)):
        seen = alike(one, other)
        assert seen.is_mirrored
        assert seen.same_person
    both = alike(flipped, examine_picture(mirrored(retake.photo.pixels)))
    assert not both.is_mirrored


def test_a_smile_is_another_expression_of_the_same_person(portrait_measured: Examination) -> None:
    smiling = photos.examined(expression=Expression(smile=1.0))
    seen = alike(portrait_measured, smiling)
    assert not seen.same_expression
    assert seen.mouth_wider_pct > 0
    assert seen.corners_lifted_mm > 0
    assert seen.same_person
    back = alike(smiling, portrait_measured)
    assert back.mouth_wider_pct < 0
    assert back.corners_lifted_mm < 0


def test_an_open_mouth_is_another_expression(portrait_measured: Examination) -> None:
    seen = alike(portrait_measured, photos.examined(expression=Expression(mouth_open=0.8)))
    assert not seen.same_expression
    assert seen.mouth_opened_mm > 2


def test_half_shut_eyes_are_another_expression(portrait_measured: Examination) -> None:
    def narrowed(share: float) -> Examination:
        anna = identity("anna")
        shape = replace(anna.shape, eye_opening=share * anna.shape.eye_opening)
        return photos.examined(replace(anna, shape=shape))

    half_shut = alike(portrait_measured, narrowed(0.5))
    assert not half_shut.same_expression
    assert half_shut.eyes_opened_pct < -15
    a_little = alike(portrait_measured, narrowed(0.85))
    assert half_shut.eyes_opened_pct < a_little.eyes_opened_pct < 0
    assert a_little.same_expression


def test_raised_brows_are_another_expression(portrait_measured: Examination) -> None:
    raised = alike(portrait_measured, photos.examined(expression=Expression(brow_raise=0.75)))
    assert not raised.same_expression
    assert raised.brows_lifted_mm > 2
    assert abs(raised.mouth_opened_mm) < 0.5
    a_little = alike(portrait_measured, photos.examined(expression=Expression(brow_raise=0.15)))
    assert 0 < a_little.brows_lifted_mm < raised.brows_lifted_mm
    assert a_little.same_expression


def test_the_people_of_the_samples_are_told_apart() -> None:
    folder = Path(__file__).parents[2] / "sample_images"
    first = [sorted((folder / name).glob("*.jpg"))[0] for name in ("anna", "bruno", "rosa")]
    later = [sorted((folder / name).glob("*.jpg"))[-1] for name in ("anna", "bruno", "rosa")]
    before, after = ([examine(path.read_bytes(), path.name) for path in paths] for paths in (first, later))
    found = [[alike(one, other).same_person for other in after] for one in before]
    assert found == [[True, False, False], [False, True, False], [False, False, True]]
