"""Hairs as polylines in space, drawn into the picture thinner than a pixel and lit as fibres are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Field, as_field
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.tones import linear

_SUPERSAMPLING = 2
_SUBPIXEL_BITS = 4
_MARGIN_PX = 50
Array = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Strands:
    """n hairs of k vertices each."""

    points: Array
    """(n, k, 3) mm in the head's frame."""
    colour: Array
    """(n, 3) linear."""
    openness: Array
    """(n, k): how much of the surrounding light reaches each vertex; the inside of the hair is darker."""
    width_mm: Array
    """(n,); drawn widths are at least half a pixel."""
    gloss: float = 1.0

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        n, k, _ = self.points.shape
        if self.openness.shape != (n, k) or self.colour.shape != (n, 3) or self.width_mm.shape != (n,):
            raise ValueError("points, openness, colour and width of the strands do not belong together")


def join(groups: list[Strands]) -> Strands:
    """Groups of strands with equal numbers of vertices as one."""
    return Strands(
        np.concatenate([g.points for g in groups]),
        np.concatenate([g.colour for g in groups]),
        np.concatenate([g.openness for g in groups]),
        np.concatenate([g.width_mm for g in groups]),
        groups[0].gloss,
    )


def _colours(identity: Identity, rng: np.random.Generator, count: int, spread: float = 0.28) -> Array:
    base = linear(identity.hair.colour)
    tint = np.exp(rng.normal(0, spread, (count, 1)))
    colour = base * tint
    grey = rng.random((count, 1)) < identity.hair.grey
    return np.where(grey, np.array([0.34, 0.33, 0.32]) * tint, colour).astype(np.float32)


def strands_of(
    identity: Identity, rng: np.random.Generator, points: Floats, open_: Floats, width_mm: float, gloss: float = 1.0
) -> Strands:
    """Strands of a person's hair along (n, k, 3) points, their colours and widths a little different."""
    count = len(points)
    return Strands(
        points.astype(np.float32),
        _colours(identity, rng, count),
        open_.astype(np.float32),
        np.full(count, width_mm, np.float32) * rng.uniform(0.7, 1.3, count).astype(np.float32),
        gloss,
    )


def lit_colour(strands: Strands, camera: Camera, room: Room) -> Array:
    """Linear RGB per segment, (n, k-1, 3), by the fibre model of Kajiya and Kay (1989)."""
    pose = camera.rotation
    lamp, viewer = (pose.T @ room.direction).astype(np.float32), (pose.T @ np.array([0, 0, 1.0])).astype(np.float32)
    tangent = np.diff(strands.points, axis=1)
    tangent /= np.linalg.norm(tangent, axis=2, keepdims=True) + 1e-6
    along_lamp, along_view = tangent @ lamp, tangent @ viewer
    across_lamp = np.sqrt(np.clip(1 - along_lamp**2, 0, 1))
    across_view = np.sqrt(np.clip(1 - along_view**2, 0, 1))
    mirror = np.clip(across_lamp * across_view - along_lamp * along_view, 0, 1) ** 24
    middle = (strands.points[:, 1:] + strands.points[:, :-1]) / 2
    outward = middle - np.array([0, -20, -60], np.float32)
    outward /= np.linalg.norm(outward, axis=2, keepdims=True)
    facing = np.clip(outward @ lamp + 0.25, 0, 1.25) / 1.25
    open_ = (strands.openness[:, 1:] + strands.openness[:, :-1]) / 2
    direct = np.float32(room.lamp) * facing * open_
    base = strands.colour[:, None, :]
    lamp_colour, sky = np.array(room.lamp_colour, np.float32), np.array(room.ambient_colour, np.float32)
    diffuse = base * (sky * (room.ambient * open_)[..., None] + lamp_colour * (direct * across_lamp)[..., None])
    shine = (0.05 + 0.35 * base) * lamp_colour * (strands.gloss * direct * mirror)[..., None]
    return np.asarray(diffuse + shine, np.float32)


