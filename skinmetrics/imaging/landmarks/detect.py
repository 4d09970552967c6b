"""Where the faces are: BlazeFace, short range first, full range as the second try.

Bazarevsky et al. 2019, arXiv:1907.05047. Each anchor gives a score, a box and six points (eyes, nose, mouth, ears).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.halves import Halves
from skinmetrics.imaging.landmarks.crop import product
from skinmetrics.imaging.landmarks.networks import FULL_RANGE, SHORT_RANGE, Array, network

SCORE_MIN = 0.5
SAME_FACE_IOU = 0.3
SURE = 0.9  # 86 of 88 real faces score as much at first sight, and none of 216 turned ones seen the wrong way up more
ROLLS_DEG = (0, 45, -45, 90, -90, 135, -135, 180)  # BlazeFace alone is sure of a face up to about 30°
SAME_ROLL_DEG = 15.0
MARGINS = (0.0, 0.35)  # of the frame's side, added around it: a face that fills the frame needs air


@dataclass(frozen=True)
class Detection:
    """A face in px of the image searched: centre, side of its box, roll (degrees, clockwise), score 0 … 1."""

    centre: tuple[float, float]
    side: float
    roll_deg: float
    score: float


@dataclass(frozen=True)
class _Canvas:
    """A square, rolled view of the image at the network's size and the way back to image px."""

    pixels: NDArray[np.uint8]
    to_image: Array  # (2, 3)


def detect_faces(picture: Halves) -> tuple[Detection, ...]:
    """All faces of ``picture``, largest first, as the first attempt sees them that finds any; unless it is unsure and a
    later one is sure of another, as a rule the same face the right way up.
    """
    tried: list[tuple[Detection, ...]] = []
    for margin, roll, search in _attempts():
        found = tuple(sorted(search(_canvas(picture, search.side, margin, roll)), key=lambda face: -face.side))
        if not found:
            continue
        if not tried and len(found) > 1:
            return found
        tried.append(found)
        if found[0].score >= SURE:
            return next(faces for faces in tried if _agree(faces[0], found[0]))
    return tried[0] if tried else ()


def _agree(one: Detection, other: Detection) -> bool:
    """Whether both are the same face seen the same way up: a face upside down passes for one too."""
    apart = np.hypot(*np.subtract(one.centre, other.centre))
    turned = abs((one.roll_deg - other.roll_deg + 180) % 360 - 180)
    return bool(apart < other.side / 2 and turned <= SAME_ROLL_DEG)


@dataclass(frozen=True)
class _Search:
    """One of the two detectors, as a function from a canvas to faces."""

    side: int
    full_range: bool

    def __call__(self, canvas: _Canvas) -> list[Detection]:
        scores, raw = _full_range(canvas) if self.full_range else _short_range(canvas)
        anchors = _anchors(self.full_range)
        keep = scores >= SCORE_MIN
        boxes = raw[keep].reshape(-1, 8, 2) / np.float32(self.side)
        boxes[:, 0] += anchors[keep]
        boxes[:, 2:] += anchors[keep][:, None]
        return [_detection(box * self.side, score, canvas) for box, score in _merged(boxes, scores[keep])]


def _attempts() -> Iterator[tuple[float, int, _Search]]:
    short, full = _Search(SHORT_RANGE.side, full_range=False), _Search(FULL_RANGE.side, full_range=True)
    for roll in ROLLS_DEG:
        yield MARGINS[0], roll, short
        yield MARGINS[0], roll, full
        yield MARGINS[1], roll, short


