"""A slow course is no noise, and what is no course does not hide a step."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.simulated_clients import FACES, FIRST_DAY, LEVEL, SD, model_of
from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.course import noise_beside, step_of
from skinmetrics.progress.statistics.fitting import learn, prepare
from skinmetrics.progress.statistics.regression import Floats

MODEL = model_of(FACES)
BEFORE, PAUSE_DAYS = 4, 120


def on_days(days: NDArray[np.floating], values: Floats) -> Series:
    times = tuple(FIRST_DAY + timedelta(days=float(day)) for day in days)
    return Series(None, times, FACES, values, np.isfinite(values).astype(np.int64))


def told_after_a_pause(follow_ups: int, fall: float, neutral: int = 0, clients: int = 12) -> float:
    """Share of scores called changed of clients who all fell by ``fall`` SD; the last days lie at the mean of these."""
    days = np.append(7.0 * np.arange(BEFORE), 7.0 * (BEFORE - 1) + PAUSE_DAYS + 7.0 * np.arange(follow_ups + neutral))
    rng, called = np.random.default_rng(5), list[bool]()
    for _ in range(clients):
        values = LEVEL + SD * rng.normal(size=(len(FACES), BEFORE + follow_ups))
        values[:, BEFORE:] -= fall * SD
        rest = values[:, BEFORE:].mean(1, keepdims=True).repeat(neutral, axis=1)
        series = on_days(days, np.hstack([values, rest]))
        start = FIRST_DAY + timedelta(days=float(days[BEFORE - 1] + 1))
        called += [one.change.verdict.is_change for one in progress_of(series, MODEL, treatment_start=start).changes]
    return float(np.mean(called))


def test_more_days_after_a_pause_tell_more() -> None:
    with_five, with_twelve = told_after_a_pause(5, 3), told_after_a_pause(12, 3)
    assert with_twelve > with_five + 0.2


def test_a_day_on_which_nothing_is_new_takes_no_verdicts_away() -> None:
    assert told_after_a_pause(5, 4, neutral=1) >= told_after_a_pause(5, 4)


@pytest.mark.parametrize("changed", [3, len(FACES)])
def test_a_slow_course_of_few_metrics_or_of_all_is_no_memory(changed: int) -> None:
    rng = np.random.default_rng(8)
    follow_up = np.arange(12) >= 3
    values = LEVEL + SD * rng.normal(size=(len(FACES), 12))
    values[:changed, 3:] -= 5 * SD * (1 - np.exp(-np.arange(1, 10) / 5))
    series = on_days(7.0 * np.arange(12), values)
    prepared = prepare(series, follow_up, MODEL, "standard")
    beside, around_a_step = noise_beside(series, prepared, follow_up, MODEL), learn(prepared, step_of(follow_up), MODEL)
    assert beside.rho < around_a_step.rho - 0.05 or beside.season < 0.5 * around_a_step.season
