from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.phantom import (
    IDENTITIES,
    NEUTRAL,
    REGIONS,
    Bruise,
    Expression,
    Identity,
    PerRegion,
    Rendering,
    Room,
    Sensor,
    render,
    set_stage,
    skin_for_age,
)
from skinmetrics.phantom.regions import side
from skinmetrics.phantom.skin_state import both_sides
from skinmetrics.phantom.surface import build_surface
from tests.phantom.conftest import BARE, SMALL
from tests.stages import photographed

QUIET = replace(SMALL, sensor=Sensor(noise=0.0))


def test_the_same_arguments_give_the_same_bytes(anna: Identity, portrait: Rendering) -> None:
    build_surface.cache_clear()
    np.testing.assert_array_equal(render(anna, BARE, SMALL).image, portrait.image)


def test_a_stage_that_stands_gives_the_same_picture(anna: Identity) -> None:
    state = skin_for_age(anna)
    photographed(anna, BARE, SMALL)
    np.testing.assert_array_equal(photographed(anna, state, SMALL).image, render(anna, state, SMALL).image)


def test_the_picture_has_the_size_of_the_camera_and_a_face_in_it(portrait: Rendering) -> None:
    assert portrait.image.shape == (SMALL.height, SMALL.width, 3)
    x, y = np.mean([portrait.truth.points["nose_tip"], portrait.truth.points["pupil_left"]], axis=0).astype(int)
    skin, wall = portrait.image[y, x].astype(int), portrait.image[20, 20].astype(int)
    assert skin[0] > skin[2] + 25
    assert abs(wall[0] - wall[2]) < 25


def test_a_mirrored_photo_is_the_mirror_image(anna: Identity, portrait: Rendering) -> None:
    mirrored = render(anna, BARE, replace(SMALL, mirrored=True))
    np.testing.assert_array_equal(mirrored.image, portrait.image[:, ::-1])
    x, y = portrait.truth.points["pupil_left"]
    assert mirrored.truth.points["pupil_left"] == pytest.approx((SMALL.width - 1 - x, y))


def test_what_is_put_on_the_left_is_on_the_left(anna: Identity) -> None:
    amounts = {region: 8.0 for region in REGIONS if side(region) > 0}
    before = photographed(anna, BARE, QUIET).image.astype(int)
    after = photographed(anna, replace(BARE, fine_lines=PerRegion(0.0).with_(amounts)), QUIET).image.astype(int)
    columns = np.flatnonzero(np.abs(after - before).max(axis=(0, 2)) > 4)
    assert len(columns) > 30
    assert columns.min() > SMALL.width / 2


@pytest.mark.parametrize(
    ("field", "amounts", "metric"),
    [
        ("fine_lines", {"forehead": 3.0}, "fine_line_density"),
        ("wrinkles", {"forehead": 1.0}, "wrinkle_density"),
        ("pores", {"nose": 90.0}, "pore_density"),
        ("scars", both_sides({"cheek": 0.8}), "scar_density"),
        ("blemishes", both_sides({"cheek": 1.0}), "blemish_count"),
        ("spots", both_sides({"cheek": 9.0}), "pigment_spot_area"),
        ("redness", both_sides({"cheek": 0.3}), "redness"),
    ],
)
def test_what_is_put_on_a_region_is_in_its_truth_and_in_no_other(
    anna: Identity, portrait: Rendering, field: str, amounts: dict[str, float], metric: str
) -> None:
    state = replace(BARE, **{field: PerRegion(0.0).with_(amounts)})  # type: ignore[arg-type]
    truth = render(anna, state, SMALL).truth.regions
    for region in REGIONS:
        gained = truth[region][metric] - portrait.truth.regions[region][metric]
        assert (gained > 0.05) == (region in amounts), region


def test_truth_is_plain_data(anna: Identity) -> None:
    rendering = render(anna, skin_for_age(anna), SMALL)
    told = json.loads(json.dumps(rendering.truth.as_json()))
    assert told["computer_generated"] is True
    assert set(told["regions"]) == set(REGIONS)
    assert len(told["lines"]) == len(rendering.truth.lines) > 20
    assert {
        f"{name}_{which}" for name in ("pupil", "outer_canthus", "mouth_corner") for which in ("left", "right")
    } <= set(told["points"])


