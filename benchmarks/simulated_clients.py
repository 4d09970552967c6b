"""Clients whose truth is known, judged by the code that judges a real one; tables of them are progress_simulation's."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.simulated_noise import Noise
from skinmetrics.progress.assess import changes_of, progress_of
from skinmetrics.progress.noise import NoiseModel, RetakeNoise
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.course import noise_beside
from skinmetrics.progress.statistics.fitting import prepare
from skinmetrics.progress.statistics.planning import plan
from skinmetrics.progress.statistics.regression import Floats
from skinmetrics.progress.verdict import PRIMARY, Key, changed

LEVEL, NOISE = 100.0, 0.05
SLOW_WEEKS = 5.0
FEW, MANY = (3, 5), (3, 9)
"""Measurements before the first session and after it."""
SD = LEVEL * NOISE
SECONDARY = tuple(f"secondary_{n}" for n in range(1, 9))
FACES: tuple[Key, ...] = tuple((metric, None) for metric in (*PRIMARY, *SECONDARY))
REGIONS = tuple(f"region_{n}" for n in range(1, 16))
FIRST_DAY = datetime.fromisoformat("2026-01-05T09:00")
WEEK = timedelta(weeks=1)


def model_of(keys: tuple[Key, ...], known: float = NOISE) -> NoiseModel:
    """Return a noise model that knows ``keys`` at a fraction ``known`` of their level, none of them if it is 0."""
    noise = RetakeNoise(occasion=known, floor=0.0, within=0.0)
    entries = {("standard", *key): noise for key in keys} if known else {}
    return NoiseModel("1", "simulation", 30.0, 0.15, MappingProxyType(entries))


@dataclass(frozen=True)
class Rates:
    """What became of the clients of a row, as shares (0 to 1)."""

    any_false: float
    coverage: float
    seen_primary: float
    seen_secondary: float


def weekly(values: Floats, keys: tuple[Key, ...]) -> Series:
    """Return a series photographed once a week."""
    times = tuple(FIRST_DAY + week * WEEK for week in range(values.shape[1]))
    return Series(None, times, keys, values, np.ones(values.shape, np.int64))


def slowly(follow_up: NDArray[np.bool_]) -> Floats:
    """Return a course (n,) that is 0 before the follow-ups, approaches its end over weeks and is 1 in their mean."""
    weeks = np.cumsum(follow_up).astype(float)
    course: Floats = 1 - np.exp(-weeks / SLOW_WEEKS)  # 0 before the first
    scaled: Floats = course / course[follow_up].mean()
    return scaled


@cache
def face_rates(
    draw: Noise,
    clients: int,
    seed: int,
    effect: float = 0.0,
    keys: tuple[Key, ...] = FACES,
    n: tuple[int, int] = FEW,
    known: float = NOISE,
    *,
    slow: bool = False,
) -> Rates:
    """Simulate clients whose every score falls by ``effect`` SD with the first session; rates at the whole face.

    A ``slow`` fall approaches its end over SLOW_WEEKS and is ``effect`` in the mean of the follow-ups.
    """
    rng = np.random.default_rng(seed)
    model = model_of(keys, known)
    follow_up = np.arange(sum(n)) >= n[0]
    truth = -effect * SD
    fall = slowly(follow_up) if slow else follow_up.astype(float)
    faces = [row for row, (_, region) in enumerate(keys) if region is None]
    any_called, covered, seen = 0, 0.0, np.zeros(len(faces))
    for _ in range(clients):
        series = weekly(LEVEL + SD * draw(rng, len(keys), len(follow_up)) + truth * fall, keys)
        prepared = prepare(series, follow_up, model, "standard")
        noise = noise_beside(series, prepared, follow_up, model)
        changes = changes_of(series, prepared, follow_up, noise)
        called = np.array([changes[row].verdict.is_change for row in faces])
        any_called += bool(called.any())
        seen += called
        covered += float(np.mean([ci[0] <= truth <= ci[1] for row in faces if (ci := changes[row].ci95)]))
    of_each = seen / clients
    primary = np.array([keys[row][0] in PRIMARY for row in faces])
    found = (any_called / clients, covered / clients, of_each[primary].mean(), of_each[~primary].mean())
    return Rates(*map(float, found))


def mdc95(model: NoiseModel) -> float:
    """Return the MDC95 of 3 + 5 photos of a client of whom nothing is known yet, in SD."""
    planned = plan(FACES[0], np.array([LEVEL]), model, FACES, photos=1)
    if planned is None:
        raise ValueError("the noise model does not know the metric")
    return planned.mdc95_pct / 100 / NOISE


Client = Callable[[np.random.Generator], Series]
"""Draws the series of one client, of whom nothing changed."""


def false_rates(client: Client, start: datetime, model: NoiseModel, clients: int, seed: int) -> tuple[float, float]:
    """Return the shares of clients of whom anything at all is called changed, and of whom any drift is told."""
    rng = np.random.default_rng(seed)
    called, drifts = 0, 0
    for _ in range(clients):
        found = progress_of(client(rng), model, treatment_start=start)
        called += any(one.change.verdict.is_change for one in found.changes)
        drifts += any(one.drift for one in found.trends)
    return called / clients, drifts / clients


def seen_rates(client: Client, start: datetime, clients: int, seed: int) -> tuple[float, float]:
    """Return the shares of primary and of secondary faces of clients, of whom all changed, that are called changed."""
    rng, model = np.random.default_rng(seed), model_of(FACES)
    called = np.zeros(len(FACES))
    for _ in range(clients):
        found = progress_of(client(rng), model, treatment_start=start)
        called += [one.change.verdict.is_change for one in found.changes]
    primary = np.array([metric in PRIMARY for metric, _ in FACES])
    return float(called[primary].mean() / clients), float(called[~primary].mean() / clients)


def at_days(days: NDArray[np.floating], draw: Noise, keys: tuple[Key, ...] = FACES, missing: int = 0) -> Client:
    """Return clients photographed on these days (n,), of whose every metric so many scores are missing."""
    times = tuple(FIRST_DAY + timedelta(days=float(day)) for day in days)

    def client(rng: np.random.Generator) -> Series:
        values = LEVEL + SD * draw(rng, len(keys), len(times))
        for row in values:
            row[rng.choice(len(times), missing, replace=False)] = np.nan
        return Series(None, times, keys, values, np.isfinite(values).astype(np.int64))

    return client


PValues = Callable[[Floats, Floats], Floats]
"""From baseline (metrics, 3) and follow-up (metrics, 5) to a p-value of each metric."""


def with_the_model_alone(inflation: float) -> PValues:
    """Return the normal test with the noise model's variance, inflated by a fixed factor against autocorrelation."""
    error = SD * math.sqrt((1 / 3 + 1 / 5) * inflation)
    return lambda before, after: np.asarray(2 * stats.norm.sf(abs(after.mean(1) - before.mean(1)) / error))


