"""What a client's measurements share, where some are missing or lie unevenly in time."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import numpy as np
import pytest

from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.noise import RetakeNoise
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.course import course_of
from skinmetrics.progress.statistics.fitting import _independence, prepare
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


@pytest.mark.parametrize("days", [[0, 1, 2, 60, 61, 62], [0, 1, 2, 60, 61, 62, 63, 64]])
def test_days_in_a_row_do_not_pass_for_weeks_on_either_side(days: list[int]) -> None:
    rng, start = np.random.default_rng(4), FIRST + timedelta(days=30)
    told = 0
    for _ in range(60):
        room, photo = fading(rng, days) - 10, photos(rng, 0.0)[:, : len(days)] - 10
        series = on_days(days, 10 + np.sqrt(0.8) * room + np.sqrt(0.2) * photo)
        changes = progress_of(series, MODEL, treatment_start=start).changes
        told += any(one.change.verdict in ("improved", "worsened") for one in changes)
    assert told <= 7


def test_a_year_of_weekly_photos_does_not_hide_what_fades_over_months() -> None:
    """A third of the noise fades within two months, the rest is new in every photo."""
    rng, days = np.random.default_rng(5), [7 * week for week in range(60)]
    root, start = np.linalg.cholesky(np.exp(-abs(np.subtract.outer(days, days)) / 60)), FIRST + timedelta(days=209)
    told, held = 0, []
    for _ in range(20):
        months, photo = (rng.normal(size=(len(METRICS), len(days))) for _ in range(2))
        values = 10 * (1 + 0.05 * (np.sqrt(0.3) * months @ root.T + np.sqrt(0.7) * photo))
        changes = progress_of(on_days(days, values), MODEL, treatment_start=start).changes
        told += any(one.change.verdict in ("improved", "worsened") for one in changes)
        held += [one.change.ci95 is not None and one.change.ci95[0] <= 0 <= one.change.ci95[1] for one in changes]
    assert told <= 3
    assert np.mean(held) >= 0.9


@pytest.mark.parametrize("scores", [[0] * 8, [0, 0, 1, 0, 0, 0, 1, 0]], ids=["none", "nearly none"])
def test_metrics_that_are_none_on_most_days_say_nothing_of_the_others_noise(scores: list[float]) -> None:
    """A client with clear skin takes photos no more carefully for that."""
    values = photos(np.random.default_rng(5), 0.3)
    values[0, AFTER] -= 1
    none = [("blemish_count", None), ("blemish_area", None), ("scar_relief", None)]
    noise = RetakeNoise(occasion=0.05, floor=0.5, within=0.0)
    model = replace(MODEL, entries=MappingProxyType({("standard", *key): noise for key in (*FACES, *none)}))
    plain = on_days([7 * week for week in range(8)], values)
    clear = replace(
        plain,
        keys=(*FACES, *none),
        values=np.concatenate([values, np.tile(scores, (len(none), 1))]),
        photos=np.ones((len(FACES) + len(none), 8), np.int64),
    )
    found, without = (progress_of(one, model, treatment_start=one.times[3]).changes for one in (clear, plain))
    assert [one.change.ci95 for one in found[: len(FACES)]] == [one.change.ci95 for one in without]
