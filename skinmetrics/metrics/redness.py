"""Redness: how much more green than red light the skin takes, against the photo's white."""

from __future__ import annotations

from skinmetrics.imaging.colour import FLOOR
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.robust import CLIP_SD, winsorised
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import NO_WHITE, Declined, Metric, Needs


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """100 times the winsorised mean of ln(R / white) − ln(G / white).

    An erythema index (Diffey et al. 1984) on linear light; shade and exposure cancel.
    """
    if skin_map.redness is None:
        return NO_WHITE
    return float(100 * winsorised(skin_map.redness.ravel()[skin_map.pixels[region]]).mean())


METRIC = Metric(
    id="redness",
    version=11,
    unit="a.u.",
    better="lower",
    claim="inflammation, rosacea, circulation",
    source="erythema index of Diffey et al. 1984 from linear sRGB, white from the sclera",
    regions=REGIONS,
    parameters={"floor": FLOOR, "clip_sd": CLIP_SD},
    measure=measure,
    needs=Needs(resolution="standard", white=True),
)