def _canvas(picture: Halves, side: int, margin: float, roll_deg: float) -> _Canvas:
    """The whole picture, scaled by area averaging, rolled by ``roll_deg`` and set in the middle of a black square."""
    air = 1 + 2 * margin
    image, halved = picture.shrunk(max(picture.pixels.shape[:2]) * air / side / 2)
    h, w = image.shape[:2]
    scale = side / (max(h, w) * air)
    small = cv2.resize(image, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_AREA)
    sh, sw = small.shape[:2]
    forward = np.asarray(cv2.getRotationMatrix2D(((sw - 1) / 2, (sh - 1) / 2), roll_deg, 1.0), np.float64)
    forward[:, 2] += [(side - sw) / 2, (side - sh) / 2]
    pixels = cv2.warpAffine(small, forward, (side, side), flags=cv2.INTER_LINEAR)
    back = np.asarray(cv2.invertAffineTransform(forward), np.float64)
    back[:, 2] += 0.5  # pixel centres: a small pixel covers more than one of the image
    back *= np.array([[w / sw], [h / sh]]) * halved
    back[:, 2] -= 0.5
    return _Canvas(np.asarray(pixels, np.uint8), np.asarray(back, np.float32))


def _short_range(canvas: _Canvas) -> tuple[Array, Array]:
    out = network(SHORT_RANGE)(canvas.pixels)
    return _sigmoid(out["classificators"].reshape(-1)), out["regressors"].reshape(-1, 16)


def _full_range(canvas: _Canvas) -> tuple[Array, Array]:
    scores, boxes = sorted(network(FULL_RANGE)(canvas.pixels).values(), key=lambda output: output.size)
    return _sigmoid(_depth_to_space(scores).reshape(-1)), _depth_to_space(boxes).reshape(-1, 16)


def _depth_to_space(blocks: Array) -> Array:
    """(1, 4·c, 24, 24) to (48, 48, c): the last step of the network, which OpenCV's importer does not know."""
    _, c, h, w = blocks.shape
    return blocks.reshape(2, 2, c // 4, h, w).transpose(3, 0, 4, 1, 2).reshape(2 * h, 2 * w, c // 4)


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -50, 50))), np.float32)


@cache
def _anchors(full_range: bool) -> Array:  # noqa: FBT001
    """Anchor centres, (n, 2), in 0 … 1 of the canvas: every cell's centre, as often as the network has boxes there."""
    layers = ((48, 1),) if full_range else ((16, 2), (8, 6))
    centres = []
    for cells, boxes in layers:
        y, x = np.mgrid[0:cells, 0:cells]
        centre = (np.stack([x, y], -1).reshape(-1, 2) + 0.5) / cells
        centres.append(np.repeat(centre, boxes, axis=0))
    return np.concatenate(centres).astype(np.float32)


def _merged(boxes: Array, scores: Array) -> Iterator[tuple[Array, float]]:
    """Overlapping boxes of one face as one, weighted by score (the weighted suppression of BlazeFace)."""
    left = list(np.argsort(-scores))
    while left:
        same = [i for i in left if _iou(boxes[left[0]], boxes[i]) > SAME_FACE_IOU]
        weight = scores[same]
        yield product(weight, boxes[same]) / weight.sum(), float(weight.max())
        left = [i for i in left if i not in same]


def _iou(a: Array, b: Array) -> float:
    """Intersection over union of two boxes given as rows (centre, size, …)."""
    low = np.maximum(a[0] - a[1] / 2, b[0] - b[1] / 2)
    high = np.minimum(a[0] + a[1] / 2, b[0] + b[1] / 2)
    shared = float(np.prod(np.maximum(high - low, 0)))
    return shared / max(float(np.prod(a[1]) + np.prod(b[1])) - shared, 1e-9)


def _detection(box: Array, score: float, canvas: _Canvas) -> Detection:
    linear = canvas.to_image[:, :2]
    centre = product(linear, box[0]) + canvas.to_image[:, 2]
    right_eye, left_eye = (product(linear, box[i]) for i in (2, 3))  # the person's own right and left
    across = left_eye - right_eye
    side = float(box[1].max() * np.sqrt(abs(np.linalg.det(linear))))
    roll = float(np.degrees(np.arctan2(across[1], across[0])))
    return Detection((float(centre[0]), float(centre[1])), side, roll, score)


def clearly_largest(faces: Sequence[Detection], ratio: float = 1.5) -> bool:
    """Whether the first of ``faces`` (largest first) is at least ``ratio`` times as wide as the next."""
    return len(faces) < 2 or faces[0].side >= ratio * faces[1].side
