"""Patchiness: how unevenly redness lies over a region."""

from __future__ import annotations

from skinmetrics.imaging.facemap import SKIN_DARK
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.depth import DEEP, PRESSED_TIMES, RED_HIDDEN, deep
from skinmetrics.metrics.robust import CLIP_SD, surface, winsorised
from skinmetrics.metrics.skin_map import PATCH_MM, SkinMap
from skinmetrics.metrics.spec import Declined, Metric, Needs


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """100 times the robust SD of ln R − ln G, smoothed, around the plane through it. Needs no white: it cancels."""
    if deep(skin_map):
        return RED_HIDDEN
    pixels, width = skin_map.pixels[region], skin_map.skin.mask.shape[1]
    smooth = skin_map.smooth_redness.ravel()[pixels]
    return float(100 * winsorised(smooth - surface(smooth, pixels, width, 1)).std())


METRIC = Metric(
    id="redness_patchiness",
    version=12,
    unit="a.u.",
    better="lower",
    claim="rosacea, eczema",
    source="robust spread of the erythema index",
    regions=REGIONS,
    parameters={"smooth_mm": PATCH_MM, "dark": SKIN_DARK, "clip_sd": CLIP_SD, "too_dark": (DEEP, PRESSED_TIMES)},
    measure=measure,
    needs=Needs(resolution="standard", colour=True),
)
