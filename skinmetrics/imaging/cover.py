"""What lies over the skin of a face: glasses, a mask, a hand, a phone, anything without skin's colour.

Skin is redder than grey, whatever its tone. Glasses are known by their lower rims: below both eyes, where skin only
changes slowly, something crosses from the nose to the temple. So does the upper edge of a face mask, but below that the
forehead's colour does not come back. A hand has skin's colour, but an edge where it ends: on cheeks and jaws, where the
face has none, or all around a piece of the map that is cut off from the face by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import DARK, Box, FaceMap, luminance
from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, other_side, region_mask, region_window

Mask = NDArray[np.bool_]

SMOOTH_MM = 0.5  # sigma
COLOURLESS_LN = 0.42  # ln R − ln G below the face's own: half of what tells pale skin from grey is noise and shine
GREY_LN, PALER_LN = 0.08, 0.25  # grey things have up to GREY_LN of it; skin is never held against its own more closely
STEEP, CUT = 0.20, 0.22  # ln units per mm: an edge that can be followed, and one that cuts a piece off
RIM_MM = 0.6

# Glasses. Of the columns below each eye, how many an edge across must meet: 1 with any frame, at most 0.6 on 88 faces.
BELOW_EYE = Box(20.0, 15.0, 46.0, 32.0)  # of the left one
CROSSED_MIN = 0.8
BROW_MM, TEMPLE_MM, UNDER_RIM_MM = -27.0, 64.0, 2.0  # what frame and lenses take: from the brows to below the rim

# A mask. By how much the skin below such an edge may be less red than the forehead's, and of another colour at all, ln
# units: 0.11 and 0.18 at most on 88 faces, whose cheeks as a rule are redder.
LESS_RED_LN, OTHER_COLOUR_LN = 0.15, 0.25
BELOW_RIM = ("cheek_left", "cheek_right", "nasolabial_left", "nasolabial_right")
COLOUR_MIN_MM2 = 100.0  # of skin that a colour is told by
BEHIND_MASK = frozenset(REGIONS) - {"forehead"}  # around the eyes there may be glasses above it

# Edges across cheeks and jaws, mm of them inside the region; beside them shorter ones belong to the same thing.
ACROSS_MM = {"cheek_left": 10.0, "cheek_right": 10.0, "jaw_left": 10.0, "jaw_right": 10.0}
BESIDE_NOSE_MM = 30.0  # from the midline: nearer to it the wing of a nose has edges of its own
ALSO_MM = 5.0
PLAIN = (*ACROSS_MM, "chin")
PIECE_MM2 = 25.0  # smaller pieces are moles, nostrils and shine
GAP_MM = 1.0  # of an edge that is bridged
WIDER_MM = 0.6  # than that, so that what is grown back meets the edge


@dataclass(frozen=True)
class Cover:
    """``mask`` (h, w) bool: pixels that are not bare skin; ``glasses`` whether they are worn; ``crossed`` regions that
    something lies across; ``hair``: whether single hairs, which are looked for later, are in the mask.
    """

    mask: Mask
    glasses: bool
    crossed: frozenset[str]
    hair: bool = False

    @property
    def mirrored(self) -> Cover:
        """The same, had the photo been mirrored."""
        return replace(
            self, mask=np.ascontiguousarray(self.mask[:, ::-1]), crossed=frozenset(map(other_side, self.crossed))
        )

    def share(self, region: str, px_per_mm: float) -> float:
        """The covered share of a region, 0 … 1; ``px_per_mm`` of the map that was looked at."""
        return float(self.mask[region_mask(region, px_per_mm)].mean())


def find_cover(face_map: FaceMap, skin: Mask, face: Mask, *, fringe: bool = False) -> Cover:
    """What covers a face map. ``skin`` (h, w): not too dark, not burnt out; ``face``: where the face surely is;
    ``fringe``: whether hair lies over the forehead.
    """
    px = face_map.px_per_mm
    smooth = np.asarray(cv2.GaussianBlur(face_map.linear, (0, 0), SMOOTH_MM * px), np.float32) + np.float32(DARK)
    hidden = frozenset({"forehead"} if fringe else ())
    red, green, _ = cv2.split(smooth)
    redness = np.asarray(np.log(red / green), np.float32)
    seen = redness[face & skin]
    mask = redness < _colourless_below(float(np.median(seen)) if seen.size else 0.0)
    light = np.log(luminance(smooth))
    across = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=px / 8)
    down = cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=px / 8)
    steep = np.asarray(cv2.magnitude(across, down), np.float32)
    redder = cv2.Sobel(redness, cv2.CV_32F, 0, 1, scale=px / 8)
    rim = _lower_rim(cv2.max(np.abs(down), np.abs(redder)) > STEEP, face_map.visible, px)
    even = (steep < CUT) & skin
    if rim is not None and _other_colour_below(
        rim, smooth, skin, _bare_above(skin, face_map.visible, px, fringe=fringe), px
    ):
        mask[_between(BROW_MM, BOTTOM_MM, px)] = True
        return Cover(mask, glasses=False, crossed=BEHIND_MASK | hidden)
    if rim is not None:
        lenses = _between(BROW_MM, rim + UNDER_RIM_MM, px)
        mask[lenses] = even[lenses] = True  # a frame does not part the forehead from the face
    inner = cv2.erode(skin.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    crossed = _crossed((steep > STEEP) & inner & ~mask, px)
    mask |= _cut_off(even, face, px)
    return Cover(cv2.dilate(mask.astype(np.uint8), _disc(RIM_MM, px)) > 0, rim is not None, crossed | hidden)


def _colourless_below(own: float) -> float:
    """How red, ln R − ln G, a pixel has to be to pass for skin on a face that is as red as ``own``: redder than grey,
    also where the face is so pale that grey is hardly less red than it.
    """
    return max(own - COLOURLESS_LN, min(GREY_LN, own - PALER_LN))


def _lower_rim(steep: Mask, visible: Mask, px: float) -> float | None:
    """How far below the pupils a pair of glasses ends, mm; None where there is none."""
    lowest = []
    for box in (BELOW_EYE, Box(-BELOW_EYE.right, BELOW_EYE.top, -BELOW_EYE.left, BELOW_EYE.bottom)):
        part = (steep & visible)[box.slices(px)]
        met = part.any(0)
        if met.mean() < CROSSED_MIN:
            return None
        last = part.shape[0] - part[::-1].argmax(0)[met]
        lowest.append(box.top + float(np.quantile(last, 0.9)) / px)
    return max(lowest)


def _bare_above(skin: Mask, visible: Mask, px: float, *, fringe: bool) -> Mask:
    """Where above the eyes bare skin is: on the forehead, between the brows where hair or shade is there."""
    forehead = region_mask("forehead", px) & skin
    if not fringe and forehead.sum() >= COLOUR_MIN_MM2 * px * px:
        return forehead
    return np.asarray(region_mask("glabella", px) & visible, bool)


def _other_colour_below(rim_mm: float, smooth: NDArray[np.float32], skin: Mask, above: Mask, px: float) -> bool:
    """Whether what lies below a rim has another colour than what is ``above``; False where that cannot be told."""
    below = np.logical_or.reduce([region_mask(region, px) for region in BELOW_RIM]) & skin
    below[: _between(TOP_MM, rim_mm + UNDER_RIM_MM, px)[0].stop] = False
    if min(below.sum(), above.sum()) < COLOUR_MIN_MM2 * px * px:
        return False
    (red, green, blue), other = (np.median(np.log(smooth[place]), axis=0) for place in (above, below))
    less_red, less_yellow = red - green - other[0] + other[1], green - blue - other[1] + other[2]
    return bool(less_red > LESS_RED_LN or np.hypot(less_red, less_yellow) > OTHER_COLOUR_LN)


def _between(top_mm: float, bottom_mm: float, px: float) -> tuple[slice, slice]:
    return Box(-TEMPLE_MM, top_mm, TEMPLE_MM, round(bottom_mm * px) / px).slices(px)


def _crossed(edges: Mask, px: float) -> frozenset[str]:
    """Regions that a long edge runs through, the other regions that it touches, and the plain ones beside them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(edges.astype(np.uint8), connectivity=8)
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= min(ACROSS_MM.values()) * px
    long[0] = False
    edge = np.zeros(len(long), bool)
    for region, enough in ACROSS_MM.items():
        edge[[one for one, length in _lengths(labels, long, region, px).items() if length >= enough]] = True
    if not edge.any():
        return frozenset()
    crossed = {region for region in REGIONS if max(_lengths(labels, edge, region, px).values(), default=0) >= ALSO_MM}
    crossed |= {region for region in PLAIN if max(_lengths(labels, long, region, px).values(), default=0) >= ALSO_MM}
    return frozenset(
        crossed | {f"crows_feet_{side}" for side in ("left", "right") if f"infraorbital_{side}" in crossed}
    )


