"""From a series to fitted coefficients: levels, weights, the client's noise, and holes where photos were declined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.regression import (
    EVERY_CELL,
    Cells,
    ClientNoise,
    Estimate,
    Fit,
    Floats,
    client_noise,
    estimate,
    fit,
)
from skinmetrics.progress.robust import measurement_weights, median
from skinmetrics.progress.series import Series

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

YEAR = 365.25 * 86400
"""In seconds."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Series ready to be fitted: arrays (keys, n), (keys,) or (n,).

    ``y`` scores less ``offset``, NaN where declined; ``wave`` (2, n) sine and cosine of the year; ``weights``;
    ``prior`` variance by the noise model at this level, NaN where it has none; ``whole`` how much each measurement
    counts as a whole; ``speaks`` the keys that speak for the client's noise; ``still`` those of unknown noise that
    never vary within a phase.
    """

    y: Floats
    offset: Floats
    wave: Floats
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
    still = ~np.isfinite(prior) & (np.fmax.reduce(spans) == 0)
    faces = np.array([region is None for _, region in series.keys])
    speaks = faces if faces.any() else ~faces
    weights, whole = measurement_weights(y, phases, prior, speaks)
    return Prepared(y, offset, _wave(series), weights * by_photos, prior, whole, speaks & ~still, still)


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


def fits_of(prepared: Prepared, columns: Floats, rows: Rows, cells: Cells = EVERY_CELL) -> Iterator[tuple[Rows, Fit]]:
    """Yield fits of the given keys, those with the same holes together, where enough measurements are left."""
    alike: dict[bytes, list[int]] = {}
    finite = np.isfinite(prepared.y)
    for row in rows:
        alike.setdefault(finite[row].tobytes(), []).append(int(row))
    for members in alike.values():
        at, pattern = np.array(members), finite[members[0]]
        design = columns[:, pattern]
        if pattern.sum() > len(columns) and np.linalg.matrix_rank(design) == len(columns):
            picked = np.ix_(at, pattern)
            wave, weights = prepared.wave[:, pattern], prepared.weights[picked]
            yield at, fit(prepared.y[picked], design, wave, weights, prepared.prior[at], cells)


def _wave(series: Series) -> Floats:
    """Return sine and cosine of the time of the year (2, n)."""
    year = np.array([(time - series.times[0]).total_seconds() for time in series.times]) / YEAR
    return np.stack([np.sin(2 * np.pi * year), np.cos(2 * np.pi * year)])


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
    correlation matrix, whose chance part (1 / degrees of freedom in each square) is taken out.
    """
    rows = rows[np.isfinite(prepared.y[rows]).all(axis=1)]
    df = columns.shape[1] - len(columns)
    if len(rows) < 2 or df < 2:
        return 1.0
    root = np.sqrt(prepared.weights[rows].mean(0))
    fitted, *_ = np.linalg.lstsq((columns * root).T, (prepared.y[rows] * root).T, rcond=None)
    left = (prepared.y[rows] - fitted.T @ columns) * root
    size = np.sqrt((left**2).sum(1, keepdims=True))
    together = (left / np.where(size > 0, size, 1.0)) @ (left / np.where(size > 0, size, 1.0)).T
    apart = ~np.eye(len(rows), dtype=bool)
    excess = max(0.0, (float((together[apart] ** 2).mean()) - 1 / df) / (1 - 1 / df))
    return float(1 / (1 + (len(rows) - 1) * excess))
