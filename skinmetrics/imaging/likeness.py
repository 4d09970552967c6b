"""Are two photos of the same person, is one mirrored, and is the expression the same.

Two face maps of one person agree block by block once the shading is out, and two persons' do not: pores, spots and
small lines of forehead and cheeks are as good as a fingerprint. Eyes, nose and mouth are not, as everybody has them in
the same place: blocks that hold most of one are left out. A mirrored selfie agrees with the other's mirror image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.expression import Movement
from skinmetrics.imaging.facemap import STANDARD, Box
from skinmetrics.imaging.skin import Skin

PX_PER_MM = STANDARD.px_per_mm  # maps are compared at the standard resolution
BLOCK_PX, SEARCH_PX = 30, 6  # 12 mm blocks, found again within 2.4 mm
SHADING_MM, SMOOTH_MM = 3.0, 0.3
COMPARED = Box(-56.0, -56.0, 56.0, 104.0)
# Blocks by row and column: of the forehead, and of the cheeks beside the eyes and the nose.
COLUMNS = 8
FOREHEAD_ROWS, CHEEK_ROWS, CHEEK_COLUMNS = range(3), range(4, 8), (0, 1, 6, 7)

# Burnt-out skin is flat, and agrees with anything: kept in steps of 0.004, real skin has an SD of 0.01 and more.
FLAT_LN, BLOCKS_MIN = 0.006, 10

# 34 people: retakes agree by 0.92 and more, the same person smiling by 0.63, strangers by 0.43 at most (1122 pairs);
# a mirrored photo agrees with the mirror image by 0.91 and more, with itself by 0.46 at most.
SAME_MIN, STRANGERS_MAX = 0.58, 0.46
MIRRORED_MIN = 0.085

# Retakes of a still face differ by 1.5 %, 0.6, 0.3 and 0.5 mm at most; a head turned by 2.5° makes the mouth 4 % wider,
# a camera half as near again lifts the brows by 1 mm. Half raised, they lie 1.9 mm higher.
WIDER_PCT_MAX, LIFTED_MM_MAX, OPENED_MM_MAX, BROWS_MM_MAX = 4.8, 0.9, 0.8, 1.7
EYES_PCT_MAX = 12.0  # retakes differ by 6 % at most, a turned head by 4 %; by a third narrower reads 13 to 21 %


SkinPrint = NDArray[np.float32]
"""What tells a person: log luminance without its shading, ln units, where maps are compared, (400, 280)."""


@dataclass(frozen=True)
class Agreement:
    """How alike two photos are, −1 … 1: agreement of one map with the other (``same``) and with its mirror image.

    Both are NaN where too little skin has any relief. Where only one way too little does, that one is −1 if the other
    shows the same person; else both are NaN, since the person may be shown the other way.
    """

    same: float
    mirrored: float

    @property
    def known(self) -> bool:
        """Whether it could be told."""
        return math.isfinite(self.same)

    @property
    def is_mirrored(self) -> bool:
        """The second photo is a mirror image."""
        return self.mirrored - self.same > MIRRORED_MIN

    @property
    def same_person(self) -> bool:
        """Both show one person."""
        return max(self.same, self.mirrored) >= SAME_MIN

    @property
    def in_doubt(self) -> bool:
        """They are not known to show one person, and yet more alike than strangers are."""
        return STRANGERS_MAX < max(self.same, self.mirrored) < SAME_MIN


def same_expression(moved: Movement) -> bool:
    """Mouth, brows and eyes are where they were; another pose may make it seem that they are not (``parts``)."""
    return (
        abs(moved.mouth_wider_pct) <= WIDER_PCT_MAX
        and abs(moved.corners_lifted_mm) <= LIFTED_MM_MAX
        and abs(moved.mouth_opened_mm) <= OPENED_MM_MAX
        and abs(moved.brows_lifted_mm) <= BROWS_MM_MAX
        and abs(moved.eyes_opened_pct) <= EYES_PCT_MAX
    )


def skin_print(skin: Skin) -> SkinPrint:
    """What tells whose skin a map of the standard resolution shows: as good as a fingerprint, to be kept like one."""
    light = skin.light
    fine = cv2.GaussianBlur(light, (0, 0), SMOOTH_MM * PX_PER_MM) - cv2.GaussianBlur(
        light, (0, 0), SHADING_MM * PX_PER_MM
    )
    rows, columns = COMPARED.slices(PX_PER_MM)
    return np.ascontiguousarray(fine[rows, columns], np.float32)


def agreement(one: SkinPrint, other: SkinPrint) -> Agreement:
    """Compare two photos by what tells the person; they may be of different days, lights and poses."""
    ways = _correlation(one, other), _correlation(one, np.ascontiguousarray(other[:, ::-1]))
    if all(map(math.isfinite, ways)):
        return Agreement(*ways)
    told = Agreement(*(way if math.isfinite(way) else -1.0 for way in ways))
    return told if told.same_person else Agreement(math.nan, math.nan)


def _correlation(one: SkinPrint, other: SkinPrint) -> float:
    """Median over blocks of skin of the best normalised correlation within the search distance."""
    best = []
    h, w = one.shape
    first = (w - COLUMNS * BLOCK_PX) // 2  # as many mm of skin on either side
    tops, lefts = range(SEARCH_PX, h - BLOCK_PX - SEARCH_PX + 1, BLOCK_PX), range(first, w - first, BLOCK_PX)
    for row, top in enumerate(tops):
        for column, left in enumerate(lefts):
            if row in FOREHEAD_ROWS or (row in CHEEK_ROWS and column in CHEEK_COLUMNS):
                block = one[top : top + BLOCK_PX, left : left + BLOCK_PX]
                rows, columns = (slice(at - SEARCH_PX, at + BLOCK_PX + SEARCH_PX) for at in (top, left))
                around = other[rows, columns]
                if min(block.std(), around.std()) >= FLAT_LN:
                    best.append(float(cv2.matchTemplate(around, block, cv2.TM_CCOEFF_NORMED).max()))
    return float(np.median(best)) if len(best) >= BLOCKS_MIN else float("nan")
