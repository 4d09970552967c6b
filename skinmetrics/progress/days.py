"""Photo days: what is photographed on one day, be it in several bursts, is one measurement.

The light of a day, and how its skin is that day, is in all of its bursts; taken for several days, two rich days would
seem to know what retaking does from day to day. Photos before the first needles and after them are two measurements,
though on one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

import numpy as np

from skinmetrics.progress.robust import median
from skinmetrics.progress.series import Series


def photo_days(times: Sequence[datetime], follow_up_begins: datetime | None) -> list[list[int]]:
    """Return the places of the measurements of each day, given their local ``times`` in order."""

    def day(place: int) -> tuple[object, bool]:
        return times[place].date(), follow_up_begins is not None and times[place] >= follow_up_begins

    return [list(places) for _, places in groupby(range(len(times)), day)]


def by_day(series: Series, follow_up_begins: datetime | None) -> Series:
    """Return the series with one measurement a day, the median of its bursts at the time of the first of them."""
    days = photo_days(series.times, follow_up_begins)
    if len(days) == len(series.times):
        return series
    return replace(
        series,
        times=tuple(series.times[places[0]] for places in days),
        values=np.stack([median(series.values[:, places]) for places in days], axis=1),
        photos=np.stack([series.photos[:, places].sum(1) for places in days], axis=1),
    )
