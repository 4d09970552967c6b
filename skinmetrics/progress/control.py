"""Was it the light? Needled against un-needled regions in the same photos.

The difference between both, within the same photos, is the estimate closest to cause that one client allows. It still
is not cause: the regions were chosen, not drawn by lot.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from skinmetrics.progress.assess import (
    FEWEST,
    MOSTLY_ONE,
    counts_of,
    follow_up_of,
    too_few,
)
from skinmetrics.progress.days import by_day
from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.part_faces import for_series
from skinmetrics.progress.result import Slope
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.course import noise_beside, step_of
from skinmetrics.progress.statistics.fitting import Mask, coefficients, prepare
from skinmetrics.progress.statistics.regression import Estimate, Floats
from skinmetrics.progress.verdict import Key, Verdict, better_of, changed, direction, may_be_negative

MOVED_TOO = "The other regions moved the same way: part or all of it may be the light, the season or the camera."
ONE_SIDED = "It is not measured on both needled and other regions."
NONE_THERE = "One side showed none of it before, so a change of the light cannot be told from one of the skin."
ABOUT_ZERO = "One side or both lay about zero before, so a change of the light cannot be told from one of the skin."
CLEAR_OF_ZERO_SD = 2.0
"""Of a score that may be negative, so many SD of its days before a side has to lie from zero."""

NEEDLED, OTHERS, DIFFERENCE, RELATIVE = "needled", "others", "needled - others", "needled / others"
BOTH_SCALES = (DIFFERENCE, RELATIVE)


@dataclass(frozen=True, slots=True)
class Controlled:
    """One metric on the needled regions, on the others, and their difference in differences, each before to after.

    In the metric's unit, with 95 % intervals; None where photos are too few (``reason``). The ``verdict`` is that of
    the difference: improved means that the needled regions did better, not that they are better than before, which
    ``needled_itself`` tells. ``warning`` says when both surely moved, in the same direction.
    """

    metric: str
    needled: Slope | None
    others: Slope | None
    difference: Slope | None
    verdict: Verdict
    warning: str | None = None
    reason: str | None = None

    @property
    def needled_itself(self) -> bool:
        """Whether the needled regions surely moved themselves, the way in which they differ from the others."""
        if self.needled is None or self.difference is None:
            return False
        return _moved(self.needled) and self.needled.value * self.difference.value > 0

    @property
    def others_moved(self) -> bool:
        """Whether the other regions surely moved, whatever the needled ones did."""
        return self.others is not None and _moved(self.others)


def needled_against_others(
    series: Series,
    metrics: Sequence[str],
    needled: Collection[str],
    others: Collection[str],
    model: NoiseModel,
    treatment_start: date | datetime,
    resolution: str = "standard",
) -> tuple[Controlled, ...]:
    """Return the difference in differences of each metric, the mean of its regions in every photo.

    Light may add the same to every region, multiply all by the same, or do both up or both down. The needled side is
    called changed only where the difference stands on both scales and goes the same way on both, so both sides must
    show some of it before, and be clear of zero if scores may be negative. Every photo gives the mean of the same skin:
    regions that some photo lacks are left out, and where these are more than half of a side, the photos that lack them
    are; regions that the series does not hold are passed over.
    """
    model = for_series(model, series, resolution)
    series, follow_up = by_day(series, follow_up_of(series, treatment_start))
    widened, comparable = _with_sides(series, metrics, needled, others, follow_up)
    if not comparable or not len(follow_up):
        none = too_few(0, 0, begun=False)
        return tuple(_lacking(metric, none if metric in comparable else ONE_SIDED) for metric in metrics)
    prepared = prepare(widened, follow_up, model, resolution)
    step, counts = step_of(follow_up), counts_of(prepared, follow_up)

    def lacking(metric: str) -> Controlled:
        return _lacking(metric, _reason(widened, counts, prepared.still, metric, begun=bool(follow_up.any())))

    there = np.all(counts >= FEWEST, axis=1)
    judged = there & ~prepared.still
    if not judged.any():
        return tuple(map(lacking, metrics))
    noise = noise_beside(series, prepared, follow_up, model)
    (found,) = coefficients(prepared, step, (1,), noise, np.flatnonzero(judged))
    rows = {key: row for row, key in enumerate(widened.keys) if judged[row]}
    p = {key: float(found.p[row]) if judged[row] else 1.0 for row, key in enumerate(widened.keys) if there[row]}
    p_values: dict[Key, float] = {
        (metric, None): max(p[metric, scale] for scale in BOTH_SCALES) if _one_way(metric, found, rows) else 1.0
        for metric in comparable
        if (metric, DIFFERENCE) in rows and (metric, RELATIVE) in p
    }
    real = changed(p_values)
    return tuple(
        _controlled(metric, found, rows, stands=(metric, None) in real)
        if (metric, None) in p_values
        else lacking(metric)
        for metric in metrics
    )


def _one_way(metric: str, found: Estimate, rows: Mapping[Key, int]) -> bool:
    """Whether the difference goes the same way on both scales; light that adds and multiplies moves them apart."""
    ways = [float(found.value[rows[metric, scale]]) for scale in BOTH_SCALES if (metric, scale) in rows]
    return min(ways) > 0 or max(ways) < 0


def _with_sides(
    series: Series, metrics: Sequence[str], needled: Collection[str], others: Collection[str], follow_up: np.ndarray
) -> tuple[Series, list[str]]:
    """Return the series with both sides of each metric and their differences, and the metrics that have both."""
    keys: list[Key] = list(series.keys)
    added: list[Floats] = []
    comparable = []
    for metric in metrics:
        sides = [_side(series, metric, regions) for regions in (needled, others)]
        if any(side is None for side in sides):
            continue
        comparable.append(metric)
        one, other = (side for side in sides if side is not None)
        both = np.isfinite(one) & np.isfinite(other)
        one, other = np.where(both, one, np.nan), np.where(both, other, np.nan)
        keys += [(metric, side) for side in (NEEDLED, OTHERS, DIFFERENCE, RELATIVE)]
        added += [one, other, one - other, _relative(metric, one, other, both & ~follow_up)]
    if not added:
        return series, comparable
    rows = np.stack(added)
    photos = np.isfinite(rows).astype(np.int64)
    return replace(
        series,
        keys=tuple(keys),
        values=np.concatenate([series.values, rows]),
        photos=np.concatenate([series.photos, photos]),
    ), comparable


def _relative(metric: str, one: Floats, other: Floats, before: Mask) -> Floats:
    """Return both sides (n,) in parts of what each showed ``before``, less one another: light that multiplies cancels.

    NaN where a side showed none. Scores that may be negative need both sides on one side of zero and clear of it: next
    to it parts have no size, and across it the same light moves both apart.
    """
    sides = [side[before] for side in (one, other)]
    levels = np.array([np.median(side) if len(side) else np.nan for side in sides])
    fit = bool(levels.all())
    if may_be_negative(metric, np.stack([one, other])) and before.sum() > 1:
        clear = np.abs(levels) > CLEAR_OF_ZERO_SD * np.array([side.std(ddof=1) for side in sides])
        fit = bool(clear.all() and levels[0] * levels[1] > 0)
    return one / abs(levels[0]) - other / abs(levels[1]) if fit else np.full_like(one, np.nan)


def _side(series: Series, metric: str, regions: Collection[str]) -> Floats | None:
    there = [row for row, (name, region) in enumerate(series.keys) if name == metric and region in regions]
    if not there:
        return None
    values = series.values[there]
    counted = np.isfinite(values).any(axis=0)
    everywhere = np.isfinite(values[:, counted]).all(axis=1)
    if 2 * everywhere.sum() >= len(there):
        values = values[everywhere]
    mean: Floats = values.mean(0)
    return mean


def _controlled(metric: str, found: Estimate, rows: Mapping[Key, int], *, stands: bool) -> Controlled:
    needled, others, difference = (_change(found, rows.get((metric, side))) for side in (NEEDLED, OTHERS, DIFFERENCE))
    verdict = direction(difference.value, better_of(metric)) if stands and difference else Verdict.NO_DETECTABLE_CHANGE
    alike = needled is not None and others is not None and needled.value * others.value > 0
    both = all(side is not None and _moved(side) for side in (needled, others))
    return Controlled(metric, needled, others, difference, verdict, MOVED_TOO if alike and both else None)


def _change(found: Estimate, row: int | None) -> Slope | None:
    if row is None:
        return None
    return Slope(float(found.value[row]), (float(found.low[row]), float(found.high[row])))


def _moved(change: Slope) -> bool:
    return change.ci95[0] > 0 or change.ci95[1] < 0


def _reason(series: Series, counts: np.ndarray, still: Mask, metric: str, *, begun: bool) -> str:
    """Return why the sides of a metric cannot be compared, given each key's measurements (keys, 2) and stillness, and
    whether there are photos of after the first session.
    """
    if (metric, DIFFERENCE) not in series.keys:
        return ONE_SIDED
    row = series.keys.index((metric, DIFFERENCE))
    n_baseline, n_follow_up = map(int, counts[row])
    if min(n_baseline, n_follow_up) < FEWEST:
        return too_few(n_baseline, n_follow_up, begun=begun)
    if still[row]:
        return MOSTLY_ONE
    below = may_be_negative(metric, np.stack([series.of(metric, side) for side in (NEEDLED, OTHERS)]))
    return ABOUT_ZERO if below else NONE_THERE


def _lacking(metric: str, reason: str) -> Controlled:
    return Controlled(metric, None, None, None, Verdict.TOO_FEW_PHOTOS, reason=reason)
