"""Blemishes: number of red spots."""

from __future__ import annotations

import cv2
import numpy as np

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs
from skinmetrics.metrics.spots import PARAMETERS

CORE_MM = 0.8  # sigma: probability is averaged over the core of a spot, so that specks do not count
CORE_SHARE = 0.55  # of its core that a whole spot of 1.5 mm fills
FAINT = 0.25  # the same of what is no spot at all
APART_MM = 1.6  # peaks nearer than this are one spot
SPECK = 1e-3  # of the smoothed probability: below it there is nothing


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected number of red spots: the sum over the peaks of the smoothed probability of how whole a spot each is."""
    px = skin_map.resolution.px_per_mm
    core = cv2.GaussianBlur(skin_map.spots.red, (0, 0), CORE_MM * px)
    side = 2 * round(APART_MM * px) + 1
    peak = (core > SPECK) & (core >= cv2.dilate(core, np.ones((side, side), np.uint8)))
    _, labels = cv2.connectedComponents(peak.astype(np.uint8))
    pixels = np.bincount(labels.ravel())[labels]  # a flat top is one peak of several pixels
    likely = np.clip((core - FAINT) / (CORE_SHARE - FAINT), 0, 1)
    own = peak & skin_map.skin_of(region)
    return float((likely[own] / pixels[own]).sum())


METRIC = Metric(
    id="blemish_count",
    version=2,
    unit="1",
    better="lower",
    claim="acne",
    source="peaks of the probability of blemish_area",
    regions=REGIONS,
    parameters={**PARAMETERS, "core": (CORE_MM, CORE_SHARE, FAINT), "apart_mm": APART_MM},
    measure=measure,
    needs=Needs(resolution="standard"),
    count=True,
)
