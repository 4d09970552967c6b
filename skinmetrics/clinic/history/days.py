"""The counted bursts of a client by photo days, as they are judged: several of one day are one measurement."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from statistics import median

from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory
from skinmetrics.progress.assess import follow_up_begins
from skinmetrics.progress.days import photo_days
from skinmetrics.progress.verdict import PRIMARY

Day = tuple[BurstRecord, ...]
"""The counted bursts of one day, in order of time; those of the day of the first session parted by the needles."""


def counted_days(found: ClientHistory) -> tuple[Day, ...]:
    """The days that are judged, in order of time."""
    bursts, start = found.counted, found.treatment_start
    after = [start is not None and burst.local >= follow_up_begins(start) for burst in bursts]
    days = photo_days([burst.local for burst in bursts], after)
    return tuple(tuple(bursts[place] for place in places) for places in days)


def main_metrics(found: ClientHistory) -> tuple[str, ...]:
    """Those of the main metrics that were measured."""
    return tuple(metric for metric in PRIMARY if metric in found.metrics)


def main_days(found: ClientHistory) -> tuple[Day, ...]:
    """The days that the verdict on the main metrics stands on: not those of another phone, which count for others."""
    main = main_metrics(found) or found.metrics
    return tuple(
        day for day in counted_days(found) if any(day_value(found, day, metric) is not None for metric in main)
    )


def compared_days(found: ClientHistory, metric: str) -> tuple[Day, ...]:
    """The counted days with those photos alone that are compared in a metric, of any part of the face: not of another
    phone, shaken or otherwise unlike the others.
    """
    compared = {photo for (one, _), scores in found.values.items() if one == metric for photo in scores}
    days = (tuple(_only(burst, compared) for burst in day) for day in counted_days(found))
    kept = (tuple(burst for burst in day if burst.photos) for day in days)
    return tuple(day for day in kept if day)


def _only(burst: BurstRecord, compared: Collection[uuid.UUID]) -> BurstRecord:
    return replace(burst, photos=tuple(photo for photo in burst.counted if photo.id in compared))


def day_value(found: ClientHistory, day: Day, metric: str, region: str | None = None) -> float | None:
    """A day's score: the median of its bursts'; None where all were declined."""
    values = [value for burst in day if (value := found.value(burst, metric, region)) is not None]
    return median(values) if values else None
