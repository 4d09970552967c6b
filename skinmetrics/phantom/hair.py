"""Hair, brows and lashes of a person, as strands on the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from skinmetrics.phantom.face_hair import VERTICES, beard, brows, lashes
from skinmetrics.phantom.fields import Field, Grid
from skinmetrics.phantom.head import Head, build_head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import rng_for
from skinmetrics.phantom.strands import Floats, Strands, join, strands_of
from skinmetrics.phantom.warp import Expression, Warp, build_warp


@dataclass(frozen=True)
class HairDo:
    """All strands of a person, by what they lie before."""

    behind: Strands | None
    """Behind neck and shoulders."""
    front: Strands
    """On the head and before it."""
    face: Strands
    """Brows and lashes."""


class _Scalp:
    """The head's surface, for setting hairs on it; beyond the outline it is carried on sideways."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.grid: Grid = head.grid
        z = np.maximum(head.z * (1 - head.ear) + head.ear * -28, -40).astype(np.float32)
        self._z: Field = self.grid.blur(z, 3.0)
        self._slope_x, self._slope_y = self.grid.gradient(self._z)

    def lift(self, points: Floats, height_mm: Floats) -> Floats:
        """(…, 2) places at `height_mm` above the surface, as (…, 3)."""
        flat = points.reshape(-1, 2)
        z = self.grid.sample_points(self._z, flat)
        normal = np.stack(
            [
                -self.grid.sample_points(self._slope_x, flat),
                -self.grid.sample_points(self._slope_y, flat),
                np.ones(len(flat)),
            ],
            axis=1,
        )
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        place = np.concatenate([flat, z[:, None]], axis=1) + normal * np.reshape(height_mm, (-1, 1))
        return np.asarray(place.reshape(*points.shape[:-1], 3))

    def roots(self, rng: np.random.Generator, count: int) -> Floats:
        """Random places where hair grows, densest at the hairline; (n, 2)."""
        plan = self.head.plan
        x = rng.uniform(-78, 78, count * 4)
        y = rng.uniform(-112, 40, count * 4)
        line = plan.hairline(np.abs(x)) + 1.0 - rng.exponential(2.6, count * 4)
        inside = (
            (y < line)
            & (np.abs(x) < plan.half_width(y) - 0.5)
            & ~((np.abs(x) > 66) & (y > -8 + 1.5 * plan.hair.sideburns))
        )
        return np.stack([x[inside], y[inside]], axis=1)[:count]


def _pulled_back(identity: Identity, scalp: _Scalp, rng: np.random.Generator) -> Strands:
    """Parted, drawn aside over the temples and tied behind the ears."""
    plan = scalp.head.plan
    lift, width = identity.hair.hairline, identity.shape.face_width
    inner = [
        (0.6, -71.5 - lift),
        (16, -71.5 - lift),
        (34, -67 - lift),
        (49, -56 - lift),
        (60.5, -35),
        (68, -14),
        (74, -2),
        (79, 8),
    ]
    outer = [(0.6, -112.5), (20, -111.5), (42, -103), (61, -86), (73, -60), (77, -36), (79, -14), (80, 6)]
    near, far = (_smooth_path([(x, y, 0.0) for x, y in table], 80)[:, :2] for table in (inner, outer))
    count = 7500
    share = rng.random(count)[:, None, None] ** 0.85
    start = rng.integers(0, 50, count) * (rng.random(count) < 0.72)
    span = rng.integers(18, 48, count)
    index = np.minimum(start[:, None] + np.linspace(0, 1, VERTICES) * span[:, None], rng.uniform(66, 79, (count, 1)))
    index = index.astype(int)
    path = near[index] * (1 - share) + far[index] * share
    path[..., 1] += 0.5 * np.sin(index / 9 + rng.uniform(0, 6.28, (count, 1))) + rng.normal(0, 0.5, (count, 1))
    path[..., 0] += rng.normal(0, 0.5, (count, 1))
    path[..., 0] = path[..., 0] * rng.choice([-1.0, 1.0], count)[:, None] * width + 3.0
    path = _tucked_behind_ears(scalp, path)
    along, layer = index / 79, rng.uniform(0.25, 1.0, (count, 1))
    rise = (0.6 + 5.0 * layer * np.sin(np.pi * np.clip(share[:, :, 0] * 0.85 + 0.06, 0, 1))) * np.sqrt(
        np.clip(along * 6, 0.05, 1)
    )
    combed = strands_of(
        identity,
        rng,
        scalp.lift(path, rise),
        (0.4 + 0.6 * layer) * (1 - 0.75 * np.clip((along - 0.75) * 4, 0, 1)),
        0.15,
        0.9,
    )
    root = _hairline_roots(scalp, rng, 1500)
    t = np.linspace(0, 1, VERTICES)[None, :, None]
    aside = np.stack([np.sign(root[:, 0] - 3.0) * 0.8, -0.65 + 0.012 * np.abs(root[:, 0])], axis=1)
    wisps = (
        root[:, None, :]
        + aside[:, None, :] * t * rng.uniform(3, 9, (len(root), 1, 1))
        + rng.normal(0, 0.3, (len(root), 1, 2)) * t
    )
    lifted = scalp.lift(wisps, 0.2 + 0.8 * t[0, :, 0] * np.ones((len(root), 1)))
    loose = rng.random(len(combed.points)) < 0.012
    stray = combed.points[loose] + rng.normal(0, 1.0, (int(loose.sum()), 1, 3)) * np.sin(np.pi * t)
    stray[..., :2] *= 1 + 0.05 * rng.random((len(stray), 1, 1)) * np.sin(2.2 * t)
    strays = strands_of(identity, rng, stray, np.full(stray.shape[:2], 0.9), 0.06, 0.6)
    keep = (np.abs(wisps[:, -1, 0]) < plan.half_width(wisps[:, -1, 1])) & (root[:, 1] < -8)
    fringe = strands_of(identity, rng, lifted[keep], np.full((int(keep.sum()), VERTICES), 0.9), 0.08, 0.6)
    return join([combed, fringe, strays])


