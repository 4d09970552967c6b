"""The white of the eyes as the white reference of a photo.

Every face photo holds two nearly neutral things in the light that falls on the face: the two scleras. What is counted
is the eye's opening without its rim, the iris, the pink inner corner, reflections of the lamp, and the shadow of the
lids; of the rest each pixel counts the less, the farther its colour lies from the others'. How bright the white is,
the brightest third tells: how much shade lies on the rest changes from photo to photo.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import linear_light
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.eyes import Eye
from skinmetrics.imaging.photo import Photo
from skinmetrics.imaging.quantiles import median, quantile

# Shares of the eye's width: rim left out all round, the pink corner at the nose, and the outer corner.
RIM, INNER_CORNER, OUTER_CORNER = 0.02, 0.17, 0.06
IRIS_RADII = 1.12  # kept clear of the iris
CLIPPED = 250  # levels of 255
BRIGHTEST = 0.7  # of the pixels, for colour: the rest lies in the shadow of lids and lashes
LEVEL_OF = 0.35  # the brightest, for brightness, which half a shadow would change
DARK = 0.004  # linear light added before logarithms

PIXELS_MIN = 24  # of both eyes together: fewer hold more of lids and lashes than of white
EYES_APART_MAX = 0.30  # ln units between the two eyes' colours: one of them is not white, or in another lamp's light


@dataclass(frozen=True)
class EyeWhite:
    """Linear light (3,) of the white of the eyes; how many pixels it was read from; how far (ln units) the colours of
    the two eyes lie apart, 0 where only one could be read.
    """

    rgb: NDArray[np.float32]
    pixels: int
    eyes_apart: float

    @property
    def trusted(self) -> bool:
        """Enough pixels, and both eyes agree."""
        return self.pixels >= PIXELS_MIN and self.eyes_apart <= EYES_APART_MAX


def eye_white(photo: Photo, face: Face) -> EyeWhite | None:
    """The white of the eyes of ``face``; None where no white can be seen (shut, covered or blown out)."""
    shift = (photo.shrink - 1) / 2
    eyes = [
        Eye(
            ((eye.pupil[0] - shift) / photo.shrink, (eye.pupil[1] - shift) / photo.shrink),
            eye.iris_diameter / photo.shrink,
            (eye.opening - np.float32(shift)) / np.float32(photo.shrink),
        )
        for eye in face.eyes.values()
    ]
    return white_of(photo.pixels, eyes)


def white_of(pixels: NDArray[np.uint8], eyes: list[Eye]) -> EyeWhite | None:
    """As ``eye_white``, of eyes in px of ``pixels`` ((h, w, 3) uint8 sRGB)."""
    seen = [light for eye in eyes if len(light := _white_pixels(pixels, eye))]
    if not seen:
        return None
    colours = [_typical(light) for light in seen]
    counts = np.array([len(light) for light in seen], np.float64)
    mean = np.average(colours, axis=0, weights=counts)
    chroma = [colour - colour.mean() for colour in colours]
    apart = float(np.abs(chroma[0] - chroma[-1]).max()) if len(chroma) > 1 else 0.0
    return EyeWhite(np.exp(mean).astype(np.float32), int(counts.sum()), apart)


def _white_pixels(pixels: NDArray[np.uint8], eye: Eye) -> NDArray[np.float64]:
    """Ln linear light (n, 3) of the eye's white, its brightest part."""
    corner = np.floor(eye.opening.min(0)).astype(int) - 2
    end = np.ceil(eye.opening.max(0)).astype(int) + 3
    corner, end = np.maximum(corner, 0), np.minimum(end, [pixels.shape[1], pixels.shape[0]])
    if (end - corner < 3).any():
        return np.empty((0, 3))
    window = pixels[corner[1] : end[1], corner[0] : end[0]]
    light = linear_light(window)[_white_mask(window, eye, corner)]
    if not len(light):
        return np.empty((0, 3))
    logs = np.log(light.astype(np.float64) + DARK)
    brightness = logs.mean(1)
    return np.asarray(logs[brightness >= quantile(brightness, 1 - BRIGHTEST)])


def _white_mask(window: NDArray[np.uint8], eye: Eye, corner: NDArray[np.int_]) -> NDArray[np.bool_]:
    opening, pupil = eye.opening - corner, np.array(eye.pupil) - corner
    outer, inner = opening[0], opening[8]
    width = max(float(np.linalg.norm(inner - outer)), 1.0)
    along = (inner - outer) / width
    inside = np.zeros(window.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(opening * 16).astype(np.int32)], 1, shift=4)
    y, x = np.indices(inside.shape)
    share = ((x - outer[0]) * along[0] + (y - outer[1]) * along[1]) / width
    clear = (share > OUTER_CORNER) & (share < 1 - INNER_CORNER)
    clear &= np.hypot(x - pupil[0], y - pupil[1]) > IRIS_RADII * eye.iris_diameter / 2
    rim = cv2.distanceTransform(cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 5)[1:-1, 1:-1]
    clipped = cv2.dilate((window.max(-1) >= CLIPPED).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.asarray(clear & (rim > RIM * width) & ~clipped, bool)


def _typical(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ln light (3,): mean chroma, each pixel weighing the less, the farther its own lies from the median, at the mean
    brightness of the brightest.
    """
    brightness = logs.mean(1)
    chroma = logs - brightness[:, None]
    away = np.linalg.norm(chroma - [median(one) for one in chroma.T], axis=1)
    scale = max(median(away), 1e-3)
    level = brightness[brightness >= quantile(brightness, 1 - LEVEL_OF / BRIGHTEST)].mean()
    return np.asarray(np.average(chroma, axis=0, weights=1 / (1 + (away / (1.5 * scale)) ** 2)) + level)
