"""Pictures of a face in the fixed frame, drawn when a page asks from what is kept of the photo."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock, Timer
from types import MappingProxyType

import numpy as np

from skinmetrics.jobs.aligned_face import AlignedFace, Picture, even, jpeg, laid_over

KEPT_SECONDS = 600.0
KEPT_BYTES = 64_000_000


def _as_taken(pixels: Picture) -> Picture:
    return pixels


PICTURES: Mapping[str, Callable[[Picture], Picture]] = MappingProxyType({"face": _as_taken, "even": even})
"""Every kind of picture that `/picture/{photo_id}/{kind}` answers."""


def drawn(face: AlignedFace, kind: str, onto: AlignedFace | None = None, *, turned: bool = False) -> bytes:
    """A picture of a kind as a JPEG file; `onto`: drawn where that face's skin lies; `turned`: as its mirror image."""
    pixels = PICTURES[kind](face.pixels if onto is None else laid_over(onto, face))
    return jpeg(np.ascontiguousarray(pixels[:, ::-1]) if turned else pixels)


def _later(seconds: float, call: Callable[[], None]) -> None:
    timer = Timer(seconds, call)
    timer.daemon = True  # the program ends without waiting for it
    timer.start()


@dataclass
class Kept:
    """Pictures drawn lately, in memory alone: who is allowed to see one is asked each time, before looking here.

    Each goes when its time is over, whether or not anybody asks for another; `later` calls back for that.
    """

    seconds: float = KEPT_SECONDS
    n_bytes: int = KEPT_BYTES
    now: Callable[[], float] = time.monotonic
    later: Callable[[float, Callable[[], None]], None] = _later
    _found: OrderedDict[tuple[uuid.UUID, str], tuple[float, bytes]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _awaited: bool = False

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
            self._await_oldest()

    def _await_oldest(self) -> None:
        """Have one call for when the oldest picture's time is over; none while there is no picture."""
        if self._found and not self._awaited:
            made, _ = next(iter(self._found.values()))
            self.later(max(0.0, made + self.seconds - self.now()), self._its_time)
            self._awaited = True

    def _its_time(self) -> None:
        with self._lock:
            self._awaited = False
            self._drop_old()
            self._await_oldest()

    def _drop_old(self) -> None:
        oldest = self.now() - self.seconds
        size = sum(len(picture) for _, picture in self._found.values())
        for key, (made, picture) in list(self._found.items()):
            if made > oldest and size <= self.n_bytes:
                return
            size -= len(picture)
            del self._found[key]