def _tucked_behind_ears(scalp: _Scalp, path: Floats) -> Floats:
    """(n, k, 2) courses that end where an ear hides them."""
    hidden = scalp.grid.sample_points(scalp.head.ear, path.reshape(-1, 2)).reshape(path.shape[:2]) > 0.5
    last = np.where(hidden.any(axis=1), np.maximum(hidden.argmax(axis=1) - 1, 0), path.shape[1] - 1)
    kept = np.minimum(np.arange(path.shape[1])[None, :], last[:, None])
    return np.asarray(np.take_along_axis(path, kept[..., None], axis=1))


def _hairline_roots(scalp: _Scalp, rng: np.random.Generator, count: int) -> Floats:
    """Fine hairs along the border of the scalp, some of them below it."""
    x = rng.uniform(-69, 69, count)
    y = (
        scalp.head.plan.hairline(np.abs(x)).astype(float)
        + 1.2
        - np.abs(rng.normal(0, 2.2, count))
        + rng.normal(0, 0.8, count)
    )
    keep = np.abs(x) < scalp.head.plan.half_width(y) - 1
    return np.stack([x, y], axis=1)[keep]


def _short(identity: Identity, scalp: _Scalp, rng: np.random.Generator) -> Strands:
    """Cut short: longer on top and combed aside in tufts, close at the sides, thin along an uneven hairline."""
    plan = scalp.head.plan
    root = np.concatenate([scalp.roots(rng, 15000), _hairline_roots(scalp, rng, 900)])
    if identity.hair.style == "bald":
        root = root[(np.abs(root[:, 0]) > 60) & (root[:, 1] > -60)]
    tufts = scalp.grid.at(1.0)
    turn, tall, uneven = (tufts.sample_points(tufts.noise(rng, period, 2), root) for period in (13.0, 9.0, 7.0))
    behind = plan.hairline(np.abs(root[:, 0])).astype(float) - root[:, 1]
    dense = np.clip(0.16 + (behind + 1.6 * uneven) / 8, 0.05, 1)
    keep = rng.random(len(root)) < dense
    root, turn, tall, dense = root[keep], turn[keep], tall[keep], dense[keep]
    count = len(root)
    ax = np.abs(root[:, 0])
    top = np.clip((-root[:, 1] - 42) / 34, 0, 1) * np.clip((70 - ax) / 22, 0, 1)
    rim = np.clip((plan.half_width(root[:, 1]) - ax) / 20, 0.12, 1) * np.clip((root[:, 1] + 112) / 16, 0.2, 1)
    close = 7.0 if identity.hair.style == "bald" else 3.5
    length = (close + 21 * top * rim) * (0.55 + 0.45 * dense) * (1 + 0.18 * tall) * rng.uniform(0.6, 1.1, count)
    angle = 0.45 * turn + rng.normal(0, 0.22, count)
    aside, down = 0.72 * top, -0.62 * top + 0.85 * (1 - top)
    comb = np.stack(
        [aside * np.cos(angle) - down * np.sin(angle), aside * np.sin(angle) + down * np.cos(angle)], axis=1
    )
    t = np.linspace(0, 1, VERTICES)[None, :]
    path = root[:, None, :] + comb[:, None, :] * length[:, None, None] * t[..., None]
    path[..., 1] += (0.25 * top * length)[:, None] * t**2
    stand = length * (0.10 + 0.26 * top * rim) * (1 + 0.3 * tall) * rng.uniform(0.4, 1.1, count)
    rise = np.maximum(stand[:, None] * np.sin(2.2 * t), 0) + 0.3
    deep = np.clip(0.75 + 0.25 * tall, 0.35, 1.2)[:, None]
    shade = 0.55 if identity.hair.style == "bald" else 0.25
    open_ = np.clip((shade + (1 - shade) * t * rng.uniform(0.35, 1, count)[:, None]) * deep, 0, 1)
    return strands_of(identity, rng, scalp.lift(path, rise), open_, 0.11, 0.55)