def test_darker_tones_are_darker(anna: Identity) -> None:
    x, y = (SMALL.width // 2, SMALL.height // 2 - 80)
    means = [
        float(render(anna.with_tone(tone), BARE, QUIET).image[y - 8 : y + 8, x - 8 : x + 8].mean())
        for tone in ("I", "VI")
    ]
    assert means[0] > means[1] + 50


def test_the_lamp_stands_where_the_room_says(anna: Identity) -> None:
    def sides(azimuth: float) -> tuple[float, float]:
        image = render(anna, BARE, QUIET, Room(azimuth_deg=azimuth)).image[250:400].astype(float)
        return float(image[:, 140:200].mean()), float(image[:, 250:310].mean())

    left, right = sides(-60)
    assert left > right + 20
    left, right = sides(60)
    assert right > left + 20


def test_noise_blur_sharpening_and_beauty_do_what_their_names_say(anna: Identity) -> None:
    def detail(sensor: Sensor) -> float:
        cheek = render(anna, BARE, replace(SMALL, sensor=sensor)).image[250:330, 150:200].astype(float)
        return float(np.abs(np.diff(cheek, axis=0)).mean())

    plain = detail(Sensor(noise=0.02))
    assert detail(Sensor(noise=0.0)) < plain
    assert detail(Sensor(noise=0.02, sharpening=1.0)) > plain
    assert detail(Sensor(noise=0.02, beauty=1.0)) < plain


def test_exposure_and_white_balance(anna: Identity, portrait: Rendering) -> None:
    brighter = render(anna, BARE, replace(SMALL, sensor=Sensor(exposure_ev=0.3))).image
    warmer = render(anna, BARE, replace(SMALL, sensor=Sensor(white_balance=(1.1, 1.0, 0.9)))).image
    assert brighter.mean() > portrait.image.mean() + 5
    assert warmer[..., 0].mean() > portrait.image[..., 0].mean() + 2
    assert warmer[..., 2].mean() < portrait.image[..., 2].mean() - 2


def test_an_expression_moves_the_truth_and_the_picture_together(anna: Identity, portrait: Rendering) -> None:
    smiling = render(anna, BARE, SMALL, expression=Expression(smile=1.0))
    x, y = portrait.truth.points["mouth_corner_left"]
    moved_x, moved_y = smiling.truth.points["mouth_corner_left"]
    assert moved_x > x + 5
    assert moved_y < y - 5
    lips = smiling.image[round(moved_y), round(moved_x) - 8].astype(int)
    cheek = smiling.image[round(moved_y), round(moved_x) + 25].astype(int)
    assert lips[0] - lips[1] > cheek[0] - cheek[1] + 8


def test_an_open_mouth_shows_teeth(anna: Identity) -> None:
    opened = render(anna, BARE, QUIET, expression=Expression(mouth_open=1.0))
    x, y = np.mean([opened.truth.points["mouth_corner_left"], opened.truth.points["mouth_corner_right"]], axis=0)
    column = opened.image[round(y) - 12 : round(y) + 40, round(x) + 6].astype(int)
    saturation = column.max(axis=1) - column.min(axis=1)
    teeth = (column.min(axis=1) > 110) & (saturation < 40)
    assert 4 <= teeth.sum() <= 20
    assert column[np.flatnonzero(teeth).max() + 6 :].min() < 40


@pytest.mark.parametrize(
    ("expression", "spot"),
    [(Expression(smile=1.0), (30.0, 55.0)), (Expression(brow_raise=1.0), (0.0, -45.0))],
    ids=["nose-to-mouth folds", "forehead"],
)
def test_an_expression_folds_the_skin(anna: Identity, expression: Expression, spot: tuple[float, float]) -> None:
    x, y = SMALL.width / 2 + spot[0] * SMALL.px_per_mm, SMALL.height / 2 + (spot[1] - 16) * SMALL.px_per_mm

    def folded(drawn: Expression) -> float:
        image = render(anna, BARE, QUIET, expression=drawn).image.astype(float).mean(axis=2)
        part = image[round(y) - 14 : round(y) + 15, round(x) - 14 : round(x) + 15]
        return float((part - cv2.GaussianBlur(part, (0, 0), 4)).std())

    assert folded(expression) > 1.5 * folded(NEUTRAL)


def test_a_bruise_is_seen_and_fades(anna: Identity, portrait: Rendering) -> None:
    spot = (slice(325, 345), slice(277, 297))

    def green(days: float) -> float:
        bruise = Bruise(31.0, 34.0, 9.0, days)
        return float(photographed(anna, replace(BARE, bruises=(bruise,)), QUIET).image[spot][..., 1].min())

    clear = float(portrait.image[spot][..., 1].min())
    assert green(1) < green(10) < clear + 1
    assert green(1) < clear - 15


@pytest.mark.parametrize("person", IDENTITIES[1:], ids=lambda p: p.name)
def test_every_identity_can_be_drawn_and_differs(person: Identity, portrait: Rendering) -> None:
    other = render(person, BARE, SMALL).image.astype(int)
    assert np.abs(other - portrait.image.astype(int)).mean() > 8


def test_a_stage_set_once_gives_what_single_photos_give(anna: Identity, portrait: Rendering) -> None:
    stage = set_stage(anna, BARE, SMALL)
    rough = replace(BARE, roughness_um=PerRegion(20.0))
    assert not np.array_equal(stage.photograph(rough).image, portrait.image)
    np.testing.assert_array_equal(stage.photograph(BARE).image, portrait.image)
    with pytest.raises(ValueError, match="hangs differently"):
        stage.photograph(replace(BARE, sag_mm=PerRegion(3.0)))


def test_nobody_in_the_picture_is_no_error(anna: Identity) -> None:
    empty = render(anna, BARE, replace(SMALL, shift_mm=(600.0, 0.0))).image
    assert empty.std(axis=(0, 1)).max() < 25
