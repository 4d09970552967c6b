"""The whole face's value over regions that photos share: one region more or less is no change."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import TypeVar

from skinmetrics.metrics import Metric

FEW_SHARED = "This photo shows other parts of the face than most. Face the camera and keep hair and hands off the face."

Photo = TypeVar("Photo", bound=Hashable)


def faces_over_shared_regions(
    metric: Metric,
    photos: Mapping[Photo, Mapping[str, float]],
    others: Mapping[Photo, Mapping[str, float]] = MappingProxyType({}),
) -> dict[Photo, float]:
    """The face's value of every photo over the same regions, those that all of them have; ``photos``: each one's
    regions with a value, in order of time.

    Where these are too few for a face, photos are left out until the others share enough: those with the fewest regions
    first, of several the latest. A photo that has no value of its own for the face is left out from the start, so that
    one spoilt photo does no harm. ``others`` have a say in none of this: each has a face over those regions, and what
    it lacks of them is taken to be as it is in the photos on average.
    """
    left = {photo: dict(regions) for photo, regions in photos.items() if metric.face_shares(regions) is not None}
    while left:
        shared = set.intersection(*(set(regions) for regions in left.values()))
        shares = metric.face_shares(shared)
        if shares is not None:
            faces = {photo: _sum(shares, regions) for photo, regions in left.items()}
            return {**faces, **_made_up_for(metric, shares, left, others)}
        del left[min(reversed(left), key=lambda photo: len(left[photo]))]
    return {}


def _made_up_for(
    metric: Metric,
    shares: Mapping[str, float],
    photos: Mapping[Photo, Mapping[str, float]],
    others: Mapping[Photo, Mapping[str, float]],
) -> dict[Photo, float]:
    faces: dict[Photo, float] = {}
    for photo, regions in others.items():
        some = metric.face_shares(shares.keys() & regions.keys())
        if some is not None:
            lacking = [_sum(shares, whole) - _sum(some, whole) for whole in photos.values()]
            faces[photo] = _sum(some, regions) + sum(lacking) / len(lacking)
    return faces


def _sum(shares: Mapping[str, float], regions: Mapping[str, float]) -> float:
    return sum(share * regions[region] for region, share in shares.items())
