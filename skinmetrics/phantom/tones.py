"""Colours of skin by Fitzpatrick type, and its two pigments."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.identity import Colour, Tone

HAEMOGLOBIN = np.array([0.12, 1.0, 0.72], np.float32)
"""Absorbance of red, green and blue per unit of haemoglobin; green is 1 by definition."""
MELANIN = np.array([0.55, 0.85, 1.25], np.float32)
TONES: dict[Tone, Colour] = {
    "I": (240, 212, 196),
    "II": (229, 192, 169),
    "III": (212, 168, 140),
    "IV": (184, 138, 109),
    "V": (139, 98, 76),
    "VI": (92, 65, 52),
}
"""sRGB of bare skin of each Fitzpatrick type in white light."""
PIGMENT_GAIN: dict[Tone, float] = {"I": 0.75, "II": 0.85, "III": 1.0, "IV": 1.1, "V": 1.2, "VI": 1.25}
BLOOD_GAIN: dict[Tone, float] = {"I": 1.05, "II": 1.0, "III": 1.0, "IV": 0.85, "V": 0.65, "VI": 0.5}
"""How much of the blood's colour shows through the melanin above it."""


def linear(colour: Colour) -> npt.NDArray[np.float32]:
    """Linear light, 0 to 1, of sRGB 0 to 255."""
    v = np.asarray(colour, np.float64) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lab(light: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """CIE L*a*b* (D65) of linear sRGB (..., 3) between 0 and 1."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = np.asarray(light, np.float64) @ to_xyz.T / to_xyz.sum(axis=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)
