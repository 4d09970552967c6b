"""What a client's measurements share, where some are missing or lie unevenly in time."""

from datetime import timedelta

import numpy as np
import pytest

from skinmetrics.progress.assess import course_of, progress_of
from skinmetrics.progress.fitting import _independence, prepare
from skinmetrics.progress.series import Series
from tests.progress.clients import FIRST
from tests.progress.test_assess import FACES, METRICS, MODEL

AFTER = np.arange(8) >= 3


def on_days(days: list[int], values: np.ndarray) -> Series:
    times = tuple(FIRST + timedelta(days=day) for day in days)
    return Series(None, times, FACES, values, np.isfinite(values).astype(np.int64))


def independence(values: np.ndarray) -> float:
    series = on_days([7 * week for week in range(8)], values)
    prepared = prepare(series, AFTER, MODEL, "standard")
    return _independence(prepared, course_of(series, AFTER), np.arange(len(FACES)))


def photos(rng: np.random.Generator, shared: float) -> np.ndarray:
    noise: np.ndarray = np.sqrt(shared) * rng.normal(size=(1, 8)) + np.sqrt(1 - shared) * rng.normal(
        size=(len(METRICS), 8)
    )
    return 10 * (1 + 0.05 * noise)


def with_holes(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    holed = values.copy()
    holed[np.arange(len(METRICS)), rng.integers(8, size=len(METRICS))] = np.nan
    return holed


@pytest.mark.parametrize(("shared", "low", "high"), [(0.0, 0.6, 1.0), (0.7, 0.1, 0.55)])
def test_what_metrics_share_is_read_though_each_lacks_a_score(shared: float, low: float, high: float) -> None:
    rng = np.random.default_rng(1)
    found = [independence(with_holes(rng, photos(rng, shared))) for _ in range(40)]
    assert low < np.mean(found) <= high


def test_where_nothing_can_be_read_metrics_hang_together_as_usual() -> None:
    values = np.full((len(METRICS), 8), np.nan)
    values[:, [0, 1, 6, 7]] = photos(np.random.default_rng(2), 0.0)[:, :4]
    values[::2, 0], values[1::2, 7] = np.nan, np.nan
    assert independence(values) == pytest.approx(1 / (1 + (len(METRICS) - 1) * 0.1))


def fading(rng: np.random.Generator, days: list[int]) -> np.ndarray:
    """Noise that fades within thirty days."""
    root = np.linalg.cholesky(np.exp(-abs(np.subtract.outer(days, days)) / 30))
    noise: np.ndarray = rng.normal(size=(len(METRICS), len(days))) @ root.T
    return 10 * (1 + 0.05 * noise)


def test_a_baseline_within_one_week_does_not_pass_for_three_weeks() -> None:
    rng, days = np.random.default_rng(3), [0, 2, 4, 60, 75, 90, 105, 120]
    start = FIRST + timedelta(days=50)
    told = [progress_of(on_days(days, fading(rng, days)), MODEL, treatment_start=start).changes for _ in range(80)]
    assert sum(any(one.change.verdict in ("improved", "worsened") for one in changes) for changes in told) <= 8
