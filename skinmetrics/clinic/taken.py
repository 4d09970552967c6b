"""When a photo was taken, by the clinic's clock, as far as what is kept of it can be believed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from skinmetrics.imaging.clock import has_come


def local_time(
    taken_at: dt.datetime | None, taken_on: dt.date | None, added_at: dt.datetime, zone: ZoneInfo
) -> dt.datetime | None:
    """Day and hour on the clinic's clock alone: a day of one clock with the hour of another is off by up to a day.

    None where nobody knows: earlier versions kept days that had not come when the photo was added.
    """
    if taken_at is not None:
        local = taken_at.astimezone(zone).replace(tzinfo=None)  # its fold tells the two hours of one autumn night apart
    elif taken_on is not None:
        local = dt.datetime.combine(taken_on, dt.time())
    else:
        return None
    return local if has_come(local.date(), added_at.astimezone(zone).date()) else None
