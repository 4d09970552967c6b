"""Folds among brown parts of the skin, told by their shape.

Skin that scatters red light farther than blue makes its folds as brown as freckles, so no colour tells them apart: a
fold is long and narrow. Freckles that touch each other are long too, but widest in their middles. Whoever looks for
folds loses few of them by asking how wide a part is over all its length; whoever looks for spots loses few of those by
asking how wide it is at its widest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.metrics.ridges import probability

# Where folds are looked for, one is longer than this, and so many times longer than it is wide all in all; where spots
# are, than it is wide at its widest: to these, two freckles that touch are spots. Of drawn folds most are found, of
# freckles few lie in a line.
LONG_MM, LONG_TIMES = 4.0, 2.5
DRAWN_OUT_MM, DRAWN_OUT_TIMES = 5.0, 3.4
SOFT = 0.1  # how softly a spot goes over into a fold, as a share of both
RIM_MM = 0.4  # beside a fold: its slopes, brown as well

PARAMETERS: Mapping[str, object] = {"drawn_out": (DRAWN_OUT_MM, DRAWN_OUT_TIMES), "soft": SOFT, "rim_mm": RIM_MM}

Mask = NDArray[np.bool_]
Image = NDArray[np.float32]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """Connected parts of a mask. ``labels`` (h, w): 0 where there is none, else the part's number from 1; of each, in
    mm, ``length`` as the ellipse that has its second moments, ``width`` as one of that length and its area, and
    ``widest``, the diameter of the largest circle that it holds, to the middles of the pixels beyond.
    """

    px_per_mm: float
    labels: NDArray[np.int32]
    length: Values
    width: Values
    widest: Values


def parts_of(mask: Mask, px_per_mm: float) -> Parts:
    """The parts of a mask (h, w), measured."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    y, x = np.nonzero(mask)
    part = np.asarray(labels[y, x], np.intp)
    area = np.bincount(part, minlength=count)[1:]

    def mean(values: Values) -> Values:
        return np.asarray(np.bincount(part, values, count)[1:] / area)

    dx, dy = (at - np.append(0, mean(at.astype(np.float64)))[part] for at in (x, y))
    across, down, both = mean(dx * dx), mean(dy * dy), mean(dx * dy)
    major = (across + down) / 2 + np.hypot((across - down) / 2, both) + 1 / 12  # a pixel is 1 px long itself
    length = 4 * np.sqrt(major) / px_per_mm
    radius = np.zeros(count)
    inside = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    np.maximum.at(radius, part, inside[y, x])
    width = area / px_per_mm**2 / (np.pi / 4 * length)
    return Parts(px_per_mm, np.asarray(labels, np.int32), length, width, 2 * radius[1:] / px_per_mm)


def without_folds(parts: Parts) -> Mask:
    """The parts (h, w) that are short, or wide over their length."""
    fold = (parts.length > LONG_MM) & (parts.length > LONG_TIMES * parts.width)
    return np.asarray(np.append(False, ~fold)[parts.labels], bool)


def likely_folds(parts: Parts) -> Image:
    """How likely a pixel (h, w) lies in a fold or beside it, 0 … 1: where a part is long and nowhere wide."""
    standing = np.minimum(parts.length / DRAWN_OUT_MM, parts.length / (DRAWN_OUT_TIMES * parts.widest))
    likely = probability(np.asarray(standing, np.float32), SOFT)
    each = np.append(np.float32(0), likely)[parts.labels]
    side = 2 * round(RIM_MM * parts.px_per_mm) + 1
    return np.asarray(cv2.dilate(each, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))), np.float32)
