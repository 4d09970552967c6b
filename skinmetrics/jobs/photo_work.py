"""What a worker process makes of one saved photo: its scores, and the copy that pages show."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import Limits, Photo, PhotoError, decode, inspect
from skinmetrics.jobs.aligned_face import aligned_face, jpeg
from skinmetrics.scoring import PhotoRefused, PhotoScores, examine

VIEW_PX = 1600
"""Longest side of the copy that pages show."""


@dataclass(frozen=True)
class Worked:
    """The scores of a photo or why there are none; its upright copy without metadata as JPEG, where it decodes; its
    aligned face as `aligned_face` packs it, where there is one.
    """

    scored: PhotoScores | PhotoRefused
    view: bytes | None
    aligned: bytes | None = None


def work_on(data: bytes, limits: Limits) -> Worked:
    """Score a photo and copy it; a photo that cannot be scored gives the reason, not an exception."""
    try:
        examination = examine(data, "photo", limits)
    except (PhotoError, FaceError) as error:
        return Worked(PhotoRefused("photo", error.code, str(error)), _view_of_file(data, limits))
    return Worked(examination.result, _small_jpeg(examination.photo), aligned_face(examination))


def aligned_of(data: bytes, limits: Limits) -> bytes:
    """The aligned face of a photo. Raises PhotoError, FaceError."""
    return aligned_face(examine(data, "photo", limits))


def view_of(data: bytes, limits: Limits) -> bytes:
    """The copy of a photo that pages show. Raises PhotoError."""
    header = inspect(data, "photo", limits)
    shrink = max(step for step in (1, 2, 4, 8) if step <= max(1.0, max(header.width, header.height) / VIEW_PX))
    return _small_jpeg(decode(data, header, shrink))


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
