"""A photo of an invented person, and the truth about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from skinmetrics.phantom.body import BODY_TURN, build_body, head_shadow, shade_body
from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Field
from skinmetrics.phantom.hair import build_hair
from skinmetrics.phantom.head import build_head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.occluders import Occluder, draw_occluder, outlines
from skinmetrics.phantom.raycast import View, cast
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.sensor import Image, expose
from skinmetrics.phantom.shading import EyeWhite, Footing, build_form, find_footing, shade
from skinmetrics.phantom.skin_state import SkinState
from skinmetrics.phantom.strands import HairLayer, draw
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


@dataclass(frozen=True)
class Stage:
    """A person before a camera, all but the skin: many states of it can be photographed without setting up again."""

    identity: Identity
    camera: Camera
    room: Room
    expression: Expression
    before: tuple[Occluder, ...]
    light: Field
    """Linear radiance of the wall, hair behind the neck, and the body."""
    head_view: View
    footing: Footing | None
    """Of the part of the picture that holds the head; None where none of it is seen."""
    hair: Mapping[str, HairLayer]

    def photograph(self, state: SkinState) -> Rendering:
        """Photograph the person with skin in this state; ValueError where it hangs otherwise than what was set up."""
        if _with_sag(self.expression, state) != self.expression:
            raise ValueError("set the stage for this state: its skin hangs differently")
        camera, room, light = self.camera, self.room, self.light.copy()
        surface = build_surface(self.identity, state, 8.0 if camera.px_per_mm > _FINE_SKIN_FROM else 4.0)
        whites: dict[str, EyeWhite] = {}
        if self.footing is not None and (box := self.head_view.box) is not None:
            layer, whites = shade(surface, self.footing, camera, room)
            light[box] += (layer - light[box]) * self.head_view.coverage[box][..., None]
        covers = {}
        for name, hairs in self.hair.items():
            hairs.over(light)
            covers[name] = hairs.coverage()
        for occluder in self.before:
            covers |= draw_occluder(light, self.head_view.coverage, occluder, self.identity, camera, room)
        image = expose(light, camera.sensor)
        if camera.mirrored:
            image = np.ascontiguousarray(image[:, ::-1])
            covers = {name: np.ascontiguousarray(cover[:, ::-1]) for name, cover in covers.items()}
        outlined = {name: outlines(cover) for name, cover in covers.items() if not name.endswith("hair")}
        truth = tell(self.identity, state, camera, room, self.expression, surface, whites)
        return Rendering(image, replace(truth, covered=outlined), covers)


def set_stage(
    identity: Identity,
    state: SkinState,
    camera: Camera,
    room: Room = PLAIN_ROOM,
    expression: Expression = NEUTRAL,
    before: tuple[Occluder, ...] = (),
) -> Stage:
    """Set up everything but the skin; of `state` only how far it hangs counts here."""
    expression = _with_sag(expression, state)
    form, warp = build_form(identity, expression), build_warp(identity, expression)
    hair, body = build_hair(identity, expression), build_body(identity)
    light = background(camera, room)
    if hair.behind is not None:
        draw(hair.behind, camera, room).over(light)
    head_view = cast(camera, form.coarse_grid, form.coarse_z, _HEAD_DEPTH_MM)
    body_view = cast(camera, body.grid, body.z, _BODY_DEPTH_MM, turn=BODY_TURN)
    shadow = head_shadow(head_view.coverage, camera, room)
    if (box := body_view.box) is not None:
        layer = shade_body(body, body_view.cropped(box), room, shadow.cropped(box))
        light[box] += (layer - light[box]) * body_view.coverage[box][..., None]
    footing = None
    if (box := head_view.box) is not None:
        head = build_head(identity.shape, identity.hair)
        footing = find_footing(form, warp, head, head_view.cropped(box), camera, room)
    layers = {"face_hair": draw(hair.face, camera, room), "hair": draw(hair.front, camera, room)}
    return Stage(identity, camera, room, expression, before, light, head_view, footing, layers)


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
    return set_stage(identity, state, camera, room, expression, before).photograph(state)
