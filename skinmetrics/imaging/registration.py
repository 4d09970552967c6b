"""Laying a follow-up's face map over the baseline's, on the skin itself.

The mesh places skin to within a few px; pores, spots and lines place it better. Each region is laid over the
baseline's by the normalised correlation of its relief, to parts of a pixel by the parabola through the peak, and
between the regions' middles the shift changes smoothly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.skin import Skin, wide_blur

Image = NDArray[np.float32]

FINE_MM, COARSE_MM = 0.35, 2.5  # sigma: relief between grain and shade
FURTHEST_MM = 4.0  # beyond it the regions do not show the same skin
PEAK_MIN = 0.35  # correlation, 0 … 1: below it there is nothing to hold on to
SKIN_MIN = 0.5  # of a region's pixels that both maps must show
CLIP_LN = 0.1  # of the relief
REACH_MM = 18.0  # sigma over which a region's shift is felt


@dataclass(frozen=True)
class Relief:
    """What registration looks at: ``image`` (h, w) ln contrast between grain and shade; ``mask`` (h, w) bool skin."""

    image: Image
    mask: NDArray[np.bool_]


@dataclass(frozen=True)
class Shift:
    """Where a region's skin lies on the follow-up's map against the baseline's, mm, and how sure that is, 0 … 1."""

    x: float
    y: float
    peak: float


def relief_shifts(baseline: Relief, follow_up: Relief, px_per_mm: float) -> Mapping[str, Shift]:
    """The shift of every region that both maps show well enough. Both reliefs are of maps at ``px_per_mm``."""
    shared = baseline.mask & follow_up.mask
    found = {region: _shift(baseline.image, follow_up.image, shared, region, px_per_mm) for region in REGIONS}
    return {region: shift for region, shift in found.items() if shift is not None}


def relief_of(skin: Skin, px_per_mm: float) -> Relief:
    """A skin map's relief, clipped so that no mole or hair decides alone."""
    fine = cv2.GaussianBlur(skin.light, (0, 0), FINE_MM * px_per_mm)
    relief = np.clip(fine - wide_blur(skin.light, COARSE_MM * px_per_mm), -CLIP_LN, CLIP_LN)
    return Relief(np.asarray(relief, np.float32), skin.mask)


def shift_field(shifts: Mapping[str, Shift], px_per_mm: float) -> Image:
    """The shift (h, w, 2), mm, at every pixel of a map: the regions' shifts, weighted by nearness and sureness."""
    h, w = region_mask(REGIONS[0], px_per_mm).shape
    step = max(1, round(4 * px_per_mm))
    rows, columns = np.mgrid[0 : h + step : step, 0 : w + step : step]
    x, y = (columns + step / 2) / px_per_mm + LEFT_MM, (rows + step / 2) / px_per_mm + TOP_MM  # middles of blocks
    total, weights = np.zeros((*x.shape, 2)), np.full(x.shape, 1e-3)
    for region, shift in shifts.items():
        cx, cy = _middle(region)
        weight = shift.peak * np.exp(-0.5 * ((x - cx) ** 2 + (y - cy) ** 2) / REACH_MM**2)
        total += weight[..., None] * np.array([shift.x, shift.y])
        weights += weight
    field = (total / weights[..., None]).astype(np.float32)
    full = cv2.resize(field, (x.shape[1] * step, x.shape[0] * step), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(full[:h, :w], np.float32)


def registered(image: Image, field: Image, px_per_mm: float) -> Image:
    """A follow-up's map, (h, w) or (h, w, 3), drawn where the baseline's skin lies."""
    h, w = image.shape[:2]
    rows, columns = np.indices((h, w), np.float32)
    places = columns + field[..., 0] * px_per_mm, rows + field[..., 1] * px_per_mm
    return np.asarray(cv2.remap(image, *places, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _shift(one: Image, other: Image, shared: NDArray[np.bool_], region: str, px_per_mm: float) -> Shift | None:
    mask = region_mask(region, px_per_mm)
    if (mask & shared).sum() < SKIN_MIN * mask.sum():
        return None
    rows, columns = np.nonzero(mask)
    reach = round(FURTHEST_MM * px_per_mm)
    padded: Image = np.asarray(cv2.copyMakeBorder(other, reach, reach, reach, reach, cv2.BORDER_REPLICATE), np.float32)
    window = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    seen = np.asarray((mask & shared)[window], np.float32)
    around = padded[rows.min() : rows.max() + 1 + 2 * reach, columns.min() : columns.max() + 1 + 2 * reach]
    alike = cv2.matchTemplate(around, np.ascontiguousarray(one[window]), cv2.TM_CCOEFF_NORMED, mask=seen)
    alike = np.nan_to_num(alike, nan=0.0, posinf=0.0, neginf=0.0)
    _, peak, _, (x, y) = cv2.minMaxLoc(alike)
    if peak < PEAK_MIN or not (0 < x < 2 * reach and 0 < y < 2 * reach):
        return None
    dx = x - reach + _vertex(*alike[y, x - 1 : x + 2])
    dy = y - reach + _vertex(*alike[y - 1 : y + 2, x])
    return Shift(float(dx) / px_per_mm, float(dy) / px_per_mm, float(peak))


def _vertex(before: float, peak: float, after: float) -> float:
    """Where the parabola through three neighbours has its top, −½ … ½."""
    bend = before - 2 * peak + after
    return 0.0 if bend == 0 else float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))


def _middle(region: str) -> tuple[float, float]:
    rows, columns = np.nonzero(region_mask(region, 1.0))
    return float(columns.mean()) + 0.5 + LEFT_MM, float(rows.mean()) + 0.5 + TOP_MM
