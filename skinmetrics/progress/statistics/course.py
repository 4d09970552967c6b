"""A client's noise beside what may have come after the first session: at once, or slowly on a straight course.

What comes slowly is no noise with a long memory: taken for that, it would hide itself. A course that is always taken
out, though, takes with it what speaks against a wave of the year, and a step after a pause of the photos is lost in
that. So it is taken out as far as the scores ask for one (docs/decisions/0038).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import special

from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.fitting import Mask, Prepared, learn, log_odds_of
from skinmetrics.progress.statistics.regression import CALM, EVERY_CELL, NEGLIGIBLE, SEASON, ClientNoise, Floats
from skinmetrics.progress.statistics.trend import line_of

COURSE_FEWEST = 6
"""Follow-ups from which a slow course is told from noise."""

NO_COURSE, COURSE = 1e-3, 1.0
"""SD of a course over the follow-ups, in noise SDs: as good as none, and one."""

WAVE_ODDS = 3.0
"""So much likelier than else a wave of the year is taken to be where a course was asked for and is not there: a wave
that the photos show a part of often looks like a step and a rest.
"""


def step_of(follow_up: Mask) -> Floats:
    """Return the columns (2, n) of a step: ones, and 1 from the first follow-up on."""
    return np.stack([np.ones(len(follow_up)), follow_up.astype(float)])


def course_of(series: Series, follow_up: Mask) -> Floats:
    """Return the columns (3, n) of a step and of a straight course after it, whose SD over the follow-ups is 1.

    Of fewer than ``COURSE_FEWEST`` follow-ups nobody can tell the two apart, and there is the step alone (2, n).
    """
    if follow_up.sum() < COURSE_FEWEST:
        return step_of(follow_up)
    days = line_of(series)[1]
    course = np.where(follow_up, days - days[follow_up].mean(), 0.0)
    return np.concatenate([step_of(follow_up), course[None] / course[follow_up].std()])


def noise_beside(series: Series, prepared: Prepared, follow_up: Mask, model: NoiseModel) -> ClientNoise:
    """Learn a client's noise around a step, and around a course after it by the probability that there is one.

    That is asked of all scores of the whole face together, and without a wave of the year, which may look like either.
    """
    step, course = step_of(follow_up), course_of(series, follow_up)
    resting = learn(prepared, step, model)
    if len(course) == len(step):
        return resting
    free = np.full(len(step), np.inf)
    odds = log_odds_of(prepared, course, model, (np.append(free, NO_COURSE), np.append(free, COURSE)), CALM)
    return _either(_likelier_wave(resting), learn(prepared, course, model), float(special.expit(odds)))


def _likelier_wave(noise: ClientNoise) -> ClientNoise:
    odds = np.where(SEASON[noise.cells] > SEASON[CALM[0]], WAVE_ODDS, 1.0)
    weights = noise.weights * odds[:, None]
    return replace(noise, weights=weights / weights.sum())


def _either(one: ClientNoise, other: ClientNoise, chance: float) -> ClientNoise:
    """Return one client's noise or, by a ``chance``, the other, over the same degrees of freedom."""
    shares, both = np.array([1 - chance, chance]), (one, other)
    weights = np.zeros((len(EVERY_CELL), len(one.df)))
    for share, noise in zip(shares, both, strict=True):
        weights[noise.cells] += share * noise.weights
    means = np.stack([noise.log_factor for noise in both])
    variances = np.stack([noise.log_factor_variance for noise in both])
    mean = shares @ means
    variance = shares @ (variances + (means - mean) ** 2)
    likely = np.flatnonzero(weights.sum(1) > NEGLIGIBLE)
    return ClientNoise(likely, weights[likely] / weights[likely].sum(), one.df, mean, variance)
