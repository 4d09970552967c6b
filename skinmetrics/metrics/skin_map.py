"""What metrics measure on: one face map with its skin, and the intermediate results that metrics share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import FaceMap, Resolution
from skinmetrics.imaging.regions import REGIONS, region_mask, region_pixels
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics.ridges import RegionRidges, find_ridges

SKIN_SHARE_MIN = 0.5  # of a region's pixels that must be measurable skin


@dataclass(frozen=True)
class SkinMap:
    """A face map and its skin at one resolution."""

    resolution: Resolution
    face_map: FaceMap
    skin: Skin

    def skin_of(self, region: str) -> NDArray[np.bool_]:
        """The region's measurable pixels, (h, w) bool."""
        return region_mask(region, self.resolution.px_per_mm) & self.skin.mask

    @cached_property
    def skin_share(self) -> Mapping[str, float]:
        """Which share of each region is measurable skin, 0 … 1."""
        px = self.resolution.px_per_mm
        return {region: float(self.skin_of(region).sum()) / region_pixels(region, px) for region in REGIONS}

    @cached_property
    def ridges(self) -> Mapping[str, RegionRidges]:
        """Furrows of every region that has enough skin."""
        regions = [region for region, share in self.skin_share.items() if share >= SKIN_SHARE_MIN]
        return find_ridges(self.skin, self.resolution, regions)
