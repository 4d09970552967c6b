"""What a worker process makes of one saved photo: its scores, and the copy that pages show."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import FINE, STANDARD, draw_face_map
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import Limits, Photo, PhotoError, decode, inspect
from skinmetrics.scoring import Examination, PhotoRefused, PhotoScores, examine

VIEW_PX = 1600
"""Longest side of the copy that pages show."""

_QUALITY = (cv2.IMWRITE_JPEG_QUALITY, 90)


@dataclass(frozen=True)
class Worked:
    """The scores of a photo or why there are none, and its upright copy without metadata as JPEG, where it decodes."""

    scored: PhotoScores | PhotoRefused
    view: bytes | None


def work_on(data: bytes, limits: Limits) -> Worked:
    """Score a photo and copy it; a photo that cannot be scored gives the reason, not an exception."""
    try:
        examination = examine(data, "photo", limits)
    except (PhotoError, FaceError) as error:
        return Worked(PhotoRefused("photo", error.code, str(error)), _view_of_file(data, limits))
    return Worked(examination.result, _small_jpeg(examination.photo))


def view_of(data: bytes, limits: Limits) -> bytes:
    """The copy of a photo that pages show. Raises PhotoError."""
    header = inspect(data, "photo", limits)
    shrink = max(step for step in (1, 2, 4, 8) if step <= max(1.0, max(header.width, header.height) / VIEW_PX))
    return _small_jpeg(decode(data, header, shrink))


def face_of(data: bytes, limits: Limits) -> bytes:
    """The face map of a photo: the same place for every pore on every date. Raises PhotoError, FaceError."""
    return jpeg(for_display(examine(data, "photo", limits)))


def for_display(examination: Examination) -> NDArray[np.uint8]:
    """The face map in sRGB, as fine as the photo is and not brought to the sharpness that scores need."""
    fine = examination.face.px_per_mm >= FINE.px_per_mm
    px_per_mm = FINE.px_per_mm if fine else STANDARD.px_per_mm
    linear = draw_face_map(examination.photo, examination.face, px_per_mm, 0.5 / px_per_mm).linear
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)
    return np.round(srgb * 255).astype(np.uint8)


def _view_of_file(data: bytes, limits: Limits) -> bytes | None:
    try:
        return view_of(data, limits)
    except PhotoError:
        return None


def _small_jpeg(photo: Photo) -> bytes:
    height, width = photo.pixels.shape[:2]
    factor = min(1.0, VIEW_PX / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return jpeg(np.asarray(cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA), np.uint8))


def jpeg(rgb: NDArray[np.uint8]) -> bytes:
    """(h, w, 3) sRGB as a JPEG file without metadata."""
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), _QUALITY)[1].tobytes()
