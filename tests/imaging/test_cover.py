"""Glasses, hands and other things drawn over a face map: what they cover is not scored, and nothing else is lost."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from skinmetrics.imaging.cover import Cover
from skinmetrics.imaging.facemap import FINE, STANDARD, Drawing, FaceMap
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.skin import find_skin, finer_skin
from skinmetrics.scoring import Examination
from tests import photos

PX = STANDARD.px_per_mm
BEHIND_GLASSES = ("glabella", "infraorbital_left", "infraorbital_right", "crows_feet_left", "crows_feet_right")
BLACK, WIRE, CLEAR, TORTOISE = (0.015, 0.014, 0.013), (0.20, 0.18, 0.15), (0.60, 0.58, 0.55), (0.03, 0.012, 0.007)
SHIFT_BITS = 4


def _canvas(face_map: FaceMap) -> NDArray[np.uint8]:
    return np.zeros(face_map.visible.shape, np.uint8)


def _at(x_mm: float, y_mm: float) -> tuple[int, int]:
    return tuple(round(((v - low) * PX - 0.5) * 2**SHIFT_BITS) for v, low in ((x_mm, LEFT_MM), (y_mm, TOP_MM)))


def glasses(face_map: FaceMap, colour: tuple[float, float, float], breadth_mm: float) -> FaceMap:
    """With two rims and a bridge in linear light ``colour``."""
    drawn, breadth = _canvas(face_map), max(round(breadth_mm * PX), 1)
    axes = (round(25 * PX * 2**SHIFT_BITS), round(20 * PX * 2**SHIFT_BITS))
    for side in (-1, 1):
        cv2.ellipse(drawn, _at(side * 32, 3), axes, 0, 0, 360, 255, breadth, cv2.LINE_AA, SHIFT_BITS)
        cv2.line(drawn, _at(side * 57, 0), _at(side * 64, 0), 255, breadth, cv2.LINE_AA, SHIFT_BITS)
    cv2.line(drawn, _at(-8, 1), _at(8, 1), 255, breadth, cv2.LINE_AA, SHIFT_BITS)
    return _painted(face_map, drawn, np.array(colour, np.float32))


def finger(face_map: FaceMap, start: tuple[float, float], end: tuple[float, float], shade: float) -> FaceMap:
    """With a finger of the face's own colour, lit ``shade`` times as much, 17 mm wide."""
    drawn = _canvas(face_map)
    cv2.line(drawn, _at(*start), _at(*end), 255, round(17 * PX), cv2.LINE_AA, SHIFT_BITS)
    cheeks = region_mask("cheek_left", PX) | region_mask("cheek_right", PX)
    return _painted(face_map, drawn, np.float32(shade) * np.median(face_map.linear[cheeks], axis=0))


def _painted(face_map: FaceMap, drawn: NDArray[np.uint8], colour: NDArray[np.float32]) -> FaceMap:
    share = cv2.GaussianBlur(drawn.astype(np.float32) / 255, (0, 0), 0.3 * PX)[..., None]
    return replace(face_map, linear=(face_map.linear * (1 - share) + colour * share).astype(np.float32))


@pytest.fixture(scope="module", params=["anna", "kwame"])
def seen(request: pytest.FixtureRequest) -> Examination:
    return photos.examined(request.param)


def kept(face_map: FaceMap) -> dict[str, float]:
    """Which share of each region is skin, 0 where something lies across it."""
    skin = find_skin(face_map)
    assert skin.cover is not None
    return {
        region: 0.0 if region in skin.cover.crossed else float(skin.mask[region_mask(region, PX)].mean())
        for region in REGIONS
    }


def test_a_bare_face_has_nothing_over_it(seen: Examination) -> None:
    cover = seen.skin_map.skin.cover
    assert cover is not None
    assert not cover.glasses
    assert not cover.crossed
    for region in ("cheek_left", "cheek_right", "nose", "infraorbital_left", "infraorbital_right", "glabella"):
        assert cover.share(region, PX) < 0.1, region


