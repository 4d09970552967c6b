"""Tone: how uneven the skin's colour is once light and shade are out."""

from __future__ import annotations

import cv2
import numpy as np

from skinmetrics.imaging.colour import FLOOR
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.robust import surface
from skinmetrics.metrics.skin_map import TONE_MM, SkinMap
from skinmetrics.metrics.spec import NO_WHITE, Declined, Metric, Needs

LEVEL = 0.35  # of white, to which every region is brought: darker skin has no smaller differences for being darker
LOW, HIGH = 3, 97  # percentiles: what lies beyond is a hair or a highlight
SDS_BETWEEN = 3.762  # of a normal distribution
_MEAN = np.full(3, 1 / 3, np.float32)


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Robust colour spread, ΔE*ab: root of the summed squares of each CIELAB channel's robust SD."""
    if skin_map.smooth_colours is None:
        return NO_WHITE
    pixels, width = skin_map.pixels[region], skin_map.skin.mask.shape[1]
    colours = skin_map.smooth_colours[pixels]
    shade = surface(colours @ _MEAN, pixels, width, 2) - np.float32(np.log(LEVEL))
    lab = cv2.cvtColor(np.exp(colours - shade[:, None])[None], cv2.COLOR_RGB2Lab)
    spread = [np.subtract(*np.percentile(channel, [HIGH, LOW])) / SDS_BETWEEN for channel in cv2.split(lab)]
    return float(np.linalg.norm(spread))


METRIC = Metric(
    id="tone_unevenness",
    version=2,
    unit="ΔE*ab",
    better="lower",
    claim="tone",
    source="CIELAB spread at fixed lightness, quadratic shading out",
    regions=REGIONS,
    parameters={"smooth_mm": TONE_MM, "level": LEVEL, "percentiles": (LOW, HIGH), "floor": FLOOR},
    measure=measure,
    needs=Needs(resolution="standard", white=True),
)
