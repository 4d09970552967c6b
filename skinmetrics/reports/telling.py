"""A client's history in a few sentences: what changed, and what the photos cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from skinmetrics.clinic.history import ClientHistory, PhotoRecord
from skinmetrics.metrics import METRICS
from skinmetrics.progress.exclusion import WORDS
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.sentences import METRIC_WORDS, drift_sentence
from skinmetrics.progress.verdict import PRIMARY, Verdict

MOST_REASONS = 4


def headline(found: ClientHistory) -> str:
    """One or two sentences on the whole face, noise included."""
    whole = whole_face(found)
    improved, worsened, same = (
        [one.change.metric for one in whole if one.change.verdict is verdict]
        for verdict in (Verdict.IMPROVED, Verdict.WORSENED, Verdict.NO_DETECTABLE_CHANGE)
    )
    if not (improved or worsened or same):
        return "Nothing can be said of a change yet."
    if not (improved or worsened):
        return "Nothing changed on the whole face by more than retaking the photos would show."
    told = [
        f"{_capital(listed(metrics))} {word}, by more than retaking the photos would show."
        for metrics, word in ((improved, "improved"), (worsened, "worsened"))
        if metrics
    ]
    rest = f" {len(same)} more showed no detectable change." if same else ""
    return " ".join(told) + rest


def whole_face(found: ClientHistory) -> list[SeriesChange]:
    """The changes of the whole face: the primary pair first, then in the order in which metrics are shown."""
    changes = found.progress.changes if found.progress else ()
    order = [metric.id for metric in METRICS]
    faces = [one for one in changes if one.change.region is None and one.change.metric in order]
    return sorted(faces, key=lambda one: (one.change.metric not in PRIMARY, order.index(one.change.metric)))


def listed(metrics: Sequence[str]) -> str:
    """Metrics for people: "fine lines, redness and radiance"."""
    names = [METRIC_WORDS.get(metric, metric.replace("_", " ")) for metric in metrics]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def cannot_tell(found: ClientHistory) -> tuple[str, ...]:
    """What the photos do not show, and what may mislead, the weightiest first."""
    return (
        *_no_verdict(found),
        *found.warnings,
        *_drifts(found),
        *_photos(found.photos),
        *_regions(found),
        *_notes(found),
        *(found.progress.notes if found.progress else ()),
    )


def _no_verdict(found: ClientHistory) -> list[str]:
    said = []
    if found.waiting:
        said.append(f"{_photos_of(found.waiting)} still being measured.")
    if found.treatment_start is None:
        said.append("No session is recorded, so there is no before and after yet.")
    reasons = [one.change.reason for one in whole_face(found) if one.change.verdict is Verdict.TOO_FEW_PHOTOS]
    said += list(dict.fromkeys(reason for reason in reasons if reason)) if found.treatment_start else []
    lacking = [metric.id for metric in METRICS if metric.id not in found.metrics] if found.counted else []
    if lacking:
        why = _commonest(found, lacking)
        said.append(f"Not measured on these photos: {listed(lacking)}.{f' {why}' if why else ''}")
    return said


def _commonest(found: ClientHistory, metrics: Sequence[str]) -> str | None:
    reasons = Counter(reason for metric in metrics for reason in found.declined.get((metric, None), {}).values())
    return reasons.most_common(1)[0][0] if reasons else None


def _drifts(found: ClientHistory) -> list[str]:
    trends = found.progress.trends if found.progress else ()
    return [said for trend in trends if trend.region is None and (said := drift_sentence(trend))]


def _photos(photos: Iterable[PhotoRecord]) -> list[str]:
    """Photos that do not count, by reason, the commonest first."""
    reasons = Counter(photo.why_not for photo in photos if photo.why_not)
    said = [f"{_photos_of(count)} not counted. {reason}" for reason, count in reasons.most_common(MOST_REASONS)]
    more = sum(reasons.values()) - sum(count for _, count in reasons.most_common(MOST_REASONS))
    return [*said, *([f"{_photos_of(more)} not counted for other reasons."] if more else [])]


def _regions(found: ClientHistory) -> list[str]:
    """Regions that no counted photo shows well enough for any of the primary pair."""
    counted = {photo.id for burst in found.counted for photo in burst.counted}
    by_reason: dict[str, list[str]] = {}
    for (metric, region), reasons in found.declined.items():
        if metric != PRIMARY[0] or region is None or not counted or not counted <= set(reasons):
            continue
        reason = Counter(reasons.values()).most_common(1)[0][0]
        by_reason.setdefault(reason, []).append(region.replace("crows_feet", "crow’s feet").replace("_", " "))
    return [f"{_capital(', '.join(regions))}: {reason}" for reason, regions in by_reason.items()]


def _notes(found: ClientHistory) -> list[str]:
    counts = Counter(note.confounder for note in found.notes)
    return [
        f"{'One photo day' if count == 1 else f'{count} photo days'}: {WORDS[confounder]}."
        for confounder, count in counts.most_common()
    ]


def _photos_of(count: int) -> str:
    return "1 photo is" if count == 1 else f"{count} photos are"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
