"""What metrics measure on: one face map with its skin, and the intermediate results that metrics share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.beard import Beard, find_beard
from skinmetrics.imaging.colour import White, against_white
from skinmetrics.imaging.facemap import LUMINANCE, SKIN_DARK, FaceMap, Resolution
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.quantiles import median
from skinmetrics.imaging.regions import REGIONS, region_mask, region_pixels
from skinmetrics.imaging.skin import Skin, wide_blur
from skinmetrics.metrics.flush import without_flush
from skinmetrics.metrics.folds import Parts, likely_folds, parts_of, without_folds
from skinmetrics.metrics.furrows import find_furrows
from skinmetrics.metrics.pores import Pores, find_pores
from skinmetrics.metrics.ridges import SIEVES, RegionRidges, find_ridges
from skinmetrics.metrics.robust import surface, winsorised
from skinmetrics.metrics.spotless import brown_parts, red_spots, with_rim, without_spots
from skinmetrics.metrics.spots import Spots, find_spots

TONE_MM, PATCH_MM = 0.5, 1.0  # sigma up to which colour is smoothed
RELIEF_MM = (0.75, 2.0)  # sigma of both ends of the band
# The same, of finer relief. What is finer still is the sensor's noise, and how strong it looks hangs on the photo's
# sharpness, which is known to a few per cent only.
GRAIN_MM: Mapping[str, tuple[float, float]] = {"standard": (0.25, 0.75), "fine": (0.20, 0.75)}
DARK_SPOT_MM, DARK_SPOT_LN, DARK_SPOT_RIM_MM = (0.6, 2.2), 0.035, 0.6  # band, contrast and rim of what is no texture

# 100 times the SD of ln R − ln G, smoothed, around a region's plane, in the middle region: 1.6 at least in 88 real
# faces, 0 in a black and white photo, 0.8 in a toned one.
COLOURLESS = 1.1
ENOUGH = 3  # regions, of which one is asked for it
SPARSE = 7  # pixels, of which one is enough to tell how bright the skin is
SKIN_SHARE_MIN = 0.5  # of a region's pixels that must be measurable skin


@dataclass(frozen=True)
class SkinMap:
    """A photo's skin at one resolution, and the face map of its colours, which at the fine one too is of the standard
    one: nothing of colour is measured there. ``white`` of the photo, None where it has none that can be trusted;
    ``face`` that the map was drawn from, None for a map that is of no photo; ``coarse``: the photo's file stores too
    little of fine skin.
    """

    resolution: Resolution
    face_map: FaceMap
    skin: Skin
    white: White | None = None
    face: Face | None = None
    coarse: bool = False

    @cached_property
    def pixels(self) -> Mapping[str, NDArray[np.intp]]:
        """Where each region's measurable pixels lie in the flattened map."""
        mask, px = self.skin.mask.ravel(), self.resolution.px_per_mm
        return {region: (places := _places(region, px))[mask[places]] for region in REGIONS}

    @cached_property
    def skin_share(self) -> Mapping[str, float]:
        """Which share of each region is measurable skin, 0 … 1."""
        px = self.resolution.px_per_mm
        return {region: len(own) / region_pixels(region, px) for region, own in self.pixels.items()}

    @property
    def _measurable(self) -> list[str]:
        return [region for region, share in self.skin_share.items() if share >= SKIN_SHARE_MIN]

    @cached_property
    def beard(self) -> Beard:
        """Where a beard covers the lower face."""
        return find_beard(self.skin, self.resolution.px_per_mm)

    @cached_property
    def ridges(self) -> Mapping[str, RegionRidges]:
        """Narrow furrows of every region that has enough skin."""
        sieve = SIEVES[self.resolution.name]
        return find_ridges(self.skin, self.resolution.px_per_mm, sieve, self._measurable)

    @cached_property
    def furrows(self) -> Mapping[str, RegionRidges]:
        """Wide furrows of every region that has enough skin, at the standard resolution, beside coloured spots."""
        px = self.resolution.px_per_mm
        spotted = with_rim(red_spots(self.spots) | without_folds(self._brown_parts), px)
        return find_furrows(without_spots(self._unflushed, spotted, px), self.resolution, self._measurable)

    @cached_property
    def pores(self) -> Pores:
        """Small dark round openings, at the fine resolution."""
        return find_pores(self.skin, self.resolution.px_per_mm)

    @cached_property
    def spots(self) -> Spots:
        """Red and brown spots."""
        return find_spots(self.face_map, self.skin)

    @cached_property
    def brown_spots(self) -> NDArray[np.float32]:
        """How likely a pixel (h, w) lies in a brown spot that is no fold, 0 … 1."""
        return np.asarray(self.spots.brown * (1 - likely_folds(self._brown_parts)), np.float32)

    @cached_property
    def _brown_parts(self) -> Parts:
        return parts_of(self._brown, self.resolution.px_per_mm)

    @cached_property
    def _brown(self) -> NDArray[np.bool_]:
        return brown_parts(self.face_map, self.skin, self.spots)

    @cached_property
    def coloured_spots(self) -> NDArray[np.bool_]:
        """Where (h, w) skin is dark by its colour, folds too, with the slopes about it."""
        return with_rim(red_spots(self.spots) | self._brown, self.resolution.px_per_mm)

    @cached_property
    def _unflushed(self) -> Skin:
        """The skin without patches of blood, at the standard resolution."""
        return without_flush(self.skin, self.face_map, self.coloured_spots)

    @cached_property
    def spotless(self) -> Skin:
        """The skin as it would be without what its colour makes dark, at the standard resolution."""
        return without_spots(self._unflushed, self.coloured_spots, self.resolution.px_per_mm)

    @cached_property
    def brightness(self) -> NDArray[np.float32] | None:
        """Luminance (h w,) as a share of the photo's white; None without one."""
        if self.white is None:
            return None
        return np.asarray(self.face_map.linear.reshape(-1, 3) @ (LUMINANCE / self.white.rgb), np.float32)

    @cached_property
    def typical_brightness(self) -> float | None:
        """The middle ``brightness`` of the face's skin; None without a white."""
        return None if self.brightness is None else median(self.brightness[self.skin.mask.ravel()][::SPARSE])

    @cached_property
    def colours(self) -> NDArray[np.float32] | None:
        """Ln of linear light (h, w, 3) as a share of the photo's white; None without one."""
        return None if self.white is None else against_white(self.face_map.linear, self.white)

    @cached_property
    def redness(self) -> NDArray[np.float32] | None:
        """Ln of red less ln of green (h, w), each as a share of the photo's white; None without one."""
        return None if self.colours is None else self.colours[..., 0] - self.colours[..., 1]

    @cached_property
    def smooth_colours(self) -> NDArray[np.float32] | None:
        """``colours`` without texture, pixel by pixel (h w, 3)."""
        if self.colours is None:
            return None
        sigma = TONE_MM * self.resolution.px_per_mm
        return np.asarray(cv2.GaussianBlur(self.colours, (0, 0), sigma), np.float32).reshape(-1, 3)

    @cached_property
    def smooth_redness(self) -> NDArray[np.float32]:
        """Ln R − ln G (h, w) without texture, up to a constant: it needs no white."""
        red, green, _ = cv2.split(self.face_map.linear)
        redness = np.log(red + np.float32(SKIN_DARK)) - np.log(green + np.float32(SKIN_DARK))
        return wide_blur(np.asarray(redness, np.float32), PATCH_MM * self.resolution.px_per_mm)

    @cached_property
    def colourful(self) -> bool:
        """Whether the photo has colours of its own; a toned one has those of its brightness. What has a white has, as
        skin is redder than that; taken for granted where too little skin is seen.
        """
        if self.white is not None:
            return True
        redness, width, spread = self.smooth_redness.ravel(), self.skin.mask.shape[1], []
        for region in self._measurable[::ENOUGH]:
            pixels = self.pixels[region][::SPARSE]
            spread.append(float(winsorised(redness[pixels] - surface(redness[pixels], pixels, width, 1)).std()))
        return not spread or 100 * median(np.array(spread)) >= COLOURLESS

    @cached_property
    def grain(self) -> NDArray[np.float32]:
        """Contrast (h, w) of wavelengths of about 1.2 to 3.6 mm (half power), ln units."""
        light, px = self.skin.light, self.resolution.px_per_mm
        narrow, wide = (sigma * px for sigma in GRAIN_MM[self.resolution.name])
        return np.asarray(cv2.GaussianBlur(light, (0, 0), narrow), np.float32) - wide_blur(light, wide)

    @cached_property
    def dark_spots(self) -> NDArray[np.bool_]:
        """What is darker (h, w) than the skin around it over a millimetre or more, with a rim."""
        light, px = self.skin.light, self.resolution.px_per_mm
        band = wide_blur(light, DARK_SPOT_MM[0] * px) - wide_blur(light, DARK_SPOT_MM[1] * px)
        side = 2 * round(DARK_SPOT_RIM_MM * px) + 1
        rim = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        return cv2.dilate((band < -DARK_SPOT_LN).astype(np.uint8), rim) > 0

    @cached_property
    def coarse_relief(self) -> NDArray[np.float32]:
        """Contrast (h, w) of wavelengths of about 4 to 10 mm (half power), ln units, without what colour makes dark."""
        light, px = self.spotless.light, self.resolution.px_per_mm
        band = wide_blur(light, RELIEF_MM[0] * px) - wide_blur(light, RELIEF_MM[1] * px)
        return np.asarray(band, np.float32)


@cache
def _places(region: str, px_per_mm: float) -> NDArray[np.intp]:
    """Where a region's pixels lie in the flattened map."""
    return np.flatnonzero(region_mask(region, px_per_mm))
