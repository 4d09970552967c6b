"""The change between two sets of scores, and the comparison of two single bursts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.noise import BRIGHTNESS, NoiseModel, RetakeNoise
from skinmetrics.progress.part_faces import for_regions, shared_regions
from skinmetrics.progress.verdict import Key, Verdict, better_of, changed, direction

DROWNS = 2.5
"""Times the usual noise of a change that one difference in taking may add."""

TOO_DIFFERENT: Mapping[str, str] = {
    "light": "The light falls on the face from another side than before.",
    "turn": "The head is turned another way than before.",
    "sharpness": "One of the photos is more blurred than the other.",
    "distance": "The face is larger in one of the photos: another distance, or a photo made smaller.",
    "light_turn": "The light falls on the face from another side than before.",
    "perspective": "The camera was nearer in one of the photos, which bends the face.",
    "unshared": "Other parts of this skin can be seen than before.",
}

TakenDifferently = Mapping[str | None, Mapping[str, float]]
"""For each region and, None, the whole face: how differently it was photographed, by the names of ``noise.TAKEN``."""

Burst = Mapping[Key, Sequence[float]]
"""The scores of one burst: for each metric and region one number a photo; NaN where a photo was declined."""


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in one region (None: whole face), before and after.

    ``before``, ``after``, ``change``, ``ci95`` and ``mdc95`` are in the metric's unit, ``change_pct`` in percent of
    ``before``; each is None where it cannot be said. ``ci95`` is the 95 % interval of this one change. ``mdc95`` is
    the smallest change that is not noise, taken alone: the part of ``ci95`` towards zero. The verdict asks for more,
    since it answers for all metrics together. ``reason`` says in words why there is no verdict of change or none.
    """

    metric: str
    region: str | None
    before: float | None
    after: float | None
    change: float | None
    change_pct: float | None
    ci95: tuple[float, float] | None
    mdc95: float | None
    verdict: Verdict
    reason: str | None = None

    @property
    def unsure(self) -> bool:
        """No change is called, and yet it moved by more than its noise alone: among many metrics that is not enough."""
        known = self.change is not None and self.mdc95 is not None and self.verdict is Verdict.NO_DETECTABLE_CHANGE
        return known and abs(self.change or 0.0) > (self.mdc95 or 0.0)

    @property
    def times_noise(self) -> float:
        """How many times its own noise it moved; 0 where that is not known. Unlike percent it compares regions whose
        scores lie about zero too.
        """
        if self.change is None or self.mdc95 is None:
            return 0.0
        if self.mdc95 == 0:
            return math.inf if self.change else 0.0
        return abs(self.change) / self.mdc95

    def as_json(self) -> dict[str, object]:
        """Return the object that ``compare --json`` and ``progress --json`` print."""
        return {
            "metric": self.metric,
            "region": self.region,
            "before": self.before,
            "after": self.after,
            "change": self.change,
            "change_pct": self.change_pct,
            "ci95": None if self.ci95 is None else list(self.ci95),
            "mdc95": self.mdc95,
            "verdict": self.verdict.value,
            "reason": self.reason,
        }


def no_verdict(key: Key, verdict: Verdict, reason: str, before: float | None, after: float | None) -> Change:
    """Return a Change that says why nothing can be said."""
    return Change(*key, before, after, None, None, None, None, verdict, reason)


def percent(metric: str, change: float, before: float, noise: float) -> float | None:
    """Return ``change`` in percent of ``before``, or None where that has no meaning: of nothing, and of a score that
    may be negative where it lies within its ``noise`` of zero.
    """
    signed = metric in METRIC_OF and METRIC_OF[metric].signed
    return None if before == 0 or (signed and abs(before) <= noise) else 100 * change / abs(before)


def burst_score(photos: Sequence[float]) -> tuple[float, int]:
    """Return the score of a burst and how many photos it rests on: their median, or NaN without any.

    The median, so that one spoilt photo of three does no harm.
    """
    scored = [float(value) for value in photos if math.isfinite(value)]
    return (float(np.median(scored)), len(scored)) if scored else (math.nan, 0)


