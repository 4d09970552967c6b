"""A photo of an invented person, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from skinmetrics.phantom.body import BODY_TURN, build_body, shade_body
from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Field
from skinmetrics.phantom.hair import build_hair
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.raycast import cast
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.sensor import Image, expose
from skinmetrics.phantom.shading import build_form, shade
from skinmetrics.phantom.skin_state import SkinState
from skinmetrics.phantom.strands import draw
from skinmetrics.phantom.surface import build_surface
from skinmetrics.phantom.truth import Truth, tell


@dataclass(frozen=True)
class Rendering:
    image: Image
    """(height, width, 3) RGB."""
    truth: Truth


def background(camera: Camera, room: Room) -> Field:
    y = ((np.arange(camera.height, dtype=np.float32) + 0.5) / camera.height)[:, None]
    x = ((np.arange(camera.width, dtype=np.float32) + 0.5) / camera.width)[None, :]
    glow = np.float32(0.75) + np.float32(0.35) * np.exp(-(((x - 0.42) / 0.6) ** 2 + ((y - 0.35) / 0.5) ** 2))
    light = np.float32(room.ambient + 0.7 * room.lamp)
    return (glow[..., None] * light * np.array(room.wall, np.float32)).astype(np.float32)


def render(identity: Identity, state: SkinState, camera: Camera, room: Room = Room()) -> Rendering:
    surface = build_surface(identity, state, 8.0 if camera.px_per_mm > 4 else 4.0)
    form = build_form(identity.shape, identity.hair)
    view = cast(camera, form.coarse_grid, form.coarse_z, (82.0, -94.0))
    light = background(camera, room)
    hair = build_hair(identity)
    if hair.behind is not None:
        draw(light, hair.behind, camera, room)
    body = build_body(identity)
    below = cast(camera, body.grid, body.z, (60.0, -110.0), turn=BODY_TURN)
    light += (shade_body(body, below, camera, room, view.coverage) - light) * below.coverage[..., None]
    lit = shade(surface, form, view, camera, room)
    cover = view.coverage[..., None]
    light = lit * cover + light * (1 - cover)
    draw(light, hair.face, camera, room)
    draw(light, hair.front, camera, room)
    image = expose(light, camera.sensor)
    if camera.mirrored:
        image = np.ascontiguousarray(image[:, ::-1])
    return Rendering(image, tell(identity, state, camera, room, surface))
