from datetime import timedelta

import numpy as np

from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.exclusion import WORDS, Confounder, leave_out, notes_on
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


def test_nothing_is_left_out_silently() -> None:
    told = {SERIES.times[0]: [Confounder.MAKE_UP], SERIES.times[4]: [Confounder.SUNBURN]}
    notes = notes_on(SERIES, [], told)
    kept = leave_out(SERIES, notes, [Confounder.SUNBURN])
    assert kept.of("redness").tolist() == [0, 1, 2, 3]
    assert [(out.taken_at, out.reason) for out in kept.left_out] == [(SERIES.times[4], WORDS[Confounder.SUNBURN])]
    said = progress_of(kept, UNKNOWN, treatment_start=FIRST.date()).as_json()
    assert said["left_out"] == [{"taken_at": SERIES.times[4].isoformat(), "reason": WORDS[Confounder.SUNBURN]}]


def test_every_confounder_has_words() -> None:
    assert set(WORDS) == set(Confounder)
