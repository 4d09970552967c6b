"""Scalar fields over the face, and the small mathematics they are made of.

A field is a float32 array over a `Grid` in millimetres: x to the right of the picture, y down, origin midway between
the pupils. Nothing here knows what a face is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Field: TypeAlias = npt.NDArray[np.float32]
Points: TypeAlias = npt.NDArray[np.float64]

FWHM_PER_SIGMA = 2.3548


@dataclass(frozen=True)
class Grid:
    """A rectangle in millimetres, sampled at `px_per_mm`; pixel centres lie half a pixel inside its edges."""

    left: float
    top: float
    right: float
    bottom: float
    px_per_mm: float

    @property
    def width(self) -> int:
        """Columns."""
        return round((self.right - self.left) * self.px_per_mm)

    @property
    def height(self) -> int:
        """Rows."""
        return round((self.bottom - self.top) * self.px_per_mm)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.height, self.width

    @property
    def x(self) -> Field:
        """The x of every column in mm, shape (1, width)."""
        return (self.left + (np.arange(self.width, dtype=np.float32) + 0.5) / self.px_per_mm)[None, :]

    @property
    def y(self) -> Field:
        """The y of every row in mm, shape (height, 1)."""
        return (self.top + (np.arange(self.height, dtype=np.float32) + 0.5) / self.px_per_mm)[:, None]

    def to_px(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Field, Field]:
        """Pixel coordinates of points given in mm."""
        px = (as_field(x) - np.float32(self.left)) * np.float32(self.px_per_mm) - np.float32(0.5)
        py = (as_field(y) - np.float32(self.top)) * np.float32(self.px_per_mm) - np.float32(0.5)
        return as_field(px), as_field(py)

    def at(self, px_per_mm: float) -> Grid:
        """The same rectangle at another resolution."""
        return Grid(self.left, self.top, self.right, self.bottom, px_per_mm)

    def zeros(self) -> Field:
        """An empty field."""
        return np.zeros(self.shape, np.float32)

    def blur(self, field: Field, sigma_mm: float) -> Field:
        """Gaussian blur; wide ones are done on a reduced copy, which costs nothing visible."""
        sigma = sigma_mm * self.px_per_mm
        if sigma < 0.3:
            return field
        if sigma <= 8:
            return as_field(cv2.GaussianBlur(field, (0, 0), sigma))
        factor = int(2 ** np.floor(np.log2(sigma / 3)))
        small = resize(field, (max(self.width // factor, 4), max(self.height // factor, 4)), cv2.INTER_AREA)
        return resize(
            as_field(cv2.GaussianBlur(small, (0, 0), sigma / factor)), (self.width, self.height), cv2.INTER_CUBIC
        )

    def gradient(self, field: Field) -> tuple[Field, Field]:
        """Slope per mm in x and y."""
        scale = self.px_per_mm / 8
        return (
            np.asarray(cv2.Sobel(field, cv2.CV_32F, 1, 0, ksize=3, scale=scale), np.float32),
            np.asarray(cv2.Sobel(field, cv2.CV_32F, 0, 1, ksize=3, scale=scale), np.float32),
        )

    def sharp_gradient(self, field: Field) -> tuple[Field, Field]:
        """Slope per mm in x and y, steepened so that a later bilinear look-up finds the true slope of fine relief.

        Looking up between pixels blurs by a variance of 1/6 px² on average; the five taps give it back.
        """
        steep = np.array([0.125, -0.75, 0.0, 0.75, -0.125], np.float32) * np.float32(self.px_per_mm)
        one = np.ones(1, np.float32)
        return (
            as_field(cv2.sepFilter2D(field, cv2.CV_32F, steep, one)),
            as_field(cv2.sepFilter2D(field, cv2.CV_32F, one, steep)),
        )

    def sample(self, field: Field, x: Field, y: Field) -> Field:
        """Values of a field of this grid at points in mm, bilinear, edges repeated; any 2-d shape of points."""
        px, py = self.to_px(x, y)
        return remap(field, px, py)

    def sample_points(self, field: Field, points: Points) -> npt.NDArray[np.float64]:
        """Values at (n, 2) points in mm."""
        wide = 4096
        rows = -(-len(points) // wide)
        sheet = np.zeros((rows * wide, 2), np.float32)
        sheet[: len(points)] = points
        values = self.sample(field, sheet[:, 0].reshape(rows, wide), sheet[:, 1].reshape(rows, wide))
        return values.ravel()[: len(points)].astype(np.float64)

    def splat(self, x: npt.ArrayLike, y: npt.ArrayLike, weight: npt.ArrayLike) -> Field:
        """Sum of weighted impulses, shared bilinearly among the four pixels around each point."""
        px, py = self.to_px(x, y)
        column, row = np.floor(px).astype(np.int64), np.floor(py).astype(np.int64)
        inside = (column >= 0) & (row >= 0) & (column < self.width - 1) & (row < self.height - 1)
        column, row = column[inside], row[inside]
        fx, fy = px[inside] - column, py[inside] - row
        mass = np.broadcast_to(np.asarray(weight, np.float64), px.shape)[inside]
        total = np.zeros(self.width * self.height)
        base = row * self.width + column
        first = int(base.min(initial=total.size))
        for offset, share in (
            (0, (1 - fx) * (1 - fy)),
            (1, fx * (1 - fy)),
            (self.width, (1 - fx) * fy),
            (self.width + 1, fx * fy),
        ):
            sums = np.bincount(base + (offset - first), mass * share)
            total[first : first + len(sums)] += sums
        return total.reshape(self.shape).astype(np.float32)

    def noise(self, rng: np.random.Generator, period_mm: float, octaves: int = 1, gain: float = 0.5) -> Field:
        """Smooth noise of unit standard deviation whose largest blobs are about `period_mm` across."""
        total, amplitude = self.zeros(), 1.0
        for octave in range(octaves):
            step = max(period_mm / 2**octave * self.px_per_mm, 1.0)
            coarse = rng.standard_normal((int(self.height / step) + 3, int(self.width / step) + 3), np.float32)
            part = resize(coarse, (self.width, self.height), cv2.INTER_CUBIC)
            part *= np.float32(amplitude)
            total += part
            amplitude *= gain
        total /= total.std()
        return total


class Curve:
    """A smooth function through given points that never overshoots them (monotone cubic, Fritsch and Carlson 1980)."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        """Take (x, y) pairs, x increasing."""
        table = np.array(points, float)
        self._x, self._y = table[:, 0], table[:, 1]
        self._step = np.diff(self._x)
        secant = np.diff(self._y) / self._step
        slope = np.zeros(len(table))
        slope[0], slope[-1] = secant[0], secant[-1]
        for i in range(1, len(table) - 1):
            if secant[i - 1] * secant[i] > 0:
                near, far = 2 * self._step[i] + self._step[i - 1], self._step[i] + 2 * self._step[i - 1]
                slope[i] = (near + far) / (near / secant[i - 1] + far / secant[i])
        self._slope = slope

    def __call__(self, x: npt.ArrayLike) -> Field:
        """Values at x; beyond the ends the end values."""
        q = np.clip(np.asarray(x, float), self._x[0], self._x[-1])
        i = np.clip(np.searchsorted(self._x, q) - 1, 0, len(self._x) - 2)
        t = (q - self._x[i]) / self._step[i]
        t2, t3 = t**2, t**3
        value = (
            (2 * t3 - 3 * t2 + 1) * self._y[i]
            + (t3 - 2 * t2 + t) * self._step[i] * self._slope[i]
            + (3 * t2 - 2 * t3) * self._y[i + 1]
            + (t3 - t2) * self._step[i] * self._slope[i + 1]
        )
        return as_field(value)


def as_field(values: npt.ArrayLike) -> Field:
    """The same values as 32-bit floats, without a copy where they are already."""
    return np.asarray(values, np.float32)


def resize(field: Field, size: tuple[int, int], interpolation: int) -> Field:
    """`cv2.resize` with the type that it keeps; `size` is (width, height)."""
    return np.asarray(cv2.resize(field, size, interpolation=interpolation), np.float32)


def remap(field: Field, px: Field, py: Field, outside: float | None = None) -> Field:
    """Bilinear values at pixel positions; outside the field its edge is repeated, or `outside` is taken."""
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    fill = (outside or 0.0,) * 4
    return np.asarray(cv2.remap(field, px, py, cv2.INTER_LINEAR, borderMode=border, borderValue=fill), np.float32)


def smoothstep(start: float, stop: float, x: npt.ArrayLike) -> Field:
    """0 before `start`, 1 after `stop`, smooth between; `start` > `stop` falls instead of rising."""
    t = np.clip((np.asarray(x, np.float32) - np.float32(start)) / np.float32(stop - start), 0, 1)
    return as_field(t * t * (3 - 2 * t))


def smooth_max(a: Field, b: Field, width_mm: float | Field) -> Field:
    """The larger of two heights, rounded where they meet; "empty" must lie far below (−200 mm)."""
    k = as_field(width_mm)
    share = np.clip(np.float32(0.5) + np.float32(0.5) * (a - b) / k, 0, 1)
    return as_field(b + (a - b) * share + k * share * (1 - share))


def gaussian(x: Field, y: Field, sigma_x: float, sigma_y: float, angle_deg: float = 0.0) -> Field:
    """Unit bump at the origin of (x, y), its axes turned by `angle_deg`; x and y broadcast."""
    if angle_deg:
        c, s = np.float32(np.cos(np.radians(angle_deg))), np.float32(np.sin(np.radians(angle_deg)))
        x, y = x * c + y * s, y * c - x * s
        return as_field(np.exp(-0.5 * ((x / sigma_x) ** 2 + (y / sigma_y) ** 2)))
    return as_field(np.exp(-0.5 * (x / sigma_x) ** 2) * np.exp(-0.5 * (y / sigma_y) ** 2))


def polyline_length(points: Points) -> float:
    """Length of an (n, d) polyline in the units of its points."""
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def arc_positions(points: Points) -> npt.NDArray[np.float64]:
    """Distance from the start at every vertex of an (n, d) polyline."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])


def resample(points: Points, count: int) -> Points:
    """The same polyline with `count` equally spaced vertices."""
    along = arc_positions(points)
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, points[:, i]) for i in range(points.shape[1])], axis=1)
