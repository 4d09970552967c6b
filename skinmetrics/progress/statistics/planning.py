"""Before the first needle: how many photos, and how small a change they could show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from skinmetrics.progress.noise import NoiseModel, RetakeNoise
from skinmetrics.progress.statistics.regression import Floats
from skinmetrics.progress.verdict import ALPHA, Key, shares

POWER = 0.8


@dataclass(frozen=True, slots=True)
class Plan:
    """What ``n_baseline`` and ``n_follow_up`` photo days could show of one metric.

    ``mdc95_pct`` the smallest change that is not noise, ``likely_seen_pct`` one that four in five such series would
    get a verdict for, among all the metrics that are judged together; both in percent of the level.
    """

    metric: str
    region: str | None
    n_baseline: int
    n_follow_up: int
    mdc95_pct: float
    likely_seen_pct: float


def plan(
    key: Key,
    baseline: Floats,
    model: NoiseModel,
    judged: Sequence[Key],
    n_baseline: int = 3,
    n_follow_up: int = 5,
    photos: int = 3,
    resolution: str = "standard",
) -> Plan | None:
    """Return what a series of bursts of ``photos`` could show, from the client's ``baseline`` measurements (n,) so far.

    Without any of them there is no level, and no plan; one is enough, since the noise model knows the noise, and two
    or more say how far this client differs from it. ``judged`` are the keys judged together. None where neither
    knows the noise, or where the level is 0. ``model`` is that of the client's skin (``NoiseModel.for_skin``).
    """
    scores = baseline[np.isfinite(baseline)]
    level = float(np.abs(scores.mean())) if len(scores) else 0.0
    variance, df = own_noise(scores, level, model.of(*key, resolution), model.new_client_df, photos)
    if not level or not variance:
        return None
    error = 100 * math.sqrt(variance * (1 / n_baseline + 1 / n_follow_up)) / level
    strict = _width(shares(judged)[key] * ALPHA, df)
    return Plan(
        metric=key[0],
        region=key[1],
        n_baseline=n_baseline,
        n_follow_up=n_follow_up,
        mdc95_pct=_width(ALPHA, df) * error,
        likely_seen_pct=(strict + float(special.stdtrit(df, POWER))) * error,
    )


def own_noise(
    scores: Floats, level: float, noise: RetakeNoise | None, prior_df: float, photos: int = 1
) -> tuple[float, float]:
    """Return variance and degrees of freedom of one measurement: the client's own, shrunk to the noise model.

    ``scores`` (n,) were taken when nothing changed. (0, 0) where nothing is known.
    """
    squares = float(((scores - scores.mean()) ** 2).sum()) if len(scores) else 0.0
    own_df = max(len(scores) - 1, 0)
    known = 0.0 if noise is None else prior_df
    expected = 0.0 if noise is None else noise.variance(level, photos)
    df = known + own_df
    return ((known * expected + squares) / df, df) if df else (0.0, 0.0)


def _width(alpha: float, df: float) -> float:
    return float(-special.stdtrit(df, alpha / 2))
