"""What a face is doing: how open the mouth and the eyes are, how far brows and corners of the mouth are drawn up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.pose import aligned_to_mean, mean_face

LIPS_INNER = (13, 14)
MOUTH_CORNERS = (61, 291)
BROWS = (105, 66, 63, 334, 296, 293)  # their upper edges
EYE_CORNERS_ALL = (33, 133, 263, 362)


def mouth_gap(face: Face) -> float:
    """Gap between the lips over the width of the mouth."""
    lips, corners = face.points[list(LIPS_INNER)], face.points[list(MOUTH_CORNERS)]
    return float(np.linalg.norm(lips[0] - lips[1]) / np.linalg.norm(corners[0] - corners[1]))


def smile_mm(face: Face) -> float:
    """How far the corners of the mouth are drawn out and up from the mean face's, mm; pose taken out."""
    mesh, mean = aligned_to_mean(face.mesh), mean_face().points
    corners, at_rest = mesh[list(MOUTH_CORNERS)], mean[list(MOUTH_CORNERS)]
    wider = np.linalg.norm(corners[0] - corners[1]) - np.linalg.norm(at_rest[0] - at_rest[1])
    return float(wider / 2 + at_rest[:, 1].mean() - corners[:, 1].mean())


def brows_raised_mm(face: Face) -> float:
    """How much higher the brows lie above the eyes than in the mean face, mm; pose taken out."""
    above = [
        float(points[list(EYE_CORNERS_ALL), 1].mean() - points[list(BROWS), 1].mean())
        for points in (aligned_to_mean(face.mesh), mean_face().points)
    ]
    return above[0] - above[1]


def eyes_open(face: Face) -> float:
    """Opening of the wider eye, height over width; NaN where no eye was found."""
    return max((_opening(eye.opening) for eye in face.eyes.values()), default=float("nan"))


def _opening(outline: NDArray[np.float32]) -> float:
    """Height over width of an eye's opening: outline points 0 … 8 run along the lower lid, 9 … 15 along the upper."""
    width = max(float(np.linalg.norm(outline[0] - outline[8])), 1e-6)
    return float(np.linalg.norm(outline[4] - outline[12])) / width
