"""A client's history in a few sentences: what changed, what is noise, and what the photos cannot tell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from skinmetrics.clinic.history.client_history import ClientHistory, PhotoRecord
from skinmetrics.clinic.history.days import Day, counted_days, day_value, main_days
from skinmetrics.clinic.history.needled import compare_sides
from skinmetrics.metrics import METRICS
from skinmetrics.progress.assess import FEWEST, follow_up_begins
from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.first_days import UNMEASURED
from skinmetrics.progress.exclusion import WORDS
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.verdict import PRIMARY, Verdict
from skinmetrics.progress.words.names import METRIC_WORDS, REGION_WORDS, about
from skinmetrics.progress.words.saying import Say, capital, day, in_english, listed
from skinmetrics.progress.words.sentences import Doubts, doubts_of, drift_sentences, moved_too

MOST_REASONS: Final = 4
PARTS_NAMED: Final = 3
DAYS_NAMED: Final = 3

NOTHING_YET: Final = "Nothing can be said of a change yet."
BEFORE_START_FEW: Final = "{count} of {needed} photo days before the first session. Next: three photos on another day."
BEFORE_START: Final = (
    "{count} photo days before the first session: a good start. What changes is told against them, once that session "
    "is written down."
)
DAYS_SO_FAR: Final = "{before} of {needed} photo days before the first session, {after} of {needed} after it."
NOTHING_CHANGED: Final = "Nothing changed on the whole face by more than retaking the photos would show."
NOTHING_COMPARED_CHANGED: Final = (
    "Of what could be compared on the whole face nothing changed by more than retaking the photos would show."
)
COULD_NOT_BE: Final = "{metrics} could not be compared on the whole face."
PARTS_IMPROVED: Final = "Improved in parts of the face, by more than retaking the photos would show: {parts}."
PARTS_WORSENED: Final = "Worsened in parts of the face, by more than retaking the photos would show: {parts}."
PARTS_MORE: Final = "{more} more"
NOT_SURE: Final = "No change is sure on the whole face."
IMPROVED: Final = "{metrics} improved, by more than retaking the photos would show."
WORSENED: Final = "{metrics} worsened, by more than retaking the photos would show."
NOT_SURE_ONE: Final = "One is not sure yet."
NOT_SURE_IN: Final = "{count} are not sure yet."
NO_CHANGE_IN_ONE: Final = "One more showed no detectable change."
NO_CHANGE_IN: Final = "{count} more showed no detectable change."
NO_SESSION: Final = "No session is recorded, so there is no before and after yet."
NOT_MEASURED: Final = "Not measured on these photos: {metrics}."
NOT_ALLOWED_ONE: Final = "1 photo is not measured: the client does not allow it."
NOT_ALLOWED: Final = "{count} photos are not measured: the client does not allow it."
MEASURING_ONE: Final = "1 photo is still being measured."
MEASURING: Final = "{count} photos are still being measured."
NOT_EVERY_DAY: Final = "Not measured on every photo day: {metrics}."
NOT_COUNTED_ONE: Final = "1 photo is not counted ({days})."
NOT_COUNTED: Final = "{count} photos are not counted ({days})."
WITHOUT_A_DAY: Final = "without a day"
AND_MORE_DAYS: Final = "others"
OTHER_REASONS_ONE: Final = "1 photo is not counted for another reason."
OTHER_REASONS: Final = "{count} photos are not counted for other reasons."
ONE_DAY: Final = "One photo day: {note}."
DAYS: Final = "{count} photo days: {note}."
NO_SCORE_ON: Final = "No score: {days}."

TEMPLATES: Final = (
    NOTHING_YET, BEFORE_START_FEW, BEFORE_START, DAYS_SO_FAR,
    NOTHING_CHANGED, NOTHING_COMPARED_CHANGED, COULD_NOT_BE,
    PARTS_IMPROVED, PARTS_WORSENED, NOT_SURE, PARTS_MORE,
    IMPROVED, WORSENED, NOT_SURE_ONE, NOT_SURE_IN, NO_CHANGE_IN_ONE, NO_CHANGE_IN,
    NO_SESSION, NOT_MEASURED, NOT_EVERY_DAY, MEASURING_ONE, MEASURING, NOT_ALLOWED_ONE, NOT_ALLOWED,
    NOT_COUNTED_ONE, NOT_COUNTED, WITHOUT_A_DAY, AND_MORE_DAYS, OTHER_REASONS_ONE, OTHER_REASONS,
    ONE_DAY, DAYS, NO_SCORE_ON,
)  # fmt: skip
"""Every sentence of this module that is to be translated."""


def headline(found: ClientHistory, say: Say = in_english) -> str:
    """A few sentences on the whole face, noise included: what changed, how much is not sure yet, how much stayed."""
    improved, worsened = (
        [one.change.metric for one in whole_face(found) if one.change.verdict is verdict]
        for verdict in (Verdict.IMPROVED, Verdict.WORSENED)
    )
    if not (improved or worsened):
        if not_sure(found) or within_noise(found):
            return unchanged(found, say)
        return in_parts_alone(found, say) or so_far(found, say) or say(NOTHING_YET)
    told = [
        say(words).format(metrics=capital(metrics_in_words(metrics, say)))
        for metrics, words in ((improved, IMPROVED), (worsened, WORSENED))
        if metrics
    ]
    return " ".join([*told, *_rest(found, say), *beside_the_changed(found, say)])


def beside_the_changed(found: ClientHistory, say: Say = in_english) -> list[str]:
    """What is said beside what changed on the whole face: parts of it that did otherwise, and what was not judged."""
    return [*_parts_told(found, say), *_not_judged(found, say)]


def in_parts_alone(found: ClientHistory, say: Say = in_english) -> str:
    """What changed in parts, where nothing is judged on the whole face; empty where nothing did."""
    parts = _parts_told(found, say)
    return " ".join([*parts, *_not_judged(found, say)]) if parts else ""


def so_far(found: ClientHistory, say: Say = in_english) -> str:
    """Before there can be a verdict: how many photo days there are of those it takes; empty where days do not lack, or
    not by their number. Of photos that are not measured nobody knows whether their days lack.
    """
    days, start = main_days(found), found.treatment_start
    sides = (len(days), FEWEST) if start is None else _sides(days, start)
    if any(side < FEWEST and more for side, more in zip(sides, found.unmeasured, strict=True)):
        return f"{say(NOTHING_YET)} {say(UNMEASURED)}"
    if start is None:
        words = BEFORE_START_FEW if len(days) < FEWEST else BEFORE_START
        return say(words).format(count=len(days), needed=FEWEST) if days else ""
    if not days or min(sides) >= FEWEST:
        return ""
    if not_alike(found):
        return ""  # `cannot_tell` says why
    before, after = sides
    return say(DAYS_SO_FAR).format(before=min(before, FEWEST), after=min(after, FEWEST), needed=FEWEST)


def not_alike(found: ClientHistory) -> bool:
    """Whether photos were taken on days enough on one side of the first session, and too few of them alike."""
    start = found.treatment_start
    if start is None:
        return False
    sides = zip(_sides(main_days(found), start), _sides(counted_days(found), start), strict=True)
    return any(main < FEWEST <= taken for main, taken in sides)


def _sides(days: Sequence[Day], start: dt.date) -> tuple[int, int]:
    """How many of ``days`` are before the first session, and how many after it."""
    after = sum(day[0].local >= follow_up_begins(start) for day in days)
    return len(days) - after, after


def unchanged(found: ClientHistory, say: Say = in_english) -> str:
    """What is said where nothing is called a change on the whole face; parts of it that changed all the same."""
    unsure = bool(not_sure(found))
    told = say(NOT_SURE if unsure else NOTHING_COMPARED_CHANGED if _main_not_judged(found) else NOTHING_CHANGED)
    rest = _rest(found, say) if unsure else ()
    return " ".join([told, *rest, *_parts_told(found, say), *_not_judged(found, say)])


def _not_judged(found: ClientHistory, say: Say) -> list[str]:
    lacking = _main_not_judged(found)
    return [say(COULD_NOT_BE).format(metrics=capital(metrics_in_words(lacking, say)))] if lacking else []


def _main_not_judged(found: ClientHistory) -> list[str]:
    """Which of the main metrics of the whole face have no verdict, or were measured on no photo."""
    verdicts = {one.change.metric: one.change.verdict for one in whole_face(found)}
    without = (None, Verdict.NOT_COMPARABLE, Verdict.TOO_FEW_PHOTOS)
    return [metric for metric in PRIMARY if verdicts.get(metric) in without]


def _rest(found: ClientHistory, say: Say) -> list[str]:
    """How many metrics of the whole face are not sure yet, and how many stayed within their noise."""
    unsure, same = len(not_sure(found)), len(within_noise(found))
    return [
        *([_counted(unsure, NOT_SURE_ONE, NOT_SURE_IN, say)] if unsure else []),
        *([_counted(same, NO_CHANGE_IN_ONE, NO_CHANGE_IN, say)] if same else []),
    ]


def _parts_told(found: ClientHistory, say: Say) -> list[str]:
    """What changed in single regions and is not said of the whole face: a sentence for each way."""
    whole = {(one.change.metric, one.change.verdict) for one in whole_face(found)}
    changes = [one.change for one in (found.progress.changes if found.progress else ()) if one.change.region]
    beside = [one for one in changes if (one.metric, one.verdict) not in whole]
    ways = ((Verdict.IMPROVED, PARTS_IMPROVED), (Verdict.WORSENED, PARTS_WORSENED))
    by_way = [([one for one in beside if one.verdict is verdict], words) for verdict, words in ways]
    return [say(words).format(parts=listed(_named(parts, say), say)) for parts, words in by_way if parts]


def _named(parts: Sequence[Change], say: Say) -> list[str]:
    """The first few of the parts that changed, those of a metric together, and how many more."""
    of: dict[str, list[str]] = {}
    for one in parts[:PARTS_NAMED]:
        of.setdefault(one.metric, []).append(say(REGION_WORDS[one.region or ""]))
    named = [f"{about(metric, None, say)} ({', '.join(regions)})" for metric, regions in of.items()]
    more = len(parts) - PARTS_NAMED
    return [*named, say(PARTS_MORE).format(more=more)] if more > 0 else named


def whole_face(found: ClientHistory) -> list[SeriesChange]:
    """The changes of the whole face: the primary pair first, then in the order in which metrics are shown."""
    changes = found.progress.changes if found.progress else ()
    order = [metric.id for metric in METRICS]
    faces = [one for one in changes if one.change.region is None and one.change.metric in order]
    return sorted(faces, key=lambda one: (one.change.metric not in PRIMARY, order.index(one.change.metric)))


def metrics_in_words(metrics: Sequence[str], say: Say = in_english) -> str:
    """Metrics for people: "fine lines, redness and radiance"."""
    return listed([about(metric, None, say) for metric in metrics], say)


def not_sure(found: ClientHistory) -> list[Change]:
    """What moved on the whole face by more than retaking it alone would, and is no change among so many metrics."""
    return [one.change for one in whole_face(found) if one.change.unsure]


def within_noise(found: ClientHistory) -> list[Change]:
    """What moved on the whole face by no more than retaking would."""
    faces = (one.change for one in whole_face(found))
    return [one for one in faces if one.verdict is Verdict.NO_DETECTABLE_CHANGE and not one.unsure]


def cannot_tell(found: ClientHistory, say: Say = in_english) -> tuple[str, ...]:
    """What the photos do not show, and what may mislead, the weightiest first."""
    trends = [one for one in (found.progress.trends if found.progress else ()) if one.region is None]
    return (
        *_no_verdict(found, say),
        *_warnings(found, say),
        *_moved_too(found, say),
        *drift_sentences([one for one in trends if one.metric in METRIC_WORDS], say),
        *_photos(found.photos, say),
        *_regions(found, say),
        *_notes(found, say),
        *map(say, found.progress.notes if found.progress else ()),
    )


def changed_anywhere(found: ClientHistory) -> frozenset[tuple[str, bool]]:
    """The metrics that changed on the whole face or in a part of it, each with whether it rose."""
    changes = [one.change for one in (found.progress.changes if found.progress else ())]
    return frozenset((one.metric, (one.change or 0.0) > 0) for one in changes if one.verdict.is_change)


def doubts(found: ClientHistory) -> Doubts:
    """What speaks against a change of each metric one way, for `sentence`."""
    return doubts_of(found.progress, compare_sides(found, _noise()).metrics if found.progress else ())


def _moved_too(found: ClientHistory, say: Say) -> list[str]:
    changed = changed_anywhere(found)
    return moved_too(compare_sides(found, _noise()).metrics, changed, say) if changed else []


@cache
def _noise() -> NoiseModel:
    return load_noise_model()


def _no_verdict(found: ClientHistory, say: Say) -> list[str]:
    said = still_measured(found, say)
    if found.waiting and not found.measures:
        said.append(_counted(found.waiting, NOT_ALLOWED_ONE, NOT_ALLOWED, say))
    if found.treatment_start is None:
        said.append(say(NO_SESSION))
    return [*said, *(_too_few(found, say) if found.treatment_start else []), *not_measured(found, say)]


def still_measured(found: ClientHistory, say: Say = in_english) -> list[str]:
    """How many photos the other sentences know nothing of yet; empty where all are measured that may be."""
    return [_counted(found.waiting, MEASURING_ONE, MEASURING, say)] if found.waiting and found.measures else []


def not_measured(found: ClientHistory, say: Say = in_english) -> list[str]:
    """Which metrics no counted photo shows, and why."""
    said = []
    lacking = [metric.id for metric in METRICS if metric.id not in found.metrics] if found.counted else []
    reasons = {metric: _commonest(found, metric) for metric in lacking}
    for why in dict.fromkeys(reasons.values()):
        told = say(NOT_MEASURED).format(metrics=metrics_in_words([one for one in lacking if reasons[one] == why], say))
        said.append(f"{told} {say(why)}" if why else told)
    return said


def _too_few(found: ClientHistory, say: Say) -> list[str]:
    """How many more days it takes, and for which metrics where some photo days do not show these."""
    by_reason: dict[str, list[str]] = {}
    for one in whole_face(found):
        if one.change.verdict is Verdict.TOO_FEW_PHOTOS and one.change.reason:
            by_reason.setdefault(one.change.reason, []).append(one.change.metric)
    said = []
    for why, metrics in by_reason.items():
        if all(_lacks_days(found, metric) for metric in metrics):
            said.append(f"{say(NOT_EVERY_DAY).format(metrics=metrics_in_words(metrics, say))} {say(why)}")
        else:
            said.append(say(why))
    return said


def _lacks_days(found: ClientHistory, metric: str) -> bool:
    return any(found.value(burst, metric) is None for burst in found.counted)


def _warnings(found: ClientHistory, say: Say) -> list[str]:
    """Of the whole series; what is said of single photos is said where these are counted."""
    of_photos = {photo.why_not for photo in found.photos}
    return [warned(found, warning, say) for warning in found.warnings if warning not in of_photos]


def warned(found: ClientHistory, warning: str, say: Say = in_english) -> str:
    """A warning of the whole series, with the days of the photos that it is of where these are known."""
    known = found.warned_of.get(warning, frozenset())
    photos = [photo for photo in found.photos if photo.id in known or photo.why_not == warning]
    return f"{days_of(photos, say)}: {say(warning)}" if photos else say(warning)


def _commonest(found: ClientHistory, metric: str) -> str | None:
    reasons = Counter(found.declined.get((metric, None), {}).values())
    return reasons.most_common(1)[0][0] if reasons else None


def days_without(found: ClientHistory, metric: str, region: str | None, say: Say = in_english) -> list[str]:
    """On which counted days a metric could not be measured in a region (None: whole face), by reason."""
    why = found.declined.get((metric, region), {})
    by_reason: dict[str | None, list[dt.date | None]] = {}
    for day_ in counted_days(found):
        if day_value(found, day_, metric, region) is None:
            reasons = Counter(why[photo.id] for burst in day_ for photo in burst.counted if photo.id in why)
            by_reason.setdefault(reasons.most_common(1)[0][0] if reasons else None, []).append(day_[0].day)
    told = ((say(NO_SCORE_ON).format(days=_days_named(days, say)), reason) for reason, days in by_reason.items())
    return [f"{without} {say(reason)}" if reason else without for without, reason in told]


def days_of(photos: Iterable[PhotoRecord], say: Say = in_english) -> str:
    """The days of photos in words, the first few of them: "1 Mar 2026 and 3 Mar 2026"."""
    return _days_named(list(dict.fromkeys(photo.day for photo in photos)), say)


def _days_named(days: Sequence[dt.date | None], say: Say) -> str:
    named = [day(each, say) if each else say(WITHOUT_A_DAY) for each in days[:DAYS_NAMED]]
    return listed([*named, *([say(AND_MORE_DAYS)] if len(days) > DAYS_NAMED else [])], say)


def _photos(photos: Sequence[PhotoRecord], say: Say) -> list[str]:
    """Photos that do not count, by reason, the commonest first."""
    reasons = Counter(photo.why_not for photo in photos if photo.why_not)
    said = []
    for reason, count in reasons.most_common(MOST_REASONS):
        days = days_of((photo for photo in photos if photo.why_not == reason), say)
        said.append(
            f"{say(NOT_COUNTED_ONE if count == 1 else NOT_COUNTED).format(count=count, days=days)} {say(reason)}"
        )
    more = sum(reasons.values()) - sum(count for _, count in reasons.most_common(MOST_REASONS))
    return [*said, *([_counted(more, OTHER_REASONS_ONE, OTHER_REASONS, say)] if more else [])]


def _regions(found: ClientHistory, say: Say) -> list[str]:
    """Regions that no counted photo shows well enough for fine lines, where that is not said of the whole already."""
    counted = {photo.id for burst in found.counted for photo in burst.counted}
    by_reason: dict[str, list[str]] = {}
    for (metric, region), reasons in found.declined.items():
        if metric != PRIMARY[0] or region is None or not counted or not counted <= set(reasons):
            continue
        reason = Counter(reasons.values()).most_common(1)[0][0]
        by_reason.setdefault(reason, []).append(say(REGION_WORDS[region]))
    of_the_whole = {photo.why_not for photo in found.photos} | set(found.warnings)
    return [
        f"{say(NOT_MEASURED).format(metrics=listed(regions, say))} {say(reason)}"
        for reason, regions in by_reason.items()
        if reason not in of_the_whole
    ]


def _notes(found: ClientHistory, say: Say) -> list[str]:
    """What else may show on photos, by the days on which it was: a day of several bursts is one."""
    days = dict.fromkeys((note.taken_at.date(), note.confounder) for note in found.notes)
    counts = Counter(confounder for _, confounder in days)
    return [
        say(ONE_DAY if count == 1 else DAYS).format(count=count, note=say(WORDS[confounder]))
        for confounder, count in counts.most_common()
    ]


def _counted(count: int, one: str, several: str, say: Say) -> str:
    return say(one if count == 1 else several).format(count=count)
