"""Texture: how uneven the skin's surface looks between lines and spots."""

from __future__ import annotations

import cv2
import numpy as np

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.ridges import PARAMETERS
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric

COARSE_MM = 0.75  # sigma: wavelengths above about 3 mm are left to shading and scars
CLIP_SD = 2.5  # robust SDs beyond which a pixel is a spot or a pore, not texture
BESIDE_LINE_PX = 5  # width of what a line takes out


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """RMS contrast of the 0.8 to 3 mm wavelengths (fine resolution: 0.4 to 3), %, weighted away from furrows."""
    ridges, px = skin_map.ridges[region], skin_map.resolution.px_per_mm
    light = skin_map.skin.light[ridges.window]
    band = light - cv2.GaussianBlur(light, (0, 0), COARSE_MM * px)
    inside = band[ridges.skin]
    inside = inside - inside.mean()
    spread = 1.4826 * np.median(np.abs(inside))
    clipped = np.clip(inside, -CLIP_SD * spread, CLIP_SD * spread)
    furrow = cv2.dilate(ridges.probability, np.ones((BESIDE_LINE_PX, BESIDE_LINE_PX), np.uint8))
    weight = 1 - furrow[ridges.skin]
    return float(100 * np.sqrt((weight * clipped**2).sum() / max(weight.sum(), 1e-9)))


METRIC = Metric(
    id="texture_roughness",
    version=1,
    unit="%",
    better="lower",
    claim="improves texture",
    source="band-pass RMS contrast of log luminance",
    regions=REGIONS,
    parameters={**PARAMETERS, "coarse_mm": COARSE_MM, "clip_sd": CLIP_SD, "beside_line_px": BESIDE_LINE_PX},
    measure=measure,
)
