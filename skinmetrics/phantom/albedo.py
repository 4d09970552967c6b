"""Colour of the surface in linear light: skin by its two pigments, lips, eyes, scalp and beard shadow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.fields import Field, Grid, as_field, gaussian, resize, smoothstep
from skinmetrics.phantom.head import Head
from skinmetrics.phantom.identity import Colour, Identity, Tone
from skinmetrics.phantom.lines import rng_for
from skinmetrics.phantom.plan import IRIS_RADIUS_MM
from skinmetrics.phantom.regions import contains
from skinmetrics.phantom.relief import Mark, disc, smooth_amount, soft_disc
from skinmetrics.phantom.skin_state import Bruise, SkinState

HAEMOGLOBIN = np.array([0.12, 1.0, 0.72], np.float32)
"""Absorbance of red, green and blue per unit of haemoglobin; green is 1 by definition."""
MELANIN = np.array([0.55, 0.85, 1.25], np.float32)
TONES: dict[Tone, Colour] = {
    "I": (240, 212, 196),
    "II": (229, 192, 169),
    "III": (212, 168, 140),
    "IV": (182, 133, 101),
    "V": (136, 92, 66),
    "VI": (92, 60, 44),
}
"""sRGB of bare skin of each Fitzpatrick type in white light."""
_PIGMENT_GAIN: dict[Tone, float] = {"I": 0.75, "II": 0.85, "III": 1.0, "IV": 1.1, "V": 1.2, "VI": 1.25}
_BLOOD_GAIN: dict[Tone, float] = {"I": 1.05, "II": 1.0, "III": 1.0, "IV": 0.85, "V": 0.65, "VI": 0.5}


def linear(colour: Colour) -> npt.NDArray[np.float32]:
    """Linear light, 0 to 1, of sRGB 0 to 255."""
    v = np.asarray(colour, np.float64) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4).astype(np.float32)


@dataclass(frozen=True)
class Pigments:
    """Absorbances over the grid, on top of the tone of the skin."""

    haemoglobin: Field
    melanin: Field
    spots: Field
    """The part of the melanin that is spots."""


def pigments(
    identity: Identity, state: SkinState, grid: Grid, head: Head, blemishes: tuple[Mark, ...], spots: tuple[Mark, ...]
) -> Pigments:
    """Mottling, flush, blemishes, spots and bruises of a state."""
    rng = rng_for(identity, "pigments")
    ax, y = np.abs(grid.x), head.plan.average_y(grid.y)

    def bump(x0: float, y0: float, sx: float, sy: float) -> Field:
        return gaussian(ax - np.float32(x0), y - np.float32(y0), sx, sy)

    blood = 0.034 * grid.noise(rng, 9, 4, 0.6) + 0.022 * grid.noise(rng, 1.1, 2)
    melanin = 0.028 * grid.noise(rng, 16, 4, 0.6) + 0.020 * grid.noise(rng, 1.6, 3, 0.8)
    blood += 0.17 * (
        bump(40, 30, 13, 11) + 0.8 * bump(0, 33, 11, 9) + 0.4 * bump(0, 100, 10, 8) + 0.4 * bump(16, 42, 5, 7)
    )
    blood += 0.10 * bump(0, 60, 16, 5) - 0.04
    melanin += 0.08 * smoothstep(48, 78, ax) + 0.05 * bump(0, 60, 24, 14) + 0.10 * bump(29, -8, 14, 5)
    darkness = bump(29, 9, 13, 5) + 0.5 * bump(19, 5, 5, 6)
    melanin += 0.6 * state.under_eye * darkness
    blood += 0.9 * state.under_eye * darkness + 0.10 * bump(30, -6, 14, 4)
    lid = head.plan.lower_lid(ax)
    between = head.plan.between_corners(ax)
    rim = np.exp(-(((grid.y - lid - 0.5) / 0.8) ** 2)) + 0.6 * np.exp(
        -(((grid.y - head.plan.upper_lid(ax) + 0.4) / 0.8) ** 2)
    )
    blood += 0.26 * grid.blur((rim * between).astype(np.float32), 0.3)
    blood += smooth_amount(identity, grid, state.redness)
    for mark in blemishes:
        where, dx, dy = disc(grid, mark, 1.6)
        blood[where] += 0.55 * mark.strength * soft_disc(dx, dy, mark.diameter_mm)
    for bruise in state.bruises:
        _bruise(grid, bruise, blood, melanin)
    brown = grid.zeros()
    for mark in spots:
        where, dx, dy = disc(grid, mark, 1.3)
        oval = np.float32(1 + 0.2 * ((mark.strength * 37) % 1))
        shape = soft_disc(dx * oval, dy / oval, mark.diameter_mm)
        brown[where] = np.maximum(brown[where], 0.34 * mark.strength * shape)
    brown *= np.clip(1 + 0.18 * grid.noise(rng, 1.2, 3, 0.6), 0.4, 1.6)
    return Pigments(blood.astype(np.float32), (melanin + brown).astype(np.float32), brown.astype(np.float32))


def _bruise(grid: Grid, bruise: Bruise, blood: Field, melanin: Field) -> None:
    """Red at first, violet for days, yellow-brown at the end, gone after two weeks."""
    fading = max(1 - bruise.age_days / 14, 0.0)
    mark = Mark("", bruise.x, bruise.y, bruise.diameter_mm, 1.0)
    where, dx, dy = disc(grid, mark, 1.6)
    shape = soft_disc(dx, dy, bruise.diameter_mm)
    blood[where] += 0.8 * fading**1.5 * shape
    melanin[where] += 0.35 * fading * min(bruise.age_days / 3, 1.0) * shape


def skin_colour(identity: Identity, pigment: Pigments, head: Head, grid: Grid) -> Field:
    """Linear RGB of skin and lips, shape (h, w, 3)."""
    rng = rng_for(identity, "lip colour")
    tone = identity.tone
    blood, melanin = pigment.haemoglobin * _BLOOD_GAIN[tone], pigment.melanin * _PIGMENT_GAIN[tone]
    lips = resize(head.lips, (grid.width, grid.height), cv2.INTER_LINEAR)
    lip_blood = (0.42 if identity.sex == "man" else 0.58) * (0.75 if tone in ("V", "VI") else 1.0)
    blood = blood * (1 - lips) + lips * (lip_blood + 0.10 * grid.noise(rng, 3, 3))
    melanin = melanin * (1 - lips) + lips * 0.16 * (1 + 0.2 * grid.noise(rng, 2, 2))
    base = linear(TONES[tone])
    planes = [base[c] * np.exp(-blood * HAEMOGLOBIN[c] - melanin * MELANIN[c]) for c in range(3)]
    return np.stack(planes, axis=-1).astype(np.float32)


def paint_openings(colour: Field, head: Head, grid: Grid) -> None:
    """Darken the line between the lips and the nostrils, in place."""
    ax = np.abs(grid.x)
    half = head.plan.mouth_half_width
    slit = np.exp(-(((grid.y - head.plan.mouth_line(np.minimum(ax, half))) / 0.5) ** 2)) * smoothstep(
        half + 0.8, half - 2.5, ax
    )
    nostril = resize(head.nostril, (grid.width, grid.height), cv2.INTER_LINEAR)
    colour *= (1 - 0.62 * slit)[..., None]
    colour *= 1 - nostril[..., None] * np.array([0.78, 0.86, 0.88], np.float32)


def paint_eyes(colour: Field, identity: Identity, head: Head, grid: Grid) -> None:
    """Sclera, iris, pupil and the shadow of the lid, in place."""
    plan = head.plan
    reach = (slice(*_rows(grid, -14, 14)), slice(None))
    ax, y = np.abs(grid.x), grid.y[reach[0]]
    eye = resize(head.eye, (grid.width, grid.height), cv2.INTER_LINEAR)[reach]
    dx, dy = (ax - np.float32(plan.eye_x)) + 0 * y, y + np.float32(0.5) + 0 * ax
    r = np.hypot(dx, dy)
    white = np.array([0.74, 0.69, 0.66], np.float32) * {"IV": 0.93, "V": 0.80, "VI": 0.70}.get(identity.tone, 1.0)
    corner = np.clip((np.abs(dx) - 5) / 10, 0, 1)[..., None]
    ball = white * (1 - corner * np.array([0.08, 0.20, 0.22], np.float32))
    tear = gaussian(dx + np.float32(plan.eye_x - plan.inner_canthus_x - 1.6), dy - np.float32(1.6), 1.7, 1.5)[..., None]
    ball = ball * (1 - tear) + np.array([0.48, 0.22, 0.19], np.float32) * tear
    iris = linear(identity.iris) * _iris_pattern(identity, dx, dy, r)[..., None]
    pupil = smoothstep(2.15, 1.85, r)[..., None]
    iris = iris * (1 - pupil) + 0.006 * pupil
    edge = smoothstep(IRIS_RADIUS_MM + 0.2, IRIS_RADIUS_MM - 0.25, r)[..., None]
    ball = ball * (1 - edge) + iris * edge
    upper, lower = plan.upper_lid(ax), plan.lower_lid(ax)
    ball *= (1 - 0.62 * np.exp(-np.clip(y - upper, 0, 9) / 1.5))[..., None]
    ball *= (1 - 0.25 * np.exp(-np.clip(lower - y, 0, 9) / 0.8))[..., None]
    lash_line = np.exp(-(((y - upper + 0.15) / 0.34) ** 2)) * plan.between_corners(ax) * smoothstep(-14, -8, dx) * 0.8
    ball, skin = ball * (1 - lash_line[..., None]), colour[reach] * (1 - 0.85 * lash_line[..., None])
    colour[reach] = skin * (1 - eye[..., None]) + ball * eye[..., None]


def _iris_pattern(identity: Identity, dx: Field, dy: Field, r: Field) -> Field:
    rng = rng_for(identity, "iris")
    white = rng.standard_normal((64, 256), np.float32)
    rays = cv2.GaussianBlur(np.hstack([white, white, white]), (0, 0), 1.2, sigmaY=9)[:, 256:512]
    rays = as_field(rays / rays.std())
    angle = (np.arctan2(dy, dx) / (2 * np.pi) + 0.5) * 255
    depth = np.clip(r / IRIS_RADIUS_MM * 63, 0, 63)
    pattern = cv2.remap(as_field(rays), angle.astype(np.float32), depth.astype(np.float32), cv2.INTER_LINEAR)
    ring = 1.15 + 0.33 * pattern + 0.5 * np.exp(-((r - 2.9) ** 2))
    return as_field(ring * (1 - 0.78 * smoothstep(4.7, 5.9, r)))


def _rows(grid: Grid, top: float, bottom: float) -> tuple[int, int]:
    _, first = grid.to_px(0.0, top)
    _, last = grid.to_px(0.0, bottom)
    return int(first), int(last)


def paint_hair_roots(colour: Field, identity: Identity, head: Head, grid: Grid) -> None:
    """Scalp under hair, shade under the brows and beard shadow, in place; the hairs themselves are strands."""
    plan, hair = head.plan, identity.hair
    ax, y = np.abs(grid.x), grid.y
    pigment = linear(hair.colour) * (1 - 0.5 * hair.grey) + 0.25 * hair.grey
    if hair.style != "bald":
        ear = resize(head.ear, (grid.width, grid.height), cv2.INTER_LINEAR)
        cover = smoothstep(0, 9, plan.hairline(ax) - y) * 0.85 * (1 - ear)
        colour *= 1 - cover[..., None]
        colour += cover[..., None] * pigment * np.float32(0.35)
    inner, outer = plan.brow_ends
    band = (
        np.exp(-(((y - plan.brow(ax)) / 2.2) ** 2))
        * smoothstep(inner - 1, inner + 5, ax)
        * smoothstep(outer + 1, outer - 12, ax)
    )
    shade = (0.42 * identity.brow_density * band).clip(0, 0.7)[..., None]
    colour *= 1 - shade
    colour += shade * pigment * np.float32(0.7)
    if hair.stubble:
        beard = beard_zone(head, grid)
        dots = rng_for(identity, "stubble").random(grid.shape, np.float32)
        dark = grid.blur((dots > 1 - 0.03 * (8 / grid.px_per_mm) ** 2).astype(np.float32), 0.07)
        amount = (beard * hair.stubble * np.clip(0.16 + 2.2 * dark, 0, 0.75))[..., None]
        colour *= 1 - amount
        colour += amount * pigment * np.float32(0.6)


def beard_zone(head: Head, grid: Grid) -> Field:
    """Where a beard grows: jaw, chin and upper lip, soft-edged."""
    coarse = grid.at(1.0)
    plan = head.plan
    masks = [contains(plan, name, coarse.x, coarse.y) for name in ("jaw_left", "jaw_right", "chin", "upper_lip")]
    below = (coarse.y > plan.mouth_line(np.abs(coarse.x)) + 14) & (np.abs(coarse.x) < 90)
    zone = coarse.blur(np.logical_or.reduce([*masks, below]).astype(np.float32), 5.0)
    lips = coarse.blur((resize(head.lips, (coarse.width, coarse.height), cv2.INTER_AREA) > 0.2).astype(np.float32), 1.5)
    return resize(zone * (1 - lips), (grid.width, grid.height), cv2.INTER_LINEAR)
