"""Spots: small places that differ in colour from the skin on every side of them.

A spot's contrast is what it stands out against pairs of opposite neighbours, in four directions: the second smallest,
so that an edge, a fold or a slope, which differ in one direction only, do not count. The rim of a wide flush bends in
every direction a little; red spots must therefore also be closed: stand above what an opening leaves of the skin, the
largest patches of a disc's width that lie inside its levels (white top hat, Meyer 1979). It keeps a flush of any
profile that is wider than the disc, and takes away what is narrower. In place of a threshold each pixel counts with a
probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour import HAEMOGLOBIN, MELANIN, density, melanin_density
from skinmetrics.imaging.facemap import FaceMap
from skinmetrics.imaging.skin import Skin, wide_blur
from skinmetrics.metrics.ridges import probability

Image = NDArray[np.float32]

FILL_MM = 2.0  # sigma over which skin lends its colour to what is masked

# Of red spots and of dark ones: sigma that colour is smoothed by, distance of the neighbours, contrast (ln units) at
# which a place is as likely a spot as not, and how softly one goes over into the other.
RED_SMOOTH_MM, RED_NEIGHBOUR_MM, RED, RED_SOFT = 0.9, 2.8, 0.057, 0.6
DARK_SMOOTH_MM, DARK_NEIGHBOUR_MM, DARK, DARK_SOFT = 0.5, 2.4, 0.08, 0.3
CLOSED_SMOOTH_MM, CLOSED_MM = 1.1, 6.0  # sigma, and the disc's diameter: a red spot is narrower
CLOSED_TIMES = 1.9  # what smoothing leaves of a spot of 3 mm, made up for with some to spare
BROWN, BROWN_SOFT, BROWN_SMOOTH_MM = 0.05, 0.25, 0.6
PALE = 0.09  # contrast of what has less melanin than all around it
# Channels' weights in how dark a place is: melanin counts as it does in luminance, haemoglobin, which leaves red light
# alone, two thirds of that.
DARKNESS = (0.80, 0.36, 0.04)
AROUND_MM = 3.0  # sigma of what melanin is around a place
SPOTTED, ROUNDS = 0.02, 3  # contrast from which a pixel counts less in what is around; how often that is asked anew
NOT_BROWN = 0.3  # of the darkness is taken off redness: what melanin makes of it

CORE_MM = 0.8  # sigma: probability is averaged over the core of a spot, so that specks do not count
CORE_SHARE = 0.55  # of its core that a whole spot of 1.5 mm fills
FAINT = 0.25  # the same of what is no spot at all
APART_MM = 1.6  # peaks nearer than this are one spot

PARAMETERS: Mapping[str, object] = {
    "red": (RED_SMOOTH_MM, RED_NEIGHBOUR_MM, RED, RED_SOFT, NOT_BROWN),
    "closed": (CLOSED_SMOOTH_MM, CLOSED_MM, CLOSED_TIMES),
    "dark": (DARK_SMOOTH_MM, DARK_NEIGHBOUR_MM, DARK, DARK_SOFT),
    "brown": (BROWN, BROWN_SOFT, BROWN_SMOOTH_MM, AROUND_MM, SPOTTED, ROUNDS),
    "pigments": (HAEMOGLOBIN, MELANIN, DARKNESS),
    "fill_mm": FILL_MM,
}
COUNT_PARAMETERS: Mapping[str, object] = {
    **PARAMETERS, "core": (CORE_MM, CORE_SHARE, FAINT), "apart_mm": APART_MM,
}  # fmt: skip


@dataclass(frozen=True)
class Spots:
    """``red`` and ``brown`` (h, w): probability, 0 … 1, that a pixel of the map lies in such a spot. ``whole`` (h, w):
    at the middle of each red spot how whole it is, 0 … 1, 0 elsewhere. ``pale`` (h, w): as ``red``, of places with less
    melanin than the skin on every side, blood being told apart: few things on skin are, noise is as often as browner.
    """

    red: Image
    brown: Image
    whole: Image
    pale: Image


def find_spots(face_map: FaceMap, skin: Skin) -> Spots:
    """Red and brown spots of a face map."""
    px = face_map.px_per_mm
    fill = _Fill(skin, px)
    colours = density(face_map.linear)
    dark = np.asarray(cv2.transform(colours, np.array([DARKNESS], np.float32)), np.float32)
    red, green, _ = cv2.split(colours)
    redder = fill(_smooth(green - red - np.float32(NOT_BROWN) * dark, RED_SMOOTH_MM * px))
    melanin = melanin_density(colours)
    likely_red = _likely(redder, RED, px)
    darker = _stands_out(fill(_smooth(dark, DARK_SMOOTH_MM * px)), DARK_NEIGHBOUR_MM * px)
    browner = fill.beyond_around(melanin, px)
    likely_brown = probability(darker / np.float32(DARK), DARK_SOFT)
    likely_brown *= probability(browner / np.float32(BROWN), BROWN_SOFT)
    pale = _likely(-fill(_smooth(melanin, RED_SMOOTH_MM * px)), PALE, px)
    return Spots(likely_red, likely_brown * (1 - likely_red), _whole(likely_red, px), pale)


def _likely(image: Image, contrast: float, px: float) -> Image:
    """How likely a spot of more than what is around is, where one of ``contrast`` is as likely as not."""
    standing = cv2.min(_stands_out(image, RED_NEIGHBOUR_MM * px), CLOSED_TIMES * _closed(image, px))
    return probability(standing / np.float32(contrast), RED_SOFT)


def _whole(likely: Image, px: float) -> Image:
    core = _smooth(likely, CORE_MM * px)
    side = 2 * round(APART_MM * px) + 1
    peak = (core > FAINT) & (core >= cv2.dilate(core, np.ones((side, side), np.uint8)))
    _, labels = cv2.connectedComponents(peak.astype(np.uint8))
    shared = np.bincount(labels.ravel())[labels[peak]]  # a flat top is one peak of several pixels
    whole = np.zeros_like(core)
    whole[peak] = np.minimum((core[peak] - FAINT) / (CORE_SHARE - FAINT), 1) / shared
    return whole


def _smooth(image: Image, sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


def _stands_out(image: Image, neighbour_px: float) -> Image:
    """Contrast against opposite neighbours, second smallest of the directions."""
    straight, slant = round(neighbour_px), round(neighbour_px * np.sqrt(0.5))
    h, w = image.shape
    wider = cv2.copyMakeBorder(image, straight, straight, straight, straight, cv2.BORDER_REPLICATE)

    def at(dx: int, dy: int) -> Image:
        return np.asarray(wider[straight + dy : straight + dy + h, straight + dx : straight + dx + w])

    one, two, three, four = (
        cv2.addWeighted(at(dx, dy), 0.5, at(-dx, -dy), 0.5, 0)
        for dx, dy in ((straight, 0), (slant, slant), (0, straight), (-slant, slant))
    )
    high = cv2.min(cv2.max(one, two), cv2.max(three, four))  # the second largest of four is this or the one below
    second = cv2.max(high, cv2.max(cv2.min(one, two), cv2.min(three, four)))
    return np.asarray(image - second, np.float32)


def _closed(image: Image, px: float) -> Image:
    """What stands above the largest discs that fit under the image."""
    smooth = _smooth(image, float(np.sqrt(CLOSED_SMOOTH_MM**2 - RED_SMOOTH_MM**2)) * px)
    side = 2 * int(CLOSED_MM * px / 2) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, disc), np.float32)


class _Fill:
    """Lends masked pixels the value of the skin around them."""

    def __init__(self, skin: Skin, px: float) -> None:
        self._mask = skin.mask
        self._weight = skin.mask.astype(np.float32)
        self._sigma = FILL_MM * px
        self._share = np.maximum(wide_blur(self._weight, self._sigma), np.float32(0.02))

    def __call__(self, image: Image) -> Image:
        return np.where(self._mask, image, wide_blur(image * self._weight, self._sigma) / self._share)

    def beyond_around(self, image: Image, px: float) -> Image:
        """Contrast against the mean of what is around, in which spots themselves hardly count."""
        filled, sigma = self(image), AROUND_MM * px
        smooth = _smooth(filled, BROWN_SMOOTH_MM * px)
        around = wide_blur(filled, sigma)
        for _ in range(ROUNDS):
            spotted = np.maximum((smooth - around) / np.float32(SPOTTED), 0)
            weight = self._weight / (1 + spotted * spotted)
            share = np.maximum(wide_blur(weight, sigma), np.float32(0.02))
            around = np.asarray(wide_blur(filled * weight, sigma) / share, np.float32)
        return np.asarray(smooth - around, np.float32)
