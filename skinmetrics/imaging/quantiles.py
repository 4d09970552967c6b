"""Medians and quantiles of many pixels, none of them NaN.

Each by one partition: NumPy's own ask for several at once, which takes ten times as long.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

MAD_TO_SD = 1.4826
"""From the median absolute deviation to the SD of a normal distribution."""


def median(values: NDArray[np.floating]) -> float:
    """The median of ``values`` (n,); NaN without any."""
    half = values.size // 2
    if not values.size:
        return math.nan
    parted = np.partition(values, half)
    high = parted[half]
    return float(high if values.size % 2 else (parted[:half].max() + high) / 2)


def quantile(values: NDArray[np.floating], share: float) -> float:
    """What a ``share``, 0 … 1, of ``values`` (n,) lies below, linear between two of them; NaN without any."""
    if not values.size:
        return math.nan
    place = share * (values.size - 1)
    below = math.floor(place)
    parted = np.partition(values, below)
    low, above = float(parted[below]), parted[below + 1 :]
    return low + (place - below) * (float(above.min()) - low) if above.size else low
