"""Hair, brows and lashes of a person, as strands on the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.fields import Field, Grid
from skinmetrics.phantom.head import Head, build_head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import rng_for
from skinmetrics.phantom.strands import Array, Strands, join
from skinmetrics.phantom.tones import linear
from skinmetrics.phantom.warp import Expression, Warp, build_warp

Floats = npt.NDArray[np.float64]
_VERTICES = 10
_LASH_COLOUR = np.array([0.010, 0.007, 0.006], np.float32)


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


def _colours(identity: Identity, rng: np.random.Generator, count: int, spread: float = 0.28) -> Array:
    base = linear(identity.hair.colour)
    tint = np.exp(rng.normal(0, spread, (count, 1)))
    colour = base * tint
    grey = rng.random((count, 1)) < identity.hair.grey
    return np.where(grey, np.array([0.34, 0.33, 0.32]) * tint, colour).astype(np.float32)


def _strands(
    identity: Identity, rng: np.random.Generator, points: Floats, open_: Floats, width_mm: float, gloss: float = 1.0
) -> Strands:
    count = len(points)
    return Strands(
        points.astype(np.float32),
        _colours(identity, rng, count),
        open_.astype(np.float32),
        np.full(count, width_mm, np.float32) * rng.uniform(0.7, 1.3, count).astype(np.float32),
        gloss,
    )


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
    index = np.minimum(start[:, None] + np.linspace(0, 1, _VERTICES) * span[:, None], rng.uniform(66, 79, (count, 1)))
    index = index.astype(int)
    path = near[index] * (1 - share) + far[index] * share
    path[..., 1] += 0.5 * np.sin(index / 9 + rng.uniform(0, 6.28, (count, 1))) + rng.normal(0, 0.5, (count, 1))
    path[..., 0] += rng.normal(0, 0.5, (count, 1))
    path[..., 0] = path[..., 0] * rng.choice([-1.0, 1.0], count)[:, None] * width + 3.0
    along, layer = index / 79, rng.uniform(0.25, 1.0, (count, 1))
    rise = (0.6 + 5.0 * layer * np.sin(np.pi * np.clip(share[:, :, 0] * 0.85 + 0.06, 0, 1))) * np.sqrt(
        np.clip(along * 6, 0.05, 1)
    )
    combed = _strands(
        identity,
        rng,
        scalp.lift(path, rise),
        (0.4 + 0.6 * layer) * (1 - 0.75 * np.clip((along - 0.75) * 4, 0, 1)),
        0.15,
        0.9,
    )
    root = _hairline_roots(scalp, rng, 1500)
    t = np.linspace(0, 1, _VERTICES)[None, :, None]
    aside = np.stack([np.sign(root[:, 0] - 3.0) * 0.8, -0.65 + 0.012 * np.abs(root[:, 0])], axis=1)
    wisps = (
        root[:, None, :]
        + aside[:, None, :] * t * rng.uniform(3, 9, (len(root), 1, 1))
        + rng.normal(0, 0.3, (len(root), 1, 2)) * t
    )
    lifted = scalp.lift(wisps, 0.2 + 0.8 * t[0, :, 0] * np.ones((len(root), 1)))
    keep = (np.abs(wisps[:, -1, 0]) < plan.half_width(wisps[:, -1, 1])) & (root[:, 1] < -8)
    fringe = _strands(identity, rng, lifted[keep], np.full((int(keep.sum()), _VERTICES), 0.9), 0.08, 0.6)
    return join([combed, fringe])


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
    """Cut short: longer and combed aside on top, close at the sides."""
    root = np.concatenate([scalp.roots(rng, 9000), _hairline_roots(scalp, rng, 1200)])
    if identity.hair.style == "bald":
        root = root[(np.abs(root[:, 0]) > 60) & (root[:, 1] > -60)]
    count = len(root)
    top = np.clip((-root[:, 1] - 45) / 30, 0, 1) * np.clip((72 - np.abs(root[:, 0])) / 20, 0, 1)
    length = (5 + 24 * top) * rng.uniform(0.6, 1.1, count)
    comb = np.stack(
        [0.75 * top + rng.normal(0, 0.22, count), -0.55 * top + 0.8 * (1 - top) + rng.normal(0, 0.2, count)], axis=1
    )
    t = np.linspace(0, 1, _VERTICES)[None, :, None]
    path = root[:, None, :] + comb[:, None, :] * length[:, None, None] * t
    stand = length * (0.18 + 0.30 * top) * rng.uniform(0.5, 1.2, count)
    rise = stand[:, None] * np.sin(1.9 * t[0, :, 0])[None, :] + 0.4
    open_ = np.clip(0.32 + 0.68 * t[0, :, 0][None, :] * rng.uniform(0.5, 1, count)[:, None], 0, 1)
    return _strands(identity, rng, scalp.lift(path, rise), open_, 0.14, 0.55)


def _cropped_curls(identity: Identity, scalp: _Scalp, rng: np.random.Generator) -> Strands:
    """Tight curls, a few millimetres high."""
    root = np.concatenate([scalp.roots(rng, 9500), _hairline_roots(scalp, rng, 1500)])
    count = len(root)
    t = np.linspace(0, 1, _VERTICES)[None, :]
    turn = rng.uniform(7, 13, (count, 1)) * t + rng.uniform(0, 6.28, (count, 1))
    radius = rng.uniform(0.5, 1.3, (count, 1))
    path = root[:, None, :] + np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=2)
    rise = 0.5 + rng.uniform(2, 9, (count, 1)) * t + radius * np.sin(turn * 0.7)
    open_ = np.clip(0.22 + 0.1 * rise, 0, 1)
    return _strands(identity, rng, scalp.lift(path, rise), open_, 0.17, 0.5)


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
    hair = _strands(identity, rng, path, layer * edge * np.ones_like(t), 0.17, 1.0)
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
    return _strands(identity, rng, path, open_, 2.2, 0.3)


def _brows(identity: Identity, scalp: _Scalp, rng: np.random.Generator) -> Strands:
    plan = scalp.head.plan
    inner, outer = plan.brow_ends
    count = int(620 * identity.brow_density)
    groups: list[Floats] = []
    q = np.linspace(0, 1, _VERTICES)
    for sign in (-1, 1):
        t = rng.random(count) ** 0.9
        ax = inner + (outer - inner) * t
        thickness = np.interp(t, [0, 0.12, 0.4, 0.7, 1], [2.8, 3.9, 3.7, 2.5, 0.5])
        across = np.clip(rng.normal(0, 0.42, count), -0.8, 0.8)
        y = plan.brow(ax).astype(float) + across * thickness
        slope = np.degrees(np.arctan2(plan.brow(ax + 1) - plan.brow(ax - 1), 2))
        angle = np.radians(slope - (46 * (1 - t) ** 1.8 + 5) + across * 24 * (1 - 0.5 * t) + rng.normal(0, 6, count))
        length = rng.uniform(3.6, 6.8, count) * (1 - 0.35 * t)
        x = ax[:, None] + length[:, None] * q * np.cos(angle)[:, None] + 0.5 * q * q
        yy = y[:, None] + length[:, None] * q * np.sin(angle)[:, None] + 0.9 * q * q
        groups.append(np.stack([sign * x, yy], axis=2))
    path = np.concatenate(groups)
    rise = np.broadcast_to(0.3 + 0.7 * np.sin(np.pi * q), path.shape[:2])
    return _strands(identity, rng, scalp_face(scalp.head, path, rise), np.full(path.shape[:2], 0.75), 0.075, 0.3)


def scalp_face(head: Head, path: Floats, rise: Floats) -> Floats:
    """(…, 2) places on the face at `rise` mm towards the camera, (…, 3)."""
    z = head.grid.sample_points(head.z, path.reshape(-1, 2)).reshape(path.shape[:-1])
    return np.concatenate([path, (np.maximum(z, -30) + rise)[..., None]], axis=-1)


def _lashes(identity: Identity, head: Head, rng: np.random.Generator) -> Strands:
    """Lashes in tufts, darker than the hair, longest towards the outer corner."""
    plan = head.plan
    q = np.linspace(0, 1, _VERTICES)
    groups: list[Floats] = []
    long_ = 1.0 if identity.sex == "woman" else 0.72
    for sign in (-1, 1):
        for upper, count, tufts in ((True, 150, 34), (False, 64, 20)):
            t = rng.uniform(0.08 if upper else 0.25, 0.995, count)
            centres = np.sort(rng.uniform(0.08 if upper else 0.25, 1.0, tufts))
            nearest = centres[np.abs(t[:, None] - centres).argmin(axis=1)]
            ax = plan.inner_canthus_x + t * (plan.outer_canthus_x - plan.inner_canthus_x)
            lid = plan.upper_lid(ax.astype(np.float32)) if upper else plan.lower_lid(ax.astype(np.float32))
            length = (
                (1.5 + 2.2 * np.sqrt(t)) * long_ * rng.uniform(0.55, 1.1, count)
                if upper
                else rng.uniform(0.7, 1.8, count) * long_ * (0.5 + 0.5 * t)
            )
            aside = (t - 0.42) * 1.25 + rng.normal(0, 0.06, count)
            gather = 0.75 * (nearest - t) * (plan.outer_canthus_x - plan.inner_canthus_x)
            x = ax[:, None] + aside[:, None] * length[:, None] * q + gather[:, None] * q
            curl = -0.80 * q**1.5 + 0.42 * q * (1 - q) if upper else 0.6 * q**1.2
            y = lid.astype(float)[:, None] + length[:, None] * curl - (0.1 if upper else -0.6)
            z = head.grid.sample_points(head.z, np.stack([ax, lid], axis=1))[:, None] + length[:, None] * 0.8 * q + 0.3
            groups.append(np.stack([sign * x, y, z + 0 * x], axis=2))
    path = np.concatenate(groups)
    strands = _strands(identity, rng, path, np.full(path.shape[:2], 0.5), 0.085, 0.0)
    return Strands(strands.points, strands.colour * 0.12 + _LASH_COLOUR, strands.openness, strands.width_mm, 0.0)


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
    return HairDo(behind, front, join([_brows(identity, scalp, rng), _lashes(identity, head, rng)]))


def build_hair(identity: Identity, expression: Expression) -> HairDo:
    """All hairs of a person; brows and lashes follow the expression."""
    rest, warp = _resting_hair(identity), build_warp(identity, expression)
    return replace(rest, face=_carried(rest.face, warp))
