"""Simulated clients for the tests of progress: scores around 10, 5 % noise, one measurement a week."""

from datetime import datetime, timedelta
from types import MappingProxyType

import numpy as np

from skinmetrics.progress.noise import NoiseModel, RetakeNoise
from skinmetrics.progress.series import Series
from skinmetrics.progress.verdict import Key

FIRST = datetime.fromisoformat("2026-03-01T09:00")
NOISE = RetakeNoise(occasion=0.05, floor=0.0, within=0.0)


def model_of(keys: tuple[Key, ...]) -> NoiseModel:
    """Return a model that knows 5 % noise for ``keys``."""
    return NoiseModel("1", "test", 30.0, 0.15, MappingProxyType({("standard", *key): NOISE for key in keys}))


UNKNOWN = model_of(())


def weekly(values: np.ndarray, keys: tuple[Key, ...]) -> Series:
    """Return a series of values (keys, n), one measurement a week from FIRST on."""
    times = tuple(FIRST + timedelta(weeks=week) for week in range(values.shape[1]))
    return Series(None, times, keys, values, np.isfinite(values).astype(np.int64))
