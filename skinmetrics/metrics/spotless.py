"""The skin's relief without its coloured spots: what pigment or blood makes dark is no pit and no fold.

A pimple or a freckle is a dark dent to whatever looks at luminance alone. A spot is taken for colour where it is red,
or brown and so much darker in blue light than in red as melanin makes it. A pit or a fold takes all light alike, and
stays; where a file stores colours coarsely it looks a little brown, but by far less than it is dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour import density
from skinmetrics.imaging.facemap import FaceMap
from skinmetrics.imaging.skin import FILL_MM, Skin, filled, wide_blur
from skinmetrics.metrics.spots import Spots

SPOT_MIN = 0.5  # probability from which a pixel lies in a spot
NARROW_MM, WIDE_MM = 0.6, 3.0  # sigma of both ends of the band in which its colour is looked at
YELLOWER = 0.3  # of its darkness, by which a spot has less blue light than red: freckles 0.39 and more, pits below 0.25
RIM_MM = 1.0  # around a spot: its slope

PARAMETERS: Mapping[str, object] = {
    "coloured": (SPOT_MIN, NARROW_MM, WIDE_MM, YELLOWER),
    "filled_mm": (RIM_MM, FILL_MM),
}

Mask = NDArray[np.bool_]


def coloured_spots(face_map: FaceMap, skin: Skin, spots: Spots) -> Mask:
    """Where (h, w) red and brown spots lie on a map's ``skin``, with their rims."""
    px = face_map.px_per_mm
    red, _, blue = cv2.split(density(face_map.linear))
    yellow = filled(np.asarray(blue - red, np.float32), skin.mask, px)
    # What is yellower by more than that share of what it is darker by; light falls as it darkens.
    yellower = yellow + np.float32(YELLOWER) * skin.light
    melanin = cv2.GaussianBlur(yellower, (0, 0), NARROW_MM * px) > wide_blur(yellower, WIDE_MM * px)
    coloured = (spots.red > SPOT_MIN) | ((spots.brown > SPOT_MIN) & melanin)
    side = 2 * round(RIM_MM * px) + 1
    rim = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(coloured.astype(np.uint8), rim) > 0, bool)


def without_spots(skin: Skin, spotted: Mask, px_per_mm: float) -> Skin:
    """The same skin with the light of what is around where it is ``spotted`` (h, w)."""
    if not spotted.any():
        return skin
    around = filled(skin.light, skin.mask & ~spotted, px_per_mm)
    return replace(skin, light=np.where(spotted & skin.mask, around, skin.light))
