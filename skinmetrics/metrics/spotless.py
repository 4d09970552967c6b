"""The skin's relief without its coloured spots: what pigment or blood makes dark is no pit and no fold.

A pimple or a freckle is a dark dent to whatever looks at luminance alone. A spot is taken for colour where it is red,
or brown and so much darker in blue light than in red as melanin makes it. What takes all light alike stays; where a
file stores colours coarsely it looks a little brown, but by far less than it is dark. Skin that scatters red light
farther than blue makes folds and pits as brown as freckles: where folds are looked for, what is brown in long and
narrow parts stays too (folds.py). A pit is as round as a freckle, and goes.
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
YELLOWER = 0.3  # of its darkness, by which a spot has less blue light than red: freckles 0.39, grey pits 0.25 at most
RIM_MM = 1.0  # around a spot: its slope

PARAMETERS: Mapping[str, object] = {
    "coloured": (SPOT_MIN, NARROW_MM, WIDE_MM, YELLOWER),
    "filled_mm": (RIM_MM, FILL_MM),
}

Mask = NDArray[np.bool_]


def red_spots(spots: Spots) -> Mask:
    """Where (h, w) skin is red."""
    return np.asarray(spots.red > SPOT_MIN, bool)


def brown_parts(face_map: FaceMap, skin: Skin, spots: Spots) -> Mask:
    """Where (h, w) a map's ``skin`` is brown, in spots or in folds, and not red."""
    px = face_map.px_per_mm
    red, _, blue = cv2.split(density(face_map.linear))
    yellow = filled(np.asarray(blue - red, np.float32), skin.mask, px)
    # What is yellower by more than that share of what it is darker by; light falls as it darkens.
    yellower = yellow + np.float32(YELLOWER) * skin.light
    melanin = cv2.GaussianBlur(yellower, (0, 0), NARROW_MM * px) > wide_blur(yellower, WIDE_MM * px)
    return np.asarray((spots.brown > SPOT_MIN) & melanin & ~red_spots(spots), bool)


def with_rim(spotted: Mask, px_per_mm: float) -> Mask:
    """The spots (h, w) with the slopes about them."""
    side = 2 * round(RIM_MM * px_per_mm) + 1
    rim = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(spotted.astype(np.uint8), rim) > 0, bool)


def without_spots(skin: Skin, spotted: Mask, px_per_mm: float) -> Skin:
    """The same skin with the light of what is around where it is ``spotted`` (h, w)."""
    if not spotted.any():
        return skin
    around = filled(skin.light, skin.mask & ~spotted, px_per_mm)
    return replace(skin, light=np.where(spotted & skin.mask, around, skin.light))
