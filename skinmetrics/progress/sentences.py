"""What people read: one sentence a finding, the same on pages and in reports.

A percentage never stands without its noise, and nothing here says that treatment did it: one client's before and after
shows change, not cause.
"""

from __future__ import annotations

from collections.abc import Mapping
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

NO_CAUSE = "This shows that something changed, not what changed it."
"""To stand once on every page and report that shows a verdict."""


def about(metric: str, region: str | None) -> str:
    """Return how people are told of a metric in a region: "fine lines, crow's feet left"."""
    name = METRIC_WORDS.get(metric, metric.replace("_", " "))
    return name if region is None else f"{name}, {region.replace('crows_feet', 'crow’s feet').replace('_', ' ')}"


def sentence(found: Change | SeriesChange) -> str:
    """Return the sentence of one change: what moved, by how much, against how much noise, or why nothing is said."""
    change = found.change if isinstance(found, SeriesChange) else found
    name = _capital(about(change.metric, change.region))
    if change.verdict in (Verdict.NOT_COMPARABLE, Verdict.TOO_FEW_PHOTOS):
        heading = "too few photos" if change.verdict is Verdict.TOO_FEW_PHOTOS else "not comparable"
        return f"{name}: {heading}. {change.reason or ''}".rstrip()
    if change.verdict is Verdict.NO_DETECTABLE_CHANGE:
        return _unchanged(name, found, change)
    word = "improved" if change.verdict is Verdict.IMPROVED else "worsened"
    when = f", first seen on {found.since:%Y-%m-%d}" if isinstance(found, SeriesChange) and found.since else ""
    return f"{name}: {word}, {_size(change)}{when}. {_noise(change)}"


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


def _unchanged(name: str, found: Change | SeriesChange, change: Change) -> str:
    if change.mdc95 is None:
        return f"{name}: no detectable change. {change.reason or ''}".rstrip()
    more = found.follow_ups_needed if isinstance(found, SeriesChange) else None
    wanted = f" {_days(more)} more would tell, if the difference stays as it is." if more else ""
    return f"{name}: no detectable change. {_noise(change)}{wanted}"


def _size(change: Change) -> str:
    if change.change_pct is None:
        return f"by {abs(change.change or 0.0):.3g}"
    return f"{'up' if change.change_pct > 0 else 'down'} {_round(abs(change.change_pct))} %"


def _noise(change: Change) -> str:
    """Return the noise of a change, in percent of where it started wherever the change itself is."""
    if change.change_pct is None or not change.before or change.mdc95 is None:
        return f"Without any change such photos differ by up to {change.mdc95 or 0.0:.3g}."
    return f"Without any change such photos differ by up to {_round(100 * change.mdc95 / abs(change.before))} %."


def _round(percent: float) -> str:
    return f"{percent:.0f}" if percent >= 10 else f"{percent:.1f}"


def _days(count: int) -> str:
    words = (
        "no photo days",
        "one photo day",
        "two photo days",
        "three photo days",
        "four photo days",
        "five photo days",
    )
    return words[count] if count < len(words) else f"{count} photo days"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
