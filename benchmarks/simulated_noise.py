"""Noise of many kinds, for simulated clients: each draws (metrics, measurements) of it, in SDs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from skinmetrics.progress.statistics.regression import Floats

Noise = Callable[[np.random.Generator, int, int], Floats]
"""From (metrics, measurements) to noise of variance 1, before what spoils it."""


def independent(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw normal noise."""
    return rng.normal(size=(metrics, n))


def autocorrelated(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw AR(1) noise, rho = 0.4."""
    noise = rng.normal(size=(metrics, n))
    for at in range(1, n):
        noise[:, at] = 0.4 * noise[:, at - 1] + math.sqrt(1 - 0.4**2) * noise[:, at]
    return noise


def heavy_tailed(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw from a t-distribution with 3 degrees of freedom, scaled to variance 1."""
    return np.divide(rng.standard_t(3, size=(metrics, n)), math.sqrt(3))


def spoilt(by: float) -> Noise:
    """Return normal noise in which one photo is off by so many SD in every metric, up or down."""

    def draw(rng: np.random.Generator, metrics: int, n: int) -> Floats:
        noise = rng.normal(size=(metrics, n))
        noise[:, rng.integers(n)] += by * rng.choice([-1, 1], size=metrics)
        return noise

    return draw


SPOILT_3, SPOILT_6 = spoilt(3), spoilt(6)


def seasonal(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw normal noise on a yearly wave of 1 SD, photographed weekly from any time of the year."""
    year = np.arange(n) / 52 + rng.uniform(size=(metrics, 1))
    wave: Floats = np.sin(2 * np.pi * year)
    return rng.normal(size=(metrics, n)) + wave


def on_one_wave(days: Floats) -> Noise:
    """Return normal noise on these days (n,) on a yearly wave of 1 SD that is one for all metrics of a client."""

    def draw(rng: np.random.Generator, metrics: int, n: int) -> Floats:
        wave = np.sin(2 * np.pi * (days / 365.25 + rng.uniform()))
        return np.add(rng.normal(size=(metrics, n)), wave)

    return draw


def fallen(by: float, follow_up: NDArray[np.bool_], draw: Noise) -> Noise:
    """Return noise under a fall by so many SD in every metric, from the first follow-up (n,) on."""
    return lambda rng, metrics, n: np.subtract(draw(rng, metrics, n), by * follow_up)


def drifting(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw normal noise on a straight drift of 1 SD from the first photo to the last, in every metric, up or down."""
    drift: Floats = np.linspace(0, 1, n) * rng.choice([-1, 1], size=(metrics, 1))
    return rng.normal(size=(metrics, n)) + drift


def times_(factor: float, draw: Noise) -> Noise:
    """Return noise of ``factor`` times the SD that the noise model believes."""
    return lambda rng, metrics, n: np.multiply(factor, draw(rng, metrics, n))


def over_time(days: Floats, memory_days: float, share: float = 1.0) -> Noise:
    """Return noise on these days (n,) of which a share of the variance fades with a time constant, the rest is new."""
    apart = abs(np.subtract.outer(days, days))
    root = np.linalg.cholesky(np.exp(-apart / memory_days) + 1e-9 * np.eye(len(days)))

    def draw(rng: np.random.Generator, metrics: int, n: int) -> Floats:
        fading, new = rng.normal(size=(metrics, n)) @ root.T, rng.normal(size=(metrics, n))
        return np.add(math.sqrt(share) * fading, math.sqrt(1 - share) * new)

    return draw


def in_bursts(of_day: NDArray[np.intp], share: float = 0.84) -> Noise:
    """Return noise of bursts, given the day (n,) of each: a share of the variance is that of the day."""

    def draw(rng: np.random.Generator, metrics: int, n: int) -> Floats:
        days = rng.normal(size=(metrics, int(of_day.max()) + 1))[:, of_day]
        return np.add(math.sqrt(share) * days, math.sqrt(1 - share) * rng.normal(size=(metrics, n)))

    return draw


def hanging_together(share: float, draw: Noise) -> Noise:
    """Return noise of which a share of the variance is one for all metrics of a photo."""
    return lambda rng, metrics, n: np.add(
        math.sqrt(share) * draw(rng, 1, n), math.sqrt(1 - share) * draw(rng, metrics, n)
    )


def rare_counts(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw counts, of which most are none."""
    return rng.poisson(0.3, (metrics, n)).astype(float)
