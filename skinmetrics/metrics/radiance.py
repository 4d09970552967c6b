"""Radiance: how bright the skin is against the white of the eyes, without its shine."""

from __future__ import annotations

import numpy as np

from skinmetrics.imaging.colour import FLOOR
from skinmetrics.imaging.quantiles import quantile
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import NO_WHITE, Declined, Metric, Needs

LOW, HIGH = 15, 75  # percentiles between which skin is neither shaded nor shining
# The middle of these weights lies at the height of the eyes: a light from above does not count.
WEIGHTS = {"forehead": 0.41, "cheek_left": 0.295, "cheek_right": 0.295}


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Luminance of the skin in % of the eyes' white, which lies in the shade of the lids: more than 100 is no error.
    Geometric mean between two percentiles.
    """
    if skin_map.brightness is None:
        return NO_WHITE
    logs = np.log(skin_map.brightness[skin_map.pixels[region]] + np.float32(FLOOR))
    low, high = (quantile(logs, percent / 100) for percent in (LOW, HIGH))
    return float(100 * np.exp(logs[(logs >= low) & (logs <= high)].mean()))


METRIC = Metric(
    id="radiance",
    version=11,
    unit="%",
    better="higher",
    claim="radiant complexion",
    source="diffuse luminance against the sclera",
    regions=tuple(WEIGHTS),
    parameters={"percentiles": (LOW, HIGH), "weights": WEIGHTS, "floor": FLOOR},
    measure=measure,
    needs=Needs(resolution="standard", white=True),
    face_weights=WEIGHTS,
)
