"""Which photos differ so little that any two of them can be compared: by one number, or by the camera's path."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from skinmetrics.imaging.shake import CameraPath

Photo = TypeVar("Photo", bound=Hashable)


def windows(values: Mapping[Photo, float], differ: Callable[[float, float], bool]) -> list[list[Photo]]:
    """The largest sets of photos of which no two ``differ``, by rising value; none of no photo. ``differ`` has to hold
    of all values farther away too.
    """
    ordered = sorted(values, key=values.__getitem__)
    found: list[list[Photo]] = []
    end = 0
    for start, lowest in enumerate(ordered):
        reached = end
        while reached < len(ordered) and not differ(values[lowest], values[ordered[reached]]):
            reached += 1
        if reached > end:
            found.append(ordered[start:reached])
            end = reached
    return found


def close_paths(paths: Mapping[Photo, CameraPath], usual: CameraPath, apart_mm2: float) -> set[Photo]:
    """The photos nearest to the usual path, of two as near the later, as long as no two are farther ``apart_mm2``."""
    latest_first = list(paths.items())[::-1]
    kept: dict[Photo, CameraPath] = {}
    for photo, path in sorted(latest_first, key=lambda one: one[1].apart_mm2(usual)):
        # Near the usual path all are close to one another.
        if path.apart_mm2(usual) <= apart_mm2 / 2 or all(path.apart_mm2(one) <= apart_mm2 for one in kept.values()):
            kept[photo] = path
    return set(kept)
