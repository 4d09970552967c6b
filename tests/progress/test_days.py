"""A day is one measurement, however many bursts were taken on it."""

from datetime import timedelta

import numpy as np
import pytest

from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.days import by_day, photo_days
from skinmetrics.progress.series import Series
from tests.progress.clients import FIRST, weekly
from tests.progress.test_assess import FACES, MODEL, START, retakes


def test_bursts_of_one_day_are_one_measurement() -> None:
    rng = np.random.default_rng(9)
    times = [FIRST + timedelta(weeks=week, minutes=45 * burst) for week in range(2) for burst in range(3)]
    of_day = np.repeat(retakes(rng, n=2), 3, axis=1)
    rich = Series(None, tuple(times), FACES, of_day, np.full(of_day.shape, 2))
    found = progress_of(rich, MODEL, treatment_start=FIRST + timedelta(days=3))
    assert {one.change.verdict for one in found.changes} == {"too_few_photos"}
    assert {(one.n_baseline, one.n_follow_up) for one in found.changes} == {(1, 1)}


def test_a_rich_day_counts_as_much_as_any_other() -> None:
    values = retakes(np.random.default_rng(10))
    plain = weekly(values, FACES)
    times = (plain.times[0], *(time + timedelta(hours=2) for time in plain.times[:1]), *plain.times[1:])
    spread = np.hstack([values[:, :1] - 1, values[:, :1] + 1, values[:, 1:]])
    rich = Series(None, times, FACES, spread, np.ones(spread.shape, np.int64))
    assert [one.change.before for one in progress_of(rich, MODEL, treatment_start=START).changes] == pytest.approx(
        [one.change.before for one in progress_of(plain, MODEL, treatment_start=START).changes]
    )


def test_photos_before_and_after_the_needles_of_one_day_are_two() -> None:
    values = retakes(np.random.default_rng(11), n=6)
    times = tuple(FIRST + timedelta(weeks=week // 2, hours=3 * (week % 2)) for week in range(6))
    halves = Series(None, times, FACES, values, np.ones(values.shape, np.int64))
    found = progress_of(halves, MODEL, treatment_start=times[1])
    assert {(one.n_baseline, one.n_follow_up) for one in found.changes} == {(1, 3)}


def test_days_end_at_midnight_and_at_the_needles() -> None:
    times = [FIRST + timedelta(hours=hours) for hours in (0, 3, 14.5, 15.5, 40)]
    assert photo_days(times, [False] * 5) == [[0, 1, 2], [3], [4]]
    assert photo_days(times, [False, True, True, True, True]) == [[0], [1, 2], [3], [4]]
    assert photo_days([], []) == []
    journey = [FIRST + timedelta(days=1), FIRST, FIRST + timedelta(days=1, hours=8)]
    assert photo_days(journey, [False] * 3) == [[0, 2], [1]]


def test_a_day_without_a_score_has_none() -> None:
    times = (FIRST, FIRST + timedelta(hours=1), FIRST + timedelta(days=1), FIRST + timedelta(days=1, hours=1))
    values = np.array([[np.nan, np.nan, 3.0, np.nan]])
    found, after = by_day(
        Series(None, times, FACES[:1], values, np.array([[0, 0, 2, 0]])), np.array([False, False, True, True])
    )
    assert list(after) == [False, True]
    assert found.times == (times[0], times[2])
    np.testing.assert_array_equal(found.values, [[np.nan, 3.0]])
    np.testing.assert_array_equal(found.photos, [[0, 2]])


def test_the_photos_of_all_bursts_of_a_day_count() -> None:
    times = (FIRST, FIRST + timedelta(hours=2), FIRST + timedelta(weeks=1))
    taken = Series(None, times, FACES[:1], np.array([[1.0, 3.0, 5.0]]), np.array([[3, 2, 4]]))
    found, _ = by_day(taken, np.zeros(3, bool))
    assert found.values.tolist() == [[2, 5]]
    assert found.photos.tolist() == [[5, 4]]
