"""Linear light as a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def srgb(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Linear-light sRGB (h, w, 3), 0 … 1 and clipped to it, as uint8 sRGB (IEC 61966-2-1)."""
    light = np.clip(light, 0, 1)
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray(np.round(255 * encoded), np.uint8)
