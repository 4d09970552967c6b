"""Wide furrows: wrinkles and folds of 1 mm and more, by the same analysis as fine lines on a coarser map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from skinmetrics.imaging.facemap import Resolution
from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM
from skinmetrics.imaging.regions import map_side
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics.oriented import Image, Strip
from skinmetrics.metrics.ridges import RegionRidges, Sieve, find_ridges

COARSER = 2  # times: a map of 1.25 px per mm
SIEVE = Sieve(
    Strip(0.50, 1.2, 1.6), 2.4, 2, contrast=0.03, contrast_of_skin=2.2, cap=1.3, rim_mm=1.2, softness=0.22
)  # fmt: skip

PARAMETERS: Mapping[str, object] = {"coarser": COARSER, **SIEVE.parameters}


def find_furrows(skin: Skin, resolution: Resolution, regions: Sequence[str]) -> Mapping[str, RegionRidges]:
    """Wide furrows of the named regions of a skin map."""
    px_per_mm = resolution.px_per_mm / COARSER
    size = (map_side(LEFT_MM, RIGHT_MM, px_per_mm), map_side(TOP_MM, BOTTOM_MM, px_per_mm))
    light, mask = (_coarser(one, size) for one in (skin.light, skin.mask.astype(np.float32)))
    return find_ridges(Skin(np.asarray(mask > 0.5, bool), light), px_per_mm, SIEVE, regions)


def _coarser(image: Image, size: tuple[int, int]) -> Image:
    """The means of whole blocks of px (h, w): an image that ends within one goes on to its end."""
    (width, height), (rows, columns) = size, image.shape
    down, across = COARSER * height - rows, COARSER * width - columns
    whole = cv2.copyMakeBorder(image, 0, max(down, 0), 0, max(across, 0), cv2.BORDER_REPLICATE)
    whole = whole[: COARSER * height, : COARSER * width]
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.float32)
