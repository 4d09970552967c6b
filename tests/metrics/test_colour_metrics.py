"""Redness, patchiness, tone, radiance, under-eye darkness on drawn skin."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.colour import White
from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import region_mask
from skinmetrics.metrics import METRICS, Declined, radiance, redness, redness_patchiness, tone, under_eye
from skinmetrics.metrics.spec import Metric
from skinmetrics.phantom.tones import lab
from tests.metrics.skin_colours import BROWN, CHEEK, WHITE, Linear, flushed, photographed, plain, spotted, value

COLOUR = [redness.METRIC, redness_patchiness.METRIC, tone.METRIC, radiance.METRIC]
LAMPS = [(1.1, 0.85, 0.55), (0.7, 0.7, 0.7), (0.9, 1.0, 1.2)]


def brighter(linear: Linear, region: str, times: float) -> Linear:
    skin = linear.copy()
    skin[region_mask(region, STANDARD.px_per_mm)] *= times
    return skin


def mottled(amount: float) -> Linear:
    rows, columns = np.indices(plain().shape[:2])
    wave = np.sin(columns / 9.0) * np.sin(rows / 7.0)
    return np.asarray(plain() * (1 + amount * wave[..., None] * np.array([0.2, 1.0, 0.8])), np.float32)


@pytest.mark.parametrize("metric", COLOUR, ids=lambda metric: metric.id)
@pytest.mark.parametrize("gain", LAMPS, ids=["warm", "dim", "cold"])
def test_lamp_and_exposure_change_nothing(metric: Metric, gain: tuple[float, ...]) -> None:
    skin = spotted(mottled(0.1), CHEEK, 3.0, BROWN)
    same = value(metric, photographed(skin))
    assert value(metric, photographed(skin, gain=gain)) == pytest.approx(same, rel=0.03)


@pytest.mark.parametrize("metric", [m for m in METRICS if m.needs.white], ids=lambda metric: metric.id)
def test_nothing_is_guessed_without_a_white(metric: Metric) -> None:
    found = metric.measure(photographed(plain(), white=None), metric.regions[0])
    assert isinstance(found, Declined)
    assert "white" in found.reason


def test_more_blood_is_redder_in_proportion() -> None:
    found = [
        value(redness.METRIC, photographed(flushed(plain(), "cheek_left", amount))) for amount in (0, 0.2, 0.4, 0.6)
    ]
    assert np.corrcoef(range(4), found)[0, 1] > 0.99
    assert np.diff(found).min() > 1
    elsewhere = [value(redness.METRIC, photographed(flushed(plain(), "cheek_left", a)), "forehead") for a in (0, 0.6)]
    assert elsewhere[1] == pytest.approx(elsewhere[0], abs=0.01)


def test_shade_is_not_red() -> None:
    shaded = plain() * np.linspace(0.5, 1.2, plain().shape[1], dtype=np.float32)[None, :, None]
    assert value(redness.METRIC, photographed(shaded)) == pytest.approx(
        value(redness.METRIC, photographed(plain())), rel=0.03
    )


def test_a_few_burst_pixels_do_not_move_redness() -> None:
    skin = spotted(plain(), CHEEK[:2], 1.5, (0.0, 0.9, 0.9))
    assert value(redness.METRIC, photographed(skin)) == pytest.approx(
        value(redness.METRIC, photographed(plain())), rel=0.05
    )


@pytest.mark.parametrize("metric", [redness_patchiness.METRIC, tone.METRIC], ids=lambda metric: metric.id)
def test_uneven_colour_scores_by_its_contrast(metric: Metric) -> None:
    found = [value(metric, photographed(mottled(amount))) for amount in (0.0, 0.05, 0.1, 0.2)]
    assert found[0] == pytest.approx(0, abs=0.05)
    assert found[2] == pytest.approx(2 * found[1], rel=0.2)
    assert found[3] == pytest.approx(2 * found[2], rel=0.25)


@pytest.mark.parametrize("direction", [(1.0, 1.0, 1.0), (0.4, 1.0, 0.8), (0.5, 0.7, 1.4)], ids=["dark", "red", "brown"])
def test_tone_is_in_units_of_cielab(direction: tuple[float, ...]) -> None:
    """Against a conversion of its own, of colours that vary as a normal distribution does."""
    grain = np.random.default_rng(5).standard_normal(plain().shape[:2]).astype(np.float32)
    field = cv2.GaussianBlur(grain, (0, 0), 2 * STANDARD.px_per_mm)
    mottling = np.exp(-0.06 * (field / field.std())[..., None] * np.array(direction))
    skin = np.asarray(plain() * mottling, np.float32)
    cheek = region_mask("cheek_left", STANDARD.px_per_mm)
    relative = (skin / WHITE.rgb)[cheek]
    at_level = relative * tone.LEVEL / np.exp(np.log(relative).mean())
    assert value(tone.METRIC, photographed(skin)) == pytest.approx(np.linalg.norm(lab(at_level).std(axis=0)), rel=0.2)


@pytest.mark.parametrize("metric", [redness_patchiness.METRIC, tone.METRIC], ids=lambda metric: metric.id)
def test_a_shaded_cheek_is_not_uneven(metric: Metric) -> None:
    shaded = mottled(0.1) * np.linspace(0.7, 1.2, plain().shape[1], dtype=np.float32)[None, :, None]
    assert value(metric, photographed(shaded)) == pytest.approx(value(metric, photographed(mottled(0.1))), rel=0.15)


def test_shine_and_a_strand_of_hair_are_not_uneven() -> None:
    mottles = mottled(0.1)
    even = value(tone.METRIC, photographed(mottles))
    gloss = np.float32(0.15) * (1 - spotted(np.ones_like(mottles), CHEEK[:3], 5.0, (1.0, 1.0, 1.0)))
    assert value(tone.METRIC, photographed(mottles + gloss)) == pytest.approx(even, rel=0.15)
    strand = spotted(mottles, [(38.0, y) for y in np.arange(26.0, 38.0)], 1.0, (0.6, 0.6, 0.6))
    assert value(tone.METRIC, photographed(strand)) == pytest.approx(even, rel=0.15)


def test_brighter_skin_is_more_radiant_and_a_brighter_lamp_is_not() -> None:
    found = [value(radiance.METRIC, photographed(plain() * np.float32(times))) for times in (0.8, 1.0, 1.2)]
    np.testing.assert_allclose(found, np.array([0.8, 1.0, 1.2]) * found[1], rtol=0.03)


def test_shine_is_not_radiance() -> None:
    shining = spotted(plain(), CHEEK[:3], 5.0, (-1.2, -1.8, -2.4))
    assert value(radiance.METRIC, photographed(shining)) == pytest.approx(
        value(radiance.METRIC, photographed(plain())), rel=0.05
    )


def test_light_from_above_cancels_in_the_face_s_radiance() -> None:
    slope = np.exp(np.linspace(0.15, -0.15, plain().shape[0], dtype=np.float32))[:, None, None]
    level, tilted = (
        radiance.METRIC.whole_face({q: value(radiance.METRIC, photographed(skin), q) for q in radiance.METRIC.regions})
        for skin in (plain(), plain() * slope)
    )
    region = value(radiance.METRIC, photographed(plain() * slope), "forehead")
    assert level is not None
    assert tilted is not None
    assert abs(tilted - level) < 0.35 * abs(region - level)


def test_dark_under_the_eye_is_told_in_lightness() -> None:
    found = [
        value(under_eye.METRIC, photographed(brighter(plain(), "infraorbital_left", times)), "infraorbital_left")
        for times in (1.0, 0.85, 0.7)
    ]
    assert found[0] == pytest.approx(0, abs=0.2)
    assert found[0] < found[1] < found[2]
    assert value(under_eye.METRIC, photographed(plain() * np.float32(0.8)), "infraorbital_left") == pytest.approx(
        0, abs=0.2
    )


def test_whites_that_differ_give_other_values() -> None:
    pink = White((WHITE.rgb * np.array([1.1, 1.0, 1.0])).astype(np.float32), "eyes")
    assert value(redness.METRIC, photographed(plain(), pink)) < value(redness.METRIC, photographed(plain())) - 5
