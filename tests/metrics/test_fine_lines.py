from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.imaging.facemap import FINE, STANDARD, Resolution
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.skin import find_skin
from skinmetrics.metrics import fine_lines, line_depth, texture, wrinkles
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined
from skinmetrics.phantom import PerRegion, SkinState
from tests import photos
from tests.metrics.skin_maps import CHEEK, area_cm2, covered, even, rough, skin_map, with_furrow

RESOLUTIONS = [STANDARD, FINE]

FOREHEAD = (0.2, -47.8)
FORM_FIRST, FORM_LATE = ("forehead", "glabella"), ("cheek_left", "cheek_right", "chin")


def density(skin: SkinMap, region: str) -> float:
    value = fine_lines.METRIC.measure(skin, region)
    assert isinstance(value, float)
    return value


def floor(region: str, resolution: Resolution = STANDARD) -> float:
    """What even skin scores: a ridge without contrast still is a furrow with a small probability."""
    return density(skin_map(even(resolution), resolution), region)


@pytest.mark.parametrize("resolution", RESOLUTIONS, ids=lambda r: r.name)
def test_even_skin_has_next_to_no_lines(resolution: Resolution) -> None:
    for region in REGIONS:
        assert floor(region, resolution) < 1.5, region  # faces have 3 to 15 mm/cm²


@pytest.mark.parametrize("resolution", RESOLUTIONS, ids=lambda r: r.name)
@pytest.mark.parametrize(("length_mm", "angle_deg"), [(15.0, 0.0), (15.0, 30.0), (22.0, 75.0), (22.0, 90.0)])
def test_a_clear_furrow_counts_with_its_length(length_mm: float, angle_deg: float, resolution: Resolution) -> None:
    grain = rough(0.02, resolution=resolution)
    light = with_furrow(grain, CHEEK, length_mm, angle_deg=angle_deg, depth=0.15, resolution=resolution)
    without, found = (density(skin_map(one, resolution), "cheek_left") for one in (grain, light))
    assert (found - without) * area_cm2("cheek_left", resolution) == pytest.approx(length_mm, rel=0.4)


def test_a_doubtful_line_is_likelier_where_lines_form_first() -> None:
    """The same grain is drawn on all of the face."""
    grain = skin_map(rough(0.02))
    first, elsewhere = (np.mean([density(grain, one) for one in sides]) for sides in (FORM_FIRST, FORM_LATE))
    assert elsewhere < 0.7 * first


def test_a_furrow_counts_in_its_region_alone() -> None:
    skin = skin_map(with_furrow(even(), CHEEK, 15))
    assert density(skin, "cheek_left") > floor("cheek_left") + 0.5
    for region in set(REGIONS) - {"cheek_left"}:
        assert density(skin, region) == pytest.approx(floor(region), abs=0.25), region


@pytest.mark.parametrize("resolution", RESOLUTIONS, ids=lambda r: r.name)
def test_each_further_furrow_adds_its_length(resolution: Resolution) -> None:
    light, found = even(resolution), []
    for row in range(5):
        light = with_furrow(light, (0.2, -35.8 - 7.2 * row), 30, resolution=resolution)
        found.append(density(skin_map(light, resolution), "forehead") * area_cm2("forehead", resolution))
    np.testing.assert_allclose(np.diff(found), 30, rtol=0.35)


def test_a_deeper_furrow_counts_more_until_it_is_certain() -> None:
    depths = (0.0, 0.05, 0.1, 0.2)
    found = [density(skin_map(with_furrow(even(), FOREHEAD, 30, depth=depth)), "forehead") for depth in depths]
    assert found[0] + 0.1 < found[2] <= found[3] + 0.1
    assert found[1] < found[2]


def test_a_bright_line_counts_less_than_a_dark_one() -> None:
    grain = rough(0.02)
    without, bright, dark = (
        density(skin_map(with_furrow(grain, CHEEK, 15, depth=depth)), "cheek_left") for depth in (0.0, -0.1, 0.1)
    )
    assert bright - without < 0.9 * (dark - without)  # the flanks of a bright line are dark


