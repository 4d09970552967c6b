"""How many more photo days would make the present difference a verdict, if it stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import special

from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.fitting import Mask, Prepared, Rows, fits_of, with_days_to_come
from skinmetrics.progress.statistics.regression import ClientNoise, Floats, estimate
from skinmetrics.progress.verdict import ALPHA, Key, Verdict

PHOTO_DAYS = (1, 2, 4, 8, 12, 16, 24)
"""So many more are tried; more than the last are not asked of anybody."""


def follow_ups_needed(
    series: Series,
    prepared: Prepared,
    follow_up: Mask,
    noise: ClientNoise,
    found: Sequence[SeriesChange],
    judged: Mapping[Key, float],
) -> tuple[int | None, ...]:
    """Return for every key of ``found``, those of the series, how many more follow-up days would make it a verdict.

    The series is judged with so many days to come, as far apart as the last ones and at the follow-ups' mean, with the
    noise, the memory and the season of which the photos leave doubt. None where it has a verdict, cannot be judged, or
    would have none within the most: then only a longer baseline could have helped, or nothing changed. ``judged`` holds
    each key's share of alpha (verdict.shares). This is a plan, no forecast: the difference itself will move.
    """
    needed: list[int | None] = [None] * len(found)
    alpha = ALPHA * np.array([judged.get((one.change.metric, one.change.region), 0.0) for one in found])
    open_ = np.array([_may_tell(one, own) for one, own in zip(found, alpha, strict=True)], bool)
    for count in PHOTO_DAYS:
        if not open_.any():
            break
        p = _p_with(series, prepared, follow_up, noise, np.flatnonzero(open_), count)
        for row in map(int, np.flatnonzero(open_ & (p <= alpha))):
            needed[row], open_[row] = count, False
    return tuple(needed)


def _may_tell(one: SeriesChange, alpha: float) -> bool:
    """Return whether the most days could tell, were they all independent: that costs nothing to say."""
    change = one.change
    if change.verdict is not Verdict.NO_DETECTABLE_CHANGE or not change.change or not change.mdc95 or not alpha:
        return False
    error = change.mdc95 / special.ndtri(1 - ALPHA / 2) / np.sqrt(1 / one.n_baseline + 1 / one.n_follow_up)
    least = error * np.sqrt(1 / one.n_baseline + 1 / (one.n_follow_up + PHOTO_DAYS[-1]))
    return bool(abs(change.change) > special.ndtri(1 - alpha / 2) * least)


def _p_with(series: Series, prepared: Prepared, follow_up: Mask, noise: ClientNoise, rows: Rows, count: int) -> Floats:
    """Return the p-value (keys,) of a step with so many days to come; NaN outside ``rows``.

    What is known of the noise stays what it is, since days that never were have none.
    """
    more = with_days_to_come(prepared, series, follow_up, count)
    now, then = (
        np.stack([np.ones(len(phase)), phase.astype(float)])
        for phase in (follow_up, np.append(follow_up, np.ones(count, bool)))
    )
    p = np.full(len(prepared.y), np.nan)
    pairs = zip(fits_of(prepared, now, rows, noise.cells), fits_of(more, then, rows, noise.cells), strict=True)
    for (at, present), (_, longer) in pairs:
        told = replace(present, coefficients=longer.coefficients, inverse=longer.inverse)
        p[at] = estimate(told, 1, noise).p
    return p
