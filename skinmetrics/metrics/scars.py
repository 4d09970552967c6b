"""Scars: the relief of the cheeks on the scale of pits and bumps."""

from __future__ import annotations

import numpy as np

from skinmetrics.metrics.robust import CLIP_SD, winsorised
from skinmetrics.metrics.skin_map import RELIEF_MM, SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs

SPOT_MIN = 0.5  # probability from which a pixel is a red or brown spot, not relief


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """RMS contrast of the 3 to 8 mm wavelengths between spots, %."""
    band = skin_map.coarse_relief
    spotted = np.maximum(skin_map.spots.red, skin_map.spots.brown) > SPOT_MIN
    skin = skin_map.skin_of(region)
    clear = skin & ~spotted
    pixels = winsorised(band[clear if clear.sum() > skin.sum() / 2 else skin])
    return float(100 * np.sqrt((pixels**2).mean()))


METRIC = Metric(
    id="scar_relief",
    version=1,
    unit="%",
    better="lower",
    claim="acne scars",
    source="band-pass RMS contrast of log luminance",
    regions=("cheek_left", "cheek_right"),
    parameters={"band_mm": RELIEF_MM, "clip_sd": CLIP_SD, "spot_min": SPOT_MIN},
    measure=measure,
    needs=Needs(resolution="standard"),
)