def test_shading_is_no_furrow() -> None:
    light = even()
    rows, columns = np.indices(light.shape)
    shaded = light + 0.4 * np.sin(columns / light.shape[1] * 3) + 0.4 * np.cos(rows / light.shape[0] * 4)
    for region in REGIONS:
        assert density(skin_map(shaded.astype(np.float32)), region) < floor(region) + 0.1, region


def test_the_same_lines_on_skin_twice_as_bright_are_the_same() -> None:
    light = with_furrow(rough(0.03), FOREHEAD, 40)
    one, other = skin_map(light), skin_map((light + np.log(np.float32(2))).astype(np.float32))
    assert density(other, "forehead") == pytest.approx(density(one, "forehead"), rel=1e-3)


def test_left_and_right_count_alike() -> None:
    light = with_furrow(rough(0.04), CHEEK, 15, angle_deg=30)
    one, other = skin_map(light), skin_map(np.ascontiguousarray(light[:, ::-1]))
    assert density(other, "cheek_right") == pytest.approx(density(one, "cheek_left"), rel=0.1)


def test_lines_under_what_is_not_skin_do_not_count() -> None:
    skin = skin_map(with_furrow(even(), (-20.2, -47.8), 20))
    px = STANDARD.px_per_mm
    half = np.zeros_like(region_mask("forehead", px))
    half[:, : half.shape[1] // 2] = True  # the person's right
    half &= region_mask("forehead", px)
    assert density(skin, "forehead") > floor("forehead") + 0.3
    assert density(covered(skin, half), "forehead") == pytest.approx(floor("forehead"), abs=0.1)


def test_the_edge_of_what_is_not_skin_is_no_line() -> None:
    px = STANDARD.px_per_mm
    rows, columns = np.indices(even().shape)
    away = np.hypot((columns + 0.5) / px + LEFT_MM - CHEEK[0], (rows + 0.5) / px + TOP_MM - CHEEK[1])
    shadow = skin_map((rough(0.02) - 2.5 * np.exp(-((away / 6) ** 4))).astype(np.float32))
    shadow = replace(shadow, skin=find_skin(shadow.face_map))
    assert not shadow.skin.mask[away < 4].any()
    without = covered(skin_map(rough(0.02)), ~shadow.skin.mask)
    assert density(shadow, "cheek_left") == pytest.approx(density(without, "cheek_left"), rel=0.25)


def test_a_region_with_little_that_is_clear_is_declined() -> None:
    skin = skin_map(even())
    stripes = (np.indices(even().shape)[0] % 6 == 0) & region_mask("cheek_left", STANDARD.px_per_mm)
    for metric in (fine_lines.METRIC, wrinkles.METRIC, texture.METRIC, line_depth.METRIC):
        assert isinstance(metric.measure(covered(skin, stripes), "cheek_left"), Declined), metric.id


# --- on photos of known truth


def lined(amount: float) -> SkinState:
    """Anna's skin with so many times the fine lines usual for her age."""
    usual = photos.skin()
    return replace(usual, fine_lines=usual.fine_lines.scaled(amount), wrinkles=PerRegion())


AMOUNTS = (0.0, 1.0, 2.5, 5.0)


def lines_there(state: SkinState) -> float:
    """mm/cm² over the whole face, known."""
    regions = photos.rendered(state=state).truth.regions.values()
    return sum(r["area_cm2"] * r["fine_line_density"] for r in regions) / sum(r["area_cm2"] for r in regions)


def test_more_lines_score_higher_at_every_step() -> None:
    there = [lines_there(lined(amount)) for amount in AMOUNTS]
    measured = photos.paired("fine_line_density", *(photos.examined(state=lined(amount)) for amount in AMOUNTS))
    assert (np.diff(there) > 0).all()
    assert (np.diff(measured) > 0).all()
    assert np.corrcoef(there, measured)[0, 1] > 0.95


def test_redness_is_no_line() -> None:
    usual, most = (photos.examined(state=lined(amount)) for amount in (AMOUNTS[0], AMOUNTS[-1]))
    red = photos.examined(state=replace(lined(AMOUNTS[0]), redness=PerRegion(0.25)))
    before, after, lines = photos.paired("fine_line_density", usual, red, most)
    assert abs(after - before) < 0.15 * (lines - before)
