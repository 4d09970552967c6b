from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np
import pytest

from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.exclusion import WORDS, Confounder, notes_on
from skinmetrics.progress.series import LeftOut
from tests.progress.clients import FIRST, UNKNOWN, weekly

SERIES = weekly(np.arange(5.0)[None], (("redness", None),))


def test_a_photo_within_a_week_after_a_session_is_noted_and_one_before_the_needles_is_not() -> None:
    session = SERIES.times[1] + timedelta(minutes=30)
    notes = notes_on(SERIES, [session], {})
    assert [(note.taken_at, note.confounder) for note in notes] == [(SERIES.times[2], Confounder.BRUISES)]


def test_an_odd_hour_is_noted_where_hours_are_known() -> None:
    times = (*SERIES.times[:3], SERIES.times[3].replace(hour=21), SERIES.times[4].replace(hour=0, minute=0))
    moved = weekly(SERIES.values, SERIES.keys)
    notes = notes_on(type(moved)(None, times, moved.keys, moved.values, moved.photos), [], {})
    assert [(note.taken_at, note.confounder) for note in notes] == [(times[3], Confounder.HOUR)]


def test_of_two_days_neither_is_at_an_odd_hour() -> None:
    for days, odd in ((2, 0), (3, 1)):
        times = (SERIES.times[0].replace(hour=8), *(time.replace(hour=21) for time in SERIES.times[1:days]))
        few = replace(SERIES, times=times, values=SERIES.values[:, :days], photos=SERIES.photos[:, :days])
        assert [note.confounder for note in notes_on(few, [], {})] == [Confounder.HOUR] * odd


@pytest.mark.parametrize(
    ("clock", "odd"),
    [
        (("23:00", "23:10", "22:50", "00:20", "00:30"), ()),
        (("23:00", "23:10", "22:50", "00:20", "03:30"), ("03:30",)),
        (("08:00", "08:30", "09:00", "20:00", "21:00"), ("20:00", "21:00")),
        (("08:00", "08:00", "08:00", "08:00", "11:01"), ("11:01",)),
    ],
)
def test_hours_are_compared_round_the_clock(clock: tuple[str, ...], odd: tuple[str, ...]) -> None:
    times = tuple(datetime.combine(day, time.fromisoformat(at)) for day, at in zip(SERIES.times, clock, strict=True))
    noted = notes_on(replace(SERIES, times=times), [], {})
    assert tuple(f"{note.taken_at:%H:%M}" for note in noted) == odd


def odd_hours(*clock: str, days: int = 1) -> list[str]:
    """The hours that are noted of photos a week apart, each at the next hour of ``clock``, or as many on each day."""
    times = tuple(
        datetime.combine(FIRST + timedelta(weeks=at // days), time.fromisoformat(hour)) for at, hour in enumerate(clock)
    )
    series = weekly(np.zeros((1, len(clock))), (("redness", None),))
    return [f"{note.taken_at:%H:%M}" for note in notes_on(replace(series, times=times), [], {})]


def test_who_photographs_mornings_and_evenings_has_a_usual_hour_all_the_same() -> None:
    assert odd_hours("09:00", "20:00", "09:10", "20:10", "08:50", "20:20", "09:00") == ["20:00", "20:10", "20:20"]
    assert odd_hours("20:00", "09:00", "20:10", "09:10") == ["09:00", "09:10"]  # of equals, the hour begun with
    assert odd_hours("23:30", "08:00", "00:40", "23:00", "08:10") == ["08:00", "08:10"]


def test_no_hour_is_odd_where_fewer_than_half_of_the_photos_share_one() -> None:
    assert odd_hours("06:30", "14:00", "21:00", "06:40", "14:10", "21:10") == []
    assert odd_hours("08:00", "13:00", "08:00", "13:00") == []  # within three hours of half past ten


def test_a_day_with_a_photo_at_the_usual_hour_is_not_at_an_odd_one() -> None:
    twice = ("09:00", "20:00") * 3
    assert odd_hours(*twice, days=2) == []
    assert odd_hours(*twice, "09:10", "08:50", "19:00", "20:30", days=2) == ["19:00", "20:30"]


def test_what_is_left_out_is_said_with_its_reason() -> None:
    out = LeftOut(SERIES.times[4], WORDS[Confounder.SUNBURN])
    said = progress_of(replace(SERIES, left_out=(out,)), UNKNOWN, treatment_start=FIRST.date()).as_json()
    assert said["left_out"] == [{"taken_at": SERIES.times[4].isoformat(), "reason": WORDS[Confounder.SUNBURN]}]


def test_every_confounder_has_words() -> None:
    assert set(WORDS) == set(Confounder)
