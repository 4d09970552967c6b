"""From a series to fitted coefficients: levels, weights, the client's noise, and holes where photos were declined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.regression import (
    EVERY_CELL,
    TINY,
    Cells,
    ClientNoise,
    Estimate,
    Fit,
    Floats,
    client_noise,
    estimate,
    fit,
    log_odds,
)
from skinmetrics.progress.statistics.robust import measurement_weights, median

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

LEAST_GAP = 0.25
"""In units of the usual gap: how alike nearer days can be at the most, since what a photo adds of its own is new."""

LEAST_USUAL_GAP = 7 * 86400.0
"""In seconds. Days in a row say nothing of what stays for weeks: a room's light, the skin's own rhythm."""

LEAST_DF = 2
"""Degrees of freedom from which two series tell whether they hang together."""

USUAL_EXCESS = 0.1
"""Squared correlation of the noise of two metrics, where the client's own cannot be told."""

YEAR = 365.25 * 86400
"""In seconds."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Series ready to be fitted: arrays (keys, n), (keys,) or (n,).

    ``y`` scores less ``offset``, NaN where declined; ``wave`` (2, n) sine and cosine of the year; ``clock`` (n,) the
    time in units of the usual gap; ``weights``; ``prior`` variance by the noise model at this level, NaN where it has
    none; ``whole`` how much each measurement counts as a whole; ``speaks`` the keys that speak for the client's noise:
    none that never vary within a phase, or are the same in most measurements; ``still`` those of these whose noise is
    unknown.
    """

    y: Floats
    offset: Floats
    wave: Floats
    clock: Floats
    weights: Floats
    prior: Floats
    whole: Floats
    speaks: Mask
    still: Mask


def prepare(series: Series, follow_up: Mask, model: NoiseModel, resolution: str) -> Prepared:
    """Centre and weigh a series of at least one measurement, split into phases by ``follow_up`` (n,)."""
    phases = tuple(phase for phase in (~follow_up, follow_up) if phase.any())
    medians = [median(series.values[:, phase]) for phase in phases]
    offset = np.nan_to_num(medians[0])
    y = series.values - offset[:, None]
    spans = [np.fmax.reduce(y[:, phase], axis=1) - np.fmin.reduce(y[:, phase], axis=1) for phase in phases]
    prior, by_photos = _priors(series, np.abs(medians), model, resolution)
    silent = (np.fmax.reduce(spans) == 0) | _mostly_one(y)
    faces = np.array([region is None for _, region in series.keys])
    speaks = (faces if faces.any() else ~faces) & ~silent
    weights, whole = measurement_weights(y, phases, prior, ~silent, speaks)
    still = silent & ~np.isfinite(prior)
    seconds = _seconds(series)
    clock = seconds / _clock_unit(series)
    return Prepared(y, offset, _wave(seconds), clock, weights * by_photos, prior, whole, speaks, still)


def learn(prepared: Prepared, columns: Floats, model: NoiseModel, cells: Cells = EVERY_CELL) -> ClientNoise:
    """Learn the client's noise from what the columns (k, n) leave unexplained, in the given cells of the grid."""
    rows = np.flatnonzero(prepared.speaks)
    fits = [one for _, one in fits_of(prepared, columns, rows, cells)]
    return client_noise(fits, model, _independence(prepared, columns, rows), cells)


def coefficients(
    prepared: Prepared, columns: Floats, wanted: tuple[int, ...], noise: ClientNoise, rows: Rows
) -> tuple[Estimate, ...]:
    """Return the wanted coefficients for every key: NaN outside ``rows`` and where too few measurements are left."""
    out = np.full((len(wanted), 4, len(prepared.y)), np.nan)
    for at, one in fits_of(prepared, columns, rows, noise.cells):
        for place, column in enumerate(wanted):
            found = estimate(one, column, noise)
            out[place][:, at] = found.value, found.low, found.high, found.p
    return tuple(Estimate(*four) for four in out)


def log_odds_of(
    prepared: Prepared, columns: Floats, model: NoiseModel, spreads: tuple[Floats, Floats], cells: Cells
) -> float:
    """Return the log odds that each series has the first or, by even chances, the second prior ``spreads`` (k,) of its
    coefficients, in noise SDs, against all having the first.
    """
    rows = np.flatnonzero(prepared.speaks)
    one, other = ([fit for _, fit in fits_of(prepared, columns, rows, cells, prior)] for prior in spreads)
    return log_odds(zip(one, other, strict=True), model, _independence(prepared, columns, rows), cells)


def fits_of(
    prepared: Prepared, columns: Floats, rows: Rows, cells: Cells = EVERY_CELL, spreads: Floats | None = None
) -> Iterator[tuple[Rows, Fit]]:
    """Yield fits of the given keys, those with the same holes together, where enough measurements are left."""
    for at, pattern in _alike(prepared, columns, rows):
        picked = np.ix_(at, pattern)
        wave, weights = prepared.wave[:, pattern], prepared.weights[picked]
        gaps = np.maximum(np.diff(prepared.clock[pattern]), LEAST_GAP)
        yield at, fit(prepared.y[picked], columns[:, pattern], wave, weights, prepared.prior[at], gaps, cells, spreads)


