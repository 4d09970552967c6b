"""Change across the clients of a clinic: a random-effects estimate a metric, with how much clients differ.

Two stages: each client's own change with its own standard error (autocorrelation and all), then their mean. That is
what a mixed model would estimate, without its failures to converge on a handful of clients.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from skinmetrics.progress.change import Change
from skinmetrics.progress.statistics.regression import Floats
from skinmetrics.progress.words.amounts import unit_told
from skinmetrics.progress.words.names import about

FEWEST_CLIENTS = 5

NORMAL = float(stats.norm.ppf(0.975))

REGRESSION_TO_THE_MEAN = (
    "People come when their skin is at its worst, and the next photos would look better without any treatment. "
    "There is no untreated group here to take that out."
)


class CohortError(Exception):
    """No estimate can be given; the text says why."""


@dataclass(frozen=True, slots=True)
class CohortEffect:
    """The mean change of one metric over the clients who consented, in percent of each client's baseline or, of counts
    and of what may be above and below nothing, in the metric's ``unit``.

    ``ci95`` is for the mean, ``prediction95`` for one further client of the same kind. ``between_sd`` is how much
    clients truly differ, ``i2`` (0 to 1) its share of all that they differ. ``singular`` says that the photos show no
    more difference between clients than their noise explains: ``between_sd`` is then 0 for want of evidence, and
    ``prediction95`` None.
    ``baseline_slope`` is the correlation of change with baseline level: a strong one where the highest fell most is
    the mark of regression to the mean, which ``caution`` names in any case.
    """

    metric: str
    clients: int
    mean: float
    ci95: tuple[float, float]
    prediction95: tuple[float, float] | None
    between_sd: float
    i2: float
    singular: bool
    baseline_slope: float | None
    caution: str = REGRESSION_TO_THE_MEAN

    @property
    def unit(self) -> str | None:
        """What mean, intervals and ``between_sd`` are in; None where that is percent."""
        return unit_told(self.metric)


def cohort_effect(metric: str, changes: Sequence[Change]) -> CohortEffect:
    """Return the random-effects mean of one change a client; raises CohortError with fewer than five usable ones.

    Between-client variance after Paule & Mandel (1982); interval after Hartung & Knapp (2001), never narrower than the
    plain one, since few clients who happen to agree would else seem certain; prediction after Higgins et al. (2009).
    """
    unit = unit_told(metric)
    usable = [change for change in changes if change.metric == metric and _usable(change, unit)]
    if len(usable) < FEWEST_CLIENTS:
        raise CohortError(
            f"{len(usable)} clients have a measured change in {about(metric, None)}; an estimate across clients needs "
            f"{FEWEST_CLIENTS}, lest it tell about one of them."
        )
    scales = np.array([1.0 if unit is not None else 100 / abs(change.before or 1.0) for change in usable])
    effects = scales * np.array([change.change for change in usable], float)
    errors = scales * np.array([change.mdc95 for change in usable], float) / NORMAL
    between = _paule_mandel(effects, errors**2)
    weights = 1 / (errors**2 + between)
    mean = float(weights @ effects / weights.sum())
    df = len(effects) - 1
    scale = max(1.0, float(weights @ (effects - mean) ** 2) / df)
    error = math.sqrt(scale / weights.sum())
    half = float(stats.t.ppf(0.975, df)) * error
    ahead = float(stats.t.ppf(0.975, df - 1)) * math.sqrt(between + error**2)
    typical = _typical_variance(errors**2)
    return CohortEffect(
        metric=metric,
        clients=len(usable),
        mean=mean,
        ci95=(mean - half, mean + half),
        prediction95=(mean - ahead, mean + ahead) if between else None,
        between_sd=math.sqrt(between),
        i2=between / (between + typical),
        singular=between == 0,
        baseline_slope=_correlation(np.array([change.before for change in usable], float), effects),
    )


def _usable(change: Change, unit: str | None) -> bool:
    begun = bool(change.before) if unit is None else change.before is not None
    return begun and change.change is not None and bool(change.mdc95)


def _paule_mandel(effects: Floats, variances: Floats) -> float:
    """Return the between-client variance at which the weighted spread equals its expectation; 0 if there is none."""

    def excess(between: float) -> float:
        weights = 1 / (variances + between)
        mean = weights @ effects / weights.sum()
        return float(weights @ (effects - mean) ** 2) - (len(effects) - 1)

    if excess(0.0) <= 0:
        return 0.0
    return float(optimize.brentq(excess, 0.0, float(np.ptp(effects)) ** 2 * len(effects)))


def _typical_variance(variances: Floats) -> float:
    """Return the within-client variance that I² is held against (Higgins & Thompson 2002)."""
    weights = 1 / variances
    return float((len(weights) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))


def _correlation(baseline: Floats, effects: Floats) -> float | None:
    if np.ptp(baseline) == 0 or np.ptp(effects) == 0:
        return None
    return float(np.corrcoef(baseline, effects)[0, 1])
