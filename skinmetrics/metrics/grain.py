"""How grainy a photo shows the skin: what noise adds to it and what a filter, make-up or a phone in little light evens
out.

No change of the skin has to be known for it. The colours of skin stray to both sides, and a blemish to one: how much
is greener than what is around tells how much of what is redder is grain. And skin's relief has contrast on every scale,
of which a phone that smooths takes the finest first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.quantiles import median
from skinmetrics.metrics.lengths import MM2_PER_CM2
from skinmetrics.metrics.skin_map import SKIN_SHARE_MIN, SkinMap

FINEST_MM, FINE_MM = 0.4, 1.0  # sigma: what is finer than the first, and what lies between both
LEAST_COLOUR = 0.5  # mm²/cm², added to each region's area: of what is next to nothing, nobody sees how many times it is
TO_SD = 1.4826  # from the median absolute value, of a normal distribution


@dataclass(frozen=True)
class Grain:
    """Of a photo at the standard resolution: ``colour``, the expected area of what is greener than the skin around,
    mm²/cm², the geometric mean of its regions, so that no single one that is hidden changes it much; ``finest`` and
    ``fine``, the contrast of what is narrower and wider than about 1 mm, robust SD in ln units, the middle region's.
    """

    colour: float
    finest: float
    fine: float

    @property
    def colour_ln(self) -> float:
        """``colour`` in ln units, in which photos are held against each other."""
        return math.log(self.colour)

    @property
    def fine_ln(self) -> float:
        """``fine`` in ln units."""
        return math.log(self.fine)

    @property
    def sharp_ln(self) -> float:
        """How much there is of the finest for what there is of the fine, ln units."""
        return math.log(self.finest / self.fine)


def find_grain(skin_map: SkinMap) -> Grain | None:
    """The grain of a map at the standard resolution; None where no region shows enough skin, or nothing on it."""
    regions = [own for region, own in skin_map.pixels.items() if skin_map.skin_share[region] >= SKIN_SHARE_MIN]
    if not regions:
        return None
    light, px = skin_map.skin.light, skin_map.resolution.px_per_mm
    without_finest = cv2.GaussianBlur(light, (0, 0), FINEST_MM * px)
    bands = light - without_finest, without_finest - cv2.GaussianBlur(light, (0, 0), FINE_MM * px)
    finest, fine = (median(np.array([_spread(band.ravel()[own]) for own in regions])) for band in bands)
    if not (finest > 0 and fine > 0):
        return None
    green = skin_map.spots.green.ravel()
    areas = np.array([MM2_PER_CM2 * float(green[own].mean()) for own in regions])
    return Grain(float(np.exp(np.log(areas + LEAST_COLOUR).mean())), finest, fine)


def _spread(values: NDArray[np.float32]) -> float:
    return TO_SD * median(np.abs(values - median(values)))
