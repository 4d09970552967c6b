from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import Drawing
from skinmetrics.imaging.shake import STILL_EDGES, CameraPath, camera_path, path_by_eyes
from skinmetrics.imaging.sharpness import EyeEdges, eye_edges
from skinmetrics.imaging.skin import Skin
from skinmetrics.progress.comparability.apart import MOVED_MM2
from skinmetrics.scoring import Examination
from tests.photos import Picture, blurred, lit, photo_of

WAYS = {0: (1, 0), 45: (0, 1), 90: (-1, 0), 135: (0, -1)}
"""Angle of a path, degrees clockwise from the horizontal as pixels run, and which way its vector points."""


def smeared(picture: Picture, way_px: float, angle_deg: float) -> Picture:
    """The picture as a camera that moved by so many px along a line takes it."""
    side, finer = 2 * round(way_px) + 5, 8
    kernel, middle = np.zeros((side * finer, side * finer), np.float32), side * finer / 2
    step = way_px * finer / 2 * np.array([np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))])
    start, end = (tuple(int(one) for one in np.round((middle + sign * step) * 16)) for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0, finer, cv2.LINE_AA, 4)
    small = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.filter2D(picture, -1, small / small.sum()), np.uint8)


def by_eyes(measured: Examination, picture: Picture) -> CameraPath:
    return path_by_eyes(eye_edges(Drawing.of(photo_of(picture), measured.face)))


@pytest.mark.parametrize("angle", WAYS)
def test_a_path_is_told_with_its_length_and_its_way(close_measured: Examination, angle: int) -> None:
    picture, px = close_measured.photo.pixels, close_measured.face.px_per_mm
    still = by_eyes(close_measured, picture)
    across, slanted = WAYS[angle]
    lengths = []
    for way_mm in (0.7, 1.0, 1.3):
        seen = by_eyes(close_measured, smeared(picture, way_mm * px, angle))
        found = np.array([seen.across - still.across, seen.slanted - still.slanted])
        lengths.append(np.sqrt(seen.apart_mm2(still)))
        assert found @ (across, slanted) > 0.85 * np.hypot(*found)
    np.testing.assert_allclose(lengths, (0.7, 1.0, 1.3), rtol=0.4)
    assert (np.diff(lengths) > 0.15).all()


def test_what_is_evenly_blurred_or_darker_did_not_move(close_measured: Examination) -> None:
    picture, px = close_measured.photo.pixels, close_measured.face.px_per_mm
    still = by_eyes(close_measured, picture)
    for other in (blurred(picture, 0.2 * px), lit(picture, 0.7)):
        assert by_eyes(close_measured, other).apart_mm2(still) < 0.75 * MOVED_MM2


def test_a_mirrored_path_leans_the_other_way() -> None:
    assert CameraPath(0.3, 0.2).mirrored == CameraPath(0.3, -0.2)
    assert CameraPath(0.3, 0.4).length_mm == pytest.approx(np.sqrt(0.5))


def test_grain_drawn_out_tells_where_the_eyes_do_not(portrait_measured: Examination) -> None:
    skin, still = portrait_measured.skin_map.skin, EyeEdges(0.05, -2.0, *STILL_EDGES)
    rng = np.random.default_rng(3)
    grain = cv2.GaussianBlur(rng.normal(0, 1, skin.light.shape).astype(np.float32), (0, 0), 0.8)

    def path(sigma_x: float, sigma_y: float) -> CameraPath:
        drawn = np.asarray(cv2.GaussianBlur(grain, (0, 0), sigmaX=sigma_x, sigmaY=sigma_y), np.float32)
        return camera_path(Skin(np.ones_like(skin.mask), drawn), 2.5, still)

    even, streaked_across, streaked_down = path(0.5, 0.5), path(2.0, 0.1), path(0.1, 2.0)
    assert streaked_across.across > even.across + 0.5
    assert streaked_down.across < even.across - 0.5
    rows, columns = np.indices(grain.shape)
    for falling in (True, False):  # streaks along the diagonal that falls to the right, and the other
        lines = np.sin((rows - columns if falling else rows + columns) / 1.5).astype(np.float32)
        aslant = camera_path(Skin(np.ones_like(skin.mask), lines), 2.5, still)
        assert (aslant.slanted > 0.5) is falling
        assert abs(aslant.slanted) > 0.5
    hidden = replace(skin, mask=np.zeros_like(skin.mask))
    assert camera_path(hidden, 2.5, still) == CameraPath(0.0, 0.0)
