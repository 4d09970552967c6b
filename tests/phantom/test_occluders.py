from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.phantom import (
    THICK_GLASSES,
    THIN_GLASSES,
    Board,
    Glasses,
    Hand,
    Identity,
    Occluder,
    Rendering,
    Sensor,
    render,
)
from tests.phantom.conftest import BARE, SMALL

QUIET = replace(SMALL, sensor=Sensor(noise=0.0))


@pytest.fixture(scope="module")
def plain(anna: Identity) -> Rendering:
    return render(anna, BARE, QUIET)


def _with(person: Identity, *before: Occluder, mirrored: bool = False) -> Rendering:
    return render(person, BARE, replace(QUIET, mirrored=mirrored), before=before)


@pytest.mark.parametrize(("glasses", "share"), [(THIN_GLASSES, 0.10), (THICK_GLASSES, 0.30)], ids=["thin", "thick"])
def test_glasses_ring_the_eyes_and_leave_them_seen(
    anna: Identity, plain: Rendering, glasses: Glasses, share: float
) -> None:
    worn = _with(anna, glasses)
    frame, lenses = worn.covers["glasses"], worn.covers["lenses"]
    x, y = (round(v) for v in worn.truth.points["pupil_left"])
    assert frame[y, x] == 0
    assert lenses[y, x] > 0.9
    side, up = (
        round(glasses.half_width_mm * SMALL.px_per_mm * 1.4),
        round(glasses.half_height_mm * SMALL.px_per_mm * 1.4),
    )
    assert max(frame[y, x : x + side].max(), frame[y - up : y, x].max()) > share
    changed = np.abs(worn.image.astype(int) - plain.image).max(axis=2)
    assert changed[frame > 0.9].mean() > 30 if glasses is THICK_GLASSES else changed[frame > 0.5].mean() > 10
    assert changed[: y - 3 * up].max() <= 2


def test_a_thicker_frame_covers_more(anna: Identity) -> None:
    thin, thick = (_with(anna, glasses).covers["glasses"].sum() for glasses in (THIN_GLASSES, THICK_GLASSES))
    assert thick > 2.5 * thin


@pytest.mark.parametrize(
    ("thing", "name"), [(Hand(), "hand"), (Board(x_mm=30.0, y_mm=50.0), "board")], ids=["hand", "board"]
)
def test_what_is_held_before_the_face_hides_it_where_the_truth_says(
    anna: Identity, plain: Rendering, thing: Hand | Board, name: str
) -> None:
    held = _with(anna, thing)
    cover = held.covers[name]
    assert 0.02 < cover.mean() < 0.4
    x, y = SMALL.width / 2 + thing.x_mm * SMALL.px_per_mm, SMALL.height / 2 + (thing.y_mm - 16) * SMALL.px_per_mm
    assert cover[round(y) + 6, round(x)] > 0.9
    drawn = np.zeros(cover.shape, np.uint8)
    cv2.fillPoly(drawn, [np.round(outline).astype(np.int32) for outline in held.truth.covered[name]], 1)
    assert ((drawn > 0) == (cover > 0.5)).mean() > 0.995
    far = cv2.dilate((cover > 0).astype(np.uint8), np.ones((121, 121))) == 0
    assert np.abs(held.image.astype(int) - plain.image)[far].max() <= 2
    assert json.loads(json.dumps(held.truth.as_json()))["covered"][name]


def test_a_mirrored_photo_mirrors_what_covers_it(anna: Identity) -> None:
    seen, mirrored = _with(anna, THICK_GLASSES, Hand()), _with(anna, THICK_GLASSES, Hand(), mirrored=True)
    np.testing.assert_array_equal(mirrored.image, seen.image[:, ::-1])
    for name, cover in seen.covers.items():
        np.testing.assert_array_equal(mirrored.covers[name], cover[:, ::-1])


def test_a_hand_is_of_its_owners_tone(anna: Identity) -> None:
    def shade(person: Identity) -> float:
        held = _with(person, Hand())
        return float(held.image[held.covers["hand"] > 0.99].mean())

    assert shade(anna.with_tone("I")) > shade(anna.with_tone("VI")) + 50


def test_hair_is_told_apart_from_what_grows_on_the_face(plain: Rendering) -> None:
    brow_y = round(plain.truth.points["pupil_left"][1] - 18 * SMALL.px_per_mm)
    brow_x = round(plain.truth.points["pupil_left"][0])
    brows = (slice(brow_y - 6, brow_y + 7), slice(brow_x - 12, brow_x + 12))
    assert plain.covers["face_hair"][brows].max() > 0.4
    assert plain.covers["hair"][brows].max() == 0
    assert plain.covers["hair"][: brow_y - 60].mean() > 0.05


def test_a_beard_covers_chin_and_jaw_and_no_lips(anna: Identity, plain: Rendering) -> None:
    bearded = render(replace(anna, hair=replace(anna.hair, beard_mm=10.0)), BARE, QUIET)
    gained = bearded.covers["face_hair"] - plain.covers["face_hair"]
    x, y = (round(v) for v in bearded.truth.points["chin"])
    assert gained[y - 24 : y - 8, x - 20 : x + 20].mean() > 0.5
    (left, at), (right, _) = (bearded.truth.points[f"mouth_corner_{side}"] for side in ("right", "left"))
    assert gained[round(at) + 4 : round(at) + 10, round(left) + 15 : round(right) - 15].mean() < 0.1
    cheek = round(bearded.truth.points["nose_tip"][1])
    assert np.abs(gained[: cheek - 10]).max() == 0


def test_mascara_darkens_the_lashes(anna: Identity, plain: Rendering) -> None:
    x, y = (round(v) for v in plain.truth.points["pupil_left"])
    lid = (slice(y - 18, y - 5), slice(x - 14, x + 22))
    made_up = render(replace(anna, mascara=1.0), BARE, QUIET).image
    assert made_up[lid].mean() < plain.image[lid].mean() - 8
