"""What may hide part of a face: glasses, a hand, a flat thing held before it. Drawn in the picture, after the head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Field, Points, as_field, smooth_max, smoothstep
from skinmetrics.phantom.identity import Colour, Identity
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.tones import HAEMOGLOBIN, MELANIN, TONES, linear
from skinmetrics.phantom.warp import NEUTRAL, on_face

_SUPERSAMPLING = 2
_SUBPIXEL_BITS = 4
_EMPTY_MM = -50.0


@dataclass(frozen=True)
class Glasses:
    """Glasses as worn: two rims, a bridge, and arms to the ears; the lenses are clear."""

    rim_mm: float = 4.0
    """Breadth of the frame; 1 is thin wire, 5 thick acetate."""
    half_width_mm: float = 25.0
    half_height_mm: float = 19.0
    roundness: float = 2.6
    """Exponent of the outline: 2 an ellipse, 5 nearly a rectangle."""
    colour: Colour = (34, 28, 26)


THIN_GLASSES = Glasses(rim_mm=1.2, half_width_mm=24.0, half_height_mm=20.0, roundness=2.2, colour=(120, 112, 100))
THICK_GLASSES = Glasses(rim_mm=5.0, half_width_mm=26.0, half_height_mm=19.0, roundness=3.4)


@dataclass(frozen=True)
class Hand:
    """The person's own hand held to the face, its back to the camera."""

    x_mm: float = 38.0
    y_mm: float = 42.0
    """Place of the plan of the face under the tip of the middle finger."""
    angle_deg: float = -18.0
    """Fingers point upwards at 0; positive turns them clockwise in the picture."""
    size: float = 0.92


@dataclass(frozen=True)
class Board:
    """A flat thing with rounded corners held before the face, as a phone."""

    x_mm: float = 0.0
    y_mm: float = 62.0
    """Place of the plan of the face under its middle."""
    width_mm: float = 71.0
    height_mm: float = 46.0
    angle_deg: float = 0.0
    colour: Colour = (30, 31, 34)


Occluder: TypeAlias = Glasses | Hand | Board


def draw_occluder(
    light: Field, head: Field, occluder: Occluder, identity: Identity, camera: Camera, room: Room
) -> dict[str, Field]:
    """Draw one over the linear picture and its shadow on the head, in place; returns what it covers by name, (h, w).

    `head` is how much of each pixel is head. Everything is as seen before the picture is mirrored.
    """
    match occluder:
        case Glasses():
            return _draw_glasses(light, head, occluder, identity, camera, room)
        case Hand():
            return {"hand": _draw_hand(light, head, occluder, identity, camera, room)}
        case Board():
            return {"board": _draw_board(light, head, occluder, identity, camera, room)}


