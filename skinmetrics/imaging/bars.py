"""Bars that an app lays beside a photo to fill a frame: of one colour, or a blurred copy of the photo.

They are no part of the picture. A bar is smooth over the whole side of the photo and ends in a straight seam. A plain
wall is as smooth, but ends where a head begins; nothing smooth over the photo's whole side crosses a face in focus.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STRIP_PX = 16  # rows that are looked at together; JPEG spreads a seam over as many
SPARSE = 4  # of them one is enough
APART_PX = 4  # of the pixels whose middle a pixel between them is held against
SMOOTH = 0.8  # grey levels between the two, in the mean: rounding gives 0.4
SEAM_LEVELS, SEAM_PX = 8, 2  # a step this high, from so many rows before to as many after
SEAM_SHARE = 0.25  # of the columns: a wall behind the head may have the colour of the bar
BEFORE_SHARE = 0.02  # of them that have a step farther before the seam: where a head begins, more and more have
STRAIGHT = 0.4  # of the seam's, what just before it may have one
LEFT_MIN = 0.25  # of the photo's side: where less would remain, these are no bars

Pixels = NDArray[np.uint8]


def picture_inside(pixels: Pixels) -> tuple[slice, slice]:
    """Rows and columns of a photo (h, w, 3) that lie between bars: all of them, where it has none."""
    rows = _between(pixels)
    return rows, _between(pixels[rows].transpose(1, 0, 2))


def _between(pixels: Pixels) -> slice:
    """The rows between bars above and below."""
    height = len(pixels)
    above, below = _bar(pixels), _bar(pixels[::-1])
    if height - above - below < LEFT_MIN * height:
        return slice(0, height)
    return slice(above, height - below)


def _bar(pixels: Pixels) -> int:
    """How many rows a bar at the beginning takes."""
    smooth = 0
    while smooth + STRIP_PX <= len(pixels) and _is_smooth(pixels[smooth : smooth + STRIP_PX : SPARSE]):
        smooth += STRIP_PX
    if not smooth or smooth + STRIP_PX > len(pixels):
        return 0
    first = max(smooth - 2 * STRIP_PX, 0)
    near = pixels[first : smooth + 2 * STRIP_PX].astype(np.int16)
    steps = np.abs(near[2 * SEAM_PX :] - near[: -2 * SEAM_PX]).max(-1)
    shares = (steps > SEAM_LEVELS).mean(1)
    seam = int(shares.argmax())
    before, just_before = shares[: max(seam - STRIP_PX, 0)], shares[max(seam - 2 * SEAM_PX - 1, 0)]
    if shares[seam] < SEAM_SHARE or just_before > STRAIGHT * shares[seam] or (before > BEFORE_SHARE).any():
        return 0
    return first + seam + 2 * SEAM_PX


def _is_smooth(rows: Pixels) -> bool:
    """Whether (n, w, 3) hardly bend along their length."""
    green = rows[:, ::APART_PX, 1].astype(np.float32)
    bend = green[:, 1:-1] - (green[:, :-2] + green[:, 2:]) / 2
    return bend.size > 0 and float(np.abs(bend).mean()) < SMOOTH
