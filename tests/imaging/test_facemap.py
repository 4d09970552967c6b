from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import (
    FINE,
    STANDARD,
    Box,
    Drawing,
    FaceMap,
    Resolution,
    draw_face_map,
    linear_light,
    luminance,
)
from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, NODE_MM, RIGHT_MM, TOP_MM
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.pose import mean_face
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.scoring import Examination
from tests.photos import Picture, examine_picture, lit, mirrored, moved, photo_of, similarity, warped

PX = STANDARD.px_per_mm
BLUR_MM = 0.3
ON_THE_CHEEK = {"left": 280, "right": 50}  # mesh points


def plain_face(px_per_mm: float, yaw_deg: float = 0.0, size: int = 1200) -> Face:
    """The mean face in the middle of a square picture of ``size`` px, turned to the person's left."""
    angle = np.radians(yaw_deg)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    mesh = mean_face().points @ turn.T * [1, 1, -1] * px_per_mm + [size / 2, size * 0.45, 0]
    empty: MappingProxyType[str, tuple[float, float]] = MappingProxyType({})
    return Face(mesh.astype(np.float32), {}, 1.0, yaw_deg, 0.0, 0.0, 1 / px_per_mm, empty)


def grey(size: int = 1200, level: int = 128) -> Picture:
    return np.full((size, size, 3), level, np.uint8)


def detail_in(face_map: FaceMap, region: str) -> float:
    """Typical detail of a region, in photo px per mm; ``detail`` has one value a cell of the frame."""
    return float(np.median(face_map.detail[region_mask(region, 1 / NODE_MM)]))


@cache
def regions() -> NDArray[np.bool_]:
    return np.asarray(np.logical_or.reduce([region_mask(region, PX) for region in REGIONS]), bool)


def detail_of(face_map: FaceMap) -> NDArray[np.float32]:
    """Log luminance with the shading taken out."""
    light = np.log(luminance(face_map.linear) + np.float32(0.004))
    return np.asarray(light - cv2.GaussianBlur(light, (0, 0), 2 * face_map.px_per_mm), np.float32)


def agreement(one: FaceMap, other: FaceMap) -> float:
    inside = regions() & one.visible & other.visible
    return float(np.corrcoef(detail_of(one)[inside], detail_of(other)[inside])[0, 1])


# --- the same skin, the same pixels


@pytest.mark.parametrize(
    "change",
    [{"shift": (40.5, -20.25)}, {"scale": 1.31}, {"scale": 0.8}, {"roll_deg": 17.0}, {"roll_deg": -40.0}],
    ids=str,
)
def test_the_same_skin_has_the_same_pixels(portrait_measured: Examination, change: dict[str, Any]) -> None:
    photo, face = portrait_measured.photo, portrait_measured.face
    affine = similarity(photo.pixels, **change)
    moved_photo = photo_of(warped(photo.pixels, affine))
    one = draw_face_map(photo, face, PX, BLUR_MM)
    other = draw_face_map(moved_photo, moved(face, affine), PX, BLUR_MM)
    inside = regions() & one.visible & other.visible
    assert inside.sum() > 0.8 * regions().sum()
    apart = np.abs(one.linear - other.linear)[inside]
    assert apart.mean() < 0.004
    assert agreement(one, other) > 0.95


def test_the_same_skin_is_found_again_by_the_landmarks(portrait_measured: Examination) -> None:
    photo = portrait_measured.photo
    other = examine_picture(warped(photo.pixels, similarity(photo.pixels, roll_deg=12, scale=1.1)))
    one_map = draw_face_map(photo, portrait_measured.face, PX, BLUR_MM)
    other_map = draw_face_map(other.photo, other.face, PX, BLUR_MM)
    assert agreement(one_map, other_map) > 0.7


def test_a_mirrored_photo_gives_the_mirrored_map(portrait_measured: Examination) -> None:
    one = draw_face_map(portrait_measured.photo, portrait_measured.face, PX, BLUR_MM)
    photo = examine_picture(mirrored(portrait_measured.photo.pixels))
    other = draw_face_map(photo.photo, photo.face, PX, BLUR_MM)
    flipped = replace(other, linear=other.linear[:, ::-1].copy(), visible=other.visible[:, ::-1].copy())
    assert agreement(one, flipped) > agreement(one, other) + 0.2


