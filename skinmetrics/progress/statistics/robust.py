"""How much each measurement counts: one spoilt photo must not make a change, nor hide one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skinmetrics.progress.statistics.regression import Floats

FULL_WITHIN = 2.5
"""A score counts fully up to this many noise SDs from where it should be; beyond, by the square of the distance."""

PHOTO_FULL_WITHIN = 2.0
"""The same for a photo as a whole, by the median of its scores' distances; beyond, by the fourth power."""

PRIOR_DF = 6.0
"""How much the noise model counts against the series' own scatter when distances are judged."""

STEPS = 4
MEDIAN_OF_NORMAL = 0.6745
MIN_SCORES = 3


def measurement_weights(
    y: Floats,
    phases: tuple[NDArray[np.bool_], ...],
    prior: Floats,
    varied: NDArray[np.bool_],
    speaks: NDArray[np.bool_],
) -> tuple[Floats, Floats]:
    """Return weights in (0, 1] of each score (series, n), and of each measurement as a whole (n,).

    ``y`` (series, n) may hold NaN; ``phases`` are masks (n,) that split the measurements; ``prior`` (series,) is the
    noise model's variance, NaN if unknown; ``varied`` (series,) marks the series that show how noisy the client's
    photos are, ``speaks`` (series,) those of these that judge a photo as a whole.
    A score is far off only where it is far both from its phase and from its neighbours, so that a steady trend is not.
    """
    present = np.isfinite(y)
    centre = _centres(y, phases, None)
    near = _nearest_neighbour(y, phases)
    weights = present.astype(float)
    whole = np.ones(y.shape[1])
    factor = _client_factor((y - centre)[varied], prior[varied])
    left = np.maximum(present.sum(1) - len(phases), 1)
    for _ in range(STEPS):
        off = y - centre
        squares = np.nansum(weights * off**2, axis=1)
        known = np.isfinite(prior)
        variance = (np.where(known, PRIOR_DF * factor * prior, 0.0) + squares) / (np.where(known, PRIOR_DF, 0.0) + left)
        distance = np.fmin(abs(off), near) / np.sqrt(np.maximum(variance, 1e-300))[:, None]
        whole = _as_a_whole(distance[speaks])
        score = np.minimum(1.0, (FULL_WITHIN / np.maximum(distance, 1e-9)) ** 2)
        weights = np.where(present, np.maximum(score * whole, 1e-6), 0.0)
        centre = _centres(y, phases, weights)
    return weights, whole


def _centres(y: Floats, phases: tuple[NDArray[np.bool_], ...], weights: Floats | None) -> Floats:
    """Return where each score should be: its phase's weighted mean, without weights its median."""
    centre = np.full_like(y, np.nan)
    for phase in phases:
        part = y[:, phase]
        if weights is None:
            middle = median(part)
        else:
            counts = weights[:, phase]
            middle = np.nansum(part * counts, axis=1) / np.maximum(counts.sum(1), 1e-300)
        centre[:, phase] = middle[:, None]
    return centre


def median(rows: Floats) -> Floats:
    """Return the median of each row of (rows, n) over what is not NaN; NaN for a row without any."""
    ordered, count = np.sort(rows, axis=1), np.isfinite(rows).sum(1)
    at, last = np.arange(len(rows)), rows.shape[1] - 1
    middle: Floats = (ordered[at, np.maximum((count - 1) // 2, 0)] + ordered[at, np.minimum(count // 2, last)]) / 2
    return np.where(count > 0, middle, np.nan)


def _nearest_neighbour(y: Floats, phases: tuple[NDArray[np.bool_], ...]) -> Floats:
    """Return each score's distance to the nearer of its two neighbours in its phase; infinite where it has none."""
    near = np.full_like(y, np.inf)
    for phase in phases:
        part = y[:, phase]
        step = abs(np.diff(part, axis=1))
        step = np.where(np.isfinite(step), step, np.inf)
        edge = np.full((len(y), 1), np.inf)
        near[:, phase] = np.minimum(np.hstack([edge, step]), np.hstack([step, edge]))
    return near


def _client_factor(off: Floats, prior: Floats) -> float:
    """Return how many times the noise model's variance this client shows, by the median and drawn to 1 if few speak."""
    known = np.isfinite(prior)
    distances = abs(off[known]) / np.sqrt(prior[known])[:, None]
    distances = distances[np.isfinite(distances)]
    if not len(distances):
        return 1.0
    seen = max(float(np.median(distances)) / MEDIAN_OF_NORMAL, 0.1)
    return float(seen ** (2 * len(distances) / (len(distances) + 10)))


def _as_a_whole(distance: Floats) -> Floats:
    if len(distance) < MIN_SCORES:
        return np.ones(distance.shape[1])
    filled = np.where(np.isfinite(distance), distance, np.nan)
    typical = np.nan_to_num(median(filled.T)) / MEDIAN_OF_NORMAL
    whole: Floats = np.minimum(1.0, (PHOTO_FULL_WITHIN / np.maximum(typical, 1e-9)) ** 4)
    return whole
