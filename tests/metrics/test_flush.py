"""Patches of blood are no scars and no wrinkles; what takes all light alike is, between patches too."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.metrics import scars, wrinkles
from skinmetrics.metrics.flush import USUAL, without_flush
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Metric
from tests.metrics.skin_colours import Linear, photographed, plain, value
from tests.metrics.skin_maps import even, rough, waves, with_furrow

BLOOD = (0.15, 1.0, 0.75)  # of its density, by channel
GREY = (0.8, 0.8, 0.8)  # as dark as that, without its colour
NOWHERE = np.zeros(even().shape, bool)


def uneven(relief: np.ndarray) -> Linear:
    return np.asarray(plain() * np.exp(relief - even())[..., None], np.float32)


def patchy(linear: Linear, sd: float, takes: tuple[float, ...] = BLOOD, sigma_mm: float = 1.5) -> Linear:
    """The skin with cloudy patches of several mm that take so much of each channel, ln units."""
    noise = np.random.default_rng(11).normal(size=linear.shape[:2])
    cloud = cv2.GaussianBlur(noise, (0, 0), sigma_mm * STANDARD.px_per_mm)
    return np.asarray(linear * np.exp(-sd * (cloud / cloud.std())[..., None] * np.array(takes)), np.float32)


PITTED = uneven(waves(7.0, 0.03) + rough(0.02) - even())
FURROWED = uneven(
    with_furrow(
        with_furrow(rough(0.02), (40.2, 28.0), 20, depth=0.3, width_mm=0.7), (40.2, 44.0), 20, depth=0.3, width_mm=0.7
    )
)


@pytest.mark.parametrize("sd", [0.09, 0.18])
@pytest.mark.parametrize(
    ("metric", "skin"), [(scars.METRIC, PITTED), (wrinkles.METRIC, FURROWED)], ids=["scars", "wrinkles"]
)
def test_patches_of_blood_move_neither_as_far_as_grey_ones(metric: Metric, skin: Linear, sd: float) -> None:
    bare, red, grey = (value(metric, photographed(one)) for one in (skin, patchy(skin, sd), patchy(skin, sd, GREY)))
    assert grey > 1.3 * bare
    assert abs(red - bare) < 0.25 * (grey - bare)


@pytest.mark.parametrize("sd", [0.0, 0.08])
def test_scars_are_seen_between_patches_too(sd: float) -> None:
    smooth, pitted, deeper = (
        value(scars.METRIC, photographed(patchy(uneven(waves(7.0, depth)), sd))) for depth in (0.0, 0.03, 0.06)
    )
    assert smooth < pitted < deeper
    assert deeper == pytest.approx(2 * pitted, rel=0.25)


def lightened(skin_map: SkinMap) -> np.ndarray:
    return without_flush(skin_map.skin, skin_map.face_map, NOWHERE).light - skin_map.skin.light


def test_relief_that_takes_all_light_alike_is_left_as_it_is() -> None:
    assert np.abs(lightened(photographed(PITTED))).max() < 1e-4


def test_what_redness_varies_by_in_usual_skin_is_left() -> None:
    little = patchy(plain(), 0.8 * min(USUAL))
    assert np.abs(lightened(photographed(little))).mean() < 0.2 * 0.8 * min(USUAL)


def test_a_flush_of_the_whole_face_is_no_relief() -> None:
    lighter = lightened(photographed(np.asarray(plain() * np.exp(-0.3 * np.array(BLOOD)), np.float32)))
    assert np.abs(lighter).max() < 1e-4


def test_spots_tell_of_no_patch() -> None:
    spotted = NOWHERE.copy()
    spotted[100:108, 100:108] = True
    linear = plain()
    linear[spotted] *= np.exp(-0.5 * np.array(BLOOD, np.float32))
    seen = photographed(linear)
    light = without_flush(seen.skin, seen.face_map, spotted).light
    assert light == pytest.approx(seen.skin.light, abs=1e-4)
