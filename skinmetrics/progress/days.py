"""Photo days: what is photographed on one day, be it in several bursts, is one measurement.

The light of a day, and how its skin is that day, is in all of its bursts; taken for several days, two rich days would
seem to know what retaking does from day to day. Photos before the first needles and after them are two measurements,
though on one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.robust import median


def photo_days(times: Sequence[datetime], follow_up: Sequence[bool]) -> list[list[int]]:
    """Return the places of the measurements of each day, given their local ``times`` and which are after the first
    needles. On a journey days may come back: what has the same date is of one day.
    """
    days: dict[tuple[date, bool], list[int]] = {}
    for place, (time, after) in enumerate(zip(times, follow_up, strict=True)):
        days.setdefault((time.date(), bool(after)), []).append(place)
    return list(days.values())


def by_day(series: Series, follow_up: NDArray[np.bool_]) -> tuple[Series, NDArray[np.bool_]]:
    """Return the series with one measurement a day, the median of its bursts at the time of the first of them, and
    which (n,) of them are ``follow_up``.
    """
    days = photo_days(series.times, list(follow_up))
    if len(days) == len(series.times):
        return series, follow_up
    first = [places[0] for places in days]
    joined = replace(
        series,
        times=tuple(series.times[place] for place in first),
        offsets=tuple(series.offsets[place] for place in first) if series.offsets else (),
        values=np.stack([median(series.values[:, places]) for places in days], axis=1),
        photos=np.stack([series.photos[:, places].sum(1) for places in days], axis=1),
    )
    return joined, follow_up[first]
