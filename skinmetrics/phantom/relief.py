"""Micro-relief: the height of furrows, pores, texture, pits and bumps above the smooth face, in mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from skinmetrics.phantom.fields import FWHM_PER_SIGMA, Field, Grid, arc_positions, as_field, resize
from skinmetrics.phantom.head import HEAD_GRID, Head, build_head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import FINE_LINE_LIMIT_MM, Line, region_area_cm2, rng_for
from skinmetrics.phantom.regions import REGIONS, contains, region_mask
from skinmetrics.phantom.skin_state import PerRegion, SkinState, amount_of

SKIN_GRID = HEAD_GRID.at(8.0)
SCAR_DEPTH_MM = 0.16
_CORE, _VALLEY, _SHOULDER = 0.70, 0.50, 0.20
"""Shares of a furrow's core, of the broad valley around it and of the raised shoulder; they add up to its depth."""


@dataclass(frozen=True)
class Mark:
    """A round mark on the plan of the face: a pore, a pit, a blemish or a spot."""

    region: str
    x: float
    y: float
    diameter_mm: float
    strength: float
    """Depth in mm of pores and pits, absorbance of blemishes and spots."""


def furrows(grid: Grid, lines: Sequence[Line]) -> Field:
    """Height of the furrows (negative); their ends taper off over a third of the length.

    A furrow's profile is a narrow core in a broad valley with a slightly raised shoulder: a core alone looks like a
    scratch.
    """
    total = grid.zeros()
    for width in sorted({line.width_mm for line in lines}):
        impulses = _line_impulses(grid, [line for line in lines if line.width_mm == width])
        for share, sigma in profile_parts(width):
            height = np.float32(np.sqrt(2 * np.pi) * sigma * grid.px_per_mm)
            total -= share * height * grid.blur(impulses, _beyond_splat(grid, sigma))
    return total


def _beyond_splat(grid: Grid, sigma_mm: float) -> float:
    """The blur that makes a Gaussian of `sigma_mm` of impulses shared among pixels, which spread them by 1/6 px²."""
    return float(np.sqrt(max(sigma_mm**2 - 1 / (6 * grid.px_per_mm**2), 0.0)))


def profile_parts(width_mm: float) -> tuple[tuple[float, float], ...]:
    """The Gaussians that a furrow's cross-section is made of: share of its depth, and sigma in mm."""
    sigma = width_mm / FWHM_PER_SIGMA
    spread = 2.6 if width_mm < FINE_LINE_LIMIT_MM else 1.9
    return (_CORE, sigma), (_VALLEY, sigma * spread), (-_SHOULDER, 2 * sigma * spread)


def _line_impulses(grid: Grid, lines: Sequence[Line]) -> Field:
    """Depth per pixel of length, laid out along the lines, ready to be blurred into furrows."""
    xs, ys, weights = [], [], []
    for line in lines:
        along = arc_positions(line.points)
        count = max(int(along[-1] * grid.px_per_mm * 2), 2)
        t = np.linspace(0, along[-1], count)
        taper = np.clip(np.minimum(t, along[-1] - t) / (0.3 * along[-1] + 1e-6), 0, 1) ** 0.7
        xs.append(np.interp(t, along, line.points[:, 0]))
        ys.append(np.interp(t, along, line.points[:, 1]))
        weights.append(line.depth_mm * taper * along[-1] / (count - 1) * grid.px_per_mm)
    return grid.splat(np.concatenate(xs), np.concatenate(ys), np.concatenate(weights))


def marks(
    identity: Identity, kind: str, amount: PerRegion, sizes: tuple[float | PerRegion, float, float]
) -> tuple[Mark, ...]:
    """The first so-many marks of every region's catalogue.

    `amount` is a density per cm²; `sizes` are the median, the log-spread and the largest diameter in mm. Strengths are
    relative, about 1.
    """
    plan = build_head(identity.shape, identity.hair).plan
    found: list[Mark] = []
    for region in REGIONS:
        rng = rng_for(identity, region, kind)
        wanted = amount.of(region) * region_area_cm2(identity, region)
        count = int(wanted) + int(rng.random() < wanted % 1)
        inside = np.argwhere(region_mask(identity.shape, identity.hair, region, _PLACES))
        if not count or not len(inside):
            continue
        draws = rng.random((4000, 4))[:count] if count <= 4000 else rng.random((count, 4))
        cell = inside[(draws[:, 0] * len(inside)).astype(int)]
        x = _PLACES.left + (cell[:, 1] + draws[:, 1]) / _PLACES.px_per_mm
        y = _PLACES.top + (cell[:, 0] + draws[:, 2]) / _PLACES.px_per_mm
        size = np.minimum(amount_of(sizes[0], region) * np.exp(sizes[1] * _normal(draws[:, 3])), sizes[2])
        strength = 0.6 + 0.8 * ((draws[:, 3] * 7919) % 1)
        keep = contains(plan, region, x.astype(np.float32), y.astype(np.float32))
        found += [
            Mark(region, float(a), float(b), float(d), float(s))
            for a, b, d, s, ok in zip(x, y, size, strength, keep, strict=True)
            if ok
        ]
    return tuple(found)


_PLACES = Grid(-80.0, -90.0, 80.0, 135.0, 1.0)


def _normal(u: np.ndarray) -> np.ndarray:
    """Standard normal numbers from uniform ones, near enough (logistic)."""
    clipped = np.clip(u, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(clipped / (1 - clipped)) / 1.702)