def _cropped_curls(identity: Identity, scalp: _Scalp, rng: np.random.Generator) -> Strands:
    """Tight curls, a few millimetres high."""
    root = np.concatenate([scalp.roots(rng, 9500), _hairline_roots(scalp, rng, 1500)])
    count = len(root)
    t = np.linspace(0, 1, VERTICES)[None, :]
    turn = rng.uniform(7, 13, (count, 1)) * t + rng.uniform(0, 6.28, (count, 1))
    radius = rng.uniform(0.5, 1.3, (count, 1))
    path = root[:, None, :] + np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=2)
    rise = 0.5 + rng.uniform(2, 9, (count, 1)) * t + radius * np.sin(turn * 0.7)
    open_ = np.clip(0.22 + 0.1 * rise, 0, 1)
    return strands_of(identity, rng, scalp.lift(path, rise), open_, 0.17, 0.5)


def _smooth_path(points: Sequence[tuple[float, float, float]], count: int) -> Floats:
    table = np.array(points)
    position = np.linspace(0, len(table) - 1, count * 4)
    dense = np.stack([np.interp(position, np.arange(len(table)), table[:, i]) for i in range(3)], axis=1)
    reach = 2 * count // len(table)
    kernel = np.hanning(2 * reach + 3)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(dense, ((reach, reach), (0, 0)), "reflect", reflect_type="odd")
    smooth = np.stack([np.convolve(padded[:, i], kernel, "valid") for i in range(3)], axis=1)
    return smooth[:: len(smooth) // count][:count]


def _parted_long(identity: Identity, _: _Scalp, rng: np.random.Generator) -> Strands:
    """Parted on top, falling in locks beside the face to the shoulders."""
    width = identity.shape.face_width
    lift = identity.hair.hairline
    vertices = 18
    inner = [
        (1, -75 - lift, 46), (24, -75 - lift, 45), (45, -66 - lift, 38), (61, -44, 26), (69, -16, 10), (74, 14, -4),
        (77, 45, -14), (77, 80, -18), (74, 115, -14), (71, 150, -8), (69, 186, -4),
    ]  # fmt: skip
    outer = [
        (1, -120, -20), (22, -118, -22), (46, -109, -28), (67, -92, -34), (80, -64, -40), (86, -30, -44), (88, 10, -46),
        (90, 50, -46), (92, 95, -44), (92, 140, -42), (90, 182, -40),
    ]  # fmt: skip
    near, far = _smooth_path(inner, vertices * 4), _smooth_path(outer, vertices * 4)
    count, locks = 6300, 150
    lock = rng.integers(0, locks, count)
    share = np.clip(rng.beta(1.0, 1.15, locks)[lock] + rng.normal(0, 0.035, count), 0, 1)[:, None, None]
    sign = rng.choice([-1.0, 1.0], locks)[lock]
    start = rng.integers(0, vertices * 2, count) * (rng.random(count) < 0.62)
    span = rng.integers(vertices, vertices * 2 + 10, count)
    end = (vertices * 4 - 1 - rng.exponential(4.0, locks)[lock] - rng.exponential(2.0, count))[:, None]
    index = np.minimum(start[:, None] + np.linspace(0, 1, vertices)[None, :] * span[:, None], end)
    index = np.maximum(index, 0).astype(int)
    path = near[index] * (1 - share) + far[index] * share
    dome = np.sin(np.pi * share[:, :, 0]) * np.clip(1 - index / (vertices * 2.2), 0, 1)
    path[..., 2] += 26 * dome
    t = index / (vertices * 4)
    wave, curl = rng.uniform(0, 6.28, locks)[lock][:, None], rng.uniform(6, 12, locks)[lock][:, None]
    sway = (0.4 + 5.0 * t * t) * np.sin(curl * t + wave)
    path[..., 0] += sway + rng.normal(0, 0.4, (count, 1)) + rng.normal(0, 1.6, (count, 1)) * t
    path[..., 1] += rng.normal(0, 0.8, (count, 1))
    path[..., 2] += rng.normal(0, 2.0, (count, 1)) + 3 * np.cos(curl * t + wave) * t
    parting = 3.0 + 1.2 * np.sin(path[..., 1] / 9)
    path[..., 0] = path[..., 0] * sign[:, None] * width + parting * np.clip(1 - 2 * t, 0, 1)
    layer = np.clip(rng.uniform(0.35, 1.0, locks)[lock] + rng.normal(0, 0.12, count), 0.2, 1)[:, None]
    edge = 1 - 0.35 * np.exp(-share[:, :, 0] / 0.10) * np.clip(t * 3, 0, 1)
    hair = strands_of(identity, rng, path, layer * edge * np.ones_like(t), 0.17, 1.0)
    tint = np.exp(rng.normal(0, 0.22, locks))[lock][:, None].astype(np.float32)
    return replace(hair, colour=hair.colour * tint)


def _backing(identity: Identity, rng: np.random.Generator) -> Strands:
    """The mass of long hair behind the neck, in broad dark strokes."""
    count, vertices = 450, 18
    x = rng.uniform(-88, 88, count)
    t = np.linspace(0, 1, vertices)[None, :]
    path = np.stack(
        [
            (x[:, None] + 3 * t * np.sin(5 * t + 0.3 * x[:, None])) * identity.shape.face_width,
            -40 + (224 + rng.normal(0, 6, (count, 1))) * t,
            np.full((count, vertices), -70.0),
        ],
        axis=2,
    )
    open_ = np.full((count, vertices), 0.34) * rng.uniform(0.6, 1.3, (count, 1))
    return strands_of(identity, rng, path, open_, 2.2, 0.3)


def _carried(strands: Strands, warp: Warp) -> Strands:
    """The strands where an expression takes them."""
    flat = strands.points.reshape(-1, 3)
    moved = flat.copy()
    moved[:, :2] = warp.forward(flat[:, :2].astype(np.float64))
    moved[:, 2] += warp.lift(flat[:, 0], flat[:, 1])
    return replace(strands, points=moved.reshape(strands.points.shape))


@lru_cache(maxsize=8)
def _resting_hair(identity: Identity) -> HairDo:
    head = build_head(identity.shape, identity.hair)
    scalp, rng = _Scalp(head), rng_for(identity, "hair")
    style = identity.hair.style
    behind = _backing(identity, rng) if style == "parted_long" else None
    makers = {
        "pulled_back": _pulled_back,
        "short": _short,
        "bald": _short,
        "cropped_curls": _cropped_curls,
        "parted_long": _parted_long,
    }
    front = makers[style](identity, scalp, rng)
    on_face = [brows(identity, head, rng), lashes(identity, head, rng)]
    if identity.hair.beard_mm:
        on_face.append(beard(identity, head, rng_for(identity, "beard")))
    return HairDo(behind, front, join(on_face))


def build_hair(identity: Identity, expression: Expression) -> HairDo:
    """All hairs of a person; brows and lashes follow the expression."""
    rest, warp = _resting_hair(identity), build_warp(identity, expression)
    return replace(rest, face=_carried(rest.face, warp))
