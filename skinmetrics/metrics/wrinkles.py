"""Wrinkles: length of wide furrows per area of skin."""

from __future__ import annotations

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.flush import PARAMETERS as FLUSH
from skinmetrics.metrics.folds import LONG_MM, LONG_TIMES
from skinmetrics.metrics.furrows import PARAMETERS
from skinmetrics.metrics.ridges import length_per_area
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import TOO_LITTLE_SKIN, Declined, Metric, Needs
from skinmetrics.metrics.spotless import PARAMETERS as SPOTLESS
from skinmetrics.metrics.spots import PARAMETERS as SPOTS


def measure(skin_map: SkinMap, region: str) -> float | Declined:
    """Expected length per area, mm/cm², of furrows of 1 mm and wider, beside spots and without patches of blood."""
    furrows = skin_map.furrows.get(region)
    return TOO_LITTLE_SKIN if furrows is None else length_per_area(furrows)


METRIC = Metric(
    id="wrinkle_density",
    version=18,
    unit="mm/cm²",
    better="lower",
    claim="reduces wrinkles",
    source="as fine_line_density, with wider strips",
    regions=REGIONS,
    parameters={
        **PARAMETERS,
        "spots": SPOTS,
        "spotless": {**SPOTLESS, "long": (LONG_MM, LONG_TIMES)},
        "flush": FLUSH,
    },
    measure=measure,
    needs=Needs(resolution="standard", detail=True),
)
