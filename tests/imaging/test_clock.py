"""A day that has not come is not believed; tomorrow is, since it has begun elsewhere."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.imaging.clock import believed
from skinmetrics.imaging.taken_at import TakenAt

TODAY = dt.date(2026, 3, 1)


@given(st.integers(-20_000, 20_000), st.booleans())
def test_a_day_is_believed_up_to_tomorrow(days: int, precise: bool) -> None:  # noqa: FBT001
    stated = TakenAt(dt.datetime.combine(TODAY + dt.timedelta(days), dt.time()), precise)
    assert believed(stated, TODAY) == (stated if days <= 1 else None)


def test_what_says_nothing_stays_unknown() -> None:
    assert believed(None, TODAY) is None
