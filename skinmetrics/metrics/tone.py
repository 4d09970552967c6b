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
LOW, HIGH = 10, 90  # percentiles
SDS_BETWEEN = 2.563  # of a normal distribution


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Robust colour spread, ΔE*ab: root of the summed squares of each CIELAB channel's robust SD."""
    if skin_map.smooth_colours is None:
        return NO_WHITE
    skin = skin_map.skin_of(region)
    colours = skin_map.smooth_colours[skin]
    brightness = colours.mean(1)
    even = colours - surface(brightness, skin, 2)[:, None] + np.log(LEVEL)
    lab = cv2.cvtColor(np.exp(even).astype(np.float32)[None], cv2.COLOR_RGB2Lab)[0]
    low, high = np.percentile(lab, [LOW, HIGH], axis=0)
    return float(np.sqrt((((high - low) / SDS_BETWEEN) ** 2).sum()))


METRIC = Metric(
    id="tone_unevenness",
    version=1,
    unit="ΔE*ab",
    better="lower",
    claim="tone",
    source="CIELAB spread at fixed lightness, quadratic shading out",
    regions=REGIONS,
    parameters={"smooth_mm": TONE_MM, "level": LEVEL, "percentiles": (LOW, HIGH), "floor": FLOOR},
    measure=measure,
    needs=Needs(resolution="standard", white=True),
)