@pytest.mark.parametrize("px_per_mm", [2.5, 5.0])
def test_a_mesh_point_lies_where_the_mean_face_has_it(portrait_measured: Examination, px_per_mm: float) -> None:
    face = portrait_measured.face
    for side, point in ON_THE_CHEEK.items():
        canvas = np.zeros_like(portrait_measured.photo.pixels)
        x, y = (round(float(v)) for v in face.points[point])
        cv2.circle(canvas, (x, y), 5, (255, 255, 255), -1)
        drawn = draw_face_map(photo_of(canvas), face, px_per_mm, 0.3).linear[..., 0]
        rows, columns = np.indices(drawn.shape)
        at = np.array([(drawn * columns).sum(), (drawn * rows).sum()]) / drawn.sum()
        mm = (at + 0.5) / px_per_mm + [LEFT_MM, TOP_MM]
        np.testing.assert_allclose(mm, mean_face().points[point, :2], atol=0.7, err_msg=side)
        assert (mm[0] > 0) == (side == "left")


# --- resolution


@pytest.mark.parametrize("resolution", [STANDARD, FINE], ids=lambda r: r.name)
def test_the_map_covers_the_frame_at_its_px_per_mm(resolution: Resolution) -> None:
    px = resolution.px_per_mm
    drawn = draw_face_map(photo_of(grey()), plain_face(5.0), px, 0.0)
    size = (round((BOTTOM_MM - TOP_MM) * px), round((RIGHT_MM - LEFT_MM) * px))
    assert drawn.linear.shape == (*size, 3)
    assert drawn.linear.dtype == np.float32
    assert drawn.visible.shape == size
    assert drawn.px_per_mm == px


def test_a_box_is_that_part_of_the_whole_map(portrait_measured: Examination) -> None:
    photo, face = portrait_measured.photo, portrait_measured.face
    box = Box(-20.0, -10.0, 30.0, 40.0)
    whole = draw_face_map(photo, face, PX, BLUR_MM)
    part = draw_face_map(photo, face, PX, BLUR_MM, box)
    rows, columns = box.slices(PX)
    assert part.linear.shape == (125, 125, 3)
    inner = np.s_[6:-6, 6:-6]  # filters see another surrounding at the rim
    np.testing.assert_allclose(part.linear[inner], whole.linear[rows, columns][inner], atol=0.01)
    np.testing.assert_array_equal(part.visible[inner], whole.visible[rows, columns][inner])


def test_detail_is_the_photos_px_per_mm() -> None:
    near = draw_face_map(photo_of(grey()), plain_face(5.0), PX, 0.0)
    far = draw_face_map(photo_of(grey()), plain_face(2.0), PX, 0.0)
    for region in REGIONS:
        assert detail_in(near, region) == pytest.approx(5, rel=0.02)
        assert detail_in(far, region) == pytest.approx(2, rel=0.02)
    shrunk = draw_face_map(photo_of(grey(600), 2), plain_face(5.0), PX, 0.0)
    np.testing.assert_allclose(shrunk.detail, near.detail, rtol=1e-4)


def test_detail_falls_where_skin_is_seen_from_the_side() -> None:
    turned = draw_face_map(photo_of(grey()), plain_face(4.0, yaw_deg=35), PX, 0.0)
    near, far = (detail_in(turned, f"cheek_{side}") for side in ("right", "left"))
    assert far < 0.8 * near
    assert near <= 4.05


