from __future__ import annotations

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.metrics import fine_lines
from skinmetrics.metrics.glints import GLINTS, without_glints
from skinmetrics.metrics.ridges import SIEVES, find_ridges, length_per_area
from skinmetrics.metrics.skin_map import SkinMap
from tests.metrics.skin_maps import CHEEK, Light, area_cm2, even, rough, skin_map, with_furrow

GLINT = GLINTS["standard"]


def dull(light: Light) -> Light:
    return without_glints(light, STANDARD.px_per_mm, GLINT)


def lines(skin: SkinMap, region: str = "cheek_left") -> float:
    value = fine_lines.METRIC.measure(skin, region)
    assert isinstance(value, float)
    return value


def glinting(light: Light, contrast: float) -> Light:
    """Skin with bright specks a good millimetre wide, one SD of them this much brighter."""
    px = STANDARD.px_per_mm
    noise = np.random.default_rng(3).normal(size=light.shape)
    band = cv2.GaussianBlur(noise, (0, 0), 0.32 * px) - cv2.GaussianBlur(noise, (0, 0), px)
    return np.asarray(light + contrast * np.maximum(band / band.std() - 1.5, 0), np.float32)


def test_nothing_gets_brighter_and_what_is_dark_stays() -> None:
    light = with_furrow(rough(0.05), CHEEK, 15)
    found = dull(light)
    assert (found <= light).all()
    lower = light < light.mean()
    assert (found[lower] == light[lower]).mean() > 0.9


def test_a_speck_is_taken_down_to_little_more_than_the_skin_around() -> None:
    light = even()
    light[100, 100] += 0.5
    assert light[100, 100] - even()[100, 100] > 0.4
    assert 0 < dull(light)[100, 100] - even()[100, 100] < 2 * GLINT.contrast


def test_even_skin_and_the_levels_of_shading_stay() -> None:
    slope = np.linspace(0, 0.5, even().shape[1], dtype=np.float32)[None, :]
    light = (even() + slope).astype(np.float32)
    np.testing.assert_allclose(dull(light), light, atol=1e-6)


@pytest.mark.parametrize("contrast", [0.1, 0.2, 0.4])
def test_skin_between_glints_is_no_line(contrast: float) -> None:
    grain = rough(0.01)
    specked = skin_map(glinting(grain, contrast))
    plain = lines(skin_map(grain))
    as_it_is = find_ridges(specked.skin, STANDARD.px_per_mm, SIEVES["standard"], ["cheek_left"])["cheek_left"]
    assert length_per_area(as_it_is) > plain + 0.3
    assert lines(specked) - plain < 0.4 * (length_per_area(as_it_is) - plain)


def test_a_line_between_glints_still_counts() -> None:
    specked = glinting(rough(0.01), 0.2)
    lined = with_furrow(specked, CHEEK, 15)
    assert lines(skin_map(lined)) > lines(skin_map(specked)) + 0.7 * 15 / area_cm2("cheek_left")