@pytest.mark.parametrize(
    ("colour", "breadth"),
    [(BLACK, 4.5), (BLACK, 1.2), (WIRE, 1.4), (CLEAR, 3.5), (TORTOISE, 3.5)],
    ids=["black", "black wire", "wire", "clear", "tortoise"],
)
def test_nothing_behind_glasses_is_skin(seen: Examination, colour: tuple[float, float, float], breadth: float) -> None:
    worn = glasses(seen.face_map, colour, breadth)
    cover = find_skin(worn).cover
    assert cover is not None
    assert cover.glasses
    before, after = kept(seen.face_map), kept(worn)
    for region in BEHIND_GLASSES:
        assert after[region] < 0.1, region
    for region in ("forehead", "chin", "nasolabial_left", "nasolabial_right", "jaw_left", "jaw_right"):
        assert after[region] >= 0.85 * before[region], region


MASK = ((-60, 40), (-48, 24), (-18, 16), (0, 8), (18, 16), (48, 24), (60, 40), (60, 112), (-60, 112))


def masked(face_map: FaceMap, colour: tuple[float, float, float]) -> FaceMap:
    """With a face mask of linear light ``colour``."""
    drawn = _canvas(face_map)
    cv2.fillPoly(drawn, [np.array([_at(*point) for point in MASK])], 255, cv2.LINE_AA, SHIFT_BITS)
    return _painted(face_map, drawn, np.array(colour, np.float32))


@pytest.mark.parametrize(
    "colour",
    [(0.30, 0.51, 0.75), (0.68, 0.68, 0.68), (0.02, 0.02, 0.022), (0.20, 0.11, 0.11)],
    ids=["blue", "white", "black", "dark red"],
)
def test_a_mask_is_no_glasses_and_its_fabric_no_skin(seen: Examination, colour: tuple[float, float, float]) -> None:
    worn = masked(seen.face_map, colour)
    cover = find_skin(worn).cover
    assert cover is not None
    assert not cover.glasses
    assert {region for region, share in kept(worn).items() if share > 0} <= {"forehead"}
    assert cover.crossed == set(REGIONS) - {"forehead"}


@pytest.mark.parametrize("light", [1.0, 1.6], ids=["as light as skin", "lighter"])
def test_a_fringe_is_no_forehead(seen: Examination, light: float) -> None:
    """Strands as light as the skin, side by side from the hairline to the brows."""
    x_mm = (np.arange(seen.face_map.linear.shape[1]) + 0.5) / PX + LEFT_MM
    strands = np.float32(light) * np.exp(0.3 * np.sin(2 * np.pi * x_mm / 1.4)).astype(np.float32)
    linear = seen.face_map.linear.copy()
    above = slice(0, round((-24 - TOP_MM) * PX))
    linear[above] *= strands[None, :, None]
    after = kept(replace(seen.face_map, linear=np.clip(linear, 0, 0.95)))
    assert after["forehead"] == 0
    before = kept(seen.face_map)
    for region in set(REGIONS) - {"forehead", "glabella"}:
        assert after[region] >= 0.95 * before[region], region


def test_glasses_below_a_red_fringe_are_no_mask(seen: Examination) -> None:
    """Its colour is not that of the face's skin."""
    worn = glasses(seen.face_map, BLACK, 3.0)
    linear = worn.linear.copy()
    x_mm = (np.arange(linear.shape[1]) + 0.5) / PX + LEFT_MM
    linear[: round((-24 - TOP_MM) * PX)] *= np.exp(
        0.3 * np.sin(2 * np.pi * x_mm / 1.4)[:, None] + np.array([0.4, -0.1, -0.4])
    ).astype(np.float32)
    cover = find_skin(replace(worn, linear=np.clip(linear, 0, 0.95))).cover
    assert cover is not None
    assert cover.glasses
    assert "cheek_left" not in cover.crossed


