"""How the head is turned: the mean face laid over the mesh.

Angles in degrees. yaw > 0: the face is turned to the person's own left; pitch > 0: the chin is up; roll > 0: the head
leans towards the person's left shoulder (clockwise in the picture).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.landmarks.networks import MODELS, Array

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


def head_pose(mesh: Array) -> Pose:
    """Pose of a mesh (468, 3), z smaller when nearer, by the best rigid fit (Kabsch 1976) of the mean face."""
    target = mesh * np.array([1, 1, -1])
    target = target - target.mean(0)
    source = mean_face().points - mean_face().points.mean(0)
    u, _, vt = np.linalg.svd(target.T @ source)
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    r = u @ flip @ vt
    yaw = np.degrees(np.arctan2(r[0, 2], np.hypot(r[1, 2], r[2, 2])))
    pitch = np.degrees(np.arctan2(-r[1, 2], r[2, 2]))
    roll = np.degrees(np.arctan2(r[1, 0], r[0, 0]))
    return Pose(float(yaw), float(pitch), float(roll))
