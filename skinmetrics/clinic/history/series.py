"""From the scores of single photos to a client's series: pure, without the records."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

import numpy as np

from skinmetrics.imaging.regions import REGIONS, other_side
from skinmetrics.metrics import METRICS
from skinmetrics.progress.comparability.odd import Odd
from skinmetrics.progress.faces import FEW_SHARED, faces_over_shared_regions
from skinmetrics.progress.series import Series
from skinmetrics.progress.verdict import Key

PhotoValues = Mapping[Key, Mapping[uuid.UUID, float]]
"""Scores of photos, by metric and region (None: whole face)."""

Declines = Mapping[Key, Mapping[uuid.UUID, str]]
"""Why a photo has no score, in words."""

Bursts = Sequence[tuple[dt.datetime, Sequence[uuid.UUID]]]
"""The local time of each burst and its counted photos, in order of time."""

Said = TypeVar("Said", float, str)


def turned_back(
    found: Mapping[Key, Mapping[uuid.UUID, Said]], mirrored: Collection[uuid.UUID]
) -> dict[Key, Mapping[uuid.UUID, Said]]:
    """Scores, or why there are none, with left and right of mirrored photos as they are on the person."""
    turned: dict[Key, dict[uuid.UUID, Said]] = {}
    for (metric, region), photos in found.items():
        there = region and other_side(region)
        for photo, said in photos.items():
            turned.setdefault((metric, there if photo in mirrored else region), {})[photo] = said
    return {**turned}


def as_was_said(
    mirrored: Collection[uuid.UUID], groups: Mapping[uuid.UUID, str], said: Mapping[uuid.UUID, bool]
) -> frozenset[uuid.UUID]:
    """Which of a client's photos are mirrored: of each of the `groups` within which comparisons tell sides, those that
    seem to be, or all others where most of those of which somebody `said` so (in order of time; of as many the first)
    are the other way round.
    """
    # Comparisons are measured: of two sayings that contradict them one is wrong, so a group is never torn apart.
    right = defaultdict[str, list[bool]](list)
    for photo, way in said.items():
        if photo in groups:
            right[groups[photo]].append((photo in mirrored) is way)
    wrong = {group for group, votes in right.items() if not Counter(votes).most_common(1)[0][0]}
    return frozenset(photo for photo, group in groups.items() if (photo in mirrored) is not (group in wrong))


def of_one_kind(values: PhotoValues, declined: Declines, odd: Odd[uuid.UUID]) -> tuple[PhotoValues, Declines]:
    """The scores that can be compared with each other; of the others why they cannot."""
    kept, why = dict(values), dict(declined)
    for metric, region in values:
        reasons = odd.of(metric)
        scores = values[metric, region]
        if scores.keys() & reasons.keys():
            kept[metric, region] = {photo: value for photo, value in scores.items() if photo not in reasons}
            told = {photo: reason for photo, reason in reasons.items() if photo in scores}
            why[metric, region] = {**why.get((metric, region), {}), **told}
    return kept, why


def with_shared_faces(
    values: PhotoValues, declined: Declines, counted: Sequence[uuid.UUID]
) -> tuple[PhotoValues, Declines]:
    """Take every face's value over the regions that the counted photos share (``counted`` in order of time); of those
    that share too few of them, why they have none. A photo that is not counted keeps its own where it lacks one of the
    regions.
    """
    found, why = dict(values), dict(declined)
    for metric in METRICS:
        regions = {region: values[metric.id, region] for region in metric.regions if (metric.id, region) in values}
        own = values.get((metric.id, None), {})
        faces = faces_over_shared_regions(metric, {photo: _of(photo, regions) for photo in counted if photo in own})
        if not faces:
            continue
        shared = set.intersection(*(set(_of(photo, regions)) for photo in faces))
        uncounted = {photo: _of(photo, regions) for photo in own.keys() - set(counted)}
        again = {
            photo: metric.whole_face({one: mine[one] for one in shared}) if shared <= mine.keys() else None
            for photo, mine in uncounted.items()
        }
        kept = {photo: own[photo] if value is None else value for photo, value in again.items()}
        found[metric.id, None] = {**kept, **faces}
        lacking = {photo: FEW_SHARED for photo in counted if photo in own and photo not in faces}
        if lacking:
            why[metric.id, None] = {**why.get((metric.id, None), {}), **lacking}
    return found, why


def _of(photo: uuid.UUID, regions: Mapping[str, Mapping[uuid.UUID, float]]) -> dict[str, float]:
    """A photo's values by region."""
    return {region: scores[photo] for region, scores in regions.items() if photo in scores}


def series_of_bursts(bursts: Bursts, metrics: Sequence[str], values: PhotoValues) -> Series:
    """The medians over each burst's photos, by metric and region in the order in which they are shown."""
    keys = tuple((metric, region) for metric in metrics for region in (None, *REGIONS) if (metric, region) in values)
    medians = np.full((len(keys), len(bursts)), np.nan)
    photos = np.zeros(medians.shape, np.int64)
    for row, key in enumerate(keys):
        scores = values[key]
        for column, (_, members) in enumerate(bursts):
            found = sorted(scores[photo] for photo in members if photo in scores)
            if found:
                half = len(found) // 2
                medians[row, column] = found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2
                photos[row, column] = len(found)
    some = np.isfinite(medians).any(axis=1)
    kept = tuple(key for key, there in zip(keys, some, strict=True) if there)
    return Series(None, tuple(time for time, _ in bursts), kept, medians[some], photos[some])