def test_a_shrunk_photo_draws_the_same_map(close_measured: Examination) -> None:
    pixels, face = close_measured.photo.pixels, close_measured.face
    height, width = (side // 2 * 2 for side in pixels.shape[:2])
    light = linear_light(pixels[:height, :width]).reshape(height // 2, 2, width // 2, 2, 3).mean((1, 3))
    half = np.round(255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055))
    one = draw_face_map(photo_of(pixels), face, PX, 0.4)
    other = draw_face_map(photo_of(half.astype(np.uint8), 2), face, PX, 0.4)
    assert agreement(one, other) > 0.97


def test_a_pattern_too_fine_for_the_map_is_not_aliased_into_it() -> None:
    size, period = 1600, 3
    stripes = np.where(np.arange(size) % period < 1, 255, 0).astype(np.uint8)
    canvas = np.broadcast_to(stripes[None, :, None], (size, size, 3)).copy()
    face = plain_face(7.0, size=size)
    drawn = luminance(draw_face_map(photo_of(canvas), face, PX, float(np.sqrt(STANDARD.edge_variance))).linear)
    inside = regions()
    assert drawn[inside].mean() == pytest.approx(1 / 3, abs=0.01)
    assert drawn[inside].std() < 0.01


@pytest.mark.parametrize("blur_mm", [0.12, 0.25, 0.6])
def test_drawing_adds_the_blur_it_is_told(blur_mm: float) -> None:
    """A round spot gets wider by just that much."""
    px_per_mm, sigma_px = 4.0, 1.6
    face = plain_face(px_per_mm)
    x, y = face.points[ON_THE_CHEEK["left"]]
    across, down = np.arange(1200) - x, np.arange(1200) - y
    spot = np.exp(-0.5 * (across[None] ** 2 + down[:, None] ** 2) / sigma_px**2)
    photo = photo_of(lit(grey(level=255), 0.9 * spot[..., None]))

    drawn = draw_face_map(photo, face, 5.0, blur_mm).linear[..., 0].astype(float)
    drawn[drawn < 0.001] = 0  # what 8 bits cannot hold
    rows, columns = np.indices(drawn.shape)
    total = drawn.sum()
    middle = (drawn * rows).sum() / total, (drawn * columns).sum() / total
    spread = (drawn * ((rows - middle[0]) ** 2 + (columns - middle[1]) ** 2)).sum() / total / 2 / 5.0**2
    assert spread == pytest.approx((sigma_px / px_per_mm) ** 2 + blur_mm**2, rel=0.06)


def test_drawing_takes_off_most_of_a_blur_it_is_told() -> None:
    """Skin seen out of focus, and the same skin sharp, have the same contrast when the blur is known."""
    px_per_mm, blur_mm = 4.0, 0.28
    face = plain_face(px_per_mm)
    grain = np.random.default_rng(5).standard_normal((1200, 1200))
    skin = np.asarray(grey() + 125.0 * cv2.GaussianBlur(grain, (0, 0), 1.4)[..., None], np.float64)
    out_of_focus = cv2.GaussianBlur(skin, (0, 0), blur_mm * px_per_mm)

    def contrast(picture: np.ndarray, unblur_mm: float) -> float:
        photo = photo_of(np.clip(np.round(picture), 0, 255).astype(np.uint8))
        drawn = Drawing.of(photo, face).light_map(PX, 0.0, unblur_mm).light
        return float(drawn[region_mask("cheek_left", PX)].std())

    sharp = contrast(skin, 0.0)
    assert contrast(out_of_focus, 0.0) < 0.8 * sharp
    assert contrast(out_of_focus, blur_mm) == pytest.approx(sharp, rel=0.12)


# --- what is seen


def test_skin_turned_away_is_not_visible() -> None:
    straight = draw_face_map(photo_of(grey()), plain_face(4.0), PX, 0.0)
    turned = draw_face_map(photo_of(grey()), plain_face(4.0, yaw_deg=50), PX, 0.0)

    def share(face_map: FaceMap, region: str) -> float:
        return float(face_map.visible[region_mask(region, PX)].mean())

    for region in ("crows_feet_left", "jaw_left"):
        assert share(straight, region) > 0.9
        assert share(turned, region) < 0.35, region
        assert share(turned, region.replace("left", "right")) > 0.9
    assert share(turned, "nose") > 0.5


def test_skin_outside_the_picture_is_not_visible() -> None:
    face = plain_face(4.0)
    half = grey()[:, :600]  # the person's right is left in the picture
    drawn = draw_face_map(photo_of(np.ascontiguousarray(half)), face, PX, 0.0)
    assert drawn.visible[region_mask("cheek_right", PX)].all()
    assert not drawn.visible[region_mask("cheek_left", PX)].any()


# --- light


def test_linear_light_is_that_of_the_standard() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(1, -1, 1).repeat(3, axis=2)
    light = linear_light(ramp)
    assert light[0, 0, 0] == 0
    assert light[0, 255, 0] == pytest.approx(1)
    assert light[0, 188, 0] == pytest.approx(0.5029, abs=1e-3)
    assert light[0, 10, 0] == pytest.approx(10 / 255 / 12.92, rel=1e-4)
    assert (np.diff(light[0, :, 0]) > 0).all()


def test_luminance_weighs_the_channels_as_the_eye_does() -> None:
    primaries = np.eye(3, dtype=np.float32)[None]
    np.testing.assert_allclose(luminance(primaries)[0], [0.2126, 0.7152, 0.0722], atol=1e-6)