RIVALS: dict[str, PValues] = {
    "pooled t-test": lambda before, after: np.asarray(stats.ttest_ind(after, before, axis=1).pvalue),
    "Welch's t-test": lambda before, after: np.asarray(stats.ttest_ind(after, before, axis=1, equal_var=False).pvalue),
    "Mann-Whitney": lambda before, after: np.asarray(stats.mannwhitneyu(after, before, axis=1).pvalue),
    "noise model alone": with_the_model_alone(1.0),
    "noise model, variance x 1.5": with_the_model_alone(1.5),
    "noise model, variance x 2": with_the_model_alone(2.0),
}


def rival_rates(p_values: PValues, draw: Noise, clients: int, seed: int, effect: float = 0.0) -> Rates:
    """Judge clients as face_rates does, by another test."""
    rng = np.random.default_rng(seed)
    any_called, primary, secondary = 0, 0, 0
    for _ in range(clients):
        y = LEVEL + SD * draw(rng, len(FACES), 8)
        p = p_values(y[:, :3], y[:, 3:] - effect * SD)
        called = changed(dict(zip(FACES, map(float, p), strict=True)))
        any_called += bool(called)
        primary += sum(metric in PRIMARY for metric, _ in called)
        secondary += sum(metric in SECONDARY for metric, _ in called)
    seen = (primary / len(PRIMARY) / clients, secondary / len(SECONDARY) / clients)
    return Rates(any_called / clients, math.nan, *seen)
