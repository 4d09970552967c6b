"""Soft shadows and ambient occlusion of a height field, worked out on a coarse copy of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.fields import Field, Grid, as_field, remap

_GOLDEN = 2.39996
"""Angle in radians that spreads directions evenly."""
_FLOOR_MM = -95.0


def visible(grid: Grid, z: Field, direction: npt.NDArray[np.float64], steps: int, first_mm: float) -> Field:
    """1 where a ray in `direction` leaves the surface freely, 0 where it is blocked."""
    unit = direction / np.linalg.norm(direction)
    columns, rows = (np.arange(count, dtype=np.float32) for count in (grid.width, grid.height))
    px, py, gap = grid.zeros(), grid.zeros(), grid.zeros()
    clear, run, top = np.ones(grid.shape, np.float32), 0.8, float(z.max())
    for step in range(steps):
        px[:] = (columns + np.float32(unit[0] * run * grid.px_per_mm))[None, :]
        py[:] = (rows + np.float32(unit[1] * run * grid.px_per_mm))[:, None]
        np.add(z, np.float32(unit[2] * run + 0.5), out=gap)
        gap -= remap(z, px, py, outside=_FLOOR_MM)
        gap /= np.float32(0.3 + 0.03 * run)
        np.minimum(clear, gap, out=clear)
        run += first_mm * (1 + 0.07 * step)
        if run * unit[2] > top + 60:
            break
    return np.maximum(clear, 0, out=clear)


def soft_shadow(grid: Grid, z: Field, direction: npt.NDArray[np.float64], radius_deg: float) -> Field:
    """Share of a round lamp of angular radius `radius_deg` that each point of the surface sees."""
    unit = direction / np.linalg.norm(direction)
    across = np.cross(unit, [0.0, 1.0, 0.1])
    across /= np.linalg.norm(across)
    upward = np.cross(unit, across)
    samples = 7
    total = grid.zeros()
    for i in range(samples):
        radius, angle = np.tan(np.radians(radius_deg)) * np.sqrt((i + 0.5) / samples), i * _GOLDEN
        towards = unit + radius * (np.cos(angle) * across + np.sin(angle) * upward)
        total += visible(grid, z, towards, 28, 1.7)
    return as_field(total / samples)


def ambient_occlusion(grid: Grid, z: Field) -> Field:
    """Cosine-weighted share of the hemisphere before the face that each point sees."""
    total, weight = grid.zeros(), 0.0
    directions = 26
    for i in range(directions):
        cosine = 1 - (i + 0.5) / directions * 0.88
        sine, angle = np.sqrt(1 - cosine * cosine), i * _GOLDEN
        total += cosine * visible(grid, z, np.array([sine * np.cos(angle), sine * np.sin(angle), cosine]), 30, 2.4)
        weight += cosine
    return as_field(total / np.float32(weight))
