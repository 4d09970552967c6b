"""Skin drawn directly on the face map, with a known amount of what metrics measure."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import STANDARD, FaceMap, Resolution
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics.skin_map import SkinMap

Light = NDArray[np.float32]

LEVEL = -1.2
"""ln of the skin's linear luminance."""
CHEEK = (40.2, 34.2)
"""The middle of the left one, mm."""


def skin_map(light: Light, resolution: Resolution = STANDARD) -> SkinMap:
    """A map that is skin throughout, with this ln of luminance."""
    linear = np.repeat(np.exp(light)[..., None], 3, axis=2).astype(np.float32)
    everywhere = np.ones(light.shape, bool)
    detail = np.full(region_mask("nose", 0.5).shape, 9, np.float32)
    return SkinMap(resolution, FaceMap(resolution.px_per_mm, linear, everywhere, detail), Skin(everywhere, light))


def even(resolution: Resolution = STANDARD) -> Light:
    return np.full(region_mask("nose", resolution.px_per_mm).shape, LEVEL, np.float32)


def rough(rms: float, seed: int = 5, sigma_mm: float = 0.35, resolution: Resolution = STANDARD) -> Light:
    """Even skin with grains of about 1.5 mm, of this RMS in ln units."""
    px = resolution.px_per_mm
    noise = np.random.default_rng(seed).normal(size=even(resolution).shape)
    band = cv2.GaussianBlur(noise, (0, 0), sigma_mm * px) - cv2.GaussianBlur(noise, (0, 0), 2 * sigma_mm * px)
    return np.asarray(even(resolution) + rms * band / band.std(), np.float32)


def waves(wavelength_mm: float, amplitude: float) -> Light:
    """Even skin with pits and bumps in turn, this far apart."""
    rows, columns = np.indices(even().shape)
    turn = 2 * np.pi / (wavelength_mm * STANDARD.px_per_mm)
    return np.asarray(even() + amplitude * np.sin(turn * columns) * np.sin(turn * rows), np.float32)


def glinting(light: Light, contrast: float) -> Light:
    """Skin with bright specks a good millimetre wide, one SD of them this much brighter."""
    px = STANDARD.px_per_mm
    noise = np.random.default_rng(3).normal(size=light.shape)
    band = cv2.GaussianBlur(noise, (0, 0), 0.32 * px) - cv2.GaussianBlur(noise, (0, 0), px)
    return np.asarray(light + contrast * np.maximum(band / band.std() - 1.5, 0), np.float32)


def with_furrow(
    light: Light,
    middle_mm: tuple[float, float],
    length_mm: float,
    *,
    angle_deg: float = 0.0,
    depth: float = 0.25,
    width_mm: float = 0.25,
    resolution: Resolution = STANDARD,
) -> Light:
    """A straight furrow of a Gaussian profile: ``depth`` in ln units, ``width_mm`` its sigma."""
    px = resolution.px_per_mm
    rows, columns = np.indices(light.shape)
    x = (columns + 0.5) / px + LEFT_MM - middle_mm[0]
    y = (rows + 0.5) / px + TOP_MM - middle_mm[1]
    angle = np.radians(angle_deg)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = -x * np.sin(angle) + y * np.cos(angle)
    beyond = np.maximum(np.abs(along) - length_mm / 2, 0)
    return np.asarray(light - depth * np.exp(-0.5 * (across**2 + beyond**2) / width_mm**2), np.float32)


def covered(skin: SkinMap, where: NDArray[np.bool_]) -> SkinMap:
    """The same map with pixels that are not skin."""
    return replace(skin, skin=Skin(skin.skin.mask & ~where, skin.skin.light))


def area_cm2(region: str, resolution: Resolution = STANDARD) -> float:
    return float(region_mask(region, resolution.px_per_mm).sum()) / resolution.px_per_mm**2 / 100
