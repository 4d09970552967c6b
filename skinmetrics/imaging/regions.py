"""The fifteen regions of the face map, as outlines in mm, from anatomy.

Coordinates as in frame.py: origin between the pupils, x to the person's left, y down. Landmarks there (means of 54
faces): pupils (±31.3, −0.4), outer canthi (±43.5, 1.3), upper edge of the brows y −23.5 over the pupils and −18.6 at
their inner end, wings of the nose (±17.6, 42), corners of the mouth (±24.6, 70), chin (0, 116), hairline y −72 to −77.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM

Outline = tuple[tuple[float, float], ...]

_MIDLINE: Mapping[str, Outline] = {
    # from 5 mm above the brows to the hairline (what is hair there, the skin mask takes away)
    "forehead": ((-50, -31), (-42, -29.5), (-30, -29), (-20, -26), (-12, -24), (12, -24), (20, -26), (30, -29),
                 (42, -29.5), (50, -31), (50, -50), (42, -63), (30, -71), (15, -75), (-15, -75), (-30, -71), (-42, -63),
                 (-50, -50)),
    "glabella": ((-11, -24), (11, -24), (9, -8), (-9, -8)),
    "nose": ((-7, -6), (7, -6), (9, 12), (13, 26), (15, 36), (9, 39), (-9, 39), (-15, 36), (-13, 26), (-9, 12)),
    "upper_lip": ((-9, 47), (9, 47), (19, 52), (22, 62), (12, 61.5), (-12, 61.5), (-22, 62), (-19, 52)),
    "chin": ((-19, 89), (19, 89), (21, 100), (14, 109), (-14, 109), (-21, 100)),
}  # fmt: skip
_LEFT: Mapping[str, Outline] = {
    # 3 to 18 mm lateral of the outer canthus, 9 mm above to 11 mm below it
    "crows_feet": ((46.5, -7.7), (61.5, -7.7), (61.5, 12.3), (46.5, 12.3)),
    # from the lash line's shadow to 24 mm below the pupil
    "infraorbital": ((18, 12.5), (24, 12), (38, 12), (45, 11), (46, 13), (45, 23.6), (20, 23.6), (17, 16)),
    # from there to 8 mm below the level of the wing of the nose, out to the zygoma
    "cheek": ((22, 24), (48, 24), (56, 22), (58, 30), (56, 40), (50, 50), (30, 50), (24, 44), (22, 36)),
    "nasolabial": ((22, 45), (29, 51), (40, 51), (39, 62), (36, 74), (30, 74), (29, 66), (24, 56), (20, 50)),
    "jaw": ((32, 78), (42, 70), (50, 62), (56, 58), (57, 68), (50, 84), (40, 97), (29, 103), (25, 94)),
}  # fmt: skip
PAIRED = tuple(_LEFT)
REGIONS: tuple[str, ...] = (
    "forehead", "glabella", "crows_feet_left", "crows_feet_right", "infraorbital_left", "infraorbital_right",
    "cheek_left", "cheek_right", "nose", "nasolabial_left", "nasolabial_right", "upper_lip", "chin",
    "jaw_left", "jaw_right",
)  # fmt: skip
LINES_FORM_FIRST = frozenset(
    {"forehead", "glabella", "crows_feet_left", "crows_feet_right", "infraorbital_left", "infraorbital_right"}
)


def outline(region: str) -> Outline:
    """The region's outline in mm of the face map."""
    if region in _MIDLINE:
        return _MIDLINE[region]
    name, _, side = region.rpartition("_")
    points = _LEFT[name]
    return points if side == "left" else tuple((-x, y) for x, y in points)


@cache
def region_mask(region: str, px_per_mm: float) -> NDArray[np.bool_]:
    """Where the region lies on a face map of ``px_per_mm``: (h, w) bool, read only."""
    return polygon_mask(outline(region), px_per_mm)


def other_side(region: str) -> str:
    """The region that lies there on a mirrored photo: itself, where it lies in the middle."""
    name, _, side = region.rpartition("_")
    if name not in PAIRED:
        return region
    return f"{name}_{'left' if side == 'right' else 'right'}"


@cache
def region_window(region: str, px_per_mm: float, margin_px: int = 0) -> tuple[slice, slice]:
    """Rows and columns of a face map that the region lies in, with ``margin_px`` around it."""
    rows, columns = np.nonzero(region_mask(region, px_per_mm))
    return (
        slice(max(int(rows.min()) - margin_px, 0), int(rows.max()) + margin_px + 1),
        slice(max(int(columns.min()) - margin_px, 0), int(columns.max()) + margin_px + 1),
    )


@cache
def all_regions(px_per_mm: float) -> NDArray[np.bool_]:
    """Where any region lies: (h, w) bool, read only."""
    mask: NDArray[np.bool_] = np.logical_or.reduce([region_mask(region, px_per_mm) for region in REGIONS])
    mask.flags.writeable = False
    return mask


@cache
def region_pixels(region: str, px_per_mm: float) -> int:
    """How many px of a face map the region has."""
    return int(region_mask(region, px_per_mm).sum())


def polygon_mask(points: Outline, px_per_mm: float) -> NDArray[np.bool_]:
    """A polygon in mm as a mask on a face map of ``px_per_mm``."""
    size = (map_side(TOP_MM, BOTTOM_MM, px_per_mm), map_side(LEFT_MM, RIGHT_MM, px_per_mm))
    canvas = np.zeros(size, np.uint8)
    corners = (np.array(points) - [LEFT_MM, TOP_MM]) * px_per_mm - 0.5
    cv2.fillPoly(canvas, [np.round(corners * 16).astype(np.int32)], 1, shift=4)
    mask: NDArray[np.bool_] = canvas.astype(bool)
    mask.flags.writeable = False
    return mask


def map_side(low_mm: float, high_mm: float, px_per_mm: float) -> int:
    """Pixels along one side of the face map."""
    return round((high_mm - low_mm) * px_per_mm)
