"""What is dark by its colour is no scar and no wrinkle; what takes all light alike is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.metrics import scars, wrinkles
from skinmetrics.metrics.spec import Metric
from tests.metrics.skin_colours import (
    BROWN,
    CHEEK,
    DARK_DOT,
    RED,
    SCATTERED,
    Linear,
    photographed,
    plain,
    spotted,
    value,
)
from tests.metrics.skin_maps import CHEEK as CENTRE
from tests.metrics.skin_maps import even, rough, waves, with_furrow


def uneven(relief: np.ndarray) -> Linear:
    """Skin of one colour whose relief takes all light alike."""
    return np.asarray(plain() * np.exp(relief - even())[..., None], np.float32)


SKIN = uneven(waves(7.0, 0.03) + rough(0.02) - even())
TWO_LINES = with_furrow(
    with_furrow(rough(0.02), (40.2, 28.0), 20, depth=0.3, width_mm=0.7), (40.2, 44.0), 20, depth=0.3, width_mm=0.7
)
SMOOTH, FURROWED = uneven(rough(0.02)), uneven(TWO_LINES)


@pytest.mark.parametrize("takes", [RED, BROWN], ids=["pimples", "freckles"])
@pytest.mark.parametrize("diameter_mm", [2.5, 4.0])
@pytest.mark.parametrize(
    ("metric", "skin"), [(scars.METRIC, SKIN), (wrinkles.METRIC, FURROWED)], ids=["scars", "wrinkles"]
)
def test_spots_of_colour_that_come_or_go_move_neither(
    metric: Metric, skin: Linear, takes: tuple[float, ...], diameter_mm: float
) -> None:
    bare, spotty = (photographed(one) for one in (skin, spotted(skin, CHEEK, diameter_mm, takes)))
    assert value(metric, spotty) == pytest.approx(value(metric, bare), rel=0.15)


@pytest.mark.parametrize("angle_deg", [0, 35, 90])
def test_a_furrow_is_a_wrinkle_though_it_is_as_brown_as_a_freckle(angle_deg: float) -> None:
    relief = with_furrow(even(), CENTRE, 25, angle_deg=angle_deg, depth=0.25, width_mm=0.6) - even()
    skins = [SMOOTH * np.exp(relief[..., None] * takes) for takes in (1.0, SCATTERED)]
    bare, grey, brown = (value(wrinkles.METRIC, photographed(skin)) for skin in (SMOOTH, *skins))
    assert grey > 2 * bare
    assert brown - bare == pytest.approx(grey - bare, rel=0.15)


def test_a_brown_furrow_is_no_scar() -> None:
    relief = with_furrow(even(), CENTRE, 25, depth=0.25, width_mm=0.6) - even()
    grey, brown = (SKIN * np.exp(relief[..., None] * takes) for takes in (1.0, SCATTERED))
    bare, found, hidden = (value(scars.METRIC, photographed(skin)) for skin in (SKIN, grey, brown))
    assert abs(hidden - bare) < 0.3 * abs(found - bare)


ROW = tuple((40.2 + 3.0 * n, 34.2) for n in (-1, 0, 1))


@pytest.mark.parametrize("places", [ROW, tuple((40.2 + n, 34.2) for n in range(-5, 6))], ids=["pimples", "scratch"])
def test_what_is_red_is_no_wrinkle_however_long(places: tuple[tuple[float, float], ...]) -> None:
    bare, red = (value(wrinkles.METRIC, photographed(one)) for one in (SMOOTH, spotted(SMOOTH, places, 2.5, RED)))
    assert red == pytest.approx(bare, abs=0.15)


@pytest.mark.parametrize("angle_deg", [90, 60])
def test_brown_furrows_that_cross_are_wrinkles(angle_deg: float) -> None:
    relief = with_furrow(even(), CENTRE, 25, depth=0.25, width_mm=0.6) - even()
    relief += with_furrow(even(), CENTRE, 25, angle_deg=angle_deg, depth=0.25, width_mm=0.6) - even()
    bare, grey, brown = (
        value(wrinkles.METRIC, photographed(SMOOTH * np.exp(relief[..., None] * takes))) for takes in (0, 1, SCATTERED)
    )
    assert brown - bare > 0.6 * (grey - bare)


def stored(linear: Linear, chroma_mm: float) -> Linear:
    """The skin as a file has it that stores colours coarser than brightness, by a Gaussian of this sigma."""
    luma = cv2.cvtColor(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055),
                        cv2.COLOR_RGB2YCrCb)  # fmt: skip
    luma[..., 1:] = cv2.GaussianBlur(luma[..., 1:], (0, 0), chroma_mm * STANDARD.px_per_mm)
    srgb = np.clip(cv2.cvtColor(luma, cv2.COLOR_YCrCb2RGB), 0, 1)
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


@pytest.mark.parametrize("chroma_mm", [0.01, 0.4, 0.8])
def test_pits_that_take_all_light_alike_are_scars_and_freckles_are_none(chroma_mm: float) -> None:
    bare, pitted, freckled = (
        value(scars.METRIC, photographed(stored(one, chroma_mm)))
        for one in (SKIN, spotted(SKIN, CHEEK, 3.0, DARK_DOT), spotted(SKIN, CHEEK, 3.0, BROWN))
    )
    assert pitted > 1.5 * bare
    assert freckled == pytest.approx(bare, rel=0.10)


def freckled(pitch_mm: float) -> Linear:
    """The skin with freckles of 2.5 mm all over the left cheek, so far from one another."""
    steps = np.arange(-18, 18.1, pitch_mm)
    return spotted(SKIN, [(40.2 + x, 36.0 + y) for x in steps for y in steps], 2.5, BROWN)


def test_many_freckles_leave_a_score_of_the_skin_between_them_and_too_many_none() -> None:
    bare, many, more = (photographed(one) for one in (SKIN, freckled(6.0), freckled(4.2)))
    assert value(scars.METRIC, many) == pytest.approx(value(scars.METRIC, bare), rel=0.15)
    assert scars.METRIC.measure(more, "cheek_left") == scars.BETWEEN_SPOTS


def test_furrows_between_pimples_are_seen() -> None:
    def of_lines(*, pimples: bool) -> float:
        without, there = (spotted(one, CHEEK, 2.5, RED) if pimples else one for one in (SMOOTH, FURROWED))
        return value(wrinkles.METRIC, photographed(there)) - value(wrinkles.METRIC, photographed(without))

    assert of_lines(pimples=True) == pytest.approx(of_lines(pimples=False), rel=0.25)
