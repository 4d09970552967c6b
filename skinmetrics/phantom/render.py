"""A photo of an invented person, and the truth about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from skinmetrics.phantom.body import BODY_TURN, build_body, head_shadow, shade_body
from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Field
from skinmetrics.phantom.hair import build_hair
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.occluders import Occluder, draw_occluder, outlines
from skinmetrics.phantom.raycast import cast
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.sensor import Image, expose
from skinmetrics.phantom.shading import EyeWhite, build_form, shade
from skinmetrics.phantom.skin_state import SkinState
from skinmetrics.phantom.strands import draw
from skinmetrics.phantom.surface import build_surface
from skinmetrics.phantom.truth import Truth, tell
from skinmetrics.phantom.warp import NEUTRAL, Expression, build_warp

_FINE_SKIN_FROM = 4.0
_HEAD_DEPTH_MM = (82.0, -94.0)
_BODY_DEPTH_MM = (60.0, -110.0)


@dataclass(frozen=True)
class Rendering:
    """A photo and the truth about it."""

    image: Image
    """(height, width, 3) RGB."""
    truth: Truth
    covers: Mapping[str, Field]
    """How much of each pixel is hidden, (height, width) of 0 to 1, by "hair" (of the head), "face_hair" (brows, lashes,
    beard), and by what is before the face: "glasses" (their frame), "lenses" (clear), "hand", "board"."""


def background(camera: Camera, room: Room) -> Field:
    """Linear radiance of a plain wall."""
    y = ((np.arange(camera.height, dtype=np.float32) + 0.5) / camera.height)[:, None]
    x = ((np.arange(camera.width, dtype=np.float32) + 0.5) / camera.width)[None, :]
    glow = np.float32(0.75) + np.float32(0.35) * np.exp(-(((x - 0.42) / 0.6) ** 2 + ((y - 0.35) / 0.5) ** 2))
    light = np.float32(room.ambient + 0.7 * room.lamp)
    return (glow[..., None] * light * np.array(room.wall, np.float32)).astype(np.float32)


PLAIN_ROOM = Room()


def _with_sag(expression: Expression, state: SkinState) -> Expression:
    left, right, brows = (state.sag_mm.of(region) for region in ("jaw_left", "jaw_right", "forehead"))
    return replace(expression, sag_mm=(left, right, brows))


def render(
    identity: Identity,
    state: SkinState,
    camera: Camera,
    room: Room = PLAIN_ROOM,
    expression: Expression = NEUTRAL,
    before: tuple[Occluder, ...] = (),
) -> Rendering:
    """Photograph a person, with what is `before` the face, the nearest last.

    The same arguments give the same picture, to the byte, on the same versions of numpy and OpenCV. Below 4 px per mm
    the skin is laid out at 4 px per mm instead of 8.
    """
    expression = _with_sag(expression, state)
    surface = build_surface(identity, state, 8.0 if camera.px_per_mm > _FINE_SKIN_FROM else 4.0)
    form, warp = build_form(identity, expression), build_warp(identity, expression)
    hair, body = build_hair(identity, expression), build_body(identity)
    light = background(camera, room)
    if hair.behind is not None:
        draw(light, hair.behind, camera, room)
    head_view = cast(camera, form.coarse_grid, form.coarse_z, _HEAD_DEPTH_MM)
    body_view = cast(camera, body.grid, body.z, _BODY_DEPTH_MM, turn=BODY_TURN)
    shadow = head_shadow(head_view.coverage, camera, room)
    if (box := body_view.box) is not None:
        layer = shade_body(body, body_view.cropped(box), room, shadow.cropped(box))
        light[box] += (layer - light[box]) * body_view.coverage[box][..., None]
    whites: dict[str, EyeWhite] = {}
    if (box := head_view.box) is not None:
        layer, whites = shade(surface, form, warp, head_view.cropped(box), camera, room)
        light[box] += (layer - light[box]) * head_view.coverage[box][..., None]
    covers = {"face_hair": draw(light, hair.face, camera, room), "hair": draw(light, hair.front, camera, room)}
    for occluder in before:
        covers |= draw_occluder(light, head_view.coverage, occluder, identity, camera, room)
    image = expose(light, camera.sensor)
    if camera.mirrored:
        image = np.ascontiguousarray(image[:, ::-1])
        covers = {name: np.ascontiguousarray(cover[:, ::-1]) for name, cover in covers.items()}
    outlined = {name: outlines(cover) for name, cover in covers.items() if not name.endswith("hair")}
    truth = tell(identity, state, camera, room, expression, surface, whites)
    return Rendering(image, replace(truth, covered=outlined), covers)
