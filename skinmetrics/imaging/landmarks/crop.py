"""Upright square crops for the networks, and the way back to image px."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.halves import Halves
from skinmetrics.imaging.landmarks.networks import Array

PER_PX, PER_DEGREE = 4, 8
"""Steps of a crop's place and roll: a crop cut a bit's width beside has other grey levels, and the network's mesh of it
lies up to a tenth of a px away.
"""


@dataclass(frozen=True)
class Square:
    """A square in image px: centre, side, and roll (degrees, clockwise) of what shall be upright in the crop."""

    centre: tuple[float, float]
    side: float
    roll_deg: float

    @classmethod
    def near(cls, centre: tuple[float, float], side: float, roll_deg: float) -> Square:
        """The nearest of those that networks are given, which bits lost in computing do not tell apart."""
        x, y = (round(one * PER_PX) / PER_PX for one in centre)
        return cls((x, y), round(side * PER_PX) / PER_PX, round(roll_deg * PER_DEGREE) / PER_DEGREE)

    def to_image(self, crop_side: int) -> Array:
        """(2, 3) affine from crop px to image px."""
        angle = np.radians(self.roll_deg)
        scale = self.side / crop_side
        linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        shift = np.array(self.centre) - linear.sum(1) * ((crop_side - 1) / 2)
        return np.column_stack([linear, shift]).astype(np.float32)

    def cut(self, picture: Halves, crop_side: int) -> NDArray[np.uint8]:
        """The crop, (crop_side, crop_side, 3); a finer picture is area-averaged first, outside it is black."""
        image, halved = picture.shrunk(_halves(self.side / crop_side))
        half = Square(_smaller(self.centre, halved), self.side / halved, self.roll_deg)
        return half._cut(image, crop_side)

    def _cut(self, image: NDArray[np.uint8], crop_side: int) -> NDArray[np.uint8]:
        to_image = self.to_image(crop_side).astype(np.float64)
        shrink = int(self.side / crop_side)
        if shrink >= 2:
            window, offset = self._window(image)
            window = window[: window.shape[0] // shrink * shrink, : window.shape[1] // shrink * shrink]
            if window.size:
                size = (window.shape[1] // shrink, window.shape[0] // shrink)
                image = np.asarray(cv2.resize(window, size, interpolation=cv2.INTER_AREA), np.uint8)
                to_image[:, 2] += 0.5 - offset
                to_image /= shrink
                to_image[:, 2] -= 0.5
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(image, to_image, (crop_side, crop_side), flags=flags), np.uint8)

    def _window(self, image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        reach = self.side * 0.75  # more than half the diagonal
        x0, y0 = (max(0, int(c - reach)) for c in self.centre)
        x1, y1 = (max(0, int(c + reach) + 1) for c in self.centre)
        return image[y0:y1, x0:x1], np.array([x0, y0], float)


def _halves(times: float) -> int:
    """Which power of two to begin with, so that averaging whole blocks of its px comes nearest to ``times``."""
    powers = [power for power in (2, 4, 8, 16, 32) if power <= times]
    return max(powers, key=lambda power: (power * int(times / power), power), default=1)


def _smaller(point: tuple[float, float], times: int) -> tuple[float, float]:
    shift = (times - 1) / 2  # pixel centres
    return (point[0] - shift) / times, (point[1] - shift) / times


def mapped(points: Array, affine: Array) -> Array:
    """Points (n, 2) through a (2, 3) affine."""
    return product(points, affine[:, :2].T) + affine[:, 2]


def product(one: Array, other: Array) -> Array:
    """The sum of products over the last axis of ``one`` and the first of ``other``, the same on every processor.

    BLAS rounds by the processor's kind, which double precision hides.
    """
    return np.tensordot(one.astype(np.float64), other.astype(np.float64), 1).astype(np.float32)
