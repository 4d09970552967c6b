"""Blemishes and pigment spots: each answers to its own, with its area, and to nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.frame import TOP_MM
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import Metric, blemish_area, blemish_count, pigment_spots
from skinmetrics.phantom import PerRegion
from tests import photos
from tests.metrics.skin_colours import (
    BROWN,
    CHEEK,
    DARK_DOT,
    RED,
    SCATTERED,
    flushed,
    photographed,
    plain,
    rimmed,
    spotted,
    value,
)
from tests.metrics.skin_maps import CHEEK as MIDDLE
from tests.metrics.skin_maps import area_cm2, covered, even, with_furrow

AREAS = [(blemish_area.METRIC, RED, BROWN), (pigment_spots.METRIC, BROWN, RED)]
IDS = ["blemishes", "pigment"]
WARM = (1.25, 1.0, 0.7)


@pytest.mark.parametrize(
    "metric", [blemish_area.METRIC, blemish_count.METRIC, pigment_spots.METRIC], ids=lambda m: m.id
)
def test_plain_skin_has_no_spots(metric: Metric) -> None:
    for region in REGIONS:
        assert value(metric, photographed(plain()), region) == pytest.approx(0, abs=0.02), region


@pytest.mark.parametrize(("metric", "own", "_other"), AREAS, ids=IDS)
def test_spots_count_with_their_area(metric: Metric, own: tuple[float, ...], _other: object) -> None:
    drawn = len(CHEEK) * np.pi * 1.5**2
    found = value(metric, photographed(spotted(plain(), CHEEK, 3.0, own))) * area_cm2("cheek_left", STANDARD)
    assert found == pytest.approx(drawn, rel=0.4)


@pytest.mark.parametrize(("metric", "own", "_other"), AREAS, ids=IDS)
def test_each_further_spot_adds_as_much(metric: Metric, own: tuple[float, ...], _other: object) -> None:
    found = [value(metric, photographed(spotted(plain(), CHEEK[:count], 3.0, own))) for count in range(6)]
    np.testing.assert_allclose(np.diff(found), np.diff(found).mean(), rtol=0.25)
    assert np.diff(found).min() > 0


@pytest.mark.parametrize(("metric", "own", "_other"), AREAS, ids=IDS)
def test_a_fainter_spot_counts_less(metric: Metric, own: tuple[float, ...], _other: object) -> None:
    found = [value(metric, photographed(spotted(plain(), CHEEK, 3.0, own, strength))) for strength in (0.1, 0.3, 1.0)]
    assert found[0] < found[1] < found[2]
    assert found[0] < 0.25 * found[2]


@pytest.mark.parametrize(("metric", "own", "other"), AREAS, ids=IDS)
def test_the_other_kind_of_spot_is_none(metric: Metric, own: tuple[float, ...], other: tuple[float, ...]) -> None:
    mine = value(metric, photographed(spotted(plain(), CHEEK, 3.0, own)))
    for leak in (
        spotted(plain(), CHEEK, 3.0, other),
        spotted(plain(), CHEEK, 0.8, DARK_DOT),
        flushed(plain(), "cheek_left", 0.5),
    ):
        assert abs(value(metric, photographed(leak))) < 0.33 * mine


def test_a_red_spot_is_hardly_dark_to_brown_ones() -> None:
    """Blood takes green and blue alone; by luminance it would be twice as much of a brown spot."""
    red, brown = (
        value(pigment_spots.METRIC, photographed(spotted(plain(), CHEEK, 3.0, one, 0.7))) for one in (RED, BROWN)
    )
    assert red < 0.015 * brown


@pytest.mark.parametrize(("metric", "own", "_other"), AREAS, ids=IDS)
def test_lamp_and_exposure_change_nothing(metric: Metric, own: tuple[float, ...], _other: object) -> None:
    skin = spotted(plain(), CHEEK, 3.0, own)
    same = value(metric, photographed(skin))
    for gain in (WARM, (0.6, 0.6, 0.6)):
        assert value(metric, photographed(skin, gain=gain)) == pytest.approx(same, rel=0.08)


def test_a_count_is_of_the_whole_region_though_a_part_of_it_is_covered() -> None:
    places = [(18.0 + 5 * x, 14.0 + 5 * y) for x in range(9) for y in range(9)]
    seen = photographed(spotted(plain(), places, 2.5, RED))
    rows = np.arange(seen.skin.mask.shape[0])[:, None] / STANDARD.px_per_mm + TOP_MM
    half = covered(seen, np.broadcast_to(rows > 36.0, seen.skin.mask.shape))
    assert 0.5 < half.skin_share["cheek_left"] < 0.75
    assert value(blemish_count.METRIC, half) == pytest.approx(value(blemish_count.METRIC, seen), rel=0.2)


def test_a_count_counts() -> None:
    found = [
        value(blemish_count.METRIC, photographed(spotted(plain(), CHEEK[:count], 3.0, RED))) for count in (0, 2, 4, 6)
    ]
    np.testing.assert_allclose(found, [0, 2, 4, 6], atol=1.3)
    assert np.diff(found).min() > 1


@pytest.mark.parametrize("metric", [blemish_area.METRIC, pigment_spots.METRIC], ids=IDS)
def test_a_wide_flush_and_its_rim_are_no_spots(metric: Metric) -> None:
    """Flat in the middle, with a rim of 4 mm: neither its edge nor its corners count, at any strength."""
    spots = value(blemish_area.METRIC, photographed(spotted(plain(), CHEEK, 3.0, RED)))
    for strength in (0.5, 1.0):
        flush = photographed(rimmed(plain(), (39.0, 36.0), 5.5, 4.0, RED, strength))
        assert value(metric, flush) < 0.1 * spots


def test_spots_side_by_side_count_each() -> None:
    """Centres 4 mm apart, as freckles lie: none takes from another."""
    places = [(34.0 + 4 * i, 30.0 + 4 * j) for j in range(3) for i in range(3)]
    found = [value(pigment_spots.METRIC, photographed(spotted(plain(), places[:n], 2.5, BROWN))) for n in range(1, 10)]
    np.testing.assert_allclose(np.array(found) / np.arange(1, 10), found[0], rtol=0.25)


@pytest.mark.parametrize("angle_deg", [0, 35, 90])
def test_a_fold_is_no_spot_though_it_is_as_brown(angle_deg: float) -> None:
    relief = with_furrow(even(), MIDDLE, 25, angle_deg=angle_deg, depth=0.25, width_mm=0.6) - even()
    folded = photographed(plain() * np.exp(relief[..., None] * SCATTERED))
    assert folded.spots.brown[folded.brown_spots < 0.1].sum() > 0.8 * folded.spots.brown.sum()
    assert value(pigment_spots.METRIC, folded) < 0.2


def test_wrinkles_of_a_drawn_face_are_hardly_brown_spots() -> None:
    """Drawn skin scatters, so that they are brown."""
    none, many = PerRegion(0.0), PerRegion(4.0)
    states = photos.skin(wrinkles=none), photos.skin(wrinkles=many), photos.skin(wrinkles=none, spots=PerRegion(8.0))
    smooth, wrinkled, freckled = photos.paired("pigment_spot_area", *(photos.examined(state=state) for state in states))
    assert wrinkled - smooth < 0.4 * (freckled - smooth)


def test_two_freckles_that_touch_are_no_fold() -> None:
    apart, touching = (
        value(pigment_spots.METRIC, photographed(spotted(plain(), [MIDDLE, (MIDDLE[0] + far, MIDDLE[1])], 2.5, BROWN)))
        for far in (6.0, 2.5)
    )
    assert touching > 0.6 * apart


def test_pale_freckles_close_together_are_not_the_skin_around_each_other() -> None:
    """Pale ones hardly stand out where the rest of them is half of what is around: a third of each is left at least."""
    places = [(32.0 + 3.6 * i, 26.0 + 3.6 * j) for i in range(6) for j in range(6)]
    one, all_of_them = (
        value(pigment_spots.METRIC, photographed(spotted(plain(), some, 2.5, BROWN, 0.3)))
        for some in ([places[14]], places)
    )
    assert all_of_them / len(places) > 0.32 * one


def test_specks_are_no_blemishes() -> None:
    speckled = photographed(spotted(plain(), CHEEK, 0.7, RED))
    assert value(blemish_count.METRIC, speckled) < 1
