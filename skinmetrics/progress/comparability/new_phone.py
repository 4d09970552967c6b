"""What to say where the latest photos are of another phone than those that count, and how it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.odd import Odd
from skinmetrics.progress.comparability.reasons import CAMERAS_DIFFER

NEW_PHONE = (
    "The latest photos were taken with another phone or lens. Fine skin and colours cannot be compared between two of "
    "them: what is said of these, if anything, is of the days with the other one. Go on with that one if you can."
)

Photo = TypeVar("Photo")


def reasons_told(odd: Odd[Photo], taken: Mapping[Photo, Circumstances]) -> tuple[str, ...]:
    """Why photos are left out, each reason once; ``taken``: the counted photos, in order of time."""
    cameras = [photo for photo, known in taken.items() if known.camera is not None]
    new = bool(cameras) and cameras[-1] in odd.camera
    return tuple(NEW_PHONE if new and reason == CAMERAS_DIFFER else reason for reason in odd.reasons)
