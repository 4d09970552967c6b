"""What moves the plan of a face: the small differences of left and right, and the expression.

The plan is symmetric and at rest; a warp carries its places to where they are on the face, and back. A place (x, y) of
the plan goes to (x, y) + shift, and rises by `lift` mm. An opening mouth tears the plan along the line of the lips.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np

from skinmetrics.phantom.fields import Field, Grid, Points, as_field, remap, resize, smoothstep
from skinmetrics.phantom.folds import forehead_folds, smile_folds
from skinmetrics.phantom.head import HEAD_GRID, Head, build_head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import rng_for
from skinmetrics.phantom.plan import FacePlan, face_plan

_MAP_GRID = HEAD_GRID.at(2.0)
_MOUTH_DROP_MM = 16.0
_MOUTH_DEPTH_MM = 11.0


@dataclass(frozen=True)
class Expression:
    """How far the muscles are drawn, 0 at rest to 1."""

    smile: float = 0.0
    brow_raise: float = 0.0
    mouth_open: float = 0.0
    sag_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """No muscle's work: how much lower the person's left jowl, right jowl and the brows hang; `render` takes it from
    the skin's state."""


NEUTRAL = Expression()


@dataclass(frozen=True)
class _Pull:
    """A region of the face drawn by (dx, dy, dz) mm at its centre, fading as a Gaussian; dx is outward."""

    x: float
    y: float
    sigma_x: float
    sigma_y: float
    dx: float
    dy: float
    dz: float
    side: int = 0
    """+1 the person's left alone, -1 the right alone."""

    def weight(self, x: Field, y: Field) -> Field:
        """1 at the centre of the pull."""
        across, down = (np.abs(x) - np.float32(self.x)) / self.sigma_x, (y - np.float32(self.y)) / self.sigma_y
        here = np.exp(-0.5 * (across**2 + down**2))
        return as_field(here * (0.5 + 0.5 * np.tanh(x * np.float32(self.side / 4))) if self.side else here)


