"""Colour of the surface in linear light: skin by its two pigments, lips, scalp and beard shadow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from skinmetrics.phantom.fields import Field, Grid, as_field, gaussian, resize, smoothstep
from skinmetrics.phantom.head import Head
from skinmetrics.phantom.identity import Identity, Tone
from skinmetrics.phantom.lines import rng_for
from skinmetrics.phantom.regions import contains
from skinmetrics.phantom.relief import Mark, disc, smooth_amount, soft_disc
from skinmetrics.phantom.skin_state import Bruise, SkinState, amount_of
from skinmetrics.phantom.tones import BLOOD_GAIN, HAEMOGLOBIN, MELANIN, PIGMENT_GAIN, TONES, linear


@dataclass(frozen=True)
class Pigments:
    """Absorbances over the grid, on top of the tone of the skin."""

    haemoglobin: Field
    melanin: Field
    spots: Field
    """The part of the melanin that is spots."""


_SHADED: dict[Tone, float] = {"I": 0.0, "II": 0.0, "III": 0.15, "IV": 0.4, "V": 0.8, "VI": 1.0}
"""How much darker than the cheeks the surroundings of eyes and mouth and the upper forehead are, as melanin goes."""


@dataclass(frozen=True)
class _Clouds:
    """Noise of one person's colour over the grid."""

    blood: Field
    melanin: Field
    spots: Field
    patches: Field
    """0 to 1 where skin that reddens in patches does so."""


@lru_cache(maxsize=2)
def _clouds(identity: Identity, grid: Grid) -> _Clouds:
    rng = rng_for(identity, "pigments")
    blood = 0.034 * grid.noise(rng, 9, 4, 0.6) + 0.022 * grid.noise(rng, 1.1, 2)
    melanin = 0.028 * grid.noise(rng, 16, 4, 0.6) + 0.020 * grid.noise(rng, 1.6, 3, 0.8)
    spots = np.clip(1 + 0.18 * grid.noise(rng, 1.2, 3, 0.6), 0.4, 1.6)
    patches = smoothstep(0.25, 0.75, grid.noise(rng_for(identity, "patches"), 11, 3, 0.45))
    return _Clouds(as_field(blood), as_field(melanin), as_field(spots), patches)


def pigments(
    identity: Identity, state: SkinState, grid: Grid, head: Head, blemishes: tuple[Mark, ...], spots: tuple[Mark, ...]
) -> Pigments:
    """Mottling, flush, blemishes, spots and bruises of a state."""
    clouds = _clouds(identity.uncoloured, grid)
    cloudiness, dark = smooth_amount(identity, grid, state.mottling), _SHADED[identity.tone]
    blood, melanin = cloudiness * clouds.blood, np.float32(1 + 0.4 * dark) * cloudiness * clouds.melanin
    _flush(state, grid, head, blood, melanin)
    ax, y = np.abs(grid.x), head.plan.average_y(grid.y)
    melanin += np.float32(0.13 * dark) * gaussian(ax, y - np.float32(66), 25, 14)
    melanin += np.float32(0.12 * dark) * gaussian(ax - np.float32(31), y - np.float32(2), 19, 15)
    melanin += np.float32(0.10 * dark) * smoothstep(-44, -66, y)
    blood += smooth_amount(identity, grid, state.redness)
    blood += smooth_amount(identity, grid, state.redness_patches) * clouds.patches
    for mark in blemishes:
        where, dx, dy = disc(grid, mark, 2.4)
        halo = np.exp(-(dx * dx + dy * dy) / np.float32(1.1 * mark.diameter_mm**2))
        blood[where] += 0.50 * mark.strength * soft_disc(dx, dy, mark.diameter_mm, 6.0) + 0.07 * mark.strength * halo
    for bruise in state.bruises:
        _bruise(grid, bruise, blood, melanin)
    brown = grid.zeros()
    for mark in spots:
        where, dx, dy = disc(grid, mark, 1.3)
        oval = np.float32(1 + 0.2 * ((mark.strength * 37) % 1))
        shape = soft_disc(dx * oval, dy / oval, mark.diameter_mm)
        brown[where] = np.maximum(brown[where], 0.34 * mark.strength * shape)
    brown *= clouds.spots
    return Pigments(blood.astype(np.float32), (melanin + brown).astype(np.float32), brown.astype(np.float32))


def _flush(state: SkinState, grid: Grid, head: Head, blood: Field, melanin: Field) -> None:
    """What every face has, in place: red cheeks and nose, shade round the eyes and mouth, red lid edges."""
    ax, y, plan = np.abs(grid.x), head.plan.average_y(grid.y), head.plan

    def bump(x0: float, y0: float, sx: float, sy: float) -> Field:
        return gaussian(ax - np.float32(x0), y - np.float32(y0), sx, sy)

    blood += 0.17 * (
        bump(40, 30, 13, 11) + 0.8 * bump(0, 33, 11, 9) + 0.4 * bump(0, 100, 10, 8) + 0.4 * bump(16, 42, 5, 7)
    )
    blood += 0.10 * bump(0, 60, 16, 5) - 0.04
    melanin += 0.08 * smoothstep(48, 78, ax) + 0.05 * bump(0, 60, 24, 14) + 0.10 * bump(29, -8, 14, 5)
    melanin += 0.16 * bump(plan.outer_canthus_x + 0.5, 2.5, 5.5, 5) + 0.07 * bump(plan.eye_x, 1, 16, 10)
    left, right = (amount_of(state.under_eye, f"infraorbital_{side}") for side in ("left", "right"))
    darkness = (bump(29, 10, 13, 5) + 0.5 * bump(19, 6, 5, 6)) * np.where(grid.x > 0, left, right).astype(np.float32)
    melanin += 0.6 * darkness
    blood += 0.9 * darkness + 0.10 * bump(30, -6, 14, 4)
    lid, between = plan.lower_lid(ax), plan.between_corners(ax)
    rim = np.exp(-(((grid.y - lid - 0.5) / 0.8) ** 2)) + 0.6 * np.exp(
        -(((grid.y - plan.upper_lid(ax) + 0.4) / 0.8) ** 2)
    )
    blood += 0.26 * grid.blur((rim * between).astype(np.float32), 0.3)