def compare_bursts(
    before: Burst,
    after: Burst,
    model: NoiseModel,
    resolution: str,
    taken_differently: TakenDifferently | None = None,
) -> tuple[Change, ...]:
    """Compare two bursts of one client, taken on two occasions, one Change a metric and region.

    With one occasion on each side the noise can only come from ``model``: two single retakes of the same skin differ
    by a t-distributed amount of its variance, with its degrees of freedom for a new client. ``resolution`` is
    "standard" or "fine". ``taken_differently``, where known, says how (imaging/difference.py): of photos taken alike a
    smaller change can be seen, and what was taken too differently is not comparable. Where skin's brightness was
    scored, noise is that of its tone; that of a face, of the regions that all photos have.
    """
    model = model.for_skin(burst_score([*before.get(BRIGHTNESS, ()), *after.get(BRIGHTNESS, ())])[0])
    both = {key: [*before.get(key, ()), *after.get(key, ())] for key in dict.fromkeys((*before, *after))}
    model = for_regions(model, resolution, shared_regions(both))
    df = model.df_of_change(known=taken_differently is not None)
    width = float(stats.t.ppf(0.975, df))
    found: dict[Key, Change] = {}
    p_values: dict[Key, float] = {}
    for key in both:
        first, photos_before = burst_score(before.get(key, ()))
        last, photos_after = burst_score(after.get(key, ()))
        noise = model.of(*key, resolution)
        if noise is None or not photos_before or not photos_after:
            found[key] = _not_comparable(key, first, last)
            continue
        differences = None if taken_differently is None else taken_differently.get(key[1], taken_differently[None])
        level = (abs(first) + abs(last)) / 2
        too_different = _too_different(noise, level, differences)
        if too_different is not None:
            found[key] = no_verdict(key, Verdict.NOT_COMPARABLE, too_different, first, last)
            continue
        error = math.sqrt(noise.variance_of_change(level, (photos_before, photos_after), differences))
        if not error:  # a noise without a floor says nothing of scores of nothing
            found[key] = _not_comparable(key, first, last)
            continue
        change, half = last - first, width * error
        p_values[key] = float(2 * stats.t.sf(abs(change) / error, df))
        interval, share = (change - half, change + half), percent(key[0], change, first, half)
        found[key] = Change(*key, first, last, change, share, interval, half, Verdict.NO_DETECTABLE_CHANGE)
    return with_verdicts(found, p_values)


def with_verdicts(found: Mapping[Key, Change], p_values: Mapping[Key, float]) -> tuple[Change, ...]:
    """Return the changes, those which stand against the family of all of them called improved or worsened."""
    real = changed(p_values)
    return tuple(
        replace(change, verdict=direction(change.change, better_of(change.metric)))
        if key in real and change.change is not None
        else change
        for key, change in found.items()
    )


def _too_different(noise: RetakeNoise, level: float, taken_differently: Mapping[str, float] | None) -> str | None:
    """Why two bursts cannot be compared for a score, if one difference in taking drowns all else."""
    if taken_differently is None or noise.alike is None:
        return None
    parts = {name: part * level for name, part in noise.parts(taken_differently).items()}
    worst = max(parts, key=lambda name: parts[name], default=None)
    usual = math.sqrt(noise.variance(level) + noise.floor**2 + (max(noise.alike, noise.occasion) * level) ** 2)
    return TOO_DIFFERENT[worst] if worst is not None and parts[worst] > DROWNS * usual else None


def _not_comparable(key: Key, first: float, last: float) -> Change:
    before, after = (None if math.isnan(value) else value for value in (first, last))
    if before is None or after is None:
        side = "on either side" if before is after is None else "before" if before is None else "after"
        reason = f"It could not be measured {side}."
    else:
        reason = "How much it moves from photo to photo is not known for photos like these."
    return no_verdict(key, Verdict.NOT_COMPARABLE, reason, before, after)
