"""What a client's series says: a verdict for every metric and region, since when, and what is shown beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.change import Change, no_verdict, percent, with_verdicts
from skinmetrics.progress.days import by_day
from skinmetrics.progress.light import light_warnings
from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.part_faces import for_series
from skinmetrics.progress.result import Progress, SeriesChange
from skinmetrics.progress.series import Series, read_series
from skinmetrics.progress.single_case import baseline_corrected_tau, nap
from skinmetrics.progress.statistics.band import day_ranges
from skinmetrics.progress.statistics.course import course_of, noise_beside, step_of
from skinmetrics.progress.statistics.fitting import Mask, Prepared, coefficients, learn, prepare
from skinmetrics.progress.statistics.foreseen import follow_ups_needed
from skinmetrics.progress.statistics.regression import CALM, ClientNoise, Floats
from skinmetrics.progress.statistics.trend import line_of, trends_of
from skinmetrics.progress.verdict import Key, Verdict, better_of, may_be_negative, shares
from skinmetrics.progress.words.saying import day

FEWEST = 3
"""Measurements that a phase needs before anything is said of a change."""

SEASON_IS_LIKELY = 0.5
STANDS_APART = 0.5
"""A measurement that counts less than this as a whole is named in a note."""

NONE_CAN_BE_TAKEN = (
    f"To tell more takes {FEWEST} photo days before the first session, and none can be taken any more. Older photos "
    "may be added; else compare two dates."
)
OWN_DAY_COUNTS = (
    f"To tell more takes {FEWEST} photo days before the first session; photos of its own day, before the needles, "
    "count too. Older photos may be added; else compare two dates."
)
NEVER_MEASURED = "It could not be measured on any of these photos."
MOSTLY_ONE = "The scores are the same on most days, so too little is known of their noise."


def judge(
    text: str,
    model: NoiseModel,
    treatment_start: date | datetime | None = None,
    today: date | None = None,
) -> list[Progress]:
    """Return what ``progress`` says of each client, for the text of a CSV file; raises SeriesError."""
    found = [progress_of(series, model, series.resolution, treatment_start) for series in read_series(text, today)]
    return [replace(one, notes=(*_unknown(one), *light_warnings(one), *one.notes)) for one in found]


def progress_of(
    series: Series,
    model: NoiseModel,
    resolution: str = "standard",
    treatment_start: date | datetime | None = None,
) -> Progress:
    """Judge a client's series, of which each day is one measurement.

    Those before ``treatment_start`` are the baseline, from it on the follow-up. A date is the day of the first session,
    whose photos count as taken before the needles; a datetime is its time, told like those of the series, and photos
    from then on count as after it. Without a start there is no baseline, hence no verdict. Where skin's brightness was
    scored, noise is that of its tone; that of a face, of the regions that all photos have. Raises SeriesError
    where one time has an offset from UTC and the other has none.
    """
    model = for_series(model, series, resolution)
    series, follow_up = by_day(series, follow_up_of(series, treatment_start))
    if not len(follow_up) or not series.keys:
        return Progress(series.client, (), (), None, None, series.left_out, series.notes)
    prepared = prepare(series, follow_up, model, resolution)
    counts = counts_of(prepared, follow_up)
    judged: Mask = np.all(counts >= FEWEST, axis=1)
    columns = course_of(series, follow_up) if judged.any() else line_of(series)
    calm = learn(prepared, columns, model, CALM)
    noise = noise_beside(series, prepared, follow_up, model) if judged.any() else learn(prepared, columns, model)
    if treatment_start is None:
        found = tuple(_without_start(key) for key in series.keys)
    else:
        found = changes_of(series, prepared, follow_up, noise)
    rows = np.array([row for row, change in enumerate(found) if change.mdc95 is not None], np.intp)
    ranges = day_ranges(series, prepared, step_of(follow_up), noise, rows)
    beside = [
        replace(_beside(change, row, series, prepared, follow_up, counts[row]), day_range=ranges[row])
        for row, change in enumerate(found)
    ]
    share = shares((one.change.metric, one.change.region) for one in beside if one.change.mdc95 is not None)
    needed = follow_ups_needed(series, prepared, follow_up, noise, beside, share)
    return Progress(
        client=series.client,
        changes=tuple(replace(one, follow_ups_needed=more) for one, more in zip(beside, needed, strict=True)),
        trends=trends_of(series, prepared, follow_up, calm, judged),
        autocorrelation=noise.rho if judged.any() else None,
        season=noise.season if judged.any() else None,
        left_out=series.left_out,
        notes=(*series.notes, *_standing_apart(series, prepared), *_seasonal(noise)),
    )


def follow_up_of(series: Series, treatment_start: date | datetime | None) -> Mask:
    """Return which measurements (n,) were taken at or after the start of treatment; none without a start."""
    if treatment_start is None:
        return np.zeros(len(series.times), bool)
    if isinstance(treatment_start, datetime):
        return series.taken_from(treatment_start)
    start = follow_up_begins(treatment_start)
    return np.array([time >= start for time in series.times], bool)


def follow_up_begins(treatment_start: date | datetime) -> datetime:
    """Return the first local moment, naive, that counts as after the first session.

    Where only its day is known that is the day's end: the last photo before treatment is mostly taken on it.
    """
    if isinstance(treatment_start, datetime):
        return treatment_start.replace(tzinfo=None)
    return datetime.combine(treatment_start, datetime.max.time())


def counts_of(prepared: Prepared, follow_up: Mask) -> NDArray[np.int64]:
    """Return how many measurements each key has in baseline and follow-up (keys, 2)."""
    there = np.isfinite(prepared.y)
    return np.stack([(there & ~follow_up).sum(1), (there & follow_up).sum(1)], axis=1)


def changes_of(series: Series, prepared: Prepared, follow_up: Mask, noise: ClientNoise) -> tuple[Change, ...]:
    """Return the change of every key of a series, in its order, with the verdicts of all of them together."""
    counts, step = counts_of(prepared, follow_up), step_of(follow_up)
    rows = np.flatnonzero(np.all(counts >= FEWEST, axis=1) & ~prepared.still)
    (change,) = coefficients(prepared, step, (1,), noise, rows)
    found: dict[Key, Change] = {}
    for row, key in enumerate(series.keys):
        if row not in rows:
            found[key] = _without_estimate(series, follow_up, row, counts[row])
            continue
        before, by = _baseline(series, prepared, follow_up, row), float(change.value[row])
        interval = (float(change.low[row]), float(change.high[row]))
        noise_alone = by - interval[0] if by > 0 else interval[1] - by  # beyond it zero lies outside the interval
        if not may_be_negative(key[0], series.values[row]):  # no such score falls by more than there is
            by, interval = max(by, -before), (max(interval[0], -before), max(interval[1], -before))
        share = percent(key[0], by, before, noise_alone)
        found[key] = Change(*key, before, before + by, by, share, interval, noise_alone, Verdict.NO_DETECTABLE_CHANGE)
    return with_verdicts(found, {series.keys[row]: float(change.p[row]) for row in rows})


def _baseline(series: Series, prepared: Prepared, follow_up: Mask, row: int) -> float:
    there = ~follow_up & np.isfinite(series.values[row])
    return float(np.average(series.values[row, there], weights=prepared.weights[row, there]))


def _without_estimate(series: Series, follow_up: Mask, row: int, counts: Floats) -> Change:
    """Return the change of a key of too few measurements, or one that stood still and whose noise is unknown."""
    key = series.keys[row]
    before, after = (_middle(series.values[row, phase]) for phase in (~follow_up, follow_up))
    if not counts.any():
        return no_verdict(key, Verdict.TOO_FEW_PHOTOS, NEVER_MEASURED, before, after)
    if (counts < FEWEST).any() or before is None or after is None:
        lacking = too_few(int(counts[0]), int(counts[1]), begun=bool(follow_up.any()))
        return no_verdict(key, Verdict.TOO_FEW_PHOTOS, lacking, before, after)
    if before == after and np.nanmax(series.values[row]) == np.nanmin(series.values[row]):
        unmoved = "Every photo gave the same score."
        share = percent(key[0], 0.0, before, 0.0)
        return Change(*key, before, after, 0.0, share, None, None, Verdict.NO_DETECTABLE_CHANGE, unmoved)
    return no_verdict(key, Verdict.NOT_COMPARABLE, MOSTLY_ONE, before, after)


def too_few(n_baseline: int, n_follow_up: int, *, begun: bool) -> str:
    """Return in words how many more photo days a verdict needs at the least; ``begun``: there are photos of after the
    first session, so nobody can take any before it.
    """
    if begun and n_baseline < FEWEST:
        return NONE_CAN_BE_TAKEN
    lacking = ((FEWEST - n_baseline, "before the first session"), (FEWEST - n_follow_up, "after it"))
    needed = " and ".join(f"{count} more {when}" for count, when in lacking if count > 0)
    return f"To tell more takes {FEWEST} photo days before the first session and {FEWEST} after it: {needed}."


def _without_start(key: Key) -> Change:
    return no_verdict(key, Verdict.NOT_COMPARABLE, "The day of the first session is not given.", None, None)


def _middle(scores: Floats) -> float | None:
    finite = scores[np.isfinite(scores)]
    return float(np.median(finite)) if len(finite) else None


def _beside(
    change: Change, row: int, series: Series, prepared: Prepared, follow_up: Mask, counts: NDArray[np.int64]
) -> SeriesChange:
    found = SeriesChange(change, int(counts[0]), int(counts[1]))
    if change.verdict.is_change:
        found = replace(found, since=_since(series, prepared, row, follow_up, change.change or 0.0))
    if change.region is not None or (counts < FEWEST).any():
        return found
    there = np.isfinite(series.values[row])
    scores, after, way = series.values[row, there], follow_up[there], better_of(change.metric)
    tau = baseline_corrected_tau(line_of(series)[1, there], scores, after, way)
    return replace(found, nap=nap(scores[~after], scores[after], way), tau=tau)


def _since(series: Series, prepared: Prepared, row: int, follow_up: Mask, change: float) -> date | None:
    """Return the day of the follow-up measurement at which one step the way of the ``change`` fits the series with the
    least weighted squares; None where no step goes that way.
    """
    at = np.flatnonzero(np.isfinite(series.values[row]))
    scores, weights = series.values[row, at], prepared.weights[row, at]
    first = int((~follow_up[at]).sum())
    away = weights * (scores - np.average(scores, weights=weights))
    # Of the scores before each follow-up: what they weigh, and how far they lie from the mean in all.
    weight, total = np.cumsum(weights)[first - 1 : -1], np.cumsum(away)[first - 1 : -1]
    explained = total**2 * (1 / weight + 1 / (weights.sum() - weight))
    explained[total * change >= 0] = 0.0
    if not explained.any():
        return None
    step_at: datetime = series.times[at[first + int(np.argmax(explained))]]
    return step_at.date()


def _unknown(one: Progress) -> tuple[str, ...]:
    """What is to be known of metrics that are none of this program's; a slip of the pen is one too."""
    ids = dict.fromkeys(each.change.metric for each in one.changes if each.change.metric not in METRIC_OF)
    return tuple(
        f"'{name}' is no metric of this program. Its noise is taken from this series alone, and lower counts as "
        f"better. If another is meant, correct the id in the table; the metrics are {', '.join(METRIC_OF)}."
        for name in ids
    )


def _seasonal(noise: ClientNoise) -> tuple[str, ...]:
    if noise.season < SEASON_IS_LIKELY:
        return ()
    return ("The scores follow the time of the year. What a season explains is not called a change.",)


def _standing_apart(series: Series, prepared: Prepared) -> tuple[str, ...]:
    return tuple(
        f"The photos of {day(time)} stand apart from those around them in most scores and count little."
        for time, whole in zip(series.times, prepared.whole, strict=True)
        if whole < STANDS_APART
    )
