"""How differently two photos of one face were taken: what a score may have moved by without the skin having changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import cv2
import numpy as np

from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.regions import all_regions
from skinmetrics.imaging.skin import Skin

STEP_PX = 6  # the light is looked at on cells of this side, 2.4 mm at the standard resolution
PX_PER_MM = 2.5
OVER_MM = 70.0  # about half the face's width
CELLS_MIN = 60
CLIP_SD = 2.5


@dataclass(frozen=True)
class Difference:
    """The second photo against the first.

    ``light``: how differently the light falls off over the face, ln units per 70 mm in the steepest direction;
    ``turn``: angle between the two ways that the head is turned, degrees; ``sharpness``: difference of the blur's
    variance, mm²; ``distance``: difference in size, ln units. All 0 and up.
    """

    light: float
    turn: float
    sharpness: float
    distance: float

    def as_mapping(self) -> Mapping[str, float]:
        """The differences by their names."""
        return asdict(self)


@dataclass(frozen=True)
class Taking:
    """How one photo was taken: its face, its skin at the standard resolution, its edge variance in mm²."""

    face: Face
    skin: Skin
    edge_variance: float


def difference(first: Taking, second: Taking) -> Difference:
    """How differently two photos were taken."""
    yaw, pitch = (getattr(second.face, name) - getattr(first.face, name) for name in ("yaw_deg", "pitch_deg"))
    return Difference(
        light=_light(first.skin, second.skin),
        turn=float(np.hypot(yaw, pitch)),
        sharpness=abs(second.edge_variance - first.edge_variance),
        distance=abs(float(np.log(second.face.px_per_mm / first.face.px_per_mm))),
    )


def _light(first: Skin, second: Skin) -> float:
    """Slope of the plane through the difference of ln luminance, by two rounds of clipped least squares."""
    shared = (first.mask & second.mask & all_regions(PX_PER_MM)).astype(np.float32)
    h, w = shared.shape
    size = (w // STEP_PX, h // STEP_PX)
    share = cv2.resize(shared, size, interpolation=cv2.INTER_AREA)
    total = cv2.resize((second.light - first.light) * shared, size, interpolation=cv2.INTER_AREA)
    rows, columns = np.nonzero(share > 0.5)
    if len(rows) < CELLS_MIN:
        return 0.0
    values = (total[rows, columns] / share[rows, columns]).astype(np.float64)
    reach = OVER_MM * PX_PER_MM / STEP_PX
    design = np.stack([np.ones(len(rows)), columns / reach, rows / reach], 1)
    target = values
    for _ in range(2):
        plane = np.linalg.lstsq(design, target, rcond=None)[0]
        residual = values - design @ plane
        spread = CLIP_SD * 1.4826 * float(np.median(np.abs(residual)))
        target = design @ plane + np.clip(residual, -spread, spread)
    return float(np.hypot(plane[1], plane[2]))