def _lengths(labels: NDArray[Any], which: Mask, region: str, px: float) -> dict[int, float]:
    """How far, in mm, each of the edges ``which`` reaches inside a region."""
    window = region_window(region, px)
    rows, columns = np.nonzero(_without_nose(region, px)[window] & which[labels[window]])
    edge = labels[window][rows, columns]
    return {
        int(one): float(np.hypot(np.ptp(rows[edge == one]), np.ptp(columns[edge == one]))) / px
        for one in np.unique(edge)
    }


@cache
def _without_nose(region: str, px: float) -> Mask:
    mask = region_mask(region, px)
    if not region.startswith("cheek"):
        return mask
    x_mm = (np.arange(mask.shape[1]) + 0.5) / px + LEFT_MM
    return np.asarray(mask & (np.abs(x_mm) >= BESIDE_NOSE_MM), bool)


def _cut_off(even: Mask, face: Mask, px: float) -> Mask:
    """Pieces without edges in them that edges part from the face."""
    disc = _disc(GAP_MM, px)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.erode(even.astype(np.uint8), disc), connectivity=4)
    own = np.bincount(labels[face], minlength=count)
    own[0] = 0
    pieces = stats[:, cv2.CC_STAT_AREA] >= PIECE_MM2 * px * px
    pieces[[0, int(own.argmax())]] = False
    if not own.any() or not pieces.any():
        return np.zeros(even.shape, bool)
    wider = _disc(GAP_MM + WIDER_MM, px)
    main = cv2.dilate((labels == own.argmax()).astype(np.uint8), wider) > 0
    return np.asarray((cv2.dilate(pieces[labels].astype(np.uint8), wider) > 0) & ~main, bool)


@cache
def _disc(radius_mm: float, px: float) -> NDArray[np.uint8]:
    side = 2 * round(radius_mm * px) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
