from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import STANDARD, FaceMap, draw_face_map
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.skin import Skin, find_skin
from skinmetrics.scoring import Examination
from tests import photos

PX = STANDARD.px_per_mm
SHAPE = region_mask("nose", PX).shape


def skin_of(light: NDArray[np.float32], visible: NDArray[np.bool_] | None = None) -> Skin:
    """Skin of a grey face map of this linear light."""
    seen = np.ones(SHAPE, bool) if visible is None else visible
    linear = np.repeat(light[..., None], 3, axis=2).astype(np.float32)
    return find_skin(FaceMap(PX, linear, seen, np.full((1, 1), 4, np.float32)))


def plain(level: float = 0.3) -> NDArray[np.float32]:
    return np.full(SHAPE, level, np.float32)


def share(skin: Skin, region: str) -> float:
    return float(skin.mask[region_mask(region, PX)].mean())


def spot(x_mm: float, y_mm: float, radius_mm: float) -> NDArray[np.bool_]:
    rows, columns = np.indices(SHAPE)
    x, y = (columns + 0.5) / PX + LEFT_MM, (rows + 0.5) / PX + TOP_MM
    return np.asarray(np.hypot(x - x_mm, y - y_mm) <= radius_mm)


def test_even_skin_is_all_skin() -> None:
    skin = skin_of(plain())
    inner = skin.mask[4:-4, 4:-4]
    assert inner.all()
    np.testing.assert_allclose(skin.light, np.log(0.3004), atol=1e-3)


@pytest.mark.parametrize(
    "gains", [(1.0, 0.86, 0.62), (0.8, 0.95, 1.25), (0.25, 0.25, 0.25)], ids=["warm", "cool", "dark"]
)
def test_relief_is_the_same_in_any_light(gains: tuple[float, float, float]) -> None:
    """It is deeper in blue than in red, so that what each channel counts must not follow the lamp."""
    relief = np.random.default_rng(2).normal(0, 0.05, SHAPE)[..., None] * np.array([0.7, 1.1, 1.3])
    linear = (np.exp(relief) * np.array([0.42, 0.24, 0.16])).astype(np.float32)
    one, other = (
        find_skin(FaceMap(PX, linear * np.array(by, np.float32), np.ones(SHAPE, bool), np.full((1, 1), 4, np.float32)))
        for by in ((1, 1, 1), gains)
    )
    both = one.mask & other.mask
    assert both.mean() > 0.9
    lighter, darker = (skin.light[both] - skin.light[both].mean() for skin in (one, other))
    np.testing.assert_allclose(darker, lighter, atol=0.03 * lighter.std())


@pytest.mark.parametrize("level", [0.0, 0.02, 1.0], ids=["black", "hair", "burnt out"])
def test_what_is_too_dark_or_burnt_out_is_left_out_with_a_rim(level: float) -> None:
    light = plain()
    light[spot(30, 35, 4)] = level
    skin = skin_of(light)
    assert not skin.mask[spot(30, 35, 4.3)].any()
    assert skin.mask[~spot(30, 35, 8) & spot(30, 35, 20)].all()


@pytest.mark.parametrize("side", [-1, 1], ids=["right", "left"])
def test_a_hollow_beside_the_eye_stays_skin_on_the_side_away_from_the_lamp(side: int) -> None:
    x = (np.arange(SHAPE[1]) + 0.5) / PX + LEFT_MM
    hollow = cv2.GaussianBlur(spot(side * 54, 2, 6).astype(np.float32), (0, 0), 3 * PX)
    falling = np.log(0.3) - 0.007 * side * x - 1.1 * hollow / hollow.max()

    def kept(light_ln: NDArray[np.floating]) -> float:
        return float(skin_of(np.exp(light_ln).astype(np.float32)).mask[spot(side * 54, 2, 3)].mean())

    assert kept(falling) == 1
    assert kept(falling - 0.6 * hollow / hollow.max()) == 0


def test_hair_on_the_side_of_the_lamp_is_no_darker_for_it() -> None:
    x = (np.arange(SHAPE[1]) + 0.5) / PX + LEFT_MM
    lit_side, even = plain() * np.exp(0.007 * x).astype(np.float32), plain()
    for light in (lit_side, even):
        light[spot(40, -50, 6)] = 0.3 * np.exp(-1.2)
    assert skin_of(lit_side).mask[spot(40, -50, 4)].all() == skin_of(even).mask[spot(40, -50, 4)].all()


def test_a_thin_hair_is_left_out_and_a_fine_line_is_not() -> None:
    hair, line = plain(), plain()
    row = round((-50 - TOP_MM) * PX)
    columns = region_mask("forehead", PX)[row]
    hair[row, columns] = 0.03
    line[row, columns] = 0.3 * 0.75  # a deep line takes a quarter of the light
    assert not skin_of(hair).mask[row, columns].any()
    assert skin_of(line).mask[row, columns].all()


def test_what_is_turned_away_is_left_out() -> None:
    visible = ~spot(-40, 35, 6)
    skin = skin_of(plain(), visible)
    assert not skin.mask[~visible].any()
    assert share(skin, "cheek_left") == 1


def test_a_masked_pixel_lends_its_light_to_no_filter() -> None:
    light = plain()
    light[spot(30, 35, 3)] = 0.0
    filled = skin_of(light).light
    assert np.isfinite(filled).all()
    np.testing.assert_allclose(filled[spot(30, 35, 15)], np.log(0.304), atol=0.02)


@pytest.mark.parametrize("gain", [0.4, 0.7, 1.1])
def test_the_mask_does_not_depend_on_the_exposure(portrait_measured: Examination, gain: float) -> None:
    face_map = portrait_measured.face_map
    regions = np.logical_or.reduce([region_mask(region, PX) for region in REGIONS])
    brighter = replace(face_map, linear=np.clip(face_map.linear * np.float32(gain), 0, 1))
    one, other = find_skin(face_map).mask[regions], find_skin(brighter).mask[regions]
    assert (one ^ other).mean() < 0.02


@pytest.mark.parametrize("name", ["anna", "kwame"])
def test_bare_regions_are_kept_on_every_tone(name: str) -> None:
    skin = photos.examined(name).skin_map.skin
    for region in ("cheek_left", "cheek_right", "nose", "infraorbital_left", "infraorbital_right"):
        assert share(skin, region) >= 0.9, region


def test_hair_over_the_forehead_is_left_out(portrait_measured: Examination) -> None:
    photo, face = portrait_measured.photo, portrait_measured.face
    covered = photo.pixels.copy()
    forehead = face.points[[109, 338, 9]].astype(np.int32)  # its upper edge and the root of the nose
    cv2.fillPoly(covered, [forehead + np.array([[-40, -60], [40, -60], [0, 0]], np.int32)], (28, 20, 16))
    drawn = draw_face_map(replace(photo, pixels=covered), face, PX, 0.3)
    before, after = portrait_measured.skin_map.skin, find_skin(drawn)
    assert share(after, "forehead") < share(before, "forehead") - 0.3
    assert share(after, "cheek_left") == pytest.approx(share(before, "cheek_left"), abs=0.02)


def test_nothing_in_view_is_no_skin() -> None:
    skin = skin_of(plain(), np.zeros(SHAPE, bool))
    assert not skin.mask.any()
    assert np.isfinite(skin.light).all()
