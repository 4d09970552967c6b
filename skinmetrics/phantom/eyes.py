"""The open eye: white, iris, pupil, inner corner, and the shadow and lash line of the lids."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.fields import Field, Grid, as_field, gaussian, resize, smoothstep
from skinmetrics.phantom.head import Head
from skinmetrics.phantom.identity import Identity, Tone
from skinmetrics.phantom.lines import rng_for
from skinmetrics.phantom.plan import IRIS_RADIUS_MM, PUPIL_Y, FacePlan
from skinmetrics.phantom.tones import linear

SCLERA: dict[Tone, tuple[float, float, float]] = {
    "I": (0.700, 0.690, 0.674),
    "II": (0.690, 0.677, 0.656),
    "III": (0.675, 0.658, 0.632),
    "IV": (0.650, 0.630, 0.598),
    "V": (0.620, 0.596, 0.556),
    "VI": (0.600, 0.572, 0.528),
}
"""Linear reflectance of the white of the eye: nearly neutral, a little yellower where the skin holds more melanin."""
_PINK = np.array([0.50, 0.26, 0.23], np.float32)
"""Linear reflectance of the inner corner."""


def _eye_frame(plan: FacePlan, ax: Field, y: Field) -> tuple[Field, Field, Field]:
    """Distance outward and down from the pupil's centre, and from it in all, mm."""
    dx, dy = np.broadcast_arrays(ax - np.float32(plan.eye_x), y - np.float32(PUPIL_Y))
    return dx, dy, as_field(np.hypot(dx, dy))


def _inner_corner(plan: FacePlan, dx: Field, dy: Field) -> Field:
    """1 on the caruncle, falling over the fold beside it."""
    at = np.float32(plan.eye_x - plan.inner_canthus_x)
    low = np.float32(float(plan.eye_axis(plan.inner_canthus_x + 2.5)) - PUPIL_Y)
    caruncle = gaussian(dx + at - np.float32(1.4), dy - low, 1.7, 1.6)
    return as_field(np.clip(caruncle + 0.25 * gaussian(dx + at - np.float32(3.6), dy - low, 1.5, 2.6), 0, 1))


def sclera_mask(head: Head) -> Field:
    """1 on the white of the eyes, away from iris, inner corner and the lids' shadow, over the head's grid."""
    grid, plan = head.grid, head.plan
    ax = np.abs(grid.x)
    dx, dy, r = _eye_frame(plan, ax, grid.y)
    clear = (r > IRIS_RADIUS_MM + 0.6) & (grid.y - plan.upper_lid(ax) > 1.2) & (plan.lower_lid(ax) - grid.y > 0.5)
    clear &= (_inner_corner(plan, dx, dy) < 0.06) & (ax < plan.outer_canthus_x - 1.5) & (head.eye > 0.98)
    return clear.astype(np.float32)


def paint_eyes(colour: Field, identity: Identity, head: Head, grid: Grid) -> None:
    """Eyeballs and lash lines over the skin, in place."""
    plan = head.plan
    reach = (slice(*_rows(grid, -14, 16)), slice(None))
    ax, y = np.abs(grid.x), grid.y[reach[0]]
    eye = resize(head.eye, (grid.width, grid.height), cv2.INTER_LINEAR)[reach]
    dx, dy, r = _eye_frame(plan, ax, y)
    ball: Field = np.array(SCLERA[identity.tone], np.float32) * np.exp(-_vessels(identity, grid, dx)[reach])[
        ..., None
    ] ** (np.array([0.15, 1.0, 0.8], np.float32))
    pink = _inner_corner(plan, dx, dy)[..., None]
    ball = ball * (1 - pink) + _PINK * pink
    iris = linear(identity.iris) * _iris_pattern(identity, dx, dy, r)[..., None]
    pupil = smoothstep(2.15, 1.85, r)[..., None]
    iris = iris * (1 - pupil) + 0.006 * pupil
    edge = smoothstep(IRIS_RADIUS_MM + 0.35, IRIS_RADIUS_MM - 0.25, r)[..., None]
    ball = ball * (1 - edge) + iris * edge
    upper, lower = plan.upper_lid(ax), plan.lower_lid(ax)
    ball *= (1 - 0.60 * np.exp(-np.clip(y - upper, 0, 9) / 1.1))[..., None]
    ball *= (1 - 0.25 * np.exp(-np.clip(lower - y, 0, 9) / 0.5))[..., None]
    outward = smoothstep(-13, -4, dx)
    roots = np.exp(-((np.clip(np.abs(y - upper + 0.30) - 0.12, 0, None) / (0.26 + 0.22 * outward)) ** 2))
    below = np.exp(-(((y - lower - 0.55) / 0.34) ** 2)) * smoothstep(-6, 6, dx) * 0.32
    between = plan.between_corners(ax)
    corner = gaussian(dx - np.float32(plan.outer_canthus_x - plan.eye_x - 0.1), y - lower + 0 * ax, 0.9, 0.55) * 0.75
    drawn = identity.mascara * np.exp(-(((y - upper + 0.55) / 0.75) ** 2)) * smoothstep(-11, 2, dx)
    dark = np.maximum(np.maximum(np.maximum(roots * outward * 0.92, below), 0.9 * drawn) * between, corner)[..., None]
    lash = linear((38, 26, 22)) * np.float32(0.7)
    skin = colour[reach] * (1 - dark) + lash * dark
    colour[reach] = skin * (1 - eye[..., None]) + (ball * (1 - 0.8 * dark)) * eye[..., None]


def _vessels(identity: Identity, grid: Grid, dx: Field) -> Field:
    """Fine red threads of the white, as absorbance of green light; more of them towards the corners."""
    rng = rng_for(identity, "vessels")
    coarse = grid.at(4.0)
    threads = np.exp(-((coarse.noise(rng, 3.2, 2) / 0.10) ** 2)) * np.clip(coarse.noise(rng, 5.0), 0, 1.5)
    amount = 0.10 * np.clip((np.abs(dx[:1]) - 6.5) / 5, 0, 1)
    return as_field(resize(threads.astype(np.float32), (grid.width, grid.height), cv2.INTER_LINEAR) * amount)


def _iris_pattern(identity: Identity, dx: Field, dy: Field, r: Field) -> Field:
    rng = rng_for(identity, "iris")
    white = rng.standard_normal((64, 256), np.float32)
    rays = cv2.GaussianBlur(np.hstack([white, white, white]), (0, 0), 1.2, sigmaY=9)[:, 256:512]
    rays = as_field(rays / rays.std())
    angle = (np.arctan2(dy, dx) / (2 * np.pi) + 0.5) * 255
    depth = np.clip(r / IRIS_RADIUS_MM * 63, 0, 63)
    pattern = cv2.remap(as_field(rays), angle.astype(np.float32), depth.astype(np.float32), cv2.INTER_LINEAR)
    ring = 1.15 + 0.33 * pattern + 0.5 * np.exp(-((r - 2.9) ** 2))
    return as_field(ring * (1 - 0.78 * smoothstep(4.6, 5.9, r)))


def _rows(grid: Grid, top: float, bottom: float) -> tuple[int, int]:
    _, first = grid.to_px(0.0, top)
    _, last = grid.to_px(0.0, bottom)
    return int(first), int(last)


def sclera_of(identity: Identity) -> npt.NDArray[np.float64]:
    """Linear reflectance (3,) of the white of this person's eyes."""
    return np.array(SCLERA[identity.tone], np.float64)
