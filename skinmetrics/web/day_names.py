"""Names of photo days to choose from. They must differ: of equal ones, Streamlit takes the last."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from skinmetrics.web.say import say_day


def day_names(moments: Iterable[dt.date | dt.datetime]) -> list[str]:
    """Each by its day. Of a day that occurs twice by its time too; a mere date, or an equal time, by a number."""
    moments = list(moments)
    days = [say_day(moment) for moment in moments]
    of_day = Counter(days)
    timed = [
        f"{day}, {moment:%H:%M}" if of_day[day] > 1 and isinstance(moment, dt.datetime) else day
        for day, moment in zip(days, moments, strict=True)
    ]
    of_name = Counter(timed)
    return [
        f"{name} ({days[: n + 1].count(days[n])})"
        if of_name[name] > 1 or (of_day[days[n]] > 1 and name == days[n])
        else name
        for n, name in enumerate(timed)
    ]
