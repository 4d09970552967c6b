"""Texture: how uneven the skin's surface looks between lines, pores and spots."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from skinmetrics.imaging.quantiles import MAD_TO_SD, median
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.ridges import PARAMETERS
from skinmetrics.metrics.skin_map import DARK_SPOT_LN, DARK_SPOT_MM, DARK_SPOT_RIM_MM, GRAIN_MM, SkinMap
from skinmetrics.metrics.spec import TOO_LITTLE_SKIN, Declined, Metric

# Robust SDs beyond which a pixel is a glint, not texture. On the finer map grains stand out further.
CLIP_SD: Mapping[str, float] = {"standard": 2.4, "fine": 2.75}
BESIDE_LINE_MM = 0.8  # to both sides of a line, what it takes out
BETWEEN_MIN = 0.05  # of the region's skin that must lie between lines and dark spots
BETWEEN_LINES = Declined("Lines and spots leave too little skin between them here.")


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """RMS contrast of the bright side of wavelengths of about 1.2 to 3.6 mm, %, weighted away from furrows.

    The bright side: lines, pores and spots are holes in the surface and dark, what lies between them is not.
    """
    ridges = skin_map.ridges.get(region)
    if ridges is None:
        return TOO_LITTLE_SKIN
    grain = skin_map.grain[ridges.window][ridges.skin]
    grain = grain - median(grain)
    spread = MAD_TO_SD * median(np.abs(grain))
    raised = np.clip(grain, 0, CLIP_SD[skin_map.resolution.name] * spread)
    side = 2 * round(BESIDE_LINE_MM * ridges.px_per_mm) + 1
    furrow = cv2.dilate(ridges.probability, np.ones((side, side), np.uint8))[ridges.skin]
    clear = ~skin_map.dark_spots[ridges.window][ridges.skin]
    between = (1 - furrow) ** 2 * clear
    if between.sum() < BETWEEN_MIN * between.size:
        return BETWEEN_LINES
    weight = between * (raised > 0)
    return float(100 * np.sqrt((weight * raised**2).sum() / max(weight.sum(), 1e-9)))


METRIC = Metric(
    id="texture_roughness",
    version=14,
    unit="%",
    better="lower",
    claim="improves texture",
    source="band-pass RMS contrast of log luminance",
    regions=REGIONS,
    parameters={
        **PARAMETERS,
        "band_mm": dict(GRAIN_MM),
        "clip_sd": dict(CLIP_SD),
        "beside_line_mm": BESIDE_LINE_MM,
        "between_min": BETWEEN_MIN,
        "dark_spots": (DARK_SPOT_MM, DARK_SPOT_LN, DARK_SPOT_RIM_MM),
    },
    measure=measure,
)
