"""Scars: the relief of the cheeks on the scale of pits and bumps."""

from __future__ import annotations

import numpy as np

from skinmetrics.metrics.depth import DEEPEST, PITS_OUTSHONE, PRESSED_TIMES, deepest
from skinmetrics.metrics.flush import PARAMETERS as FLUSH
from skinmetrics.metrics.robust import CLIP_SD, winsorised
from skinmetrics.metrics.skin_map import RELIEF_MM, SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs
from skinmetrics.metrics.spotless import PARAMETERS as SPOTLESS
from skinmetrics.metrics.spots import PARAMETERS as SPOTS

CLEAR_MIN = 0.5  # of the region's skin that must lie between coloured spots: with less its relief is smoothed away too
BETWEEN_SPOTS = Declined("Spots leave too little skin between them here.")


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """RMS contrast of wavelengths of about 4 to 10 mm between coloured spots, patches of blood taken off, %."""
    if deepest(skin_map):
        return PITS_OUTSHONE
    pixels = skin_map.pixels[region]
    band = skin_map.coarse_relief.ravel()[pixels]
    clear = ~skin_map.coloured_spots.ravel()[pixels]
    if clear.sum() < CLEAR_MIN * len(pixels):
        return BETWEEN_SPOTS
    contrast = winsorised(band[clear])
    return float(100 * np.sqrt((contrast**2).mean()))


METRIC = Metric(
    id="scar_relief",
    version=16,
    unit="%",
    better="lower",
    claim="acne scars",
    source="band-pass RMS contrast of log luminance",
    regions=("cheek_left", "cheek_right"),
    parameters={
        "spots": SPOTS,
        "spotless": SPOTLESS,
        "flush": FLUSH,
        "band_mm": RELIEF_MM,
        "clip_sd": CLIP_SD,
        "clear_min": CLEAR_MIN,
        "too_dark": (DEEPEST, PRESSED_TIMES),
    },
    measure=measure,
    needs=Needs(resolution="standard"),
)
