from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.phantom import IDENTITIES, Identity, Rendering, Room, Sensor, identity, render
from skinmetrics.phantom.identity import Tone
from skinmetrics.phantom.tones import TONES, lab
from tests.phantom.conftest import BARE, SMALL

PUPIL_DISTANCE_MM = 62.8
FLAT = Sensor(noise=0.0, vignette=0.0, focus_blur_px=0.0)
WHITE_LIGHT = Room(lamp_colour=(1.0, 1.0, 1.0), ambient_colour=(1.0, 1.0, 1.0))


@pytest.mark.parametrize("person", IDENTITIES, ids=lambda p: p.name)
def test_the_corners_of_the_eyes_lie_where_those_of_adults_do(person: Identity) -> None:
    """On some fifty photographed adults: 12.4 mm (SD 1.2) outside the pupil and 2.0 mm (SD 0.9) below it."""
    level = replace(person, shape=replace(person.shape, asymmetry=0.0))
    points = render(level, BARE, SMALL).truth.points
    scale = PUPIL_DISTANCE_MM / np.hypot(*np.subtract(points["pupil_left"], points["pupil_right"]))
    across, down = np.subtract(points["outer_canthus_left"], points["pupil_left"]) * scale
    assert across == pytest.approx(12.4, abs=1.0)
    assert down == pytest.approx(2.0, abs=1.2)
    fissure = np.hypot(*np.subtract(points["outer_canthus_left"], points["inner_canthus_left"])) * scale
    assert 26 < fissure < 30


def test_the_iris_in_the_picture_is_as_wide_as_an_iris() -> None:
    camera = replace(SMALL, width=900, height=600, px_per_mm=6.0, shift_mm=(0.0, 16.0), sensor=FLAT)
    rendering = render(identity("kwame"), BARE, camera)
    x, y = rendering.truth.points["pupil_left"]
    apart = np.hypot(*np.subtract(rendering.truth.points["pupil_left"], rendering.truth.points["pupil_right"]))
    row = rendering.image[round(y) + 12, round(x) - 60 : round(x) + 61].astype(float).mean(axis=1)
    middle = (row[50:70].mean() + np.percentile(row, 85)) / 2
    dark = np.flatnonzero(row < middle)
    dark = dark[np.abs(dark - 60) < 40]
    half = (dark.max() - dark.min() + 1) / 2
    width = 2 * np.hypot(half, 12) * PUPIL_DISTANCE_MM / apart
    assert width == pytest.approx(11.7, abs=0.6)


@pytest.mark.parametrize("tone", list(TONES))
def test_the_whites_of_the_eyes_are_nearly_neutral_and_brighter_than_the_iris(anna: Identity, tone: Tone) -> None:
    camera = replace(SMALL, sensor=FLAT)
    truth = render(anna.with_tone(tone), BARE, camera, WHITE_LIGHT).truth
    for white in truth.eye_white.values():
        assert white.pixels > 30
        lightness, red, yellow = lab(np.array(white.reflectance))
        assert lightness > 75
        assert abs(red) < 4
        assert 0 < yellow < 8
        ratio = np.array(white.seen) / np.array(white.reflectance)
        assert ratio / ratio[1] == pytest.approx(1.0, abs=0.02)


def test_the_truth_about_the_white_is_what_the_picture_shows(anna: Identity) -> None:
    camera = replace(SMALL, width=900, height=600, px_per_mm=6.0, shift_mm=(0.0, 16.0), sensor=FLAT)
    rendering = render(anna, BARE, camera)
    for side, outward in (("left", 1), ("right", -1)):
        x, y = rendering.truth.points[f"pupil_{side}"]
        spot = rendering.image[round(y) + 8 : round(y) + 16, round(x + outward * 46) - 3 : round(x + outward * 46) + 4]
        v = spot.reshape(-1, 3) / 255
        seen = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4).mean(axis=0)
        told = np.array(rendering.truth.eye_white[side].seen)
        assert seen / seen[1] == pytest.approx(told / told[1], abs=0.03)
        assert seen[1] == pytest.approx(told[1], rel=0.25)


def test_the_white_takes_the_colour_of_the_light_and_of_the_camera(anna: Identity) -> None:
    warm = replace(WHITE_LIGHT, lamp_colour=(1.0, 0.8, 0.6), ambient_colour=(1.0, 0.8, 0.6))
    told = render(anna, BARE, SMALL, warm).truth.eye_white["left"]
    cast = np.array(told.seen) / np.array(told.reflectance)
    assert cast / cast[0] == pytest.approx([1.0, 0.8, 0.6], abs=0.02)
    cool = replace(SMALL, sensor=Sensor(white_balance=(0.8, 1.0, 1.25)))
    told = render(anna, BARE, cool, WHITE_LIGHT).truth.eye_white["left"]
    cast = np.array(told.seen) / np.array(told.reflectance)
    assert cast / cast[1] == pytest.approx([0.8, 1.0, 1.25], abs=0.02)


def test_the_eye_turned_to_the_lamp_is_the_brighter_one(anna: Identity) -> None:
    whites = render(anna, BARE, SMALL, Room(azimuth_deg=60)).truth.eye_white
    assert whites["left"].seen[1] > 1.1 * whites["right"].seen[1]


def test_no_white_is_told_of_where_there_is_none(anna: Identity, portrait: Rendering) -> None:
    above = render(anna, BARE, replace(SMALL, shift_mm=(0.0, -170.0))).truth.eye_white
    assert all(white.pixels == 0 for white in above.values())
    assert all(white.pixels > 0 for white in portrait.truth.eye_white.values())
