"""Neck, shoulders and clothes: a second, plainer height field behind the head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Curve, Field, Grid, as_field, remap, smooth_max, smoothstep
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import rng_for
from skinmetrics.phantom.raycast import View
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.tones import HAEMOGLOBIN, MELANIN, TONES, linear

BODY_GRID = Grid(-260.0, 40.0, 260.0, 330.0, 2.0)
BODY_TURN = 0.35
"""How far the shoulders follow a turn of the head."""


@dataclass(frozen=True)
class Body:
    """Height and colour of neck and clothes over `grid`."""

    grid: Grid
    z: Field
    slopes: Field
    """Slope in x and y, (h, w, 2)."""
    colour: Field
    """Linear RGB of skin, (h, w, 3)."""
    cloth: Field
    """Distance in mm into the cloth from its edge; negative on skin."""
    cloth_colour: Field
    """(h, w, 3)"""


@lru_cache(maxsize=8)
def build_body(identity: Identity) -> Body:
    """Neck and clothes of a person."""
    grid, rng = BODY_GRID, rng_for(identity, "body")
    man = identity.sex == "man"
    ax, y = np.abs(grid.x), grid.y - np.float32(6 * (identity.shape.chin_length - 1) * 9)
    breadth = 1.10 if man else 0.95
    half = (
        Curve([(40, 48), (95, 50), (120, 51), (140, 57), (152, 70), (164, 104), (178, 150), (200, 185), (330, 200)])(y)
        * breadth
    )
    middle = Curve([(40, -50), (95, -34), (120, -24), (145, -16), (165, -8), (200, 6), (330, 30)])(y)
    share = np.clip(ax / half, 0, 1)
    z = np.where(ax < half, middle - (middle + 85) * (1 - np.sqrt(np.maximum(1 - share**2, 0))), -200).astype(
        np.float32
    )
    cord = 3.2 * np.exp(-(((ax - 13 - (158 - y) * 0.62) / 6) ** 2)) * smoothstep(96, 122, y) * smoothstep(168, 150, y)
    bone = 3.0 * np.exp(-(((y - 166 + 0.10 * ax) / 4.5) ** 2)) * smoothstep(8, 18, ax) * smoothstep(120, 70, ax)
    z = z + cord + bone - 3.5 * np.exp(-((ax / 8) ** 2 + ((y - 163) / 8) ** 2))
    if man:
        z = z + 3.5 * np.exp(-((ax / 7) ** 2 + ((y - 128) / 9) ** 2))
    z = np.where(ax < half, z, EMPTY).astype(np.float32)
    cloth = _cloth_edge(identity, ax, y)
    folds = 2.2 * grid.noise(rng, 60, 3, 0.45) * smoothstep(8, 50, cloth)
    fitted = smooth_max(z, (middle - 40 - 0.30 * ax).astype(np.float32), 6) + 3.0 + folds
    on = smoothstep(-1.0, 2.5, cloth)
    z = np.where((cloth > -1) & (ax < half + 3), np.maximum(z, -110) * (1 - on) + fitted * on, z).astype(np.float32)
    z += (1.2 * np.exp(-(((cloth - 4.5) / 3.5) ** 2)) * (cloth > 0)).astype(np.float32)
    tone = linear(TONES[identity.tone])
    blood = 0.05 + 0.05 * grid.noise(rng, 14, 4, 0.6)
    melanin = 0.06 + 0.04 * grid.noise(rng, 18, 4, 0.6)
    colour = np.stack([tone[c] * np.exp(-blood * HAEMOGLOBIN[c] - melanin * MELANIN[c]) for c in range(3)], axis=-1)
    knit = 1 + 0.05 * grid.noise(rng, 1.0) + 0.05 * grid.noise(rng, 40, 3)
    seam = 1 - 0.25 * np.exp(-(((cloth - 8.5) / 0.5) ** 2)) - 0.30 * np.exp(-np.abs(cloth) / 0.6)
    cloth_colour = linear(identity.clothes.colour) * (knit * seam)[..., None]
    sx, sy = grid.gradient(grid.blur(np.maximum(z, -120).astype(np.float32), 1.0))
    return Body(
        grid,
        z,
        cv2.merge([sx, sy]).astype(np.float32),
        colour.astype(np.float32),
        cloth,
        cloth_colour.astype(np.float32),
    )


EMPTY = -200.0


def _cloth_edge(identity: Identity, ax: Field, y: Field) -> Field:
    """Signed distance from the neckline, positive in the cloth, mm."""
    match identity.clothes.neckline:
        case "round":
            edge = Curve([(0, 163), (20, 161), (38, 154), (50, 145), (57, 136), (66, 130), (90, 127), (260, 127)])(ax)
        case "v":
            edge = Curve([(0, 205), (18, 180), (36, 160), (48, 147), (57, 136), (66, 130), (90, 127), (260, 127)])(ax)
        case "collar":
            edge = Curve([(0, 172), (16, 156), (34, 143), (48, 134), (57, 127), (66, 124), (90, 126), (260, 127)])(ax)
    return ((y - edge) * np.float32(0.8)).astype(np.float32)


@dataclass(frozen=True)
class HeadShadow:
    """Per pixel, how much of the lamp and of the sky the head leaves to the body."""

    lamp: Field
    sky: Field

    def cropped(self, box: tuple[slice, slice]) -> HeadShadow:
        """The part of the picture within `box`."""
        return HeadShadow(self.lamp[box], self.sky[box])


def shade_body(body: Body, view: View, room: Room, shadow: HeadShadow) -> Field:
    """Linear RGB of every pixel that sees the body; the head shades it."""
    px, py = body.grid.to_px(view.x, view.y)
    slopes = np.asarray(cv2.remap(body.slopes, px, py, cv2.INTER_LINEAR), np.float32)
    skin = np.asarray(cv2.remap(body.colour, px, py, cv2.INTER_LINEAR), np.float32)
    wool = np.asarray(cv2.remap(body.cloth_colour, px, py, cv2.INTER_LINEAR), np.float32)
    inside = smoothstep(-0.15, 0.15, remap(body.cloth, px, py))[..., None]
    colour = skin * (1 - inside) + wool * inside
    lamp = room.direction
    nx, ny = -slopes[..., 0], -slopes[..., 1]
    inverse = 1 / np.sqrt(nx * nx + ny * ny + 1)
    cosine = (nx * np.float32(lamp[0]) + ny * np.float32(lamp[1]) + np.float32(lamp[2])) * inverse
    diffuse = np.clip((cosine + 0.12) / 1.12, 0, None)
    sky = (np.float32(0.70) - np.float32(0.30) * ny * inverse) * (0.4 + 0.6 * inverse)
    ambient = room.ambient * sky * shadow.sky
    direct = np.float32(room.lamp) * diffuse * shadow.lamp
    light = ambient[..., None] * np.array(room.ambient_colour, np.float32) + direct[..., None] * np.array(
        room.lamp_colour, np.float32
    )
    return np.asarray(colour * light, np.float32)


def head_shadow(cover: Field, camera: Camera, room: Room) -> HeadShadow:
    """The lamp's shadow of the head on the body, and how much sky the head leaves to it."""
    height, width = cover.shape
    factor = 8
    small = cv2.resize(cover, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    px_per_mm = camera.px_per_mm / factor
    lamp = room.direction
    gap = 52.0 * px_per_mm
    shift = np.array([[1, 0, -gap * lamp[0] / lamp[2]], [0, 1, -gap * lamp[1] / lamp[2]]], np.float64)
    moved = cv2.warpAffine(small, shift, (width // factor, height // factor))
    soft = cv2.GaussianBlur(moved, (0, 0), (5 + 0.35 * room.lamp_size_deg) * px_per_mm)
    near = cv2.GaussianBlur(small, (0, 0), 13 * px_per_mm)
    size = (width, height)
    cast = 1 - 0.9 * np.clip(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    open_ = 1 - 0.62 * np.clip(cv2.resize(near, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    return HeadShadow(as_field(cast), as_field(open_))
