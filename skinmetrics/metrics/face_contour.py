"""Contour of the lower face: how low its soft parts hang below the line through the pupils."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.landmarks.mesh import MOUTH_CORNER
from skinmetrics.imaging.landmarks.pose import PUPIL_DISTANCE_MM, aligned_to_mean
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs

# Mesh points of the jaw's outline between the angle and the chin, where jowls form, and of the brow's upper edge.
JOWL = {"left": (397, 365, 379), "right": (172, 136, 150)}
BROW = {"left": (334, 296, 293), "right": (105, 66, 63)}
PUPIL = {"left": (362, 263), "right": (133, 33)}  # the eye's corners: the pupil lies between them


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Mean height (mm) of mouth corner, jowl and brow below the pupil line on one side; the brow's is negative.

    Pose is taken out by the parts of the face that do not move, and the pupils are 63 mm apart. Where soft tissue lies
    is a proxy of how elastic it is, and no more: weight and expression move it too.
    """
    if skin_map.face is None:
        return Declined("There is no photo to read the face's contour from.")
    side: Literal["left", "right"] = "left" if region.endswith("left") else "right"
    mesh = aligned_to_mean(skin_map.face.mesh)
    left, right = (mesh[list(PUPIL[one])].mean(0) for one in ("left", "right"))
    scale = PUPIL_DISTANCE_MM / float(np.linalg.norm(left - right))
    eyes = float((left + right)[1] / 2)
    points = (_height(mesh, (MOUTH_CORNER[side],)), _height(mesh, JOWL[side]), _height(mesh, BROW[side]))
    return scale * (float(np.mean(points)) - eyes)


def _height(mesh: NDArray[np.float64], points: tuple[int, ...]) -> float:
    return float(mesh[list(points), 1].mean())


METRIC = Metric(
    id="lower_face_contour",
    version=4,
    unit="mm",
    better="lower",
    claim="elasticity (a proxy)",
    source="positions of mesh points against the pupil line",
    regions=("jaw_left", "jaw_right"),
    parameters={"jowl": JOWL, "brow": BROW, "pupil": PUPIL, "mouth": MOUTH_CORNER},
    measure=measure,
    needs=Needs(resolution="standard", skin=False),
)
