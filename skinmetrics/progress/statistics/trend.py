"""Where a series is heading: its straight line, drift, and the jump and bend at the first session."""

from __future__ import annotations

import numpy as np

from skinmetrics.progress.result import Slope, Trend
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.fitting import Mask, Prepared, Rows, coefficients, fits_of
from skinmetrics.progress.statistics.regression import TINY, ClientNoise, Estimate, Floats
from skinmetrics.progress.verdict import changed

DAYS = 30.0
"""Trends are told per so many days."""

FEWEST = 4

CLEARLY = 0.5
"""By how much a line must be likelier (ln) than what begins with the first session."""

ALIKE = 0.95
"""Correlation with a step from which a line is not told from one: photos in two clusters of days show both."""


def line_of(series: Series) -> Floats:
    """Return the columns (2, n) of a straight line: ones, and the time in units of 30 days from the middle."""
    days = np.array([(time - series.times[0]).total_seconds() for time in series.times]) / 86400
    return np.stack([np.ones(len(days)), (days - days.mean()) / DAYS])


def trends_of(
    series: Series, prepared: Prepared, follow_up: Mask, noise: ClientNoise, judged: Mask
) -> tuple[Trend, ...]:
    """Return the trend of every key with enough measurements. ``judged`` (keys,) have both phases.

    A trend tells where the scores go, be it with the season: ``noise`` must have been learnt without one. A drift is
    told of whole faces that were judged alone, as their straight lines are called real together.
    """
    line = line_of(series)
    rows = np.flatnonzero((np.isfinite(prepared.y).sum(1) >= FEWEST) & ~prepared.still)
    (slope,) = coefficients(prepared, line, (1,), noise, rows)
    whole_face = np.array([region is None for _, region in series.keys])
    both = np.flatnonzero(judged & whole_face & ~prepared.still)
    level, bend = coefficients(prepared, _two_lines(line, follow_up), (2, 3), noise, both)
    sloping = changed({series.keys[row]: float(slope.p[row]) for row in both if np.isfinite(slope.p[row])})
    drifts = np.array([key in sloping for key in series.keys], bool) & _straight(prepared, line, follow_up, noise, both)
    return tuple(
        Trend(*series.keys[row], _slope(slope, row), bool(drifts[row]), _maybe(level, row), _maybe(bend, row))
        for row in map(int, rows)
        if np.isfinite(slope.value[row])
    )


def _two_lines(line: Floats, follow_up: Mask) -> Floats:
    """Return the columns (4, n) of one line a phase: intercept, slope, jump at the first follow-up, change of slope."""
    since = line[1] - line[1, int(np.argmax(follow_up))]
    return np.stack([line[0], line[1], follow_up.astype(float), np.where(follow_up, since, 0.0)])


def _straight(prepared: Prepared, line: Floats, follow_up: Mask, noise: ClientNoise, rows: Rows) -> Mask:
    """Return for which keys (keys,) a straight line is clearly likelier than what begins with the first session: than a
    step, and than a course after the last photo before it.
    """
    if not len(rows) or np.corrcoef(line[1], follow_up)[0, 1] > ALIKE:
        return np.zeros(len(prepared.y), bool)
    step = np.stack([line[0], follow_up.astype(float)])
    course = np.stack([line[0], np.maximum(line[1] - line[1, int(np.argmax(follow_up)) - 1], 0.0)])
    cell = noise.cells[[np.argmax(noise.weights.sum(1))]]
    surprise = np.full((3, len(prepared.y)), np.nan)
    for found, columns in zip(surprise, (line, step, course), strict=True):
        for at, one in fits_of(prepared, columns, rows, cell):
            found[at] = 0.5 * one.df * np.log(np.maximum(one.squares[:, 0], TINY))
    straight: Mask = surprise[1:].min(0) - surprise[0] >= CLEARLY
    return straight


def _slope(found: Estimate, row: int) -> Slope:
    return Slope(float(found.value[row]), (float(found.low[row]), float(found.high[row])))


def _maybe(found: Estimate, row: int) -> Slope | None:
    return _slope(found, row) if np.isfinite(found.value[row]) else None
