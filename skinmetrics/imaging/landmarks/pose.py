"""How the head is turned: the mean face laid over the mesh.

Angles in degrees. yaw > 0: the face is turned to the person's own left; pitch > 0: the chin is up; roll > 0: the head
leans towards the person's left shoulder (clockwise in the picture). The lean is taken out first: a leaning head that
looks into the camera is neither turned nor tilted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from skimage.transform import SimilarityTransform

from skinmetrics.imaging.landmarks.errors import FaceError
from skinmetrics.imaging.landmarks.networks import MODELS, Array

NOSE_WINGS, FACE_SIDES = (129, 358), (234, 454)  # mesh points
PUPIL_DISTANCE_MM = 63.0  # adult mean; the millimetre of the face map


@dataclass(frozen=True)
class MeanFace:
    """The mean mesh, (468, 3) mm: origin between the pupils, x to the person's left, y down, z to the camera; and the
    index of each point's mirror point.
    """

    points: NDArray[np.float64]
    mirror: NDArray[np.intp]


@dataclass(frozen=True)
class Pose:
    """Turn of the head in degrees; see the module for the signs."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@cache
def mean_face() -> MeanFace:
    """The mean of the meshes of 54 neutral faces, made symmetric (models/README.md says of whom)."""
    table = np.loadtxt(MODELS / "mean_face.csv", delimiter=",", skiprows=1)
    return MeanFace(table[:, :3], table[:, 3].astype(np.intp))


# Forehead, nose bridge, eye corners and temples: they hardly move with expression.
RIGID = [10, 67, 297, 109, 338, 151, 9, 8, 168, 6, 197, 195, 33, 133, 362, 263, 127, 356, 234, 454, 21, 251, 54, 284]


def head_pose(mesh: Array) -> Pose:
    """Pose of a mesh (468, 3), z smaller when nearer."""
    turned = _from_mean(mesh, slice(None)).params[:3, :3]
    r = turned / np.cbrt(np.linalg.det(turned))
    yaw = np.degrees(np.arctan2(-r[2, 0], np.hypot(r[2, 1], r[2, 2])))
    pitch = np.degrees(np.arctan2(r[2, 1], r[2, 2]))
    roll = np.degrees(np.arctan2(r[1, 0], r[0, 0]))
    return Pose(float(yaw), float(pitch), float(roll))


def aligned_to_mean(mesh: Array) -> NDArray[np.float64]:
    """A mesh (468, 3) in mm of the mean face, with pose and size taken out by the parts that do not move."""
    return np.asarray(_from_mean(mesh, RIGID).inverse(_upright(mesh)))


def _upright(mesh: Array) -> NDArray[np.float64]:
    return np.asarray(mesh * np.array([1.0, 1.0, -1.0]))


def _from_mean(mesh: Array, points: slice | list[int]) -> SimilarityTransform:
    """Best rotation, scale and shift from the mean face to the mesh over ``points`` (Umeyama 1991)."""
    found = SimilarityTransform.from_estimate(mean_face().points[points], _upright(mesh)[points])
    if not isinstance(found, SimilarityTransform):
        raise FaceError("no_face", "No clear face found. Take the photo from the front, with nothing over the face.")
    return found


def nose_nearer(mesh: NDArray[np.floating]) -> float:
    """Ln of how broad the nose is against the face, less the mean face's: a near camera enlarges what is near."""
    broad = []
    for points in (mesh, mean_face().points):
        nose, whole = (points[one, :2] - points[other, :2] for one, other in (NOSE_WINGS, FACE_SIDES))
        broad.append(float(np.log(np.linalg.norm(nose) / np.linalg.norm(whole))))
    return broad[0] - broad[1]
