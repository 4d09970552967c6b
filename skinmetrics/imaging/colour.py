"""Colour against white, and what gives skin its colour.

A photo's colours depend on the lamp and on the camera's guess at it; against something white in the same light they do
not. The white is a card in the photo where there is one, else the white of the eyes. Neither is believed where the skin
is hardly redder than it: a photo without colours, or a lid.

Skin absorbs by two pigments, and everything else (shade, relief, dirt) darkens all channels alike: haemoglobin takes
green and blue, melanin takes most of blue and least of red. ln light is linear in the amounts of each (Lambert-Beer;
Tsumura et al. 1999, independent components of skin colour).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour_card import Card, find_cards
from skinmetrics.imaging.facemap import DARK, HIGHLIGHT, SKIN_DARK, FaceMap
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.photo import Photo
from skinmetrics.imaging.quantiles import median
from skinmetrics.imaging.sclera import EyeWhite, eye_white
from skinmetrics.imaging.skin import Skin

Image = NDArray[np.float32]

EYES_REFLECT = 0.72  # of the light that a white card would: the brightest sclera, between the lids
FLOOR = 0.01  # of white, added before logarithms
REDDER_MIN = 0.08  # ln R − ln G of skin against white: 0.137 at least in 88 real faces, 0.31 in computer-generated ones
CARD_APART_MAX = 0.15  # ln units between the colours of a plain card and of the eyes' white
EVERY = 3  # pixels across and down, of which one tells the skin's colour

# Absorption of linear sRGB's channels, largest 1, and the shade that all have in common.
HAEMOGLOBIN = (0.15, 1.0, 0.75)
MELANIN = (0.58, 0.85, 1.0)
_SHADE = (1.0, 1.0, 1.0)
_MELANIN_ROW = np.linalg.inv(np.array([HAEMOGLOBIN, MELANIN, _SHADE]).T)[1].astype(np.float32)


@dataclass(frozen=True)
class White:
    """The light (3,), linear, that the white of an eye has in a photo, or would have, and what it was read from.

    ``read``: the brightest channel of that as the photo has it, 0 … 1; None: that of ``rgb``.
    """

    rgb: NDArray[np.float32]
    source: Literal["card", "eyes"]
    read: float | None = None

    @property
    def light(self) -> float:
        """The brightest channel of what it was read from, 0 … 1."""
        return float(self.rgb.max()) if self.read is None else self.read

    @property
    def pressed(self) -> bool:
        """Whether it is so bright that cameras show less of it than there is: all seems brighter against it."""
        return self.light > HIGHLIGHT


def white_reference(photo: Photo, face: Face, face_map: FaceMap, skin: Skin) -> White | None:
    """The white of a photo; None where neither a card nor the white of the eyes can be trusted. ``face_map`` and
    ``skin`` at any resolution.
    """
    redness = _redness(face_map, skin)
    glasses = skin.cover is not None and skin.cover.glasses
    eyes = None if glasses else eye_white(photo, face)
    trusted = eyes if eyes is not None and eyes.trusted and _redder(redness, eyes.rgb) else None
    for card in find_cards(photo, face):
        level = _level(card, trusted)
        if level is not None and _redder(redness, card.rgb):
            # A plain card's brightness is that of the eyes, and only its colours its own.
            read = None if card.reflectance is None else float(card.rgb.max())
            return White((card.rgb * np.float32(level)).astype(np.float32), "card", read)
    return None if trusted is None else White(trusted.rgb, "eyes")


def _redness(face_map: FaceMap, skin: Skin) -> float:
    """Middle ln R − ln G of the skin; NaN where there is none."""
    linear = face_map.linear[::EVERY, ::EVERY][skin.mask[::EVERY, ::EVERY]]
    return median(np.log(linear[:, 0] + DARK) - np.log(linear[:, 1] + DARK)) if len(linear) else float("nan")


def _redder(redness: float, white: NDArray[np.float32]) -> bool:
    """Whether skin is as much redder than ``white`` as any skin is; it cannot be told where none is seen."""
    return not redness - float(np.log(white[0] + DARK) - np.log(white[1] + DARK)) < REDDER_MIN


def _level(card: Card, eyes: EyeWhite | None) -> float | None:
    """What to multiply a card's light by to have that of an eye's white; None where it is no card: any even rectangle
    in a room may look like a plain one.
    """
    if card.reflectance is not None:
        return EYES_REFLECT / card.reflectance
    if eyes is None:
        return None
    apart = np.log(eyes.rgb) - np.log(card.rgb)
    level = float(np.mean(apart))
    return float(np.exp(level)) if np.abs(apart - level).max() <= CARD_APART_MAX else None


def against_white(linear: Image, white: White) -> Image:
    """Ln of linear light (…, 3) as a share of white."""
    return np.asarray(np.log(linear / white.rgb + np.float32(FLOOR)), np.float32)


def density(linear: Image) -> Image:
    """Optical density (…, 3), ln units, up to a constant: differences within a photo need no white."""
    return np.asarray(-np.log(linear + np.float32(SKIN_DARK)), np.float32)


def melanin_density(densities: Image) -> Image:
    """The amount of melanin once haemoglobin and shade are told apart from it, (…,) ln units of blue."""
    return np.asarray(densities @ _MELANIN_ROW, np.float32)
