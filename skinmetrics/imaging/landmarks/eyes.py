"""Iris and eye opening of both eyes, by the iris network.

Ablavatski et al. 2020, arXiv:2006.11341. The network knows one eye; the other is shown to it mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skinmetrics.imaging.halves import Halves
from skinmetrics.imaging.landmarks.crop import Square, mapped
from skinmetrics.imaging.landmarks.mesh import EYE_CORNERS, Mesh
from skinmetrics.imaging.landmarks.networks import IRIS, Array, network

CROP_OF_EYE = 2.3
OPENING_POINTS = 16  # the first points of the contour output outline the opening


@dataclass(frozen=True)
class Eye:
    """One eye in image px: iris centre, iris diameter along the eye, and the outline of the opening (16, 2)."""

    pupil: tuple[float, float]
    iris_diameter: float
    opening: Array


def find_eyes(picture: Halves, mesh: Mesh) -> dict[str, Eye]:
    """Both eyes by the person's own side, ``right`` and ``left``."""
    return {side: _find_eye(picture, mesh, side) for side in EYE_CORNERS}


def _find_eye(picture: Halves, mesh: Mesh, side: str) -> Eye:
    outer, inner = (mesh.points[i, :2] for i in EYE_CORNERS[side])
    along = inner - outer if side == "right" else outer - inner
    roll = float(np.degrees(np.arctan2(along[1], along[0])))
    centre = (outer + inner) / 2
    square = Square.near((float(centre[0]), float(centre[1])), float(np.linalg.norm(along)) * CROP_OF_EYE, roll)
    crop = square.cut(picture, IRIS.side)
    mirrored = side == "left"
    if mirrored:
        crop = np.ascontiguousarray(crop[:, ::-1])
    out = network(IRIS)(crop)
    contour = out["output_eyes_contours_and_brows"].reshape(-1, 3)[:OPENING_POINTS, :2]
    iris = out["output_iris"].reshape(-1, 3)[:, :2]
    points = np.concatenate([iris, contour]) - np.float32(0.5)
    if mirrored:
        points[:, 0] = IRIS.side - 1 - points[:, 0]
    points = mapped(points, square.to_image(IRIS.side))
    pupil = points[0]
    diameter = float(np.linalg.norm(points[1] - points[3]))
    return Eye((float(pupil[0]), float(pupil[1])), diameter, points[5:])
