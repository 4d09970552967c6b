"""Statistics of one client's series as the single-case literature gives them, shown beside the verdict.

They describe a baseline followed by treatment (an AB series): that scores changed after the first session, never that
the sessions changed them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from skinmetrics.metrics import Better
from skinmetrics.progress.statistics.regression import Floats

THEIL_SEN_POINTS = 150
"""A longer baseline is thinned to so many evenly spaced points before its slope is taken (all pairs: n²/2)."""

NEXT_TO_END = 1e-9


@dataclass(frozen=True, slots=True)
class Nap:
    """Non-overlap of all pairs: how often a follow-up score is better than a baseline score (0.5: no difference).

    ``ci95`` takes the measurements as independent.
    """

    value: float
    ci95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tau:
    """Kendall's tau between phase and score, positive if follow-up is better, and its p-value.

    ``baseline_corrected`` says whether the baseline had a trend of its own, which was taken out first.
    """

    value: float
    p: float
    baseline_corrected: bool


def nap(baseline: Floats, follow_up: Floats, better: Better) -> Nap:
    """Return the non-overlap of all pairs (Parker & Vannest 2009) of two phases of at least one finite score each.

    Ties count half. The interval is the score interval of Newcombe (2006, method 5, doi 10.1002/sim.2324).
    """
    gain = np.subtract.outer(follow_up, baseline) * (1 if better == "higher" else -1)
    value = float(np.mean((gain > 0) + 0.5 * (gain == 0)))
    pairs, mean_size = gain.size, (len(baseline) + len(follow_up)) / 2 - 1

    def excess(theta: float) -> float:
        spread = 1 + mean_size * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return (value - theta) ** 2 - special.ndtri(0.975) ** 2 * theta * (1 - theta) * spread / pairs

    # At a value of 1 (or 0) the value itself is a root too, not the one that is sought.
    low = 0.0 if value == 0 else float(optimize.brentq(excess, 0.0, min(value, 1 - NEXT_TO_END)))
    high = 1.0 if value == 1 else float(optimize.brentq(excess, max(value, NEXT_TO_END), 1.0))
    return Nap(value, (low, high))


def baseline_corrected_tau(days: Floats, scores: Floats, follow_up: np.ndarray, better: Better) -> Tau | None:
    """Return baseline-corrected Tau (Tarlow 2017, doi 10.1177/0145445516676750), None if the scores are all equal.

    ``days`` and finite ``scores`` are (n,), ``follow_up`` a mask (n,). A baseline whose own Kendall trend has p < 0.05
    has its Theil-Sen line taken out of the whole series.
    """
    before_days, before = days[~follow_up], scores[~follow_up]
    trend = stats.kendalltau(before_days, before).pvalue if len(before) > 2 else math.nan
    corrected = bool(trend < 0.05)
    if corrected:
        few = np.unique(np.linspace(0, len(before) - 1, min(len(before), THEIL_SEN_POINTS)).round().astype(int))
        slope = stats.theilslopes(before[few], before_days[few]).slope
        scores = scores - slope * days
    tau, p = stats.kendalltau(follow_up.astype(float), scores * (1 if better == "higher" else -1))
    return None if math.isnan(tau) else Tau(float(tau), float(p), corrected)
