"""Noise of many kinds, for simulated clients: each draws (metrics, measurements) of it, in SDs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from skinmetrics.progress.regression import Floats

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


def drifting(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw normal noise on a straight drift of 1 SD from the first photo to the last, in every metric, up or down."""
    drift: Floats = np.linspace(0, 1, n) * rng.choice([-1, 1], size=(metrics, 1))
    return rng.normal(size=(metrics, n)) + drift


def shared(rng: np.random.Generator, metrics: int, n: int) -> Floats:
    """Draw normal noise of which 30 % of the variance is one for all metrics of a photo."""
    return math.sqrt(0.7) * rng.normal(size=(metrics, n)) + math.sqrt(0.3) * rng.normal(size=(1, n))


def times_(factor: float, draw: Noise) -> Noise:
    """Return noise of ``factor`` times the SD that the noise model believes."""
    return lambda rng, metrics, n: np.multiply(factor, draw(rng, metrics, n))