class Warp:
    """The way from the plan to a person's face with an expression."""

    def __init__(self, identity: Identity, expression: Expression) -> None:
        """Prepare the pulls of an expression on a person."""
        self._plan: FacePlan = face_plan(identity.shape, identity.hair)
        self._open_mm = _MOUTH_DROP_MM * expression.mouth_open
        corner, mouth_y = self._plan.mouth_half_width, float(self._plan.mouth_line(0.0))
        smile, brows = expression.smile, expression.brow_raise
        self._pulls = (
            _Pull(corner, mouth_y, 12, 11, 5.0 * smile, -4.5 * smile, -1.0 * smile),
            _Pull(40, 34, 15, 13, 1.5 * smile, -3.0 * smile, 2.6 * smile),
            _Pull(30, 8, 12, 5, 0.0, -1.2 * smile, 0.6 * smile),
            _Pull(30, -22, 24, 11, 0.0, -5.0 * brows, 0.8 * brows),
            _Pull(0, -26, 20, 13, 0.0, -3.0 * brows, 0.4 * brows),
            *self._hanging(expression.sag_mm),
        )
        self._expression = expression
        rng = rng_for(identity, "asymmetry")
        self._waves = [
            (rng.uniform(0.012, 0.045, 2) * rng.choice([-1, 1], 2), rng.uniform(0, 6.28), rng.normal(0, 1, 2))
            for _ in range(6)
        ]
        self._sway = identity.shape.asymmetry / np.sqrt(len(self._waves) / 2)

    def _hanging(self, sag_mm: tuple[float, float, float]) -> tuple[_Pull, ...]:
        """Jowls drawn down with the corners of the mouth, and brows."""
        left, right, brows = sag_mm
        corner, mouth_y = self._plan.mouth_half_width, float(self._plan.mouth_line(0.0))
        jowl_y = float(self._plan.person_y(92.0))
        jowls = [
            pull
            for side, drop in ((1, left), (-1, right))
            for pull in (
                _Pull(corner + 6, mouth_y + 2, 13, 13, 0.0, 0.75 * drop, 0.0, side),
                _Pull(40, jowl_y, 15, 13, 0.0, 0.75 * drop, 0.45 * drop, side),
            )
        ]
        return (*jowls, _Pull(33, -21, 24, 10, 0.0, brows, 0.0))

    def _smooth_shift(self, x: Field, y: Field) -> tuple[Field, Field]:
        dx, dy = np.zeros(np.broadcast(x, y).shape, np.float32), np.zeros(np.broadcast(x, y).shape, np.float32)
        for (fx, fy), phase, (ax, ay) in self._waves:
            wave = np.sin(np.float32(fx) * x + np.float32(fy) * y + np.float32(phase)) * np.float32(self._sway)
            dx += wave * np.float32(ax)
            dy += wave * np.float32(ay)
        side = np.tanh(x / 6)
        for pull in self._pulls:
            if pull.dx or pull.dy:
                weight = pull.weight(x, y)
                dx += weight * side * np.float32(pull.dx)
                dy += weight * np.float32(pull.dy)
        return dx, dy

    def _drop(self, x: Field, y: Field) -> Field:
        """How far the lower jaw's skin moves down; meant for places below the line of the lips."""
        ax = np.abs(x)
        half = np.float32(self._plan.mouth_half_width)
        at_lips = np.clip(1 - (ax / half) ** 2, 0, 1)
        at_chin = np.exp(-((ax / 48) ** 4))
        below = smoothstep(0, 34, y - self._plan.mouth_line(np.minimum(ax, half)))
        return (np.float32(self._open_mm) * (at_lips * (1 - below) + at_chin * below)).astype(np.float32)

    def lift(self, x: Field, y: Field) -> Field:
        """Rise towards the camera at places of the plan, mm."""
        total = np.zeros(np.broadcast(x, y).shape, np.float32)
        for pull in self._pulls:
            if pull.dz:
                total += np.float32(pull.dz) * pull.weight(x, y)
        if self._expression.smile:
            total += np.float32(self._expression.smile) * smile_folds(self._plan, np.abs(x), y)
        if self._expression.brow_raise:
            total += np.float32(self._expression.brow_raise) * forehead_folds(self._plan, np.abs(x), y)
        return total

    def forward(self, places: Points) -> Points:
        """Where (n, 2) places of the plan are on the face."""
        x, y = places[:, 0].astype(np.float32), places[:, 1].astype(np.float32)
        dx, dy = self._smooth_shift(x, y)
        if self._open_mm:
            half = np.float32(self._plan.mouth_half_width)
            below = y > self._plan.mouth_line(np.minimum(np.abs(x), half)) + 1e-3
            dy = dy + np.where(below, self._drop(x, y), 0)
        return places + np.stack([dx, dy], axis=1)

    @cached_property
    def backward(self) -> tuple[Field, Field, Field, Field]:
        """Over `grid`: shift from face to plan in x and y, 1 in the open mouth, and mm below the upper lip there."""
        grid = self.grid
        x = np.broadcast_to(grid.x, grid.shape).astype(np.float32)
        y = np.broadcast_to(grid.y, grid.shape).astype(np.float32)
        upper_x, upper_y = self._solve(x, y, drop=False)
        if not self._open_mm:
            return upper_x - x, upper_y - y, grid.zeros(), grid.zeros()
        lower_x, lower_y = self._solve(x, y, drop=True)
        half = np.float32(self._plan.mouth_half_width)
        line = self._plan.mouth_line(np.minimum(np.abs(lower_x), half))
        lower, upper = lower_y >= line, upper_y <= self._plan.mouth_line(np.minimum(np.abs(upper_x), half))
        inside = (~lower & ~upper).astype(np.float32)
        return (
            np.where(lower, lower_x, upper_x) - x,
            np.where(lower, lower_y, np.minimum(upper_y, line)) - y,
            grid.blur(inside, 0.3),
            np.maximum(upper_y - line, 0).astype(np.float32),
        )

    def _solve(self, x: Field, y: Field, *, drop: bool) -> tuple[Field, Field]:
        u, v = x.copy(), y.copy()
        for _ in range(20 if drop else 8):
            dx, dy = self._smooth_shift(u, v)
            if drop:
                dy = dy + self._drop(u, v)
            u, v = x - dx, y - dy
        return u, v

    @property
    def grid(self) -> Grid:
        """The frame of `backward`."""
        return _MAP_GRID

    def to_plan(self, x: Field, y: Field) -> tuple[Field, Field, Field]:
        """Places of the plan seen at (x, y) of the face, and 1 inside the open mouth."""
        shift_x, shift_y, inside, _ = self.backward
        px, py = self.grid.to_px(x, y)
        return x + remap(shift_x, px, py), y + remap(shift_y, px, py), remap(inside, px, py)

    @property
    def opens(self) -> bool:
        """Whether the mouth is open."""
        return self._open_mm > 0

    def teeth(self, x: Field, y: Field) -> Field:
        """How much of the upper teeth's light comes from (x, y) of the face, where the mouth is open: 0 to 1."""
        px, py = self.grid.to_px(x, y)
        depth = remap(self.backward[3], px, py)
        ax = np.abs(x)
        edges = np.array([0.0, 8.6, 15.2, 22.6, 29.4, 36.0], np.float32)
        which = np.clip(np.searchsorted(edges, ax.ravel()) - 1, 0, 4).reshape(ax.shape)
        from_edge = np.minimum(ax - edges[which], edges[which + 1] - ax)
        length = np.array([8.8, 7.7, 8.4, 7.2, 6.5], np.float32)[which] * np.float32(min(self._open_mm / 11, 1))
        corner = np.float32(1.1) * np.clip(1 - from_edge / np.float32(1.6), 0, 1) ** 2
        gap = 1 - np.float32(0.45) * np.exp(-((from_edge / np.float32(0.35)) ** 2))
        shade = np.exp(-((ax / np.float32(22)) ** 2)) * np.clip(depth / np.float32(2.5), 0.25, 1)
        return as_field(smoothstep(0.3, -0.3, depth - length + corner) * gap * shade)


def build_warp(identity: Identity, expression: Expression = NEUTRAL) -> Warp:
    """The warp of a person and an expression; made once."""
    return _warp(identity.uncoloured, expression)


_warp = lru_cache(maxsize=8)(Warp)


def expressed_height(head: Head, warp: Warp) -> tuple[Field, Field]:
    """The head's z and the fall of its edge as they are with the expression, over the head's grid."""
    grid = head.grid
    shift_x, shift_y, inside = (resize(part, (grid.width, grid.height), cv2.INTER_LINEAR) for part in warp.backward[:3])
    u, v = grid.x + shift_x, grid.y + shift_y
    z = grid.sample(head.z, u, v)
    z = z + warp.lift(u, v) - np.float32(_MOUTH_DEPTH_MM) * inside
    return z.astype(np.float32), grid.sample(head.fall, u, v)


def on_face(identity: Identity, expression: Expression, places: Points) -> Points:
    """(n, 2) places of the plan as (n, 3) points of the face with its expression, mm."""
    head, warp = build_head(identity.shape, identity.hair), build_warp(identity, expression)
    x, y = places[:, 0].astype(np.float32), places[:, 1].astype(np.float32)
    z = head.grid.sample_points(head.z, places) + warp.lift(x, y)
    return np.concatenate([warp.forward(places), z[:, None]], axis=1)
