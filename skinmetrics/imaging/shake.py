"""Whether the camera moved while a photo was taken, from the edges around the eyes and the grain of the skin.

A camera that moves by a millimetre on the face blurs edges that lie across its path by 1/12 mm² and leaves those along
it as they are, so that sharpness alone does not tell; and it draws the skin's grain, which has no direction over a
whole cheek or forehead, out to streaks that pass for lines. Both point the same way, so they are read together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.quantiles import quantile
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.sharpness import EyeEdges
from skinmetrics.imaging.skin import Skin

WHERE = ("forehead", "cheek_left", "cheek_right", "chin")
PIXELS_MIN = 1500  # of a place, whose grain has a direction by chance below that
PLACES_MIN = 3
ORDINARY = 0.9  # share of the pixels that are grain: the rest are lines, moles and hairs

MM2_PER_VARIANCE = 12.0  # a way of even speed: its variance is a twelfth of its length's square
# What still photos of 34 faces read, and the weights that tell those from moved ones best (Fisher 1936), such that a
# path of 1 mm gives 1: across, slanted.
STILL_EDGES, STILL_GRAIN = (-0.0225, 0.002), (0.036, -0.001)
EDGES_WEIGHT, GRAIN_WEIGHT = (2.2, 12.7), (-4.4, -2.1)


@dataclass(frozen=True)
class CameraPath:
    """How far the camera went over the face and which way: the square of the way's length, mm², times the cosine
    (``across``) and the sine (``slanted``) of twice its angle from the horizontal, as blurs add up.
    """

    across: float
    slanted: float

    @property
    def length_mm(self) -> float:
        """How far."""
        return math.sqrt(math.hypot(self.across, self.slanted))

    @property
    def mirrored(self) -> CameraPath:
        """The same path where the photo is mirrored."""
        return CameraPath(self.across, -self.slanted)

    def apart_mm2(self, other: CameraPath) -> float:
        """How differently the camera moved in another photo of the same face."""
        return math.hypot(self.across - other.across, self.slanted - other.slanted)


def path_by_eyes(edges: EyeEdges) -> CameraPath:
    """The camera's path by the edges around the eyes alone, to hold photos of one face against each other.

    Between still ones it differs by 0.28 mm² at most (34 real faces, 12 computer-generated ones turned and lit anew),
    but no eyes have edges alike in every direction: a face has 0.3 mm² of its own (SD).
    """
    return CameraPath(
        *(MM2_PER_VARIANCE * (edge - still) for edge, still in zip(_edges(edges), STILL_EDGES, strict=True))
    )


def camera_path(skin: Skin, px_per_mm: float, edges: EyeEdges) -> CameraPath:
    """The camera's path as one photo alone tells it: from ``edges`` and, where three places or more show enough skin,
    its grain. 0.6 mm at most in 88 still photos of real faces, 0.75 mm where the light rakes computer-generated ones.

    Of the grain the direction and coherence of the structure tensor (Bigün and Granlund 1987), the middle of all
    places: light and folds give single places a direction.
    """
    dx, dy = (np.asarray(cv2.Sobel(skin.light, cv2.CV_32F, *way), np.float32) for way in ((1, 0), (0, 1)))
    places = (region_mask(region, px_per_mm) & skin.mask for region in WHERE)
    found = [_direction(dx[place], dy[place]) for place in places if np.count_nonzero(place) >= PIXELS_MIN]
    grain = np.median(found, axis=0) if len(found) >= PLACES_MIN else np.array(STILL_GRAIN)
    of_edges = np.multiply(EDGES_WEIGHT, np.subtract(_edges(edges), STILL_EDGES))
    of_grain = np.multiply(GRAIN_WEIGHT, np.subtract(grain, STILL_GRAIN))
    across, slanted = of_edges + of_grain
    return CameraPath(float(across), float(slanted))


def _edges(edges: EyeEdges) -> tuple[float, float]:
    return edges.across, edges.slanted


def _direction(dx: NDArray[np.float32], dy: NDArray[np.float32]) -> tuple[float, float]:
    """Which way gradients (n,) point more than others: cosine and sine of twice the angle, times the coherence."""
    energy = dx * dx + dy * dy
    grain = energy < quantile(energy, ORDINARY)
    dx, dy, total = dx[grain], dy[grain], max(float(energy[grain].sum()), 1e-12)
    return float((dx * dx - dy * dy).sum()) / total, 2 * float((dx * dy).sum()) / total
