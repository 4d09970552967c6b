"""Tone: how uneven the skin's colour is once light, shade and shine are out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour import FLOOR
from skinmetrics.imaging.quantiles import MAD_TO_SD, median, quantile
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.robust import Floats, surface
from skinmetrics.metrics.skin_map import TONE_MM, SkinMap
from skinmetrics.metrics.spec import NO_WHITE, Declined, Metric, Needs

LEVEL = 0.35  # of white, to which every region is brought: darker skin has no smaller differences for being darker
EVERY = 3  # pixels, of which one is looked at: smoothed, its neighbours tell the same
SHADE_SD = 2.0  # robust SDs from the first shade, beyond which a hair or a highlight has no part in the second
LOW, HIGH = 10, 90  # percentiles: what lies beyond is a hair or a highlight
SDS_BETWEEN = 2.563  # of a normal distribution
DULL = 75  # percentile of brightness: colours above it may be the lamp's
_MEAN = np.full(3, 1 / 3, np.float32)


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Robust colour spread, ΔE*ab: root of the summed squares of each CIELAB channel's robust SD.

    Shine only makes skin brighter and paler: lightness is spread as far as its dark side reaches, and colours are those
    of the less bright three quarters.
    """
    if skin_map.smooth_colours is None:
        return NO_WHITE
    pixels, width = skin_map.pixels[region][::EVERY], skin_map.skin.mask.shape[1]
    colours = skin_map.smooth_colours[pixels]
    brightness = colours @ _MEAN
    shade = surface(brightness, pixels, width, 2)
    shade = surface(brightness, pixels, width, 2, _near(brightness - shade))
    even = colours - (shade - np.float32(np.log(LEVEL)))[:, None]
    # OpenCV's "LRGB" is linear light; its "RGB" would be taken for sRGB and made linear again.
    lightness, *chroma = cv2.cvtColor(np.exp(even)[None], cv2.COLOR_LRGB2Lab)[0].T
    relative = brightness - shade
    dull = relative <= quantile(relative, DULL / 100)
    spread = [2 * (median(lightness) - quantile(lightness, LOW / 100))]
    spread += [quantile(one[dull], HIGH / 100) - quantile(one[dull], LOW / 100) for one in chroma]
    return float(np.linalg.norm(spread) / SDS_BETWEEN)


def _near(values: Floats) -> NDArray[np.bool_]:
    """Which of ``values`` (n,) lie within SHADE_SD robust SDs of their median."""
    apart = np.abs(values - median(values))
    return np.asarray(apart <= SHADE_SD * MAD_TO_SD * median(apart))


METRIC = Metric(
    id="tone_unevenness",
    version=12,
    unit="ΔE*ab",
    better="lower",
    claim="tone",
    source="CIELAB spread at fixed lightness, quadratic shading and the bright side out",
    regions=REGIONS,
    parameters={
        "smooth_mm": TONE_MM,
        "level": LEVEL,
        "percentiles": (LOW, HIGH),
        "shade_sd": SHADE_SD,
        "dull": DULL,
        "every": EVERY,
        "floor": FLOOR,
    },
    measure=measure,
    needs=Needs(resolution="standard", white=True),
)