def outlines(cover: Field) -> tuple[Points, ...]:
    """Outer outlines of what is covered by half or more, each (n, 2) px."""
    found, _ = cv2.findContours((cover > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    kept = [cv2.approxPolyDP(outline, 0.7, closed=True) for outline in found if cv2.contourArea(outline) > 4]
    return tuple(outline[:, 0].astype(np.float64) for outline in kept)


def _seen(camera: Camera, points: Points) -> Points:
    seen = camera.project(points)
    if camera.mirrored:
        seen[:, 0] = camera.width - 1 - seen[:, 0]
    return seen


def _stroke(camera: Camera, paths: list[Points], breadth_mm: float, *, filled: bool = False) -> Field:
    """Coverage (h, w) of lines through points of the head (n, 3), or of the areas that they enclose."""
    canvas = np.zeros((camera.height * _SUPERSAMPLING, camera.width * _SUPERSAMPLING), np.uint8)
    breadth = max(round(breadth_mm * camera.px_per_mm * _SUPERSAMPLING), 1)
    for path in paths:
        places = ((_seen(camera, path) + 0.5) * _SUPERSAMPLING - 0.5) * 2**_SUBPIXEL_BITS
        whole = [np.round(places).astype(np.int32)]
        if filled:
            cv2.fillPoly(canvas, whole, 255, cv2.LINE_AA, _SUBPIXEL_BITS)
        else:
            cv2.polylines(canvas, whole, False, 255, breadth, cv2.LINE_AA, _SUBPIXEL_BITS)  # noqa: FBT003
    small = cv2.resize(canvas, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
    return as_field(small.astype(np.float32) / 255)


def _cast_shadow(
    light: Field, head: Field, cover: Field, gap_mm: float, share: float, place: tuple[Camera, Room]
) -> None:
    """Darken the head where `cover`, `gap_mm` before it, keeps the lamp off, in place."""
    camera, room = place
    lamp, gap = room.direction, gap_mm * camera.px_per_mm
    shift = np.array([[1, 0, -gap * lamp[0] / lamp[2]], [0, 1, -gap * lamp[1] / lamp[2]]], np.float64)
    moved = cv2.warpAffine(cover, shift, (camera.width, camera.height))
    soft = 0.5 * gap * np.tan(np.radians(room.lamp_size_deg)) + 0.5
    shade = np.float32(share) * as_field(cv2.GaussianBlur(moved, (0, 0), soft)) * head
    light *= (1 - shade)[..., None]


def _blend(light: Field, layer: Field, cover: Field) -> None:
    light += (layer - light) * cover[..., None]


# --- glasses ------------------------------------------------------------------------------------------------------


def _rim(glasses: Glasses, eye_x: float, sign: int) -> Points:
    turn = np.linspace(0, 2 * np.pi, 73)
    power = 2 / glasses.roundness
    across = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** power
    down = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** power
    x = eye_x + 0.5 + glasses.half_width_mm * across * (1 - 0.06 * down)
    y = 2.5 + glasses.half_height_mm * down
    return np.stack([sign * x, y, 57 - 0.0042 * x**2 - 0.06 * (y - 2.5)], axis=1)


def _draw_glasses(
    light: Field, head: Field, glasses: Glasses, identity: Identity, camera: Camera, room: Room
) -> dict[str, Field]:
    eye_x = identity.shape.pupil_distance / 2
    rims = [_rim(glasses, eye_x, sign) for sign in (-1, 1)]
    inner = eye_x + 0.5 - glasses.half_width_mm
    span = np.linspace(-1, 1, 15)
    bridge = np.stack([span * inner, -3 - 2.5 * (1 - span**2), 58 + 2.0 * (1 - span**2)], axis=1)
    hinge = eye_x + 0.5 + glasses.half_width_mm
    arms = [
        np.array([(sign * hinge, -4.0, 57 - 0.0042 * hinge**2), (sign * 70, -5, 22.0), (sign * 75, -4, -24.0)])
        for sign in (-1, 1)
    ]
    frame = np.maximum(
        _stroke(camera, [*rims, bridge], glasses.rim_mm), _stroke(camera, arms, 0.8 * glasses.rim_mm + 0.6)
    )
    glass = _stroke(camera, rims, 0, filled=True)
    _cast_shadow(light, head, frame, 13.0, 0.45, (camera, room))
    rows = np.arange(camera.height, dtype=np.float32)[:, None] / np.float32(camera.px_per_mm)
    columns = np.arange(camera.width, dtype=np.float32)[None, :] / np.float32(camera.px_per_mm)
    streak = np.exp(-((((columns + 0.6 * rows) % 62 - 24) / 5.5) ** 2))
    veil = glass * (np.float32(0.012) + np.float32(0.05 * room.lamp) * as_field(streak))
    light *= (1 - np.float32(0.05) * glass)[..., None]
    light += veil[..., None]
    form = cv2.GaussianBlur(frame, (0, 0), max(0.3 * glasses.rim_mm * camera.px_per_mm, 0.6))
    slope_y = as_field(cv2.Sobel(form, cv2.CV_32F, 0, 1, ksize=3)) * np.float32(camera.px_per_mm * glasses.rim_mm / 8)
    lit = np.float32(room.ambient + 0.5 * room.lamp) + np.float32(room.lamp) * np.clip(slope_y, -0.45, 0.9)
    shine = np.float32(0.16 * room.lamp) * np.clip(slope_y * 2 - 0.7, 0, 1)
    layer = linear(glasses.colour) * lit[..., None] + shine[..., None]
    _blend(light, as_field(layer), frame)
    return {"glasses": frame, "lenses": as_field(glass * (1 - frame))}


# --- hand and board -----------------------------------------------------------------------------------------------

_FINGERS = (
    ((-28.0, 8.0), (-33.0, -60.0), 9.4, 7.4),
    ((-9.5, 2.0), (-11.0, -76.0), 9.8, 7.8),
    ((9.0, 2.0), (9.5, -70.0), 9.6, 7.5),
    ((26.0, 8.0), (29.5, -46.0), 8.6, 6.4),
    ((-34.0, 66.0), (-56.0, 14.0), 12.5, 9.2),
)
"""Base and tip, mm, and radii there, of the fingers of a left hand seen from its back, and of the thumb."""
_MIDDLE_TIP = (-11.0, -83.0)


def _frame(
    camera: Camera, identity: Identity, place: tuple[float, float], angle_deg: float
) -> tuple[Field, Field, float]:
    """Coordinates in mm of every pixel about a place of the face, turned, and px per mm there."""
    spot = on_face(identity, NEUTRAL, np.array([place])) + np.array([0.0, 0.0, 10.0])
    (x0, y0), (x1, y1) = _seen(camera, spot)[0], _seen(camera, spot + np.array([10.0, 0, 0]))[0]
    scale = float(np.hypot(x1 - x0, y1 - y0)) / 10 / np.cos(np.radians(camera.yaw_deg))
    dx = (np.arange(camera.width, dtype=np.float32)[None, :] - np.float32(x0)) / np.float32(scale)
    dy = (np.arange(camera.height, dtype=np.float32)[:, None] - np.float32(y0)) / np.float32(scale)
    turn = np.radians(angle_deg + camera.roll_deg)
    c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    return as_field(dx * c + dy * s), as_field(dy * c - dx * s), scale


def _hand_shape(u: Field, v: Field) -> tuple[Field, Field, Field]:
    """Height in mm, distance inside the outline in mm, and redness, over coordinates of the hand."""
    z = np.full(u.shape, _EMPTY_MM, np.float32)
    inside = np.full(u.shape, -99.0, np.float32)
    red = np.zeros(u.shape, np.float32)
    for (bx, by), (tx, ty), r0, r1 in _FINGERS:
        length2 = (tx - bx) ** 2 + (ty - by) ** 2
        t = np.clip(((u - bx) * (tx - bx) + (v - by) * (ty - by)) / length2, 0, 1)
        radius = r0 + (r1 - r0) * t + 0.7 * np.exp(-(((t - 0.45) / 0.12) ** 2))
        apart = np.hypot(u - bx - t * (tx - bx), v - by - t * (ty - by))
        z = np.maximum(z, np.where(apart < radius, np.sqrt(np.maximum(radius**2 - apart**2, 0)), _EMPTY_MM))
        inside = np.maximum(inside, radius - apart)
        joints = sum(
            np.exp(-((((t - at) * np.sqrt(length2) + bend) / 0.5) ** 2)) for at in (0.47, 0.78) for bend in (-2.0, 0.4)
        )
        red = np.maximum(red, np.where(apart < radius, 0.25 * t**3 + 0.28 * joints, 0))
    half = as_field(np.interp(v, [-10, -2, 14, 70, 100, 130, 400], [22, 33, 38, 37, 29, 28, 38]))
    side = half - np.abs(u - 2)
    edge = np.minimum(side, v + 10)
    palm = np.where(edge > 0, 13 * np.sqrt(np.clip(1 - (1 - np.clip(edge / 20, 0, 1)) ** 2, 0, 1)), _EMPTY_MM)
    return smooth_max(as_field(z), as_field(palm), 5.0), as_field(np.maximum(inside, edge)), as_field(red)


def _draw_hand(light: Field, head: Field, hand: Hand, identity: Identity, camera: Camera, room: Room) -> Field:
    across, down, scale = _frame(camera, identity, (hand.x_mm, hand.y_mm), hand.angle_deg)
    side = 1.0 if hand.x_mm >= 0 else -1.0
    u, v = (
        across * np.float32(side / hand.size) + np.float32(_MIDDLE_TIP[0]),
        down / np.float32(hand.size) + np.float32(_MIDDLE_TIP[1]),
    )
    z, inside, red = _hand_shape(u, v)
    cover = smoothstep(-0.5, 0.5, inside * np.float32(scale * hand.size))
    z = as_field(np.maximum(z, 0) * hand.size)
    soft = as_field(cv2.GaussianBlur(z, (0, 0), 0.5 * scale))
    sx = as_field(cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3)) * np.float32(scale / 8)
    sy = as_field(cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3)) * np.float32(scale / 8)
    blood = np.float32(0.12) + red
    nail = np.zeros_like(z)
    for (bx, by), (tx, ty), _, r1 in _FINGERS:
        along = np.array([tx - bx, ty - by]) / np.hypot(tx - bx, ty - by)
        du, dv = u - np.float32(tx + 1.0 * along[0]), v - np.float32(ty + 1.0 * along[1])
        a, b = du * along[0] + dv * along[1], dv * along[0] - du * along[1]
        nail = np.maximum(nail, smoothstep(1.12, 0.9, (np.abs(a / 6.2) ** 2.6 + np.abs(b / (0.72 * r1)) ** 2.6)))
    tone = linear(TONES[identity.tone])
    colour = tone * np.exp(-blood[..., None] * HAEMOGLOBIN - np.float32(0.16) * MELANIN)
    colour += nail[..., None] * (np.array([0.62, 0.40, 0.36], np.float32) * (0.35 + 0.65 * tone[0]) - colour) * 0.5
    _cast_shadow(light, head, cover, 9.0, 0.55, (camera, room))
    _blend(light, _lit(as_field(colour), sx, sy, room), cover)
    return cover


def _lit(colour: Field, slope_x: Field, slope_y: Field, room: Room) -> Field:
    inverse = 1 / np.sqrt(slope_x**2 + slope_y**2 + 1)
    lamp = room.direction
    cosine = (np.float32(lamp[2]) - slope_x * np.float32(lamp[0]) - slope_y * np.float32(lamp[1])) * inverse
    direct = np.float32(room.lamp) * np.clip((cosine + 0.12) / 1.12, 0, None)
    sky = np.float32(room.ambient) * (np.float32(0.70) + np.float32(0.30) * slope_y * inverse) * (0.4 + 0.6 * inverse)
    sky_colour, lamp_colour = np.array(room.ambient_colour, np.float32), np.array(room.lamp_colour, np.float32)
    return as_field(colour * (sky[..., None] * sky_colour + direct[..., None] * lamp_colour))


def _draw_board(light: Field, head: Field, board: Board, identity: Identity, camera: Camera, room: Room) -> Field:
    u, v, scale = _frame(camera, identity, (board.x_mm, board.y_mm), board.angle_deg)
    corner = np.float32(0.12 * min(board.width_mm, board.height_mm))
    qx = np.abs(u) - np.float32(board.width_mm / 2) + corner
    qy = np.abs(v) - np.float32(board.height_mm / 2) + corner
    inside = corner - np.hypot(np.maximum(qx, 0), np.maximum(qy, 0)) - np.minimum(np.maximum(qx, qy), 0)
    cover = smoothstep(-0.5, 0.5, inside * np.float32(scale))
    bevel = np.float32(1) + np.float32(0.8) * smoothstep(1.6, 0.4, inside)
    colour = linear(board.colour) * (bevel * (1 + np.float32(0.004) * u))[..., None]
    flat = np.zeros_like(u)
    _cast_shadow(light, head, cover, 14.0, 0.55, (camera, room))
    _blend(light, _lit(as_field(np.clip(colour, 0, 1)), flat, flat, room), cover)
    return cover
