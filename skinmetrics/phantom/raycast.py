"""Which point of a height field every pixel of the picture sees."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from skinmetrics.phantom.camera import PIVOT_MM, Camera, rotation
from skinmetrics.phantom.fields import Field, Grid, as_field, remap, resize, smoothstep

_COARSE = 2
"""Rays are followed for one pixel in two by two."""
_STEP_MM = 4.0
_EMPTY_MM = -200.0


@dataclass(frozen=True)
class View:
    """Per pixel: the point seen, and how much of the pixel the body covers."""

    x: Field
    y: Field
    """mm in the body's frame."""
    coverage: Field

    @property
    def box(self) -> tuple[slice, slice] | None:
        """Rows and columns that hold all of the body; None where none of it is in the picture."""
        rows, columns = (np.flatnonzero(self.coverage.max(axis=axis) > 0) for axis in (1, 0))
        if not len(rows):
            return None
        return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)

    def cropped(self, box: tuple[slice, slice]) -> View:
        """The part of the picture within `box`."""
        return View(self.x[box], self.y[box], self.coverage[box])


def cast(camera: Camera, grid: Grid, z: Field, depth_range: tuple[float, float], *, turn: float = 1.0) -> View:
    """March the rays of all pixels from the near to the far end of `depth_range` (mm) and refine where they hit."""
    width, height = camera.width // _COARSE, camera.height // _COARSE
    u = ((np.arange(width, dtype=np.float32) + 0.5) * _COARSE - 0.5 - camera.centre_px[0]) / camera.focal_px
    v = ((np.arange(height, dtype=np.float32) + 0.5) * _COARSE - 0.5 - camera.centre_px[1]) / camera.focal_px
    pose = rotation(camera.yaw_deg * turn, camera.pitch_deg * turn, camera.roll_deg * turn).astype(np.float32)
    eye = PIVOT_MM + pose.T.astype(np.float64) @ np.array([0, 0, camera.distance_mm - PIVOT_MM[2]])
    towards = [(u[None, :] * pose[0, i] + v[:, None] * pose[1, i] - pose[2, i]).astype(np.float32) for i in range(3)]
    slope_x, slope_y = -towards[0] / towards[2], -towards[1] / towards[2]

    def clearance(level: Field) -> Field:
        run = np.float32(eye[2]) - level
        px, py = grid.to_px(np.float32(eye[0]) + slope_x * run, np.float32(eye[1]) + slope_y * run)
        return remap(z, px, py, outside=_EMPTY_MM) - level

    near, far = depth_range
    hit = np.full((height, width), far, np.float32)
    open_ = np.ones((height, width), np.bool_)
    for level in np.arange(near, far, -_STEP_MM, dtype=np.float32):
        reached = open_ & (clearance(np.full(1, level, np.float32)) >= 0)
        hit[reached] = level
        open_ &= ~reached
    low, high = hit, hit + np.float32(_STEP_MM)
    for _ in range(7):
        middle = as_field((low + high) / 2)
        above = clearance(middle) >= 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    run = np.float32(eye[2]) - (low + high) / 2
    seen = (~open_).astype(np.float32)
    x, y = _extend(np.float32(eye[0]) + slope_x * run, seen), _extend(np.float32(eye[1]) + slope_y * run, seen)
    size = (camera.width, camera.height)
    edge = resize(cv2.GaussianBlur(seen, (0, 0), 1.2).astype(np.float32), size, cv2.INTER_CUBIC)
    return View(resize(x, size, cv2.INTER_LINEAR), resize(y, size, cv2.INTER_LINEAR), smoothstep(0.36, 0.64, edge))


def _extend(values: Field, seen: Field) -> Field:
    """Carry what is seen a few pixels beyond the outline, so that the edge does not pick up the background."""
    weight = cv2.GaussianBlur(seen, (0, 0), 2.0)
    spread = cv2.GaussianBlur(values * seen, (0, 0), 2.0) / np.maximum(weight, 1e-4)
    return np.where(seen > 0, values, spread).astype(np.float32)
