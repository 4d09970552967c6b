"""The white of the eyes as the white reference of a photo.

Every face photo holds two nearly neutral things in the light that falls on the face: the two scleras. What is counted
is the eye's opening without its rim, the iris, the pink inner corner, reflections of the lamp, and the shadow of the
lids; of the rest each pixel counts the less, the farther its colour lies from the others'. All of these limits are
soft: where the opening is found moves by parts of a pixel from photo to photo, and the eye is small. How bright the
white is, the brightest third tells: how much shade lies on the rest changes from photo to photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.expression import EYES_SHUT, eyes_open
from skinmetrics.imaging.facemap import DARK, linear_light
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.eyes import Eye
from skinmetrics.imaging.photo import Photo
from skinmetrics.imaging.quantiles import median

# Ramps, from where a pixel does not count to where it counts fully: from the opening's edge and from both corners (the
# inner one is pink), in widths of the eye; from the pupil, in radii of the iris.
RIM = (0.0, 0.03)
INNER_CORNER, OUTER_CORNER = (0.14, 0.20), (0.03, 0.09)
IRIS_RADII = (1.02, 1.18)
CLIPPED = 250  # levels of 255
BRIGHTEST = 0.7  # of the pixels, for colour: the rest lies in the shadow of lids and lashes
LEVEL_OF = 0.35  # the brightest, for brightness, which half a shadow would change
OUTLYING = 4.0  # times the median distance from the middle colour at which a pixel counts half

# Ln units by which the middle of an iris must be darker than the white: 1.2 at least in 176 real open eyes, 0.4 at most
# where lids, lenses and bars were drawn over them.
IRIS_DARKER = 0.7
IRIS_WITHIN = 0.85  # of its radius

DARKEST = 1e-4  # of any channel, linear: a white is divided by
PIXELS_MIN = 24  # of both eyes together: fewer hold more of lids and lashes than of white
SEEN = (0.25, 0.5)  # ramp again, in shares of what the other eye shows: one that shows less is shut or hidden
EYES_APART_MAX = 0.30  # ln units between the two eyes' colours: one of them is not white, or in another lamp's light


@dataclass(frozen=True)
class EyeWhite:
    """Linear light (3,) of the white of the eyes; how many pixels' worth it was read from; how far (ln units) the
    colours of the two eyes lie apart, 0 where only one could be read.
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
    if eyes_open(face) < EYES_SHUT:
        return None
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
    found = (_white_pixels(pixels, eye) for eye in eyes)
    seen = [white for white in found if white is not None and white.has_iris]
    if not seen:
        return None
    worth = np.array([white.weight.sum() for white in seen])
    counts = _ramp(worth / worth.max(), SEEN)
    colours = [white.typical for white, count in zip(seen, counts, strict=True) if count > 0]
    chroma = [colour - colour.mean() for colour in colours]
    apart = float(np.abs(chroma[0] - chroma[-1]).max())
    mean = np.average(colours, axis=0, weights=counts[counts > 0])
    return EyeWhite(np.maximum(np.exp(mean) - DARK, DARKEST).astype(np.float32), int(worth[counts > 0].sum()), apart)


@dataclass(frozen=True)
class _White:
    """Linear light (n, 3) of the pixels of one eye's white, and how much each counts (n,), 0 … 1; that of its iris,
    (m, 3).
    """

    light: NDArray[np.float64]
    weight: NDArray[np.float64]
    iris: NDArray[np.float64]

    @property
    def has_iris(self) -> bool:
        """Whether something as dark as an iris lies where the iris must be."""
        if not len(self.iris):
            return False
        return float(self.typical.mean()) - median(np.log(self.iris + DARK).mean(1)) > IRIS_DARKER

    @cached_property
    def typical(self) -> NDArray[np.float64]:
        """Ln light (3,): the mean colour of all but the darkest, each pixel counting the less, the farther its own lies
        from the middle, at the mean brightness of the brightest.
        """
        logs = np.log(self.light + DARK)
        brightness = logs.mean(1)
        weight = self.weight * (brightness >= self._quantile(brightness, 1 - BRIGHTEST))
        chroma = logs - brightness[:, None]
        away = np.linalg.norm(chroma - [median(one[weight > 0]) for one in chroma.T], axis=1)
        weight = weight / (1 + (away / (OUTLYING * max(median(away[weight > 0]), 1e-3))) ** 2)
        colour = np.log(np.average(self.light, axis=0, weights=weight) + DARK)
        brightest = brightness >= self._quantile(brightness, 1 - LEVEL_OF)
        return np.asarray(colour - colour.mean() + np.average(brightness, weights=self.weight * brightest))

    def _quantile(self, values: NDArray[np.float64], share: float) -> float:
        return float(np.quantile(values, share, weights=self.weight, method="inverted_cdf"))


def _white_pixels(pixels: NDArray[np.uint8], eye: Eye) -> _White | None:
    """One eye's white; None where nothing of it can be seen."""
    corner = np.floor(eye.opening.min(0)).astype(int) - 2
    end = np.ceil(eye.opening.max(0)).astype(int) + 3
    corner, end = np.maximum(corner, 0), np.minimum(end, [pixels.shape[1], pixels.shape[0]])
    if (end - corner < 3).any():
        return None
    window = pixels[corner[1] : end[1], corner[0] : end[0]]
    weight, iris = _weights(window, eye, corner)
    some = weight > 0
    light = linear_light(window).astype(np.float64)
    return _White(light[some], weight[some], light[iris]) if some.any() else None


def _weights(
    window: NDArray[np.uint8], eye: Eye, corner: NDArray[np.int_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How much each pixel of ``window`` (h, w, 3), whose ``corner`` is at (x, y), is white of the eye: (h, w) 0 … 1;
    and whether it surely is iris.
    """
    opening, pupil = eye.opening - corner, np.array(eye.pupil) - corner
    outer, inner = opening[0], opening[8]
    width = max(float(np.linalg.norm(inner - outer)), 1.0)
    along = (inner - outer) / width
    inside = np.zeros(window.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(opening * 16).astype(np.int32)], 1, shift=4)
    bordered = cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    rim = cv2.distanceTransform(bordered, cv2.DIST_L2, 5)[1:-1, 1:-1] - 0.5  # it runs to the middle of a pixel outside
    y, x = np.indices(inside.shape)
    share = ((x - outer[0]) * along[0] + (y - outer[1]) * along[1]) / width
    radii = np.hypot(x - pupil[0], y - pupil[1]) / max(eye.iris_diameter / 2, 1e-6)
    clipped = cv2.dilate((window.max(-1) >= CLIPPED).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    corners = _ramp(share, OUTER_CORNER) * _ramp(1 - share, INNER_CORNER)
    weights = np.asarray(_ramp(rim / width, RIM) * _ramp(radii, IRIS_RADII) * corners * ~clipped, np.float64)
    return weights, np.asarray((radii < IRIS_WITHIN) & (inside > 0), bool)


def _ramp(values: NDArray[np.floating], ends: tuple[float, float]) -> NDArray[np.floating]:
    low, high = ends
    return np.asarray(np.clip((values - low) / (high - low), 0, 1))