def _alike(prepared: Prepared, columns: Floats, rows: Rows) -> Iterator[tuple[Rows, Mask]]:
    """Yield the keys that have the same measurements, and which (n,), where these can tell all columns apart."""
    alike: dict[bytes, list[int]] = {}
    finite = np.isfinite(prepared.y)
    for row in rows:
        alike.setdefault(finite[row].tobytes(), []).append(int(row))
    for members in alike.values():
        pattern = finite[members[0]]
        if pattern.sum() > len(columns) and np.linalg.matrix_rank(columns[:, pattern]) == len(columns):
            yield np.array(members), pattern


def _mostly_one(y: Floats) -> Mask:
    """Return which series (keys,) have one score in more than half of their measurements, as rare counts do."""
    counts = [np.unique(row[np.isfinite(row)], return_counts=True)[1] for row in y]
    return np.array([len(count) > 0 and 2 * count.max() > count.sum() for count in counts], bool)


def with_days_to_come(prepared: Prepared, series: Series, follow_up: Mask, count: int) -> Prepared:
    """Return the series with ``count`` more days, as far apart as follow-ups mostly are, at the mean of these."""
    seconds, unit = _seconds(series), _clock_unit(series)
    come = seconds[-1] + np.median(np.diff(seconds[follow_up])) * np.arange(1, count + 1)
    y, weights = prepared.y[:, follow_up], prepared.weights[:, follow_up]
    level = np.nansum(y * weights, axis=1) / np.maximum(weights.sum(1), TINY)
    level = np.where(np.isfinite(y).any(1), level, np.nan)[:, None].repeat(count, axis=1)
    return replace(
        prepared,
        y=np.hstack([prepared.y, level]),
        wave=np.hstack([prepared.wave, _wave(come)]),
        clock=np.append(prepared.clock, come / unit),
        weights=np.hstack([prepared.weights, np.isfinite(level).astype(float)]),
        whole=np.append(prepared.whole, np.ones(count)),
    )


def _seconds(series: Series) -> Floats:
    """Return when each measurement was taken (n,), in seconds after the first."""
    return np.array([(time - series.times[0]).total_seconds() for time in series.times])


def _clock_unit(series: Series) -> float:
    """Return the usual gap between two measurements in seconds, of at least a week."""
    seconds = _seconds(series)
    return max(float(np.median(np.diff(seconds))) if len(seconds) > 1 else 0.0, LEAST_USUAL_GAP)


def _wave(seconds: Floats) -> Floats:
    """Return sine and cosine of the time of the year (2, n)."""
    year = 2 * np.pi * seconds / YEAR
    return np.stack([np.sin(year), np.cos(year)])


def _priors(series: Series, medians: Floats, model: NoiseModel, resolution: str) -> tuple[Floats, Floats]:
    """Return the noise model's variance of each key (keys,), and the weights that its photos give a measurement."""
    prior, by_photos = np.full(len(series.keys), np.nan), np.ones_like(series.values)
    for at, key in enumerate(series.keys):
        noise, known = model.of(*key, resolution), medians[:, at][np.isfinite(medians[:, at])]
        if noise is None or not len(known):
            continue
        counts, place = np.unique(series.photos[at], return_inverse=True)
        variances = np.array([noise.variance(float(known.mean()), max(int(count), 1)) for count in counts])[place]
        if not variances.all():  # a noise without a floor says nothing of scores of nothing
            continue
        prior[at] = np.exp(np.log(variances[series.photos[at] > 0]).mean())
        by_photos[at] = prior[at] / variances
    return np.where(prior > 0, prior, np.nan), by_photos


def _independence(prepared: Prepared, columns: Floats, rows: Rows) -> float:
    """Return the share of the keys' information that is new, from the correlation of their residuals.

    The effective number of independent series is (sum of eigenvalues)² / sum of squared eigenvalues of their
    correlation matrix, whose chance part (1 / degrees of freedom in each square) is taken out. Two series correlate
    over the measurements that both have; where these are too few everywhere, they are taken to hang together as usual.
    """
    if len(rows) < 2:
        return 1.0
    left = _residuals(prepared, columns, rows)
    there = np.isfinite(left)
    left = np.where(there, left, 0.0)
    df = there.astype(float) @ there.T - len(columns)
    sizes = left**2 @ there.T
    squares = (left @ left.T) ** 2 / np.maximum(sizes * sizes.T, np.finfo(float).tiny)
    pairs = (df >= LEAST_DF) & ~np.eye(len(rows), dtype=bool)
    excess = USUAL_EXCESS
    if pairs.any():
        excess = max(0.0, float(((squares[pairs] - 1 / df[pairs]) / (1 - 1 / df[pairs])).mean()))
    return float(1 / (1 + (len(rows) - 1) * excess))


def _residuals(prepared: Prepared, columns: Floats, rows: Rows) -> Floats:
    """Return what the columns leave of each row (rows, n), weighted as measurements are on the average; NaN where there
    is no score or too few are left.
    """
    present = np.isfinite(prepared.y[rows])
    root = np.sqrt((prepared.weights[rows] * present).sum(0) / np.maximum(present.sum(0), 1))
    left = np.full(prepared.y.shape, np.nan)
    for at, pattern in _alike(prepared, columns, rows):
        y, x = prepared.y[np.ix_(at, pattern)] * root[pattern], columns[:, pattern] * root[pattern]
        fitted, *_ = np.linalg.lstsq(x.T, y.T, rcond=None)
        left[np.ix_(at, pattern)] = y - fitted.T @ x
    found: Floats = left[rows]
    return found
