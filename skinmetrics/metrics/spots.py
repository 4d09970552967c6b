"""Spots: small places that differ in colour from the skin on every side of them.

A spot's contrast is the smaller part of what it stands out against pairs of opposite neighbours, in four directions:
the second smallest, so that an edge, a fold or a wide flush, which differ in one direction only, do not count. In place
of a threshold each pixel counts with a probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour import HAEMOGLOBIN, MELANIN, density, melanin_density
from skinmetrics.imaging.facemap import LUMINANCE, FaceMap
from skinmetrics.imaging.skin import Skin, wide_blur
from skinmetrics.metrics.ridges import probability

Image = NDArray[np.float32]

SMOOTH_MM = 0.4  # sigma
NEIGHBOUR_MM = 3.0
DIRECTIONS = ((1.0, 0.0), (0.707, 0.707), (0.0, 1.0), (-0.707, 0.707))
FILL_MM = 2.0  # sigma over which skin lends its colour to what is masked

# Contrast (ln units) at which a place is as likely a spot as not, and how softly one goes over into the other.
RED, RED_SOFT = 0.05, 0.3
DARK, DARK_SOFT = 0.08, 0.2
BROWN, BROWN_SOFT, BROWN_SMOOTH_MM = 0.05, 0.25, 0.6
SPOTTED = 0.03  # contrast from which a pixel counts less in what is around
NOT_BROWN = 0.3  # of the darkness is taken off redness: what melanin makes of it


PARAMETERS: Mapping[str, object] = {
    "smooth_mm": SMOOTH_MM,
    "neighbour_mm": NEIGHBOUR_MM,
    "directions": DIRECTIONS,
    "red": (RED, RED_SOFT, NOT_BROWN),
    "brown": (DARK, DARK_SOFT, BROWN, BROWN_SOFT, BROWN_SMOOTH_MM, SPOTTED),
    "pigments": (HAEMOGLOBIN, MELANIN),
}


@dataclass(frozen=True)
class Spots:
    """Probability (h, w), 0 … 1, that a pixel of the map lies in a red spot, and in a brown one."""

    red: Image
    brown: Image


def find_spots(face_map: FaceMap, skin: Skin) -> Spots:
    """Red and brown spots of a face map."""
    px = face_map.px_per_mm
    colours = density(face_map.linear)
    dark = np.asarray(colours @ LUMINANCE, np.float32)
    red = _stands_out(colours[..., 1] - colours[..., 0] - np.float32(NOT_BROWN) * dark, skin, px)
    darker = _stands_out(dark, skin, px)
    browner = _locally(melanin_density(colours), skin, px)
    likely_red = probability(red / RED, RED_SOFT)
    likely_brown = probability(darker / DARK, DARK_SOFT) * probability(browner / BROWN, BROWN_SOFT)
    return Spots(likely_red, likely_brown * (1 - likely_red))


def _stands_out(image: Image, skin: Skin, px: float) -> Image:
    """Contrast against opposite neighbours, second smallest of the directions."""
    blurred = np.asarray(cv2.GaussianBlur(image, (0, 0), SMOOTH_MM * px), np.float32)
    smooth = _filled(blurred, skin, px)
    contrasts = []
    for x, y in DIRECTIONS:
        dx, dy = NEIGHBOUR_MM * px * x, NEIGHBOUR_MM * px * y
        contrasts.append(smooth - (_moved(smooth, dx, dy) + _moved(smooth, -dx, -dy)) / 2)
    one, two, three, four = contrasts
    low = cv2.max(cv2.min(one, two), cv2.min(three, four))
    return np.asarray(cv2.min(low, cv2.min(cv2.max(one, two), cv2.max(three, four))), np.float32)


def _locally(image: Image, skin: Skin, px: float) -> Image:
    """Contrast against the mean of what is around, in which spots themselves hardly count."""
    filled = _filled(image, skin, px)
    smooth = np.asarray(cv2.GaussianBlur(filled, (0, 0), BROWN_SMOOTH_MM * px), np.float32)
    around: Image = wide_blur(filled, FILL_MM * px)
    for _ in range(2):
        weight = (skin.mask / (1 + np.maximum((smooth - around) / np.float32(SPOTTED), 0) ** 2)).astype(np.float32)
        share = np.maximum(wide_blur(weight, FILL_MM * px), np.float32(0.02))
        around = np.asarray(wide_blur(filled * weight, FILL_MM * px) / share, np.float32)
    return np.asarray(smooth - around, np.float32)


def _filled(image: Image, skin: Skin, px: float) -> Image:
    """Masked pixels take the value of the skin around them."""
    weight = skin.mask.astype(np.float32)
    around = wide_blur(image * weight, FILL_MM * px) / np.maximum(wide_blur(weight, FILL_MM * px), np.float32(0.02))
    return np.where(skin.mask, image, around).astype(np.float32)


def _moved(image: Image, dx: float, dy: float) -> Image:
    h, w = image.shape
    shift = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    return np.asarray(cv2.warpAffine(image, shift, (w, h), borderMode=cv2.BORDER_REPLICATE), np.float32)
