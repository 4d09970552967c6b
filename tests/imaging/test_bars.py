"""Bars beside a picture are outside of it, and a face behind them is cut off."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from skinmetrics.imaging.bars import picture_inside
from skinmetrics.imaging.regions import region_mask
from skinmetrics.phantom import Rendering
from skinmetrics.scoring import Examination
from tests.photos import Picture, examine_picture, jpeg

WIDTH, HEIGHT, BAR = 480, 640, 120


@pytest.fixture(scope="module")
def scene() -> Picture:
    """Something with detail everywhere."""
    noise = np.random.default_rng(3).normal(size=(HEIGHT, WIDTH, 3))
    blotches = cv2.GaussianBlur(noise, (0, 0), 12)
    return np.asarray(np.clip(120 + 40 * blotches / blotches.std() + 8 * noise, 0, 255), np.uint8)


def blurred_copy(picture: Picture, rows: int) -> Picture:
    """The picture enlarged and out of focus."""
    wide = cv2.resize(picture, None, fx=1.7, fy=1.7)[:rows, : picture.shape[1]]
    return np.asarray(cv2.GaussianBlur(wide, (0, 0), 40), np.uint8)


def plain(picture: Picture, rows: int, level: int) -> Picture:
    return np.full((rows, *picture.shape[1:]), level, np.uint8)


def decoded(picture: Picture) -> Picture:
    data = np.frombuffer(jpeg(picture, 85), np.uint8)
    stored = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert stored is not None
    return np.asarray(stored[..., ::-1], np.uint8)


@pytest.mark.parametrize("kind", ["black", "white", "blurred"])
@pytest.mark.parametrize("upright", [True, False])
def test_bars_are_found_to_a_few_pixels(scene: Picture, kind: str, *, upright: bool) -> None:
    bar = blurred_copy(scene, BAR) if kind == "blurred" else plain(scene, BAR, 0 if kind == "black" else 255)
    framed = np.concatenate([bar, scene, bar])
    rows, columns = picture_inside(decoded(framed if upright else np.ascontiguousarray(framed.transpose(1, 0, 2))))
    along, across = (rows, columns) if upright else (columns, rows)
    assert along.start == pytest.approx(BAR, abs=5)
    assert along.stop == pytest.approx(BAR + HEIGHT, abs=5)
    assert across == slice(0, WIDTH)


def test_a_plain_wall_behind_a_head_is_no_bar() -> None:
    wall = np.full((HEIGHT, WIDTH, 3), 235, np.uint8)
    cv2.ellipse(wall, (WIDTH // 2, HEIGHT), (150, 450), 0, 0, 360, (70, 50, 40), -1)
    noise = np.random.default_rng(3).normal(0, 6, wall.shape) * (wall < 200)
    assert picture_inside(decoded(np.clip(wall + noise, 0, 255).astype(np.uint8))) == (
        slice(0, HEIGHT),
        slice(0, WIDTH),
    )


def test_one_colour_throughout_is_no_bar(scene: Picture) -> None:
    for level in (0, 255):
        assert picture_inside(plain(scene, HEIGHT, level)) == (slice(0, HEIGHT), slice(0, WIDTH))


def _with_bar(picture: Picture, face: NDArray[np.floating], kind: str) -> Picture:
    """Cut where the mesh ends, in the middle of the forehead, and filled up to its old height."""
    cut = round(float(face[:, 1].min()))
    below = picture[cut:]
    bar = blurred_copy(below, cut) if kind == "blurred" else plain(picture, cut, 0 if kind == "black" else 255)
    return np.concatenate([bar, below])


@pytest.mark.parametrize("kind", ["black", "white", "blurred", "cut"])
def test_a_forehead_outside_the_picture_is_told_and_not_measured(
    portrait: Rendering, portrait_measured: Examination, kind: str
) -> None:
    points = portrait_measured.face.points
    if kind == "cut":
        picture = np.ascontiguousarray(portrait.image[round(float(points[:, 1].min())) :])
    else:
        picture = _with_bar(portrait.image, points, kind)
    seen = examine_picture(picture)
    assert [problem.code for problem in seen.result.capture.problems] == ["face_cut_off"]
    for scores in seen.result.metrics.values():
        if "forehead" in scores.regions:
            assert scores.regions["forehead"] is None
    assert seen.result.metrics["texture_roughness"].declined == {"forehead": "This part is outside the picture."}
    hidden = region_mask("forehead", seen.face_map.px_per_mm) & ~seen.face_map.visible
    assert not (hidden & seen.skin_map.skin.mask).any()


def test_a_face_in_full_view_is_not_cut_off(portrait_measured: Examination) -> None:
    assert portrait_measured.face_map.outside_share("forehead") == 0
    assert portrait_measured.face.outside == 0
