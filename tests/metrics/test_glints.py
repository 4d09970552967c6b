from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.metrics import fine_lines
from skinmetrics.metrics.glints import without_glints
from skinmetrics.metrics.ridges import SIEVES, find_ridges, length_per_area
from skinmetrics.metrics.skin_map import SkinMap
from tests.metrics.skin_maps import CHEEK, Light, area_cm2, even, glinting, rough, skin_map, with_furrow

SIEVE = SIEVES["standard"]


def dull(light: Light) -> Light:
    assert SIEVE.glints is not None
    return without_glints(light, STANDARD.px_per_mm, SIEVE.glints)


def as_it_is(skin: SkinMap, region: str) -> float:
    """Density of lines with no glints taken down."""
    sieve = replace(SIEVE, glints=None)
    return length_per_area(find_ridges(skin.skin, STANDARD.px_per_mm, sieve, [region])[region])


def lines(skin: SkinMap, region: str = "cheek_left") -> float:
    value = fine_lines.METRIC.measure(skin, region)
    assert isinstance(value, float)
    return value


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
    assert 0 < dull(light)[100, 100] - even()[100, 100] < 0.06


def test_even_skin_and_the_levels_of_shading_stay() -> None:
    slope = np.linspace(0, 0.5, even().shape[1], dtype=np.float32)[None, :]
    light = (even() + slope).astype(np.float32)
    np.testing.assert_allclose(dull(light), light, atol=1e-6)


@pytest.mark.parametrize("contrast", [0.1, 0.2, 0.4])
def test_skin_between_glints_is_no_line(contrast: float) -> None:
    grain = rough(0.01)
    specked = skin_map(glinting(grain, contrast))
    plain, before = lines(skin_map(grain)), as_it_is(specked, "cheek_left")
    assert before > plain + 0.3
    assert lines(specked) - plain < 0.4 * (before - plain)


def test_a_line_between_glints_still_counts() -> None:
    specked = glinting(rough(0.01), 0.2)
    lined = with_furrow(specked, CHEEK, 15)
    assert lines(skin_map(lined)) > lines(skin_map(specked)) + 0.7 * 15 / area_cm2("cheek_left")


def crows_foot(light: Light) -> Light:
    for row in range(8):
        light = with_furrow(light, (54.0, -4.5 + 2 * row), 12, depth=0.1, width_mm=0.2)
    return light


@pytest.mark.parametrize(("roughness", "times"), [(0.01, 0.97), (0.04, 1.1)], ids=["smooth", "grainy"])
def test_faint_lines_are_seen_as_well_and_in_grain_better(roughness: float, times: float) -> None:
    bare, lined = (skin_map(light) for light in (rough(roughness), crows_foot(rough(roughness))))
    region = "crows_feet_left"
    before = as_it_is(lined, region) - as_it_is(bare, region)
    assert lines(lined, region) - lines(bare, region) > times * before


def test_what_other_metrics_see_is_left_as_it_is() -> None:
    specked = skin_map(glinting(rough(0.01), 0.2))
    before = specked.skin.light.copy()
    assert specked.ridges
    np.testing.assert_array_equal(specked.skin.light, before)