def pits(grid: Grid, found: Sequence[Mark], depth_mm: float) -> Field:
    """Round pits (negative height) of the marks' diameters; `depth_mm` for one of strength 1."""
    total = grid.zeros()
    if not found:
        return total
    x, y, diameter, strength = np.array([(m.x, m.y, m.diameter_mm, m.strength) for m in found]).T
    step = np.round(np.log(diameter / 0.1) / 0.22).astype(int)
    for k in np.unique(step):
        here = step == k
        sigma = 0.1 * float(np.exp(k * 0.22)) / FWHM_PER_SIGMA
        mass = depth_mm * strength[here] * 2 * np.pi * (sigma * grid.px_per_mm) ** 2
        total -= grid.blur(grid.splat(x[here], y[here], mass), _beyond_splat(grid, sigma))
    return total


@lru_cache(maxsize=4)
def texture(identity: Identity, grid: Grid) -> Field:
    """The fine network of the skin between the furrows, unit RMS: cells of 0.4 to 1.2 mm with sunken borders."""
    rng = rng_for(identity, "texture")
    lattice = SKIN_GRID
    white = rng.standard_normal(lattice.shape, np.float32)
    fine = lattice.blur(white, 0.15) - lattice.blur(white, 0.36)
    fine /= fine.std()
    coarse = lattice.blur(rng.standard_normal(lattice.shape, np.float32), 0.34) - lattice.blur(white, 0.9)
    coarse /= coarse.std()
    cells = -np.exp(-((fine / 0.55) ** 2)) + 0.35 * fine + 0.55 * coarse
    cells *= 1 + 0.25 * np.clip(lattice.noise(rng, 14), -2, 2)
    cells -= lattice.blur(cells, 1.6)
    if grid != lattice:
        cells = resize(cells, (grid.width, grid.height), cv2.INTER_AREA)
    return as_field(cells / cells.std())


def smooth_amount(identity: Identity, grid: Grid, amount: PerRegion, soft_mm: float = 4.0) -> Field:
    """A field that takes each region's amount inside it and blends over `soft_mm` at its borders."""
    if all(value == amount.default for _, value in amount.elsewhere):
        return np.full((1, 1), amount.default, np.float32)
    coarse = grid.at(1.0)
    values = np.full(coarse.shape, amount.default, np.float32)
    for region, value in amount.elsewhere:
        values[region_mask(identity.shape, identity.hair, region, coarse)] = value
    return resize(coarse.blur(values, soft_mm / 2), (grid.width, grid.height), cv2.INTER_LINEAR)


@dataclass(frozen=True)
class Relief:
    """Height of a skin state above the smooth face, and what it was made of."""

    height: Field
    """mm over the grid."""
    pores: tuple[Mark, ...]
    scars: tuple[Mark, ...]
    blemishes: tuple[Mark, ...]


def build_relief(
    identity: Identity, state: SkinState, lines: Sequence[Line], skin: Field, grid: Grid, head: Head
) -> Relief:
    """All of a state's micro-relief; `skin` is 1 where there is bare skin."""
    pores = marks(identity, "pores", state.pores, (state.pore_diameter_mm, 0.28, 0.6))
    scars = marks(identity, "scars", state.scars, (2.4, 0.25, 4.5))
    blemishes = marks(identity, "blemishes", state.blemishes, (3.2, 0.25, 6.0))
    rough = smooth_amount(identity, grid, state.roughness_um) / 1000
    height = furrows(grid, lines) if lines else grid.zeros()
    if rough.any():
        height += texture(identity.uncoloured, grid) * rough
    height += pits(grid, pores, 0.040) + pits(grid, scars, SCAR_DEPTH_MM) - pits(grid, blemishes, 0.12)
    height *= skin
    height += lip_creases(identity.uncoloured, grid) * resize(head.lips, (grid.width, grid.height), cv2.INTER_LINEAR)
    return Relief(height.astype(np.float32), pores, scars, blemishes)


@lru_cache(maxsize=4)
def lip_creases(identity: Identity, grid: Grid) -> Field:
    """Upright creases of the lips, in mm."""
    rng = rng_for(identity, "lips")
    stripes = rng.standard_normal(
        (int(grid.height / (5 * grid.px_per_mm)) + 2, int(grid.width / (0.75 * grid.px_per_mm))), np.float32
    )
    stripes = resize(stripes, (grid.width, grid.height), cv2.INTER_CUBIC)
    return as_field(-0.10 * np.exp(-((stripes / 0.45) ** 2)))


def disc(grid: Grid, mark: Mark, reach: float) -> tuple[tuple[slice, slice], Field, Field]:
    """The part of the grid within `reach` diameters of a mark, and x and y from its centre there, in mm."""
    px, py = grid.to_px(mark.x, mark.y)
    radius = mark.diameter_mm * reach * grid.px_per_mm
    rows = slice(max(int(py - radius), 0), min(max(int(py + radius) + 2, 0), grid.height))
    columns = slice(max(int(px - radius), 0), min(max(int(px + radius) + 2, 0), grid.width))
    return (rows, columns), grid.x[:, columns] - np.float32(mark.x), grid.y[rows] - np.float32(mark.y)


def soft_disc(dx: Field, dy: Field, diameter_mm: float, steepness: float = 9.0) -> Field:
    """1 at the centre, a half at the radius, falling over about 2 / `steepness` of it on each side."""
    r = np.sqrt(dx * dx + dy * dy) / np.float32(diameter_mm / 2)
    return (1 / (1 + np.exp((r - 1) * np.float32(steepness)))).astype(np.float32)
