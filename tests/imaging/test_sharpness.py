from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import STANDARD, Drawing
from skinmetrics.imaging.sharpness import EDGE_WIDTH_MAX, eye_edges
from skinmetrics.phantom import identity
from skinmetrics.scoring import Examination
from tests import photos
from tests.photos import Picture, blurred, lit, moved, photo_of, similarity, warped


def blur_of(measured: Examination, picture: Picture) -> float:
    return eye_edges(Drawing.of(photo_of(picture), measured.face)).variance


def test_edge_variance_grows_by_the_blur_that_was_added(close_measured: Examination) -> None:
    picture, px_per_mm = close_measured.photo.pixels, close_measured.face.px_per_mm
    sharp = blur_of(close_measured, picture)
    added = np.array([0.15, 0.25, 0.35, 0.45]) ** 2
    seen = np.array([blur_of(close_measured, blurred(picture, np.sqrt(one) * px_per_mm)) for one in added])
    assert (np.diff([sharp, *seen]) > 0).all()
    np.testing.assert_allclose(seen - sharp, added, rtol=0.35, atol=0.008)


@pytest.mark.parametrize("gain", [0.6, 0.8, 1.2])
def test_exposure_does_not_look_like_blur(close_measured: Examination, gain: float) -> None:
    picture = close_measured.photo.pixels
    sharp = blur_of(close_measured, picture)
    assert blur_of(close_measured, lit(picture, gain)) == pytest.approx(sharp, abs=0.012)


def test_white_balance_does_not_look_like_blur(close_measured: Examination) -> None:
    picture = close_measured.photo.pixels
    warm = lit(picture, (1.1, 1.0, 0.85))
    assert blur_of(close_measured, warm) == pytest.approx(blur_of(close_measured, picture), abs=0.01)


def test_rolled_and_enlarged_photos_are_as_sharp_as_before(close_measured: Examination) -> None:
    picture, face = close_measured.photo.pixels, close_measured.face
    sharp = blur_of(close_measured, picture)
    for affine in (similarity(picture, roll_deg=20), similarity(picture, scale=1.3)):
        other = eye_edges(Drawing.of(photo_of(warped(picture, affine)), moved(face, affine))).variance
        assert other == pytest.approx(sharp, abs=0.012)


def test_what_is_blurred_beyond_telling_is_the_most_that_can_be_said(close_measured: Examination) -> None:
    picture = close_measured.photo.pixels
    smooth = cv2.GaussianBlur(picture, (0, 0), 2.0 * close_measured.face.px_per_mm)
    assert blur_of(close_measured, np.asarray(smooth, np.uint8)) == EDGE_WIDTH_MAX


def test_eyes_without_any_edge_are_too_blurred(portrait_measured: Examination) -> None:
    picture, face = portrait_measured.photo.pixels.copy(), portrait_measured.face
    middle, reach = face.named["pupil_left"][1], 32 * face.px_per_mm
    picture[round(middle - reach) : round(middle + reach)] = 40
    edges = eye_edges(Drawing.of(photo_of(picture), face))
    assert edges.variance > STANDARD.edge_variance_max
    assert (edges.across, edges.slanted) == (0, 0)


def test_a_lamp_reflected_in_the_eyes_does_not_pass_for_sharpness(close_measured: Examination) -> None:
    plain = close_measured.photo.pixels
    ring = plain.copy()
    for eye in close_measured.face.eyes.values():
        middle, radius = np.round(eye.pupil).astype(int).tolist(), round(0.14 * eye.iris_diameter)
        cv2.circle(ring, middle, radius, (245, 245, 245), round(0.03 * eye.iris_diameter), cv2.LINE_AA)
    without, mirrored = (eye_edges(Drawing.of(photo_of(one), close_measured.face)) for one in (plain, ring))
    assert mirrored.variance == pytest.approx(without.variance, abs=0.002)
    assert mirrored.contrast == pytest.approx(without.contrast, abs=0.01)


def test_irises_that_leave_nothing_of_the_eyes_tell_of_no_sharpness(close_measured: Examination) -> None:
    huge = {side: replace(eye, iris_diameter=10 * eye.iris_diameter) for side, eye in close_measured.face.eyes.items()}
    edges = eye_edges(Drawing.of(photo_of(close_measured.photo.pixels), replace(close_measured.face, eyes=huge)))
    assert edges.variance == EDGE_WIDTH_MAX


@pytest.mark.parametrize("name", ["anna", "bruno", "mei"])
def test_mascara_makes_the_eyes_stand_out(name: str) -> None:
    bare, made_up = (photos.examined(replace(identity(name), mascara=amount)) for amount in (0.0, 1.0))
    contrasts = [photo.result.eye_contrast for photo in (bare, made_up)]
    assert None not in contrasts
    assert np.diff(np.array(contrasts, float)) > 0.06


def test_a_blurred_or_dark_photo_does_not_stand_out(close_measured: Examination) -> None:
    picture = close_measured.photo.pixels
    sharp = eye_edges(Drawing.of(photo_of(picture), close_measured.face))
    for other in (blurred(picture, 0.1 * close_measured.face.px_per_mm), lit(picture, 0.7)):
        seen = eye_edges(Drawing.of(photo_of(other), close_measured.face))
        assert seen.contrast == pytest.approx(sharp.contrast, abs=0.04)


def test_a_mirrored_photo_is_as_sharp(close_measured: Examination) -> None:
    drawing, width = Drawing.of(close_measured.photo, close_measured.face), close_measured.photo.pixels.shape[1]
    assert drawing.shrink == 1
    turned = np.array([width - 1, 0], np.float32) + drawing.xy[:, ::-1] * np.array([-1, 1], np.float32)
    eyes = {
        side: replace(eye, pupil=(width - 1 - eye.pupil[0], eye.pupil[1])) for side, eye in drawing.face.eyes.items()
    }
    mirrored = replace(
        drawing,
        face=replace(drawing.face, eyes=eyes),
        light=np.ascontiguousarray(drawing.light[:, ::-1]),
        corner=np.array([width - drawing.corner[0] - drawing.light.shape[1], drawing.corner[1]], np.float32),
        xy=turned,
        sampling=drawing.sampling[:, ::-1],
        seen=drawing.seen[:, ::-1],
    )
    one, other = eye_edges(drawing), eye_edges(mirrored)
    assert other.variance == pytest.approx(one.variance, rel=1e-3)
    assert other.across == pytest.approx(one.across, abs=1e-4)
    assert other.slanted == pytest.approx(-one.slanted, abs=1e-4)
