"""Light on the face: diffuse light that scatters under the skin, gloss, shadows and the glint of the eyes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Field, Grid, as_field, resize, smoothstep
from skinmetrics.phantom.head import Head, build_head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.raycast import View
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.shadows import ambient_occlusion, soft_shadow
from skinmetrics.phantom.surface import Surface
from skinmetrics.phantom.warp import Expression, Warp, build_warp, expressed_height

_STEEPEST = 2.5
"""Slopes are bounded here, or the walls of ears and outline would turn black."""
_WRAP = (0.22, 0.10, 0.06)
"""How far light creeps round into the shade, red most: cheap subsurface scattering."""
_WRAP_OF_EYE = 0.10
"""The same for the eyeball, all colours alike."""


_GLOSS_GRAIN = 1.35
"""Gloss comes from the outermost cells, whose slopes are steeper than what light that enters the skin sees."""
_TEETH = np.array([0.72, 0.68, 0.60], np.float32)


@dataclass(frozen=True)
class EyeWhite:
    """The white of one eye as the camera meets it, away from iris, lids, inner corner and glint."""

    light: tuple[float, float, float]
    """Mean linear RGB."""
    pixels: int


@dataclass(frozen=True)
class Form:
    """The smooth face as the shader needs it."""

    grid: Grid
    slopes: Field
    """Slope in x and y, sharp, then softened as red light does: (h, w, 4)."""
    coarse_grid: Grid
    coarse_z: Field
    occlusion: Field
    """On the coarse grid."""


def build_form(identity: Identity, expression: Expression) -> Form:
    """Slopes and occlusion of a person's head with an expression; made once."""
    return _form(identity.uncoloured, expression)


@lru_cache(maxsize=8)
def _form(identity: Identity, expression: Expression) -> Form:
    head = build_head(identity.shape, identity.hair)
    height, fall = expressed_height(head, build_warp(identity, expression))
    grid = head.grid
    beyond = as_field(cv2.dilate(height, np.ones((5, 5), np.uint8), iterations=4))
    z = np.maximum(np.where(height < -100, beyond, height), -60).astype(np.float32)
    sharp, soft = cv2.merge(grid.gradient(grid.blur(z, 0.4))), cv2.merge(grid.gradient(grid.blur(z, 1.5)))
    at_ears = smoothstep(60, 68, np.abs(grid.x))[..., None]
    slopes = np.concatenate([sharp, soft * (1 - at_ears) + sharp * at_ears], axis=2)
    coarse = grid.at(2.0)
    coarse_z = resize(np.maximum(height - fall, -95), (coarse.width, coarse.height), cv2.INTER_AREA)
    thumb = grid.at(1.0)
    open_sky = ambient_occlusion(thumb, resize(coarse_z, (thumb.width, thumb.height), cv2.INTER_AREA))
    occlusion = resize(thumb.blur(open_sky, 0.8), (coarse.width, coarse.height), cv2.INTER_CUBIC)
    return Form(grid, as_field(np.clip(slopes, -_STEEPEST, _STEEPEST)), coarse, coarse_z, occlusion.clip(0, 1))


