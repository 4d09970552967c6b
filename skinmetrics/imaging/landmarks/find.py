"""From a picture to the one face in it: mesh, eyes, pose and scale, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.halves import Halves
from skinmetrics.imaging.landmarks.detect import clearly_largest, detect_faces
from skinmetrics.imaging.landmarks.errors import CUT_OFF, FaceError
from skinmetrics.imaging.landmarks.eyes import Eye, find_eyes
from skinmetrics.imaging.landmarks.mesh import MOUTH_CORNER, Mesh, fit_mesh
from skinmetrics.imaging.landmarks.networks import Array
from skinmetrics.imaging.landmarks.pose import PUPIL_DISTANCE_MM, head_pose

IRIS_DIAMETER_MM = 11.7  # horizontal visible iris diameter of adults, SD 0.5
MESH_SCORE_MIN = 0.5
CUT_OFF_MAX = 0.06  # share of mesh points that may lie outside the picture (the chin's rim, an ear)
PX_PER_MM_MIN = 1.0  # below that the eyes themselves cannot be placed

Point = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """One face in px of the upright full-size photo.

    ``mesh`` is (468, 3) with z in the same unit, smaller when nearer; ``eyes`` by the person's own side; ``named``
    the points of the command line's contract; ``confidence`` 0 … 1; ``mm_per_px`` from the iris; ``outside`` the
    picture lies this share of the mesh, 0 … 1.
    """

    mesh: Array
    eyes: Mapping[str, Eye]
    confidence: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    mm_per_px: float
    named: Mapping[str, Point]
    outside: float = 0.0

    @property
    def points(self) -> Array:
        """Mesh points (468, 2), px."""
        return self.mesh[:, :2]

    @property
    def px_per_mm(self) -> float:
        """Full-size px per mm of the face map, whose millimetre takes the pupils as 63 mm apart."""
        right, left = (np.array(self.eyes[side].pupil) for side in ("right", "left"))
        return float(np.hypot(*(left - right)) / PUPIL_DISTANCE_MM / max(np.cos(np.radians(self.yaw_deg)), 0.5))


def find_face(image: NDArray[np.uint8] | Halves, shrink: float = 1.0) -> Face:
    """The clearly largest face of ``image`` ((h, w, 3) uint8 RGB, ``shrink`` full-size px per px), else FaceError."""
    picture = image if isinstance(image, Halves) else Halves(image)
    found = detect_faces(picture)
    if not found:
        raise FaceError(
            "no_face", "No face found. Take the photo from the front, in even light, with the whole face in view."
        )
    if not clearly_largest(found):
        raise FaceError("many_faces", "Several faces found. Take or crop the photo so that only one person is in it.")
    mesh = fit_mesh(picture, found[0])
    if mesh.score < MESH_SCORE_MIN:
        raise FaceError(
            "no_face", "No clear face found. Take the photo from the front, with nothing covering the face."
        )
    height, width = picture.pixels.shape[:2]
    outside = share_outside(mesh.points, slice(0, height), slice(0, width))
    if outside > CUT_OFF_MAX:
        raise FaceError("face_cut_off", CUT_OFF)
    face = replace(_face(picture, mesh, min(found[0].score, mesh.score), shrink), outside=outside)
    if face.px_per_mm < PX_PER_MM_MIN:
        raise FaceError(
            "face_too_small", "The face is too small in this picture. Come closer, or use the photo in its full size."
        )
    return face


def share_outside(points: Array, rows: slice, columns: slice) -> float:
    """The share of points (n, 2 or 3), px, outside of these rows and columns, 0 … 1."""
    x, y = points[:, 0], points[:, 1]
    away = (x < columns.start) | (y < rows.start) | (x > columns.stop - 1) | (y > rows.stop - 1)
    return float(away.mean())


def _face(picture: Halves, mesh: Mesh, confidence: float, shrink: float) -> Face:
    eyes = {side: _enlarged(eye, shrink) for side, eye in find_eyes(picture, mesh).items()}
    full = mesh.points * np.float32(shrink)
    full[:, :2] += np.float32((shrink - 1) / 2)
    pose = head_pose(full)
    named: dict[str, Point] = {}
    for side in ("left", "right"):
        named[f"pupil_{side}"] = eyes[side].pupil
        named[f"outer_canthus_{side}"] = _point(eyes[side].opening[0])
        named[f"mouth_corner_{side}"] = _point(full[MOUTH_CORNER[side]])
    iris = float(np.mean([eye.iris_diameter for eye in eyes.values()]))
    return Face(full, eyes, confidence, pose.yaw_deg, pose.pitch_deg, pose.roll_deg, IRIS_DIAMETER_MM / iris, named)


def _enlarged(eye: Eye, shrink: float) -> Eye:
    shift = (shrink - 1) / 2  # pixel centres
    pupil = (eye.pupil[0] * shrink + shift, eye.pupil[1] * shrink + shift)
    return Eye(pupil, eye.iris_diameter * shrink, eye.opening * np.float32(shrink) + np.float32(shift))


def _point(xy: Array) -> Point:
    return float(xy[0]), float(xy[1])
