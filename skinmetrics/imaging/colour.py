"""Colour against white, and what gives skin its colour.

A photo's colours depend on the lamp and on the camera's guess at it; against something white in the same light they do
not. The white is a card in the photo where there is one, else the white of the eyes.

Skin absorbs by two pigments, and everything else (shade, relief, dirt) darkens all channels alike: haemoglobin takes
green and blue, melanin takes most of blue and least of red. ln light is linear in the amounts of each (Lambert-Beer;
Tsumura et al. 1999, independent components of skin colour).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour_card import Card, find_card
from skinmetrics.imaging.facemap import DARK
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.photo import Photo
from skinmetrics.imaging.sclera import EyeWhite, eye_white

Image = NDArray[np.float32]

EYES_REFLECT = 0.72  # of the light that a white card would: the brightest sclera, between the lids
FLOOR = 0.01  # of white, added before logarithms

# Absorption of linear sRGB's channels, largest 1, and the shade that all have in common.
HAEMOGLOBIN = (0.15, 1.0, 0.75)
MELANIN = (0.58, 0.85, 1.0)
_SHADE = (1.0, 1.0, 1.0)
_MELANIN_ROW = np.linalg.inv(np.array([HAEMOGLOBIN, MELANIN, _SHADE]).T)[1].astype(np.float32)


@dataclass(frozen=True)
class White:
    """The light (3,), linear, that the white of an eye has in a photo, or would have, and what it was read from."""

    rgb: NDArray[np.float32]
    source: Literal["card", "eyes"]


def white_reference(photo: Photo, face: Face) -> White | None:
    """The white of a photo; None where neither a card nor the white of the eyes can be trusted."""
    eyes = eye_white(photo, face)
    trusted = eyes if eyes is not None and eyes.trusted else None
    card = find_card(photo, face)
    if card is not None:
        level = _level(card, trusted)
        if level is not None:
            return White((card.rgb * np.float32(level)).astype(np.float32), "card")
    return None if trusted is None else White(trusted.rgb, "eyes")


def _level(card: Card, eyes: EyeWhite | None) -> float | None:
    """What to multiply a card's light by to have that of an eye's white."""
    if card.reflectance is not None:
        return EYES_REFLECT / card.reflectance
    return None if eyes is None else float(np.exp(np.mean(np.log(eyes.rgb) - np.log(card.rgb))))


def against_white(linear: Image, white: White) -> Image:
    """Ln of linear light (…, 3) as a share of white."""
    return np.asarray(np.log(linear / white.rgb + np.float32(FLOOR)), np.float32)


def density(linear: Image) -> Image:
    """Optical density (…, 3), ln units, up to a constant: differences within a photo need no white."""
    return np.asarray(-np.log(linear + np.float32(DARK)), np.float32)


def melanin_density(densities: Image) -> Image:
    """The amount of melanin once haemoglobin and shade are told apart from it, (…,) ln units of blue."""
    return np.asarray(densities @ _MELANIN_ROW, np.float32)
