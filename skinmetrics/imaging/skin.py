"""Which pixels of a face map are skin that can be measured.

The face's own skin is the reference: what is much darker (hair, brows, nostrils, deep shadow), blown out, turned away
or covered (cover.py) is left out, with a rim around it. A region keeps only what remains, and is declined when that is
too little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.cover import Cover, find_cover
from skinmetrics.imaging.facemap import DARK, LUMINANCE, SKIN_DARK, FaceMap, LightMap, brightest, weighted
from skinmetrics.imaging.frame import LEFT_MM
from skinmetrics.imaging.fringe import has_fringe
from skinmetrics.imaging.quantiles import median
from skinmetrics.imaging.regions import region_mask

Mask = NDArray[np.bool_]

# What red, green and blue make up of the luminance of skin in neutral light. Each counts as much in any other: a face
# would have other relief in another light, as that is deeper in blue than in red.
SHARES = (0.33, 0.63, 0.04)
SPARSE = 5  # pixels, of which one is enough to tell the skin's colour

REFERENCE_REGIONS = ("cheek_left", "cheek_right", "nose")
HAIR_LN, SHADOW_LN = 1.6, 1.3  # ln units below the reference: single pixels, and areas
CHEEKS_APART_MM, REACH_MM = 78.0, 60.0  # between their middles; from the midline to where the face ends
SLOPE_MAX = 0.012  # ln units per mm: six tenths of the light gone from cheek to cheek
CHEEK_MIN_MM2 = 30.0
AREA_MM = 1.2  # sigma over which an area is judged
BLOWN = 0.97  # linear light of the brightest channel
RIM_MM = 0.6
FILL_MM = 2.0  # sigma over which skin lends its light to what is masked


@dataclass(frozen=True)
class Skin:
    """A face map's measurable skin: ``mask`` (h, w) bool; ``light`` (h, w) ln of linear luminance as in neutral light,
    filled where masked; ``cover`` what was found over it, None where nobody looked.
    """

    mask: Mask
    light: NDArray[np.float32]
    cover: Cover | None = None

    @property
    def hairy(self) -> bool:
        """Whether single hairs were found over it."""
        return self.cover is not None and self.cover.hair

    @property
    def mirrored(self) -> Skin:
        """The same, had the photo been mirrored."""
        cover = self.cover and self.cover.mirrored
        return Skin(np.ascontiguousarray(self.mask[:, ::-1]), np.ascontiguousarray(self.light[:, ::-1]), cover)


def find_skin(face_map: FaceMap) -> Skin:
    """Skin mask and log luminance of a face map."""
    px = face_map.px_per_mm
    linear = weighted(face_map.linear, channel_weights(face_map))
    light = _ln(linear, DARK)
    blown = _blown(face_map)
    # What lies over the face is looked for where the light is full: edges of shadow pass for those of a hand.
    bright = _skin_mask(light, blown, face_map.visible, px, tilted=False)
    cover = find_cover(face_map, bright, _reference(px), fringe=has_fringe(light, bright, px))
    mask = _skin_mask(light, blown, face_map.visible, px) & ~cover.mask
    return Skin(mask, filled(_ln(linear, SKIN_DARK), mask, px), cover)


def without_hair(skin: Skin, hair: Mask, px_per_mm: float) -> Skin:
    """The skin that ``find_skin`` gave, less what ``hair`` (h, w) covers."""
    if skin.cover is None:
        raise ValueError("nobody looked for what covers the skin")
    mask = skin.mask & ~hair
    cover = replace(skin.cover, mask=skin.cover.mask | hair, hair=True)
    return Skin(mask, filled(skin.light, mask, px_per_mm), cover)


def finer_skin(light_map: LightMap, face_map: FaceMap, cover: Cover) -> Skin:
    """The skin of a finer map of the same photo, drawn with the ``channel_weights`` of the coarser ``face_map``, where
    neither burnt out nor covered on that.
    """
    px = light_map.px_per_mm
    blown, covered = (_enlarged(one, light_map.light.shape) for one in (_blown(face_map), cover.mask))
    mask = _skin_mask(_ln(light_map.light, DARK), blown, light_map.visible, px) & ~covered
    return Skin(mask, filled(_ln(light_map.light, SKIN_DARK), mask, px), cover)


def channel_weights(face_map: FaceMap) -> NDArray[np.float32]:
    """By what to multiply red, green and blue (3,) so that their sum is the skin's luminance, and each counts in it as
    in neutral light, whatever the camera's balance of white is.
    """
    seen = face_map.linear[_reference(face_map.px_per_mm) & face_map.visible][::SPARSE]
    if not seen.size:
        return LUMINANCE
    typical = np.maximum(np.median(seen, axis=0), SKIN_DARK)
    return np.asarray(np.array(SHARES) * (LUMINANCE @ typical) / typical, np.float32)


def _ln(light: NDArray[np.float32], floor: float) -> NDArray[np.float32]:
    return np.asarray(np.log(light + np.float32(floor)), np.float32)


def _skin_mask(light: NDArray[np.float32], blown: Mask, visible: Mask, px: float, *, tilted: bool = True) -> Mask:
    """What is neither darker than skin (``light``: ln of luminance) nor ``blown`` nor out of sight, nor near it."""
    reference = _expected(light, visible, px, tilted=tilted)
    area = wide_blur(light, AREA_MM * px)
    other = (light < reference - HAIR_LN) | (area < reference - SHADOW_LN) | blown | ~visible
    side = 2 * round(RIM_MM * px) + 1
    rim = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(other.astype(np.uint8), rim) == 0, bool)


def _expected(light: NDArray[np.float32], visible: Mask, px: float, *, tilted: bool) -> NDArray[np.float32]:
    """How bright the face's own skin is in each column of the map (1, w), ln units: cheeks and nose together, and,
    ``tilted``, less on the side that the lamp leaves darker, by as much as its cheek is.

    Not more on the other: the light that makes one cheek brighter makes the hair on that side no darker.
    """
    seen = light[_reference(px) & visible]
    level = median(seen) if seen.size else 0.0
    x = (np.arange(light.shape[1], dtype=np.float32) + 0.5) / px + LEFT_MM
    left, right = (light[region_mask(f"cheek_{side}", px) & visible] for side in ("left", "right"))
    if not tilted or min(left.size, right.size) < CHEEK_MIN_MM2 * px * px:
        return np.full((1, len(x)), level, np.float32)
    slope = float(np.clip((median(left) - median(right)) / CHEEKS_APART_MM, -SLOPE_MAX, SLOPE_MAX))
    tilt = slope * np.clip(x, -REACH_MM, REACH_MM)
    return np.asarray(level + np.minimum(tilt, 0), np.float32)[None, :]


def _blown(face_map: FaceMap) -> Mask:
    return np.asarray(brightest(face_map.linear) > BLOWN, bool)


def _enlarged(mask: Mask, shape: tuple[int, ...]) -> Mask:
    larger = cv2.resize(mask.astype(np.uint8), (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(larger > 0, bool)


@cache
def _reference(px_per_mm: float) -> Mask:
    return np.asarray(np.logical_or.reduce([region_mask(region, px_per_mm) for region in REFERENCE_REGIONS]), bool)


def filled(light: NDArray[np.float32], mask: Mask, px_per_mm: float) -> NDArray[np.float32]:
    """The ``light`` (h, w) with that of the skin around where it is not in the ``mask``: filters meet no edge there."""
    weight = mask.astype(np.float32)
    sigma = FILL_MM * px_per_mm
    around, share = wide_blur(light * weight, sigma), wide_blur(weight, sigma)
    some = light[::4, ::4][mask[::4, ::4]]  # what is far from all skin takes the typical light of it
    middle = median(some) if some.size else 0.0
    filled = np.asarray(around / np.maximum(share, 1e-3), np.float32)
    filled[share <= 0.02] = middle
    cv2.copyTo(light, mask.astype(np.uint8), filled)
    return filled


def wide_blur(image: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """A Gaussian of ``sigma`` px, computed on a smaller picture where that makes no difference."""
    h, w = image.shape
    step = max(1, int(sigma / 2))
    if step == 1:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)
    small = cv2.GaussianBlur(shrunk(image, step), (0, 0), float(np.sqrt((sigma / step) ** 2 - 1 / 12)))
    size = (small.shape[1] * step, small.shape[0] * step)
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)[:h, :w], np.float32)


def shrunk(image: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    """Means over blocks of ``step`` px a side, the last row and column carried on to fill theirs.

    OpenCV averages whole blocks several times as fast as others.
    """
    h, w = image.shape
    rows, columns = -(-h // step), -(-w // step)
    if (rows * step, columns * step) != (h, w):
        border = (0, rows * step - h, 0, columns * step - w)
        image = np.asarray(cv2.copyMakeBorder(image, *border, cv2.BORDER_REPLICATE), np.float32)
    return np.asarray(cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
