"""Shared skin in cells of a few millimetres, on which two photos' light is held against each other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import all_regions
from skinmetrics.imaging.skin import Skin

PX_PER_MM = STANDARD.px_per_mm
STEP_PX = 6  # side of a cell: 2.4 mm
SKIN_MIN = 0.5  # of a cell
CELLS_MIN = 60  # fewer tell nothing of the light


def shared_skin(first: Skin, second: Skin) -> NDArray[np.float32]:
    """Where both photos show skin of the regions, (h, w) at the standard resolution, 0 or 1."""
    return (first.mask & second.mask & all_regions(PX_PER_MM)).astype(np.float32)


def cell_means(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of an image (h, w) in each cell."""
    h, w = image.shape
    return np.asarray(cv2.resize(image, (w // STEP_PX, h // STEP_PX), interpolation=cv2.INTER_AREA), np.float32)