def test_wrinkles_under_the_eyes_are_no_glasses(seen: Examination) -> None:
    """A third as dark as a frame, they run the same way."""
    light = seen.face_map.linear
    creased = glasses(seen.face_map, tuple(0.85 * np.median(light[region_mask("nose", PX)], axis=0)), 1.0)
    cover = find_skin(creased).cover
    assert cover is not None
    assert not cover.glasses


def test_a_finger_over_a_cheek_takes_the_cheek(seen: Examination) -> None:
    over = kept(finger(seen.face_map, (46, 100), (34, 25), 0.3))
    before = kept(seen.face_map)
    assert over["cheek_left"] == 0
    assert over["jaw_left"] == 0
    for region in ("cheek_right", "nasolabial_right", "infraorbital_right"):
        assert over[region] >= 0.9 * before[region], region


def test_a_phone_over_the_chin_is_no_skin(seen: Examination) -> None:
    drawn = _canvas(seen.face_map)
    cv2.rectangle(drawn, (0, round((70 - TOP_MM) * PX)), (drawn.shape[1], drawn.shape[0]), 255, -1)
    over = kept(_painted(seen.face_map, drawn, np.array((0.02, 0.02, 0.022), np.float32)))
    assert over["chin"] < 0.1
    assert over["forehead"] >= 0.9 * kept(seen.face_map)["forehead"]


@pytest.mark.parametrize("redder", [0.31, 0.38, 0.45, 0.6])
def test_a_grey_thing_is_no_skin_of_the_palest_face_either(seen: Examination, redder: float) -> None:
    linear, cheeks = seen.face_map.linear, region_mask("cheek_left", PX) | region_mask("cheek_right", PX)
    red, green, _ = np.median(linear[cheeks], axis=0)
    pale = replace(seen.face_map, linear=linear * np.array((1, red / green / np.exp(redder), 1), np.float32))
    before, drawn = kept(pale), _canvas(pale)
    cv2.circle(drawn, _at(36, 45), round(12 * PX * 2**SHIFT_BITS), 255, -1, cv2.LINE_AA, SHIFT_BITS)
    plain = find_skin(_painted(pale, drawn, np.full(3, green, np.float32))).mask[drawn == 255]
    assert plain.mean() < 0.02
    for region in ("cheek_left", "cheek_right", "nose", "infraorbital_left", "glabella"):
        assert before[region] > 0.85, region


def test_the_finer_skin_is_the_same(close_measured: Examination) -> None:
    skin_map = close_measured.skin_map
    coarse = skin_map.skin
    drawing = Drawing.of(close_measured.photo, close_measured.face)
    cover = Cover(coarse.cover.mask.copy(), glasses=False, crossed=frozenset()) if coarse.cover else None
    assert cover is not None
    cover.mask[200:240, 100:140] = True
    burnt = skin_map.face_map.linear.copy()
    burnt[240:260, 200:220] = 1
    face_map = replace(skin_map.face_map, linear=burnt)
    fine = finer_skin(drawing.light_map(FINE.px_per_mm, 0.2), face_map, cover)
    for left_out in (fine.mask[400:480, 200:280], fine.mask[480:520, 400:440]):
        assert not left_out.any()
    same = cv2.resize(coarse.mask.astype(np.uint8), fine.mask.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    same[400:480, 200:280] = same[480:520, 400:440] = False
    assert (fine.mask == same).mean() > 0.97
    seen = cv2.resize(fine.light, coarse.light.shape[::-1], interpolation=cv2.INTER_AREA)
    both = coarse.mask & fine.mask[::2, ::2]
    assert np.corrcoef(seen[both], coarse.light[both])[0, 1] > 0.99


def test_what_covers_a_mirrored_face_lies_on_its_other_side() -> None:
    hidden = np.zeros((4, 6), bool)
    hidden[:, 0] = True
    turned = Cover(hidden, glasses=False, crossed=frozenset({"cheek_left", "nose"})).mirrored
    assert turned.crossed == {"cheek_right", "nose"}
    assert turned.mask.any(axis=0).tolist() == [False] * 5 + [True]
