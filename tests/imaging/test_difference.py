from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.imaging.difference import Difference, difference
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.skin import Skin
from skinmetrics.phantom import Rendering, Room, Sensor
from skinmetrics.scoring import Examination
from tests import photos
from tests.photos import blurred, examine_picture, lit, mirrored, similarity, warped

NOTHING = Difference(0, 0, 0, 0, 0, 0)


def shaded(photo: Examination, slope: float) -> Examination:
    """The photo with light that falls off by so many ln units over 70 mm from left to right."""
    skin = photo.skin_map.skin
    fall = slope * np.arange(skin.light.shape[1]) / (70 * 2.5)
    lit_skin = Skin(skin.mask, (skin.light + fall).astype(np.float32))
    return replace(photo, skin_map=replace(photo.skin_map, skin=lit_skin))


def test_a_photo_does_not_differ_from_itself(portrait_measured: Examination) -> None:
    found = difference(portrait_measured.taking, portrait_measured.taking)
    assert found.as_mapping() == pytest.approx(NOTHING.as_mapping(), abs=1e-4)


@pytest.mark.parametrize("slope", [0.05, 0.2, -0.3])
def test_the_light_s_fall_off_is_measured(portrait_measured: Examination, slope: float) -> None:
    found = difference(portrait_measured.taking, shaded(portrait_measured, slope).taking)
    assert found.light == pytest.approx(abs(slope), abs=0.01)
    assert (found.turn, found.sharpness, found.distance) == (0, 0, 0)


def test_exposure_is_no_difference(portrait: Rendering, portrait_measured: Examination) -> None:
    dimmer = examine_picture(lit(portrait.image, 0.7))
    assert difference(portrait_measured.taking, dimmer.taking).light < 0.03


def test_each_way_of_taking_is_told_from_the_others(portrait: Rendering, portrait_measured: Examination) -> None:
    smaller = examine_picture(warped(portrait.image, similarity(portrait.image, scale=0.8)))
    softer = examine_picture(blurred(portrait.image, 0.9))
    turned = photos.examined(camera=replace(photos.STANDARD_CAMERA, yaw_deg=8.0))
    from_aside = photos.examined(room=Room(azimuth_deg=40.0))
    near, soft, turn, light = (
        difference(portrait_measured.taking, other.taking) for other in (smaller, softer, turned, from_aside)
    )
    assert near.distance == pytest.approx(-np.log(0.8), abs=0.01)
    assert soft.sharpness > 0.01
    assert soft.sharpness > 3 * turn.sharpness
    assert turn.turn == pytest.approx(8, abs=3)
    assert light.light > 2 * max(near.light, soft.light)


@pytest.mark.parametrize("name", ["anna", "kwame"])
def test_fifteen_degrees_of_light_are_told_from_a_retake(name: str) -> None:
    first = photos.examined(name)
    retaken = replace(photos.STANDARD_CAMERA, sensor=Sensor(exposure_ev=0.15, focus_blur_px=0.8, noise_seed=5))
    again = difference(first.taking, photos.examined(name, camera=retaken).taking)
    turned, farther = (
        difference(first.taking, photos.examined(name, room=replace(photos.ROOM, azimuth_deg=azimuth)).taking)
        for azimuth in (photos.ROOM.azimuth_deg + 15, photos.ROOM.azimuth_deg + 30)
    )
    assert turned.light_turn > 3 * again.light_turn
    assert 5 < turned.light_turn < 20
    assert farther.light_turn > 1.5 * turned.light_turn


def test_a_near_camera_is_seen_in_the_face(portrait_measured: Examination) -> None:
    apart = [
        difference(portrait_measured.taking, photos.examined(camera=camera).taking).perspective
        for camera in (
            replace(photos.STANDARD_CAMERA, sensor=Sensor(noise_seed=5)),
            replace(photos.STANDARD_CAMERA, distance_mm=300.0),
        )
    ]
    assert apart[1] > 3 * apart[0]


def test_skin_that_only_one_photo_shows_concerns_its_region(portrait_measured: Examination) -> None:
    skin = portrait_measured.skin_map.skin
    hidden = skin.mask & ~region_mask("chin", 2.5)
    other = replace(portrait_measured, skin_map=replace(portrait_measured.skin_map, skin=replace(skin, mask=hidden)))
    found = difference(portrait_measured.taking, other.taking)
    assert found.as_mapping("chin")["unshared"] == 1
    assert found.as_mapping("forehead")["unshared"] == 0
    assert found.as_mapping()["unshared"] == pytest.approx(1 / len(REGIONS), abs=0.02)


def test_a_mirrored_photo_is_taken_as_its_own_mirror_image(portrait: Rendering, portrait_measured: Examination) -> None:
    flipped = examine_picture(mirrored(portrait.image)).taking
    as_it_is, turned_back = (difference(portrait_measured.taking, one) for one in (flipped, flipped.mirrored))
    assert turned_back.light < 0.02 < as_it_is.light
    assert turned_back.light_turn < 2
    assert turned_back.as_mapping()["unshared"] < 0.5 * as_it_is.as_mapping()["unshared"]


def test_a_mirrored_photo_turns_the_other_way(portrait_measured: Examination) -> None:
    turned = photos.examined(camera=replace(photos.STANDARD_CAMERA, yaw_deg=6.0))
    taking, other = turned.taking, examine_picture(mirrored(turned.photo.pixels)).taking
    assert difference(taking, other.mirrored).turn < 4
    assert difference(taking, other).turn == pytest.approx(2 * abs(taking.face.yaw_deg), abs=4)
    assert difference(portrait_measured.taking, portrait_measured.taking.mirrored.mirrored).as_mapping() == (
        pytest.approx(NOTHING.as_mapping(), abs=1e-4)
    )
