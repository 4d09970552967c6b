"""Drifts: what was under way before the first session."""

from datetime import timedelta

import numpy as np

from skinmetrics.progress.assess import progress_of
from tests.progress.clients import FIRST, weekly
from tests.progress.statistics.test_fitting import on_days
from tests.progress.test_assess import FACES, MODEL, START, retakes


def test_a_steady_drift_through_all_photos_is_reported_as_one() -> None:
    assert drifts(0.1 * np.arange(30)) >= 8
    assert drifts(np.where(np.arange(30) < 12, 0.0, 3.0)) == 0
    assert drifts(0.1 * np.maximum(np.arange(30) - 12, 0)) <= 1, "what begins with the first session is no drift"


def drifts(course: np.ndarray) -> int:
    """How many of ten metrics are called drifting that follow a course, with the first session after twelve weeks."""
    values, start = retakes(np.random.default_rng(6), n=30) + course, FIRST + timedelta(weeks=12)
    return sum(trend.drift for trend in progress_of(weekly(values, FACES), MODEL, treatment_start=start).trends)


def test_of_unchanged_skin_hardly_any_drift_is_told() -> None:
    rng = np.random.default_rng(8)
    told = [progress_of(weekly(retakes(rng), FACES), MODEL, treatment_start=START).trends for _ in range(60)]
    assert sum(any(trend.drift for trend in trends) for trends in told) <= 3
    alone = progress_of(weekly(retakes(rng) + np.arange(8), FACES), MODEL)
    assert not any(trend.drift for trend in alone.trends), "without a session there is no before"


def test_a_step_between_two_clusters_of_days_is_no_drift() -> None:
    """Line and step can hardly be told apart there, and a line is then not said to fit better."""
    rng, days = np.random.default_rng(9), [0, 1, 2, 60, 61, 62]
    told = 0
    for _ in range(8):
        values = retakes(rng, 6) - 2.0 * (np.arange(6) >= 3)
        found = progress_of(on_days(days, values), MODEL, treatment_start=FIRST + timedelta(days=30))
        told += sum(trend.drift for trend in found.trends)
    assert told == 0


def test_a_course_after_a_short_baseline_is_no_drift() -> None:
    """A line fits it as well, and is not said to fit better."""
    rng, told = np.random.default_rng(10), 0
    for _ in range(8):
        values = retakes(rng, 23) - 0.075 * np.maximum(np.arange(23) - 2, 0)
        told += sum(trend.drift for trend in progress_of(weekly(values, FACES), MODEL, treatment_start=START).trends)
    assert told <= 8