def _sample(grid: Grid, maps: Field, x: Field, y: Field) -> Field:
    px, py = grid.to_px(x, y)
    return np.asarray(cv2.remap(maps, px, py, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _dot(nx: Field, ny: Field, inverse: Field, vector: npt.NDArray[np.float64]) -> Field:
    """Cosine between the surface normal and a unit vector."""
    return (nx * np.float32(vector[0]) + ny * np.float32(vector[1]) + np.float32(vector[2])) * inverse


@dataclass(frozen=True)
class Footing:
    """What every pixel that sees the head stands on, whatever its skin: place, slope and light, each (h, w) or more."""

    view: View
    plan_x: Field
    plan_y: Field
    """mm on the plan."""
    mouth: Field
    """1 inside the open mouth."""
    teeth: Field | None
    slopes: Field
    """Of the smooth face, as `Form.slopes`."""
    shadow: Field
    """Share of the lamp that is seen."""
    occlusion: Field
    wet: Field
    """1 on the eyeballs."""


def find_footing(form: Form, warp: Warp, head: Head, view: View, camera: Camera, room: Room) -> Footing:
    """Where the pixels of a view of a head stand."""
    x, y = view.x, view.y
    lamp = camera.rotation.T @ room.direction
    u, v, mouth = warp.to_plan(x, y)
    return Footing(
        view=view,
        plan_x=u,
        plan_y=v,
        mouth=mouth,
        teeth=warp.teeth(x, y) if warp.opens else None,
        slopes=_sample(form.grid, form.slopes, x, y),
        shadow=_sample(form.coarse_grid, soft_shadow(form.coarse_grid, form.coarse_z, lamp, room.lamp_size_deg), x, y),
        occlusion=_sample(form.coarse_grid, form.occlusion, x, y),
        wet=_sample(head.grid, head.eye, u, v),
    )


def shade(surface: Surface, footing: Footing, camera: Camera, room: Room) -> tuple[Field, dict[str, EyeWhite]]:
    """Linear RGB radiance of every pixel that sees the head, (h, w, 3), and the whites of the person's eyes."""
    view, u, v, mouth = footing.view, footing.plan_x, footing.plan_y, footing.mouth
    macro, occlusion, wet = footing.slopes, footing.occlusion, footing.wet
    x, y = view.x, view.y
    pose = camera.rotation
    lamp = pose.T @ room.direction
    viewer = pose.T @ np.array([0.0, 0.0, 1.0])
    upward = pose.T @ np.array([0.0, -1.0, 0.0])
    halfway = (lamp + viewer) / np.linalg.norm(lamp + viewer)

    colour = _sample(surface.grid, surface.colour, u, v)
    if footing.teeth is not None:
        inside = np.array([0.035, 0.010, 0.010], np.float32) + footing.teeth[..., None] * _TEETH
        colour += (inside - colour) * mouth[..., None]
    red_green = _sample(surface.grid, surface.slopes_red_green, u, v)
    blue = _sample(surface.grid, surface.slopes_blue, u, v)
    shine, openness = blue[..., 2] * (1 - mouth), blue[..., 3]
    near = np.float32(1) - (np.float32(lamp[0]) * x + np.float32(lamp[1]) * (y - 20)) / np.float32(
        room.lamp_distance_mm
    )
    lamp_light = footing.shadow * np.float32(room.lamp) / (near * near)

    out = np.empty_like(colour)
    micro = (
        (red_green[..., 0], red_green[..., 1]),
        (red_green[..., 2], red_green[..., 3]),
        (blue[..., 0], blue[..., 1]),
    )
    for c in range(3):
        softness = np.float32((0.55, 0.15, 0.0)[c]) * (1 - wet)
        nx = -(macro[..., 0] * (1 - softness) + macro[..., 2] * softness + micro[c][0])
        ny = -(macro[..., 1] * (1 - softness) + macro[..., 3] * softness + micro[c][1])
        inverse = 1 / np.sqrt(nx * nx + ny * ny + 1)
        wrap = np.float32(_WRAP[c]) + wet * np.float32(_WRAP_OF_EYE - _WRAP[c])
        diffuse = np.clip((_dot(nx, ny, inverse, lamp) + wrap) / (1 + wrap), 0, None)
        sky = np.float32(0.70) + np.float32(0.30) * _dot(nx, ny, inverse, upward)
        facing = np.float32(0.4) + np.float32(0.6) * np.clip(_dot(nx, ny, inverse, viewer), 0, 1)
        hollow = occlusion ** (1 - np.float32(0.25) * (1 - wet)) if c == 0 else occlusion
        ambient = np.float32(room.ambient * room.ambient_colour[c]) * sky * facing * hollow
        light = ambient + np.float32(room.lamp_colour[c]) * diffuse * lamp_light
        out[..., c] = colour[..., c] * light * openness ** np.float32(0.7 if c == 0 else 1.0)

    grain = np.float32(_GLOSS_GRAIN)
    nx, ny = -(macro[..., 0] + grain * blue[..., 0]), -(macro[..., 1] + grain * blue[..., 1])
    inverse = 1 / np.sqrt(nx * nx + ny * ny + 1)
    glance = np.clip(_dot(nx, ny, inverse, halfway), 0, 1)
    lit = np.clip(_dot(nx, ny, inverse, lamp) * 4, 0, 1) * lamp_light
    gloss = shine * openness * lit * (np.float32(0.036) * _power(glance, 12) + np.float32(0.12) * _power(glance, 48))
    rim = np.clip(1 - _dot(nx, ny, inverse, viewer), 0, 1)
    above = np.clip(np.float32(0.6) + np.float32(0.6) * _dot(nx, ny, inverse, upward), 0, 1)
    sheen = shine * np.float32(0.10 * room.ambient) * rim * rim * rim * rim * occlusion * above
    for c in range(3):
        out[..., c] += gloss * np.float32(room.lamp_colour[c]) + sheen * np.float32(room.ambient_colour[c])
    clear = (_sample(surface.head.grid, surface.sclera, u, v) > 0.95) & (view.coverage > 0.99)
    clear &= _glints(out, surface, u, v, halfway, room) <= 0
    whites = {side: _white(out[clear & (u * sign > 0)]) for side, sign in (("left", 1), ("right", -1))}
    return out, whites


def _white(light: Field) -> EyeWhite:
    r, g, b = light.mean(axis=0, dtype=np.float64).tolist() if len(light) else (0.0, 0.0, 0.0)
    return EyeWhite((r, g, b), len(light))


def _power(base: Field, exponent: int) -> Field:
    """base**exponent for a multiple of 4, faster than a float power."""
    fourth = base * base
    fourth *= fourth
    result = np.ones_like(base)
    left, square = exponent // 4, fourth
    while left:
        if left & 1:
            result = result * square
        left >>= 1
        if left:
            square = square * square
    return result


def _glints(out: Field, surface: Surface, x: Field, y: Field, halfway: npt.NDArray[np.float64], room: Room) -> Field:
    """The lamp's image on the wet cornea, in place; returns where it is, (h, w), 0 to 1."""
    eye = _sample(surface.head.grid, surface.head.eye, x, y)
    found = np.zeros_like(eye)
    rows = np.flatnonzero(eye.max(axis=1) > 0.5)
    if not len(rows):
        return found
    band = slice(rows[0], rows[-1] + 1)
    size = 0.35 + 0.03 * room.lamp_size_deg
    for sign in (-1, 1):
        dx = x[band] - np.float32(sign * surface.head.plan.eye_x + 7.2 * halfway[0])
        dy = y[band] - np.float32(-0.5 + 7.2 * halfway[1])
        r = np.hypot(dx / np.float32(0.9), dy) / np.float32(size)
        glint = smoothstep(1.25, 0.75, r) * eye[band]
        out[band] += (glint * np.float32(0.75))[..., None] * np.array(room.lamp_colour, np.float32)
        found[band] += glint
    return found
