"""Scars: the relief of the cheeks on the scale of pits and bumps."""

from __future__ import annotations

import numpy as np

from skinmetrics.metrics.robust import CLIP_SD, winsorised
from skinmetrics.metrics.skin_map import RELIEF_MM, SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs
from skinmetrics.metrics.spots import PARAMETERS as SPOTS

SPOT_MIN = 0.5  # probability from which a pixel is a red or brown spot, not relief


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """RMS contrast of wavelengths of about 4 to 10 mm between spots, %."""
    pixels, spots = skin_map.pixels[region], skin_map.spots
    band = skin_map.coarse_relief.ravel()[pixels]
    clear = (spots.red.ravel()[pixels] <= SPOT_MIN) & (spots.brown.ravel()[pixels] <= SPOT_MIN)
    contrast = winsorised(band[clear] if clear.sum() > len(pixels) / 2 else band)
    return float(100 * np.sqrt((contrast**2).mean()))


METRIC = Metric(
    id="scar_relief",
    version=11,
    unit="%",
    better="lower",
    claim="acne scars",
    source="band-pass RMS contrast of log luminance",
    regions=("cheek_left", "cheek_right"),
    parameters={"spots": SPOTS, "band_mm": RELIEF_MM, "clip_sd": CLIP_SD, "spot_min": SPOT_MIN},
    measure=measure,
    needs=Needs(resolution="standard"),
)
