"""Skin with colours drawn directly on the face map, with a known amount of what colour metrics measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour import White
from skinmetrics.imaging.facemap import SKIN_DARK, STANDARD, luminance
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined, Metric
from tests.metrics.skin_maps import even, skin_map

Linear = NDArray[np.float32]

SKIN = (0.42, 0.24, 0.16)
WHITE = White(np.array([0.70, 0.68, 0.66], np.float32), "eyes")
RED = (0.06, 0.30, 0.24)  # what blood takes of red, green and blue
BROWN = (0.15, 0.21, 0.25)  # what melanin takes
DARK_DOT = (0.25, 0.25, 0.25)
SCATTERED = np.array([0.74, 1.10, 1.25], np.float32)  # of a furrow's darkness, by channel, in drawn skin that scatters
CHEEK = ((30.0, 30.0), (38.0, 30.0), (46.0, 30.0), (32.0, 40.0), (42.0, 40.0), (50.0, 40.0))  # mm


def plain() -> Linear:
    """Skin of one colour, (h, w, 3) linear."""
    return np.broadcast_to(np.array(SKIN, np.float32), (*even().shape, 3)).copy()


def photographed(linear: Linear, white: White | None = WHITE, *, gain: Sequence[float] = (1, 1, 1)) -> SkinMap:
    """A map of this skin through a camera and lamp that multiply the channels."""
    times = np.array(gain, np.float32)
    light = (linear * times).astype(np.float32)
    logs = np.log(luminance(light) + np.float32(SKIN_DARK))
    skin = skin_map(even())
    seen = None if white is None else replace(white, rgb=(white.rgb * times).astype(np.float32))
    face_map = replace(skin.face_map, linear=light)
    return replace(skin, face_map=face_map, skin=Skin(skin.skin.mask, logs), white=seen)


def spotted(
    linear: Linear,
    places: Sequence[tuple[float, float]],
    diameter_mm: float,
    takes: Sequence[float],
    strength: float = 1,
) -> Linear:
    """The skin with round soft spots that take so much of each channel."""
    px = STANDARD.px_per_mm
    rows, columns = np.indices(linear.shape[:2])
    x, y = (columns + 0.5) / px + LEFT_MM, (rows + 0.5) / px + TOP_MM
    cover = np.zeros(linear.shape[:2], np.float32)
    for cx, cy in places:
        radius = np.hypot(x - cx, y - cy) / (diameter_mm / 2)
        cover = np.maximum(cover, 1 / (1 + np.exp(np.clip((radius - 1) * 8, -30, 30))))
    return np.asarray(linear * (1 - strength * cover[..., None] * np.array(takes)), np.float32)


def flushed(linear: Linear, region: str, strength: float) -> Linear:
    """The skin with more blood all over a region, fading out at its edge."""
    cover = cv2.GaussianBlur(region_mask(region, STANDARD.px_per_mm).astype(np.float32), (0, 0), 4)
    return np.asarray(linear * (1 - strength * cover[..., None] * np.array(RED)), np.float32)


def rimmed(
    linear: Linear,
    middle_mm: tuple[float, float],
    radius_mm: float,
    rim_mm: float,
    takes: Sequence[float],
    strength: float,
) -> Linear:
    """The skin with a disc of even colour that fades out in a straight line over its rim."""
    px = STANDARD.px_per_mm
    rows, columns = np.indices(linear.shape[:2])
    x, y = (columns + 0.5) / px + LEFT_MM - middle_mm[0], (rows + 0.5) / px + TOP_MM - middle_mm[1]
    cover = np.clip((radius_mm + rim_mm - np.hypot(x, y)) / rim_mm, 0, 1)
    return np.asarray(linear * (1 - strength * cover[..., None] * np.array(takes)), np.float32)


def value(metric: Metric, skin: SkinMap, region: str = "cheek_left") -> float:
    found = metric.measure(skin, region)
    assert not isinstance(found, Declined), found
    return found
