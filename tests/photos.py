"""Photos of invented people with known truth: rendered once, then warped and spoilt as a test asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import linear_light
from skinmetrics.imaging.landmarks import Eye, Face
from skinmetrics.imaging.photo import Header, Photo
from skinmetrics.phantom import (
    NEUTRAL,
    Camera,
    Expression,
    Identity,
    Rendering,
    Room,
    SkinState,
    identity,
    skin_for_age,
)
from skinmetrics.scoring import Examination, examine
from tests.shared import shared
from tests.stages import photographed

Picture = NDArray[np.uint8]
Affine = NDArray[np.float64]

STANDARD_CAMERA = Camera(width=860, height=1080, px_per_mm=3.8)
"""Enough for the standard resolution, not for the fine one."""
ROOM = Room()
CLOSE_CAMERA = Camera(width=1080, height=1360, px_per_mm=5.8)
"""Enough for both resolutions."""


def skin(name: str = "anna", **changes: Any) -> SkinState:
    """Skin usual for this person's age, but for ``changes``."""
    return replace(skin_for_age(identity(name)), **changes)


@cache
def rendered(
    person: str | Identity = "anna",
    state: SkinState | None = None,
    camera: Camera = STANDARD_CAMERA,
    room: Room = ROOM,
    expression: Expression = NEUTRAL,
) -> Rendering:
    """A photo of an invented person and the truth about it; its picture is read only."""
    who = identity(person) if isinstance(person, str) else person
    rendering = shared(photographed, who, state or skin_for_age(who), camera, room, expression)
    rendering.image.flags.writeable = False
    return rendering


@cache
def examined(
    person: str | Identity = "anna",
    state: SkinState | None = None,
    camera: Camera = STANDARD_CAMERA,
    room: Room = ROOM,
    expression: Expression = NEUTRAL,
) -> Examination:
    """The same photo, measured."""
    return examine_picture(rendered(person, state, camera, room, expression).image)


def examine_picture(picture: Picture) -> Examination:
    return examine(png(picture), "photo.png")


def png(picture: Picture) -> bytes:
    return _encoded(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])


def jpeg(picture: Picture, quality: int = 92) -> bytes:
    return _encoded(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])


def _encoded(suffix: str, picture: Picture, options: list[int]) -> bytes:
    ok, data = cv2.imencode(suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), options)
    assert ok
    return data.tobytes()


def similarity(
    picture: Picture, *, scale: float = 1.0, roll_deg: float = 0.0, shift: tuple[float, float] = (0.0, 0.0)
) -> Affine:
    """(2, 3) affine that scales the picture and turns it clockwise about its middle, then shifts it, px."""
    height, width = picture.shape[:2]
    angle = np.radians(roll_deg)
    linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    target = np.array([(round(width * scale) - 1) / 2, (round(height * scale) - 1) / 2]) + shift
    return np.column_stack([linear, target - linear @ middle])


def warped(picture: Picture, affine: Affine, size: tuple[int, int] | None = None) -> Picture:
    """The picture through an affine; ``size`` (width, height) is scaled like the picture unless given."""
    scale = float(np.sqrt(np.linalg.det(affine[:, :2])))
    height, width = picture.shape[:2]
    size = size or (round(width * scale), round(height * scale))
    if scale < 1:  # what the smaller picture cannot hold must not alias
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.45 * np.sqrt(1 / scale**2 - 0.5)), np.uint8)
    flags = cv2.INTER_CUBIC
    return np.asarray(cv2.warpAffine(picture, affine, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def mapped(points: NDArray[Any], affine: Affine) -> NDArray[np.float64]:
    """Points (n, 2) through an affine."""
    return np.asarray(points @ affine[:, :2].T + affine[:, 2], np.float64)


def moved(face: Face, affine: Affine) -> Face:
    """The face as it lies in the picture after a similarity, without looking for it again."""
    scale = float(np.sqrt(np.linalg.det(affine[:, :2])))
    mesh = np.column_stack([mapped(face.points, affine), face.mesh[:, 2] * scale]).astype(np.float32)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = mapped(np.array([point]), affine)[0]
        return float(x), float(y)

    eyes = {
        side: Eye(place(eye.pupil), eye.iris_diameter * scale, mapped(eye.opening, affine).astype(np.float32))
        for side, eye in face.eyes.items()
    }
    named = {name: place(point) for name, point in face.named.items()}
    return replace(face, mesh=mesh, eyes=eyes, mm_per_px=face.mm_per_px / scale, named=named)


def mirrored(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, ::-1])


def photo_of(pixels: Picture, shrink: int = 1) -> Photo:
    """A decoded photo of these pixels, ``shrink`` full-size px each."""
    height, width = (side * shrink for side in pixels.shape[:2])
    return Photo(Header("PNG", width, height, 1, None, None, "0" * 64), pixels, shrink)


def lit(picture: Picture, gains: float | tuple[float, float, float] | NDArray[np.floating]) -> Picture:
    """The picture as it would be with the light of each channel or pixel times ``gains``."""
    light = np.clip(linear_light(picture) * np.asarray(gains, np.float32), 0, 1)
    srgb = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray(np.round(255 * srgb), np.uint8)


def blurred(picture: Picture, sigma_px: float) -> Picture:
    """The picture out of focus: a Gaussian on linear light."""
    light = cv2.GaussianBlur(linear_light(picture), (0, 0), sigma_px)
    return lit(np.full_like(picture, 255), np.asarray(light, np.float32))


def framed(picture: Picture, face: Face, share: float) -> Picture:
    """The picture cropped or continued so that the mesh's height is ``share`` of the frame's height."""
    low, high = face.points.min(0), face.points.max(0)
    side = round(float(high[1] - low[1]) / share)
    centre = (low + high) / 2
    shift = np.array([[1.0, 0.0, side / 2 - centre[0]], [0.0, 1.0, side / 2 - centre[1]]])
    return warped(picture, shift, (side, side))


def face_scores(examination: Examination) -> Mapping[str, float]:
    """Each metric's value for the whole face at the standard resolution."""
    scores = {name: metric.face for name, metric in examination.result.metrics.items()}
    assert all(value is not None for value in scores.values())
    return {name: value for name, value in scores.items() if value is not None}


def paired(metric: str, *examinations: Examination) -> list[float]:
    """Each photo's mean over the regions that are scored on all of them, at the standard resolution."""
    regions = [one.result.metrics[metric].regions for one in examinations]
    shared = [region for region in regions[0] if all(values[region] is not None for values in regions)]
    assert len(shared) >= 6
    return [float(np.mean([value for name, value in values.items() if name in shared])) for values in regions]
