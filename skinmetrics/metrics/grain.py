"""How grainy a photo shows the skin: what noise adds to it and what a filter, make-up or a phone in little light evens
out.

Noise of colours strays to both sides, and few things on skin have less melanin than all that is around them, blood
being told apart: how much seems to tells of noise, and of what wiped it out. And relief has contrast on every scale,
of which no skin loses so much as smoothing takes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.quantiles import MAD_TO_SD, median
from skinmetrics.metrics.lengths import MM2_PER_CM2
from skinmetrics.metrics.skin_map import SKIN_SHARE_MIN, SkinMap

FINEST_MM, FINE_MM = 0.4, 1.0  # sigma: what is finer than the first, and what lies between both
LEAST_COLOUR = 0.5  # mm²/cm², added to each region's area, so that next to nothing is as good as nothing


@dataclass(frozen=True)
class Grain:
    """A photo at the standard resolution, in ln units: ``colour``, of the expected area of what has less melanin than
    the skin around, mm²/cm², the mean over regions; ``relief``, of the contrast (robust SD) of what is finer than
    0.4 mm of sigma and of what is between that and 1 mm, which count alike, each the middle region's.
    """

    colour: float
    relief: float


def find_grain(skin_map: SkinMap) -> Grain | None:
    """The grain of a map at the standard resolution; None where no region shows enough skin, or nothing on it."""
    regions = [own for region, own in skin_map.pixels.items() if skin_map.skin_share[region] >= SKIN_SHARE_MIN]
    if not regions:
        return None
    light, px = skin_map.skin.light, skin_map.resolution.px_per_mm
    without_finest = cv2.GaussianBlur(light, (0, 0), FINEST_MM * px)
    bands = light - without_finest, without_finest - cv2.GaussianBlur(light, (0, 0), FINE_MM * px)
    finest, fine = (median(np.array([_spread(band.ravel()[own]) for own in regions])) for band in bands)
    if not finest * fine > 0:
        return None
    pale = skin_map.spots.pale.ravel()
    areas = np.array([MM2_PER_CM2 * float(pale[own].mean()) for own in regions])
    return Grain(float(np.log(areas + LEAST_COLOUR).mean()), math.log(finest * fine) / 2)


def _spread(values: NDArray[np.float32]) -> float:
    return MAD_TO_SD * median(np.abs(values - median(values)))