def _bruise(grid: Grid, bruise: Bruise, blood: Field, melanin: Field) -> None:
    """Red at first, violet for days, yellow-brown at the end, gone after two weeks."""
    fading = max(1 - bruise.age_days / 14, 0.0)
    mark = Mark("", bruise.x, bruise.y, bruise.diameter_mm, 1.0)
    where, dx, dy = disc(grid, mark, 1.6)
    shape = soft_disc(dx, dy, bruise.diameter_mm)
    blood[where] += 0.8 * fading**1.5 * shape
    melanin[where] += 0.35 * fading * min(bruise.age_days / 3, 1.0) * shape


def skin_colour(identity: Identity, pigment: Pigments, head: Head, grid: Grid, brightness: Field) -> Field:
    """Linear RGB of skin and lips, shape (h, w, 3); `brightness` is a factor on the skin's, (h, w) or (1, 1)."""
    rng = rng_for(identity, "lip colour")
    tone = identity.tone
    blood, melanin = pigment.haemoglobin * BLOOD_GAIN[tone], pigment.melanin * PIGMENT_GAIN[tone]
    lips = resize(head.lips, (grid.width, grid.height), cv2.INTER_LINEAR)
    lip_blood = (0.42 if identity.sex == "man" else 0.58) * (0.75 if tone in ("V", "VI") else 1.0)
    blood = blood * (1 - lips) + lips * (lip_blood + 0.10 * grid.noise(rng, 3, 3))
    melanin = melanin * (1 - lips) + lips * 0.16 * (1 + 0.2 * grid.noise(rng, 2, 2))
    base = linear(TONES[tone])
    lightness = 1 + (brightness - 1) * (1 - lips)
    planes = [base[c] * lightness * np.exp(-blood * HAEMOGLOBIN[c] - melanin * MELANIN[c]) for c in range(3)]
    return np.stack(planes, axis=-1).astype(np.float32)


def mouth_slit(head: Head, grid: Grid, half_height_mm: float = 0.5) -> Field:
    """1 on the line between the lips."""
    ax = np.abs(grid.x)
    half = head.plan.mouth_half_width
    off = (grid.y - head.plan.mouth_line(np.minimum(ax, half))) / half_height_mm
    return as_field(np.exp(-(off**2)) * smoothstep(half + 0.8, half - 2.5, ax))


def paint_openings(colour: Field, head: Head, grid: Grid) -> None:
    """Darken the line between the lips and the nostrils, in place."""
    slit = mouth_slit(head, grid)
    nostril = resize(head.nostril, (grid.width, grid.height), cv2.INTER_LINEAR)
    colour *= (1 - 0.62 * slit)[..., None]
    colour *= 1 - nostril[..., None] * np.array([0.78, 0.86, 0.88], np.float32)


_BROW_REACH_MM = 40.0
"""Beyond this the shade under a brow is 0 in 32-bit floats."""


def paint_hair_roots(colour: Field, identity: Identity, head: Head, grid: Grid) -> None:
    """Scalp under hair, shade under the brows and beard shadow, in place; the hairs themselves are strands."""
    plan, hair = head.plan, identity.hair
    ax, y = np.abs(grid.x), grid.y
    pigment = linear(hair.colour) * (1 - 0.5 * hair.grey) + 0.25 * hair.grey
    if hair.style != "bald":
        ear = resize(head.ear, (grid.width, grid.height), cv2.INTER_LINEAR)
        reach = 18.0 if hair.style == "short" else 9.0
        cover = smoothstep(0, reach, plan.hairline(ax) - y) * 0.85 * (1 - ear)
        colour *= 1 - cover[..., None]
        colour += cover[..., None] * pigment * np.float32(0.35)
    inner, outer = plan.brow_ends
    brow = plan.brow(ax)
    rows = slice(*np.searchsorted(y[:, 0], (brow.min() - _BROW_REACH_MM, brow.max() + _BROW_REACH_MM)))
    band = (
        np.exp(-(((y[rows] - brow) / 2.9) ** 2))
        * smoothstep(inner - 1, inner + 5, ax)
        * smoothstep(outer + 1, outer - 12, ax)
    )
    shade = (0.42 * identity.brow_density * band).clip(0, 0.7)[..., None]
    colour[rows] *= 1 - shade
    colour[rows] += shade * pigment * np.float32(0.7)
    if hair.beard_mm:
        under = (np.float32(0.6) * beard_zone(head, grid))[..., None]
        colour *= 1 - under
        colour += under * pigment * np.float32(0.4)
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
