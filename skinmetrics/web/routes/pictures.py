"""Pictures that are drawn from a photo when a page asks: one function a kind, run in a worker process.

A new kind is a function of this package, or of any other that workers can import, added to `PICTURES`.
"""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

import cv2
import numpy as np

from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.photo_work import face_of, for_display, jpeg
from skinmetrics.scoring import examine

KEPT_SECONDS = 600.0
KEPT_BYTES = 64_000_000
SHADING_PX = 60.0
"""Sigma over which light counts as shading, not as skin."""
GAIN_MAX = 2.0


class Draw(Protocol):
    """From a photo's file to a JPEG file. Raises PhotoError or FaceError where that cannot be."""

    def __call__(self, photo: bytes, /, limits: Limits) -> bytes:
        """Draw."""


def even(photo: bytes, limits: Limits) -> bytes:
    """The face map with the large-scale shading divided out, so that two dates differ in skin and not in lamps."""
    srgb = for_display(examine(photo, "photo", limits)).astype(np.float32) / 255
    linear = srgb**2.2
    seen = (linear.sum(axis=2) > 0).astype(np.float32)
    light = linear.mean(axis=2)
    share = cv2.GaussianBlur(seen, (0, 0), SHADING_PX)
    around = cv2.GaussianBlur(light, (0, 0), SHADING_PX) / np.maximum(share, 1e-3)
    typical = float(np.median(around[seen > 0])) if seen.any() else 1.0
    gain = np.clip(typical / np.maximum(around, 1e-3), 1 / GAIN_MAX, GAIN_MAX)
    evened = np.clip(linear * np.asarray(gain)[..., None], 0, 1) ** (1 / 2.2)
    return jpeg(np.asarray(np.round(evened * 255), np.uint8))


PICTURES: dict[str, Draw] = {"face": face_of, "even": even}
"""Every kind of picture that `/picture/{photo_id}/{kind}` answers."""


@dataclass
class Kept:
    """Pictures drawn lately, in memory alone: who is allowed to see one is asked each time, before looking here."""

    seconds: float = KEPT_SECONDS
    n_bytes: int = KEPT_BYTES
    now: Callable[[], float] = time.monotonic
    _found: OrderedDict[tuple[uuid.UUID, str], tuple[float, bytes]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, photo_id: uuid.UUID, kind: str) -> bytes | None:
        """The picture, if it is still kept."""
        with self._lock:
            self._drop_old()
            found = self._found.get((photo_id, kind))
            return None if found is None else found[1]

    def put(self, photo_id: uuid.UUID, kind: str, picture: bytes) -> None:
        """Keep a picture; the oldest go when there are too many."""
        with self._lock:
            self._found.pop((photo_id, kind), None)
            self._found[photo_id, kind] = (self.now(), picture)
            self._drop_old()

    def _drop_old(self) -> None:
        oldest = self.now() - self.seconds
        size = sum(len(picture) for _, picture in self._found.values())
        for key, (made, picture) in list(self._found.items()):
            if made >= oldest and size <= self.n_bytes:
                return
            size -= len(picture)
            del self._found[key]
