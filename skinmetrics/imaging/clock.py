"""Whether a camera's clock can be right: no photo was taken on a day that has not come."""

from __future__ import annotations

import datetime as dt
from typing import Final

from skinmetrics.imaging.taken_at import TakenAt

CLOCK_WRONG: Final = "The camera's clock seems to be wrong. Give the day on which this photo was taken."
AHEAD: Final = dt.timedelta(days=1)
"""East of here it is tomorrow already."""


def has_come(day: dt.date, today: dt.date) -> bool:
    """Whether it can be this day somewhere, or have been, while here it is `today`."""
    return day <= today + AHEAD


def believed(stated: TakenAt | None, today: dt.date) -> TakenAt | None:
    """What a photo says of when it was taken, or None where that cannot be."""
    return stated if stated is not None and has_come(stated.day, today) else None
