"""When a photo was taken, by the clinic's clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def local_time(taken_at: dt.datetime | None, taken_on: dt.date | None, zone: ZoneInfo) -> dt.datetime | None:
    """Day and hour on the clinic's clock alone: a day of one clock with the hour of another is off by up to a day.

    None where nobody knows.
    """
    if taken_at is not None:
        return taken_at.astimezone(zone).replace(tzinfo=None)  # its fold tells the two hours of one autumn night apart
    return dt.datetime.combine(taken_on, dt.time()) if taken_on is not None else None
