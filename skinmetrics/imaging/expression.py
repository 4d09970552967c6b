"""What a face is doing: how open the mouth and the eyes are, how far brows and corners of the mouth are drawn up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.pose import aligned_to_mean, mean_face
from skinmetrics.imaging.regions import LINES_FORM_FIRST, REGIONS

LIPS_INNER = (13, 14)
MOUTH_CORNERS = (61, 291)
BROWS = (105, 66, 63, 334, 296, 293)  # their upper edges
EYE_CORNERS_ALL = (33, 133, 263, 362)

# Between two days a computer-generated face at rest, turned and lit anew within the photo protocol, reads at most: a
# mouth 8.3 % wider, corners 2.4 mm higher, lips 1.6 mm apart, brows 1.9 mm higher, eyes 9.5 % wider. Of 34 real smiles
# the middle one is 12 % wider and 4.5 mm higher. Percent are 100 times the ln of a ratio.
WIDER_PCT, LIFTED_MM, OPENED_MM, BROWS_MM, EYES_PCT = 9.0, 3.0, 2.0, 2.5, 15.0

EYES_SHUT = 0.18  # opening over its width; 0.29 at least in 88 open-eyed faces

MOVED_REGIONS: Mapping[str, frozenset[str]] = {
    "mouth": frozenset(REGIONS) - {"forehead", "glabella"},
    "brows": LINES_FORM_FIRST,
    "eyes": LINES_FORM_FIRST - {"forehead"} | {"cheek_left", "cheek_right"},
}
"""The regions whose skin each part of an expression moves."""


@dataclass(frozen=True)
class Expression:
    """How a face is held, pose taken out: width of the mouth, height of its corners above the mean face's, gap between
    the lips and rise of the brows, mm; opening of the eyes, height over width, 0 where none was found.
    """

    mouth_mm: float
    corners_mm: float
    lips_mm: float
    brows_mm: float
    eyes: float

    @classmethod
    def of(cls, face: Face) -> Expression:
        """That of a photo's face."""
        mesh, opened = aligned_to_mean(face.mesh), eyes_open(face)
        one, other = mesh[list(MOUTH_CORNERS)]
        return cls(
            mouth_mm=float(np.linalg.norm(one - other)),
            corners_mm=float(-(one[1] + other[1]) / 2),
            lips_mm=float(np.linalg.norm(mesh[LIPS_INNER[0]] - mesh[LIPS_INNER[1]])),
            brows_mm=brows_raised_mm(face),
            eyes=opened if np.isfinite(opened) else 0.0,
        )

    def since(self, before: Expression) -> Movement:
        """What has moved since another photo."""
        seen = self.eyes > 0 and before.eyes > 0
        return Movement(
            mouth_wider_pct=100 * math.log(self.mouth_mm / before.mouth_mm),
            corners_lifted_mm=self.corners_mm - before.corners_mm,
            mouth_opened_mm=self.lips_mm - before.lips_mm,
            brows_lifted_mm=self.brows_mm - before.brows_mm,
            eyes_opened_pct=100 * math.log(self.eyes / before.eyes) if seen else 0.0,
        )


@dataclass(frozen=True)
class Movement:
    """Of a second photo against the first: width of the mouth and opening of the eyes, 100 times the ln of the ratio,
    so that the way back is as far; lift of the mouth's corners, opening of the lips and lift of the brows, mm.
    """

    mouth_wider_pct: float
    corners_lifted_mm: float
    mouth_opened_mm: float
    brows_lifted_mm: float
    eyes_opened_pct: float

    @property
    def times(self) -> Mapping[str, float]:
        """How far mouth, brows and eyes moved, as multiples of what another pose may make it seem."""
        wider, lifted = abs(self.mouth_wider_pct) / WIDER_PCT, abs(self.corners_lifted_mm) / LIFTED_MM
        return {
            "mouth": max(wider, lifted, abs(self.mouth_opened_mm) / OPENED_MM),
            "brows": abs(self.brows_lifted_mm) / BROWS_MM,
            "eyes": abs(self.eyes_opened_pct) / EYES_PCT,
        }

    @property
    def parts(self) -> frozenset[str]:
        """What moved farther than another pose makes it seem: mouth, brows, eyes."""
        return frozenset(part for part, times in self.times.items() if times > 1)

    @property
    def regions(self) -> frozenset[str]:
        """The regions whose skin that moves."""
        return frozenset().union(*(MOVED_REGIONS[part] for part in self.parts))


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
