"""What a worker process makes of one photo for the page: its scores, and small pictures to show."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from cv2.typing import MatLike

from skinmetrics.imaging.difference import Taking
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.likeness import SkinPrint
from skinmetrics.imaging.photo import Limits, PhotoError
from skinmetrics.imaging.taken_at import is_of_sending
from skinmetrics.jobs.aligned_face import aligned_face, packed, unpacked
from skinmetrics.jobs.warm import warm_up
from skinmetrics.scoring import PhotoRefused, PhotoScores, examine
from skinmetrics.web.samples import sample_photos

THUMBNAIL_PX = 900
"""Longest side of a thumbnail."""

_JPEG = (cv2.IMWRITE_JPEG_QUALITY, 88)


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Look:
    """A photo scored, a small picture of it as JPEG, and its face in the fixed frame.

    `outline` surrounds the face: (x, y) px of the thumbnail, whose `size` is (width, height) px. `aligned` is the face
    as `jobs.aligned_face` packs it; `taking` says how the photo was taken; `of_sending`: its date is from the name that
    a messenger gave the file.
    """

    scores: PhotoScores
    thumbnail: bytes
    size: tuple[int, int]
    outline: tuple[tuple[float, float], ...]
    aligned: bytes
    taking: Taking
    of_sending: bool = False

    @cached_property
    def print(self) -> SkinPrint:
        """What tells whose skin it is."""
        return unpacked(self.aligned).print

    @property
    def comparable(self) -> bool:
        """Whether it is fit to be compared with others, as soon as its day is known."""
        return self.scores.capture.verdict != "unusable"

    @cached_property
    def face_map(self) -> bytes:
        """The aligned face as JPEG."""
        return unpacked(self.aligned).face

    @cached_property
    def fingerprint(self) -> str:
        """Tells the aligned face from all others, its mirror image too."""
        return hashlib.sha256(self.aligned).hexdigest()

    @property
    def turned(self) -> Look:
        """The same with the aligned face had the photo been mirrored; scores and thumbnail stay."""
        return replace(self, aligned=packed(unpacked(self.aligned).mirrored))


def look(upload: Upload, limits: Limits) -> Look | PhotoRefused:
    """Score one photo and draw it small; never raises on a bad photo."""
    try:
        examination = examine(upload.data, upload.name, limits)
    except (PhotoError, FaceError) as error:
        return PhotoRefused(upload.name, error.code, str(error))
    header, pixels = examination.photo.header, examination.photo.pixels
    width, height = _fitted(header.width, header.height)
    scale = width / header.width
    hull = cv2.convexHull(examination.face.points.astype(np.float32))[:, 0] * scale
    return Look(
        scores=examination.result,
        thumbnail=_jpeg(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)),
        size=(width, height),
        outline=tuple((round(float(x), 1), round(float(y), 1)) for x, y in hull),
        aligned=aligned_face(examination),
        taking=examination.taking,
        of_sending=header.taken_from == "name" and is_of_sending(upload.name),
    )


def prepare_worker() -> None:
    """Make a new worker process ready: what the first photo would have to wait for is done on a sample beforehand."""
    warm_up()
    for sample in sample_photos()[:1]:
        look(Upload(sample.name, sample.read_bytes()), Limits())


def _fitted(width: int, height: int) -> tuple[int, int]:
    factor = min(1.0, THUMBNAIL_PX / max(width, height))
    return max(1, round(width * factor)), max(1, round(height * factor))


def _jpeg(rgb: MatLike) -> bytes:
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), _JPEG)[1].tobytes()
