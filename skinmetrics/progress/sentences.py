"""What people read: one sentence a finding, the same on pages and in reports.

A percentage never stands without its noise, and nothing here says that treatment did it: one client's before and after
shows change, not cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from skinmetrics.progress.change import Change
from skinmetrics.progress.cohort import CohortEffect
from skinmetrics.progress.control import Controlled
from skinmetrics.progress.planning import Plan
from skinmetrics.progress.result import SeriesChange, Trend
from skinmetrics.progress.verdict import Verdict

METRIC_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "fine_line_density": "fine lines",
        "texture_roughness": "skin roughness",
        "wrinkle_density": "wrinkles",
        "line_depth": "depth of lines",
        "pore_density": "number of visible pores",
        "pore_area": "area of visible pores",
        "scar_relief": "relief of scars",
        "redness": "redness",
        "redness_patchiness": "patchiness of redness",
        "blemish_count": "number of blemishes",
        "blemish_area": "area of blemishes",
        "pigment_spot_area": "area of brown spots",
        "tone_unevenness": "unevenness of tone",
        "radiance": "radiance",
        "under_eye_darkness": "darkness under the eyes",
        "lower_face_contour": "contour of the lower face",
    }
)

Say = Callable[[str], str]
"""Gives a sentence, or a part of one with its {places}, in the language of who reads; English by itself."""


def in_english(text: str) -> str:
    """The sentence as it is written here."""
    return text


NO_CAUSE = "This shows that something changed, not what changed it."
"""To stand once on every page and report that shows a verdict."""


TOO_FEW, NOT_COMPARABLE, UNCHANGED = "too few photos.", "not comparable.", "no detectable change."
IMPROVED, WORSENED = "improved", "worsened"
UP, DOWN, BY = "up {percent} %", "down {percent} %", "by {amount}"
FIRST_SEEN = ", first seen on {day}"
NOISE_PERCENT = "Without any change such photos differ by up to {percent} %."
NOISE = "Without any change such photos differ by up to {amount}."
MORE_WOULD_TELL = "{days} more would tell, if the difference stays as it is."
PHOTO_DAYS = "{days} photo days"
HAS_SO_FAR = (
    "A verdict needs three photo days before the first session and three after it; so far {before} and {after}."
)

FEW_DAYS = (
    "no photo days", "one photo day", "two photo days", "three photo days", "four photo days", "five photo days",
)  # fmt: skip

TEMPLATES = (
    TOO_FEW, NOT_COMPARABLE, UNCHANGED, IMPROVED, WORSENED, UP, DOWN, BY, FIRST_SEEN, NOISE_PERCENT, NOISE,
    MORE_WOULD_TELL, PHOTO_DAYS, HAS_SO_FAR, NO_CAUSE, *FEW_DAYS,
)  # fmt: skip
"""Every part of `sentence` that is to be translated, beside the names of `METRIC_WORDS`."""


def about(metric: str, region: str | None) -> str:
    """Return how people are told of a metric in a region: "fine lines, crow's feet left"."""
    name = METRIC_WORDS.get(metric, metric.replace("_", " "))
    return name if region is None else f"{name}, {region.replace('crows_feet', 'crow’s feet').replace('_', ' ')}"


def sentence(found: Change | SeriesChange, say: Say = in_english) -> str:
    """Return the sentence of one change: what moved, by how much, against how much noise, or why nothing is said.

    ``say`` translates its parts, which `TEMPLATES` lists.
    """
    change = found.change if isinstance(found, SeriesChange) else found
    name = _capital(_about(change.metric, change.region, say))
    if change.verdict in (Verdict.NOT_COMPARABLE, Verdict.TOO_FEW_PHOTOS):
        heading = TOO_FEW if change.verdict is Verdict.TOO_FEW_PHOTOS else NOT_COMPARABLE
        return f"{name}: {say(heading)} {_reason(found, say)}".rstrip()
    if change.verdict is Verdict.NO_DETECTABLE_CHANGE:
        return _unchanged(name, found, change, say)
    word = say(IMPROVED if change.verdict is Verdict.IMPROVED else WORSENED)
    since = found.since if isinstance(found, SeriesChange) else None
    when = say(FIRST_SEEN).format(day=f"{since:%Y-%m-%d}") if since else ""
    return f"{name}: {word}, {_size(change, say)}{when}. {_noise(change, say)}"


def drift_sentence(trend: Trend) -> str | None:
    """Return what to say of a drift, or None where there is none to speak of."""
    if not trend.drift:
        return None
    way = "risen" if trend.per_30_days.value > 0 else "fallen"
    return (
        f"{_capital(about(trend.metric, trend.region))}: the score has {way} steadily through all photos, those before "
        "the first session among them. A season, a tan or another camera does that too."
    )


def plan_sentence(plan: Plan) -> str:
    """Return what a planned series could show."""
    return (
        f"With {_days(plan.n_baseline)} before the first session and {plan.n_follow_up} after it, the smallest change "
        f"we could see in your {about(plan.metric, plan.region)} is {_round(plan.mdc95_pct)} %; "
        f"one of {_round(plan.likely_seen_pct)} % we would see four times out of five."
    )


def control_sentence(controlled: Controlled) -> str:
    """Return what needled against un-needled regions say."""
    name = _capital(about(controlled.metric, None))
    if controlled.difference is None:
        return f"{name}: needled and other regions cannot be compared yet. {controlled.reason or ''}".rstrip()
    low, high = controlled.difference.ci95
    told = {
        Verdict.IMPROVED: "the needled regions improved more than the others",
        Verdict.WORSENED: "the needled regions worsened more than the others",
    }.get(controlled.verdict, "the needled regions did not detectably change more than the others")
    warning = f" {_capital(controlled.warning)}" if controlled.warning else ""
    size = f"difference {controlled.difference.value:.3g}, 95 % interval {low:.3g} to {high:.3g}"
    return f"{name}: {told} ({size}).{warning}"


def cohort_sentence(effect: CohortEffect) -> str:
    """Return what the clients of a clinic together say."""
    low, high = effect.ci95
    if effect.prediction95 is None:
        further = "the photos do not tell how far clients differ"
    else:
        further = (
            f"a further client would lie between {effect.prediction95[0]:+.1f} and {effect.prediction95[1]:+.1f} %"
        )
    return (
        f"{_capital(about(effect.metric, None))}, {effect.clients} clients: {effect.mean_pct:+.1f} % on average "
        f"(95 % interval {low:+.1f} to {high:+.1f} %); {further}. {effect.caution}"
    )


def _about(metric: str, region: str | None, say: Say) -> str:
    if say is in_english:
        return about(metric, region)
    name = say(about(metric, None))
    return name if region is None else f"{name}, {say(about('', region).removeprefix(', '))}"


def _reason(found: Change | SeriesChange, say: Say) -> str:
    """Return why there is no verdict; how many photo days are lacking is counted anew, so that it can be translated."""
    change = found.change if isinstance(found, SeriesChange) else found
    if isinstance(found, SeriesChange) and change.verdict is Verdict.TOO_FEW_PHOTOS and say(HAS_SO_FAR) != HAS_SO_FAR:
        return say(HAS_SO_FAR).format(before=found.n_baseline, after=found.n_follow_up)
    return say(change.reason or "")


def _unchanged(name: str, found: Change | SeriesChange, change: Change, say: Say) -> str:
    if change.mdc95 is None:
        return f"{name}: {say(UNCHANGED)} {say(change.reason or '')}".rstrip()
    more = found.follow_ups_needed if isinstance(found, SeriesChange) else None
    days = "" if more is None else _days(more, say)
    wanted = f" {_capital(say(MORE_WOULD_TELL).format(days=days))}" if more else ""
    return f"{name}: {say(UNCHANGED)} {_noise(change, say)}{wanted}"


def _size(change: Change, say: Say) -> str:
    if change.change_pct is None:
        return say(BY).format(amount=f"{abs(change.change or 0.0):.3g}")
    return say(UP if change.change_pct > 0 else DOWN).format(percent=_round(abs(change.change_pct)))


def _noise(change: Change, say: Say) -> str:
    """Return the noise of a change, in percent of where it started wherever the change itself is."""
    if change.change_pct is None or not change.before or change.mdc95 is None:
        return say(NOISE).format(amount=f"{change.mdc95 or 0.0:.3g}")
    return say(NOISE_PERCENT).format(percent=_round(100 * change.mdc95 / abs(change.before)))


def _round(percent: float) -> str:
    return f"{percent:.0f}" if percent >= 10 else f"{percent:.1f}"


def _days(count: int, say: Say = in_english) -> str:
    return say(FEW_DAYS[count]) if count < len(FEW_DAYS) else say(PHOTO_DAYS).format(days=count)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
