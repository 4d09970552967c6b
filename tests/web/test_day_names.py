"""Names of days in a list to choose from."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.web.day_names import day_names

MORNING, NOON = dt.datetime(2026, 3, 1, 9, 5), dt.datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001


def test_times_are_named_only_where_a_day_occurs_twice() -> None:
    assert day_names([MORNING, NOON + dt.timedelta(7)]) == ["1 Mar 2026", "8 Mar 2026"]
    assert day_names([MORNING, NOON, dt.date(2026, 3, 8)]) == ["1 Mar 2026, 09:05", "1 Mar 2026, 12:00", "8 Mar 2026"]


def test_where_no_time_is_known_or_it_is_the_same_a_number_tells() -> None:
    assert day_names([MORNING.date(), NOON]) == ["1 Mar 2026 (1)", "1 Mar 2026, 12:00"]
    assert day_names([NOON, NOON]) == ["1 Mar 2026, 12:00 (1)", "1 Mar 2026, 12:00 (2)"], "as summer time ends"


@given(st.lists(st.sampled_from([MORNING, NOON, MORNING.date(), NOON + dt.timedelta(1)]), max_size=8))
def test_names_always_differ(moments: list[dt.date | dt.datetime]) -> None:
    assert len(set(day_names(moments))) == len(moments)
