"""The 468-point mesh of one face, refined until it stops moving.

Kartynnik et al. 2019, arXiv:1907.06724. The mesh network sees an upright square of 1.5 times the face; each pass cuts
that square anew from the mesh of the pass before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skinmetrics.imaging.halves import Halves
from skinmetrics.imaging.landmarks.crop import Square, mapped, product
from skinmetrics.imaging.landmarks.detect import Detection
from skinmetrics.imaging.landmarks.networks import FACE_MESH, Array, network

POINTS = 468
CROP_OF_FACE = 1.5
PASSES_MAX = 6
STILL = 0.008  # of the eyes' distance: a pass that moves the points less than this is the last
EYE_CORNERS = {"right": (33, 133), "left": (263, 362)}  # outer, inner
MOUTH_CORNER = {"right": 61, "left": 291}


@dataclass(frozen=True)
class Mesh:
    """Mesh points (468, 3): x, y in image px, z in the same unit (smaller is nearer); score 0 … 1 that it is a face."""

    points: Array
    score: float


def fit_mesh(picture: Halves, face: Detection) -> Mesh:
    """The mesh of the face that ``face`` points at, in px of ``picture``."""
    square = Square.near(face.centre, face.side * CROP_OF_FACE, face.roll_deg)
    mesh = _one_pass(picture, square)
    for _ in range(PASSES_MAX - 1):
        before, mesh = mesh, _one_pass(picture, _square_around(mesh.points[:, :2]))
        moved = np.linalg.norm(mesh.points[:, :2] - before.points[:, :2], axis=1).mean()
        if moved < STILL * _eye_distance(mesh.points):
            break
    return Mesh(np.asarray((mesh.points + before.points) / 2, np.float32), mesh.score)


def _one_pass(picture: Halves, square: Square) -> Mesh:
    side = FACE_MESH.side
    out = network(FACE_MESH)(square.cut(picture, side))
    points, flag = sorted(out.values(), key=lambda output: -output.size)
    raw = points.reshape(POINTS, 3)
    xy = mapped(raw[:, :2] - 0.5, square.to_image(side))
    z = raw[:, 2:] * np.float32(square.side / side)
    score = float(1 / (1 + np.exp(-np.clip(flag.reshape(-1)[0], -50, 50))))
    return Mesh(np.concatenate([xy, z], axis=1), score)


def _square_around(points: Array) -> Square:
    """The upright square of 1.5 times the mesh's own box."""
    across = points[EYE_CORNERS["left"][0]] - points[EYE_CORNERS["right"][0]]
    roll = float(np.degrees(np.arctan2(across[1], across[0])))
    upright = Square((0.0, 0.0), 1.0, roll).to_image(1)[:, :2]
    local = product(points, upright)  # the inverse of a rotation is its transpose
    low, high = local.min(0), local.max(0)
    centre = product(upright, (low + high) / 2)
    return Square.near((float(centre[0]), float(centre[1])), float((high - low).max()) * CROP_OF_FACE, roll)


def _eye_distance(points: Array) -> float:
    right, left = (points[list(EYE_CORNERS[side]), :2].mean(0) for side in ("right", "left"))
    return float(np.linalg.norm(left - right))
