from __future__ import annotations

import pickle
from pathlib import Path

import cv2
import numpy as np

from skinmetrics.imaging.facemap import FINE
from skinmetrics.imaging.photo import Limits
from skinmetrics.imaging.regions import region_mask
from skinmetrics.scoring import PhotoRefused
from skinmetrics.web.quick_look.look import THUMBNAIL_PX, Look, Upload, look


def decoded(jpeg: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert image is not None
    return image


def test_a_photo_becomes_scores_and_two_small_pictures_that_travel(sample_photos: list[Path]) -> None:
    found = look(Upload(sample_photos[0].name, sample_photos[0].read_bytes()), Limits())
    assert isinstance(found, Look)
    assert pickle.loads(pickle.dumps(found)).thumbnail == found.thumbnail  # noqa: S301 - our own
    assert found.scores.photo == sample_photos[0].name
    assert found.scores.metrics["fine_line_density"].face is not None

    width, height = found.size
    assert max(width, height) <= THUMBNAIL_PX
    assert decoded(found.thumbnail).shape == (height, width, 3)
    assert decoded(found.face_map).shape[:2] == region_mask("nose", FINE.px_per_mm).shape


def test_the_outline_runs_around_the_face_that_was_found(sample_photos: list[Path]) -> None:
    photo = sample_photos[0].read_bytes()
    found = look(Upload("a.jpg", photo), Limits())
    assert isinstance(found, Look)
    outline = np.array(found.outline, np.float32)
    scale = found.size[0] / decoded(photo).shape[1]
    for name in ("pupil_left", "pupil_right", "mouth_corner_left", "mouth_corner_right"):
        x, y = found.scores.face.named[name]
        assert cv2.pointPolygonTest(outline, (x * scale, y * scale), measureDist=False) > 0
    assert outline.min() >= 0
    assert (outline <= found.size).all()


def test_the_face_map_shows_the_photos_own_colours(sample_photos: list[Path]) -> None:
    found = look(Upload("a.jpg", sample_photos[0].read_bytes()), Limits())
    assert isinstance(found, Look)
    cheek = decoded(found.face_map)[region_mask("cheek_left", FINE.px_per_mm)].mean(0)
    scale = np.array(found.size) / decoded(sample_photos[0].read_bytes()).shape[1::-1]
    x, y = (np.array(found.scores.face.named["pupil_left"]) + found.scores.face.named["mouth_corner_left"]) / 2 * scale
    in_photo = decoded(found.thumbnail)[int(y) - 4 : int(y) + 4, int(x) - 4 : int(x) + 4].mean((0, 1))
    assert np.abs(cheek - in_photo).max() < 40


def test_a_file_that_is_no_photo_is_refused_with_its_reason() -> None:
    refused = look(Upload("letter.jpg", b"%PDF-1.7 "), Limits())
    assert isinstance(refused, PhotoRefused)
    assert (refused.photo, refused.code) == ("letter.jpg", "not_an_image")
    assert refused.message


def test_a_photo_without_a_face_is_refused_with_its_reason() -> None:
    wall = cv2.imencode(".png", np.full((400, 400, 3), 200, np.uint8))[1].tobytes()
    refused = look(Upload("wall.png", wall), Limits())
    assert isinstance(refused, PhotoRefused)
    assert refused.code == "no_face"


def test_the_limits_of_the_installation_hold(sample_photos: list[Path]) -> None:
    refused = look(Upload("a.jpg", sample_photos[0].read_bytes()), Limits(max_megapixels=0.5))
    assert isinstance(refused, PhotoRefused)
    assert refused.code == "too_large"
