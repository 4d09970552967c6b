"""Where scores fall while nothing changes, as the bands that charts draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skinmetrics.progress.change import Change
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.fitting import Prepared, Rows, fits_of
from skinmetrics.progress.statistics.regression import SEASON, ClientNoise, Fit, Floats, estimate
from skinmetrics.progress.verdict import may_be_negative

Ends = tuple[float, float]


def noise_band(change: Change | None) -> Ends | None:
    """Return where a burst falls that is compared with the one before: the level before ± MDC95, in the metric's unit;
    None where either is not known. Of a change of several days this is where their average falls, and no band of days.

    A score that is never negative ends at zero.
    """
    if change is None or change.before is None or change.mdc95 is None:
        return None
    low, high = change.before - change.mdc95, change.before + change.mdc95
    return low if may_be_negative(change.metric, np.array([change.before])) else max(0.0, low), high


def day_ranges(
    series: Series, prepared: Prepared, step: Floats, noise: ClientNoise, rows: Rows
) -> tuple[Ends | None, ...]:
    """Return for every key of the ``series`` where 95 % of single days fall while the scores stay at the level before
    the ``step`` (2, n), in the metric's unit; None outside ``rows``. Scores that are never negative end at zero.
    """
    found: list[Ends | None] = [None] * len(prepared.y)
    for at, one in fits_of(prepared, step, rows, noise.cells):
        day = estimate(_of_a_day(one, noise), 0, noise)
        for row, low, high in zip(at, day.low, day.high, strict=True):
            (metric, _), level = series.keys[row], prepared.offset[row]
            least, most = float(low + level), float(high + level)
            found[row] = least if may_be_negative(metric, series.values[row]) else max(0.0, least), most
    return tuple(found)


def _of_a_day(one: Fit, noise: ClientNoise) -> Fit:
    """A fit whose level is that of one more day, which has its own noise and its own place in the wave of the year."""
    own = np.zeros_like(one.inverse)
    own[..., 0, 0] = 1 + SEASON[noise.cells] ** 2
    return replace(one, inverse=one.inverse + own)
