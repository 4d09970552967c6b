"""A picture and its halves, quarters, eighths …, for whatever looks at it from farther away.

Finding a face, its eyes and a card each want a smaller picture. Averaging two by two, each from the one before, costs a
fifth of averaging the whole picture for every one of them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


class Halves:
    """A picture (h, w, 3) uint8 and its area averages over 2, 4, 8 … px, made when first asked for.

    An odd last row or column is left out of the next half.
    """

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        """Nothing is averaged yet."""
        self._steps = [pixels]

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The picture itself."""
        return self._steps[0]

    def shrunk(self, times: float) -> tuple[NDArray[np.uint8], int]:
        """The smallest of the pictures that is at most ``times`` smaller, and how many times smaller it is."""
        step = 0
        while 2 ** (step + 1) <= times and min(self._at(step).shape[:2]) >= 4:
            step += 1
        return self._at(step), 2**step

    def _at(self, step: int) -> NDArray[np.uint8]:
        while len(self._steps) <= step:
            last = self._steps[-1]
            h, w = last.shape[0] // 2, last.shape[1] // 2
            half = cv2.resize(last[: 2 * h, : 2 * w], (w, h), interpolation=cv2.INTER_AREA)
            self._steps.append(np.asarray(half, np.uint8))
        return self._steps[step]
