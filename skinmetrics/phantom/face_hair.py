"""Hair of the face as strands: brows, lashes and beard."""

from __future__ import annotations

import numpy as np

from skinmetrics.phantom.albedo import beard_zone
from skinmetrics.phantom.fields import smoothstep
from skinmetrics.phantom.head import Head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.strands import Floats, Strands, strands_of

VERTICES = 10
"""Of every strand of hair but long ones."""
_LASH_COLOUR = np.array([0.010, 0.007, 0.006], np.float32)


def brows(identity: Identity, head: Head, rng: np.random.Generator) -> Strands:
    """Brows, finer and sparser at both ends."""
    plan = head.plan
    inner, outer = plan.brow_ends
    count = int(620 * identity.brow_density)
    groups: list[Floats] = []
    q = np.linspace(0, 1, VERTICES)
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
    return strands_of(identity, rng, on_skin(head, path, rise), np.full(path.shape[:2], 0.75), 0.075, 0.3)


def on_skin(head: Head, path: Floats, rise: Floats) -> Floats:
    """(…, 2) places on the face at `rise` mm towards the camera, (…, 3)."""
    z = head.grid.sample_points(head.z, path.reshape(-1, 2)).reshape(path.shape[:-1])
    return np.concatenate([path, (np.maximum(z, -30) + rise)[..., None]], axis=-1)


def lashes(identity: Identity, head: Head, rng: np.random.Generator) -> Strands:
    """Lashes in tufts, darker than the hair, longest towards the outer corner."""
    plan = head.plan
    q = np.linspace(0, 1, VERTICES)
    groups: list[Floats] = []
    made_up = identity.mascara
    long_ = (1.0 if identity.sex == "woman" else 0.72) * (1 + 0.45 * made_up)
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
    strands = strands_of(identity, rng, path, np.full(path.shape[:2], 0.5), 0.085 + 0.09 * made_up, 0.0)
    dark = strands.colour * np.float32(0.12 * (1 - made_up)) + _LASH_COLOUR
    return Strands(strands.points, dark, strands.openness, strands.width_mm, 0.0)


def beard(identity: Identity, head: Head, rng: np.random.Generator) -> Strands:
    """A full beard of `Hair.beard_mm`: hairs lie downwards, thinner towards the cheeks, none on the lips."""
    grid, length_mm = head.grid.at(2.0), identity.hair.beard_mm
    zone = beard_zone(head, grid)
    x, y = rng.uniform(-76, 76, 60000), rng.uniform(30, float(head.plan.person_y(119.0)), 60000)
    plan = head.plan
    grows = rng.random(len(x)) < np.clip(1.15 * grid.sample_points(zone, np.stack([x, y], axis=1)), 0, 1) ** 1.5
    grows &= np.abs(x) < plan.half_width(y) - 0.5
    root = np.stack([x, y], axis=1)[grows][:9000]
    count, q = len(root), np.linspace(0, 1, VERTICES)
    lip = smoothstep(float(plan.mouth_line(0.0)) + 2, float(plan.mouth_line(0.0)) - 3, root[:, 1]).astype(float)
    length = length_mm * (1 - 0.55 * lip) * rng.uniform(0.45, 1.1, count)
    aside = np.sign(root[:, 0]) * (0.35 * lip - 0.25 * np.abs(root[:, 0]) / 70) + rng.normal(0, 0.22, count)
    wave = rng.uniform(0, 6.28, count)[:, None]
    path = np.stack(
        [
            root[:, :1] + (aside * length)[:, None] * q + 0.25 * np.sin(5 * q + wave),
            root[:, 1:] + (length * (0.62 + 0.2 * rng.random(count)))[:, None] * q,
        ],
        axis=2,
    )
    z = head.grid.sample_points(head.z, root)[:, None]
    rise = 0.2 + (length[:, None] * 0.55) * np.sin(1.7 * q) * rng.uniform(0.3, 1.0, (count, 1))
    bend = -0.45 * length[:, None] * q**2
    points = np.concatenate([path, (np.maximum(z, -40) + rise + bend)[..., None]], axis=2)
    open_ = np.clip(0.25 + 0.75 * q[None, :] * rng.uniform(0.4, 1.0, (count, 1)), 0, 1)
    return strands_of(identity, rng, points, open_, 0.11, 0.4)