def _in_picture(strands: Strands, camera: Camera) -> Strands:
    """The strands of which something may be seen."""
    n, k, _ = strands.points.shape
    seen = camera.project(strands.points.reshape(-1, 3).astype(np.float64)).reshape(n, k, 2)
    size = np.array([camera.width, camera.height])
    keep = ((seen.max(axis=1) > -_MARGIN_PX) & (seen.min(axis=1) < size + _MARGIN_PX)).all(axis=1)
    return replace(
        strands,
        points=strands.points[keep],
        colour=strands.colour[keep],
        openness=strands.openness[keep],
        width_mm=strands.width_mm[keep],
    )


@dataclass(frozen=True)
class HairLayer:
    """Hairs as the camera sees them, ready to be laid over pictures of that camera."""

    shape: tuple[int, int]
    """(height, width) of the picture."""
    box: tuple[slice, slice]
    """Rows and columns that hold them all."""
    paint: Field
    """Linear RGB within the box."""
    cover: Field
    """How much of each pixel of the box they hide, (h, w, 1)."""

    def over(self, light: Field) -> None:
        """Lay the hairs over a linear picture, in place."""
        part = light[self.box]
        part *= 1 - self.cover
        part += self.paint * self.cover

    def coverage(self) -> Field:
        """How much of each pixel of the picture they hide, (height, width)."""
        whole = np.zeros(self.shape, np.float32)
        whole[self.box] = self.cover[..., 0]
        return whole


def draw(strands: Strands, camera: Camera, room: Room) -> HairLayer:
    """Draw all strands, far ones first."""
    shape = (camera.height, camera.width)
    nothing = HairLayer(
        shape, (slice(0, 0), slice(0, 0)), np.zeros((0, 0, 3), np.float32), np.zeros((0, 0, 1), np.float32)
    )
    strands = _in_picture(strands, camera)
    if not len(strands.points):
        return nothing
    n, k, _ = strands.points.shape
    flat = strands.points.reshape(-1, 3).astype(np.float64)
    unmirrored = camera.project(flat)
    if camera.mirrored:
        unmirrored[:, 0] = camera.width - 1 - unmirrored[:, 0]
    seen = ((unmirrored + 0.5) * _SUPERSAMPLING - 0.5).reshape(n, k, 2)
    depth = (flat @ camera.rotation[2]).reshape(n, k).mean(axis=1)
    colour = np.sqrt(np.clip(lit_colour(strands, camera, room), 0, 1)) * 255
    widths = np.maximum(np.round(strands.width_mm * camera.px_per_mm * _SUPERSAMPLING), 1).astype(int)
    left, top = np.floor(seen.min(axis=(0, 1))).astype(int) // _SUPERSAMPLING - 4
    right, bottom = np.ceil(seen.max(axis=(0, 1))).astype(int) // _SUPERSAMPLING + 4
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, camera.width), min(bottom, camera.height)
    if right <= left or bottom <= top:
        return nothing
    canvas = np.zeros(((bottom - top) * _SUPERSAMPLING, (right - left) * _SUPERSAMPLING, 4), np.uint8)
    places = np.round((seen - np.array([left, top]) * _SUPERSAMPLING) * 2**_SUBPIXEL_BITS).astype(np.int32)
    chunk = -(-(k - 1) // 3)
    starts = range(0, k - 1, chunk)
    paints = colour[:, [min(start + 1, k - 2) for start in starts]].tolist()
    thickness = widths.tolist()
    for i in np.argsort(depth).tolist():
        for start, (r, g, b) in zip(starts, paints[i], strict=True):
            piece = places[i, start : start + chunk + 1]
            cv2.polylines(canvas, [piece], False, (r, g, b, 255), thickness[i], cv2.LINE_AA, _SUBPIXEL_BITS)  # noqa: FBT003
    small = cv2.resize(canvas, (right - left, bottom - top), interpolation=cv2.INTER_AREA).astype(np.float32)
    cover = small[..., 3:] / 255
    paint = (small[..., :3] / np.maximum(small[..., 3:], 1)) ** 2
    box = (slice(top, bottom), slice(left, right))
    return HairLayer(shape, box, as_field(paint), as_field(cover))
