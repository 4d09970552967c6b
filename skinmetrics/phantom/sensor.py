"""From light to the picture a phone stores."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.camera import Camera, Sensor
from skinmetrics.phantom.fields import Field
from skinmetrics.phantom.identity import Tone
from skinmetrics.phantom.tones import TONES, linear

Image = npt.NDArray[np.uint8]
_SRGB = np.linspace(0, 1, 4097)
_SRGB_TABLE = (255 * np.where(_SRGB <= 0.0031308, 12.92 * _SRGB, 1.055 * _SRGB ** (1 / 2.4) - 0.055)).astype(np.float32)


def encode_srgb(light: Field) -> Field:
    """Linear light 0 to 1 as sRGB 0 to 255."""
    return _SRGB_TABLE[(np.clip(light, 0, 1) * np.float32(4096)).astype(np.uint16)]


def metered(camera: Camera, tone: Tone) -> Camera:
    """The camera as it meters on a face: skin lighter than type III is exposed no brighter than that. Real light faces
    are not (docs/phantom.md); darker skin is left as it is.
    """
    brighter = float(linear(TONES[tone]).max() / linear(TONES["III"]).max())
    sensor = replace(camera.sensor, exposure_ev=camera.sensor.exposure_ev - max(math.log2(brighter), 0.0))
    return replace(camera, sensor=sensor)


def gain(sensor: Sensor) -> npt.NDArray[np.float32]:
    """What red, green and blue are multiplied by: exposure and white balance, (3,)."""
    return np.array(sensor.white_balance, np.float32) * np.float32(1.06 * 2**sensor.exposure_ev)


def expose(light: Field, sensor: Sensor) -> Image:
    """RGB picture of linear radiance, before compression."""
    height, width = light.shape[:2]
    y = ((np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1)[:, None]
    x = ((np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1)[None, :]
    falloff = 1 - np.float32(sensor.vignette / 2) * (x * x + y * y)
    seen = light * falloff[..., None] * gain(sensor)
    if sensor.focus_blur_px > 0.05:
        seen = cv2.GaussianBlur(seen, (0, 0), sensor.focus_blur_px)
    if sensor.motion_blur_px > 0.5:
        length = round(sensor.motion_blur_px) | 1
        seen = cv2.blur(seen, (length, 1))
    rng = np.random.default_rng(sensor.noise_seed)
    grain = rng.standard_normal(seen.shape, np.float32)
    seen = seen + grain * (np.float32(sensor.noise) * np.sqrt(np.clip(seen, 0, 1) + np.float32(0.02)))
    bright = seen > 0.72
    seen[bright] = 0.72 + 0.28 * (1 - np.exp(-(seen[bright] - 0.72) / 0.28))
    picture = encode_srgb(seen)
    if sensor.beauty:
        picture = _beautify(picture, sensor.beauty)
    if sensor.sharpening:
        picture = picture + np.float32(sensor.sharpening) * (picture - cv2.GaussianBlur(picture, (0, 0), 1.2))
    return np.asarray(np.clip(picture + np.float32(0.5), 0, 255).astype(np.uint8))


def _beautify(picture: Field, share: float) -> Field:
    """What beauty modes do: smooth within edges."""
    smooth = cv2.bilateralFilter(np.clip(picture, 0, 255).astype(np.uint8), 9, 28, 6).astype(np.float32)
    return (picture * (1 - np.float32(share)) + smooth * np.float32(share)).astype(np.float32)
