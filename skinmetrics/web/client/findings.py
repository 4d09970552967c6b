"""The sentences on what the photos of a client say: one headline, then one a metric."""

from __future__ import annotations

from html import escape

from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.progress.change import Change
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.verdict import PRIMARY, Verdict
from skinmetrics.progress.words.names import METRIC_WORDS
from skinmetrics.progress.words.places import with_place
from skinmetrics.progress.words.saying import listed
from skinmetrics.progress.words.sentences import (
    NO_CAUSE,
    UNCHANGED,
    UNSURE,
    Doubts,
    against,
    doubts_of,
    drift_sentences,
    moved_too,
    sentence,
)
from skinmetrics.reports.telling import (
    beside_the_changed,
    changed_anywhere,
    in_parts_alone,
    not_alike,
    so_far,
    unchanged,
)
from skinmetrics.web.client.needled import needled
from skinmetrics.web.say import lengths, say
from skinmetrics.web.words import client as told
from skinmetrics.web.words.metrics import VERDICTS, explained, metric_name


def headline(found: ClientHistory) -> str:
    """One sentence on the whole face, over all metrics."""
    changes = [one for metric in found.metrics if (one := found.change(metric)) is not None]
    verdicts = {one.change.verdict for one in changes}
    if not changes:
        return in_parts_alone(found, say) or say(told.HEADLINE_NONE)
    parts = [
        say(words, metrics=listed([_where(found, one) for one in changes if one.change.verdict is verdict], say))
        for verdict, words in ((Verdict.IMPROVED, told.IMPROVED_IN), (Verdict.WORSENED, told.WORSENED_IN))
        if verdict in verdicts
    ]
    if parts:
        return " ".join([say(told.HEADLINE_CHANGED, changed="; ".join(parts)), *beside_the_changed(found, say)])
    if Verdict.NO_DETECTABLE_CHANGE in verdicts:
        return unchanged(found, say)
    if beside := in_parts_alone(found, say):
        return beside
    few = found.treatment_start is None or Verdict.TOO_FEW_PHOTOS in verdicts
    if not few:
        return say(told.HEADLINE_NONE)
    return so_far(found, say) or say(told.HEADLINE_FEW_ALIKE if not_alike(found) else told.HEADLINE_FEW)


def primary(found: ClientHistory) -> list[SeriesChange]:
    """The changes that stand first: the primary pair, then what else changed."""
    changes = _faces(found)
    return [one for one in changes if one.change.metric in PRIMARY or one.change.verdict.is_change]


def others(found: ClientHistory) -> list[SeriesChange]:
    """The other metrics of the whole face."""
    first = primary(found)
    return [one for one in _faces(found) if one not in first]


def card(found: ClientHistory, one: SeriesChange) -> str:
    """One metric as a card: its name, the verdict, the sentence with its noise, and what it is."""
    change = one.change
    return (
        f"<li><h3>{escape(say(metric_name(change.metric)))}</h3>{badge_of(change)}"
        f"<p>{escape(_below_badge(found, one))}</p><p class='sm-quiet'>{escape(say(explained(change.metric)))}</p></li>"
    )


def sentence_of(found: ClientHistory, one: SeriesChange) -> str:
    """The sentence of one change in the visitor's language, with what speaks against it."""
    return sentence(one, say, against(one.change, doubts(found)), lengths())


def doubts(found: ClientHistory) -> Doubts:
    """What speaks against a change of each metric; kept with the comparison of needled and other parts."""
    return doubts_of(found.progress, needled(found).metrics if found.progress else ())


def badge(verdict: Verdict) -> str:
    """The verdict as a small mark, in words."""
    return f'<span class="sm-verdict sm-{verdict.value}">{escape(say(VERDICTS[verdict.value]))}</span>'


def badge_of(change: Change) -> str:
    """The verdict as a mark; what moved further than its own noise without being called a change is not sure yet."""
    return unsure_badge() if change.unsure else badge(change.verdict)


def mark(words: str) -> str:
    """A small mark beside those of the verdicts, in `words` alone: it says neither better nor worse than before."""
    return f'<span class="sm-verdict">{escape(say(words))}</span>'


def unsure_badge() -> str:
    """The mark of what moved by more than its noise alone, and yet by too little among all that is measured."""
    return f'<span class="sm-verdict sm-unsure">{escape(say(told.UNSURE))}</span>'


def no_cause(found: ClientHistory) -> str:
    """That a change has no cause by itself; empty where nothing changed."""
    changes = () if found.progress is None else found.progress.changes
    return say(NO_CAUSE) if any(one.change.verdict.is_change for one in changes) else ""


def moved_elsewhere(found: ClientHistory) -> list[str]:
    """Where what changed moved on parts that no needle reached too: that this may be the light."""
    changed = changed_anywhere(found)
    return moved_too(needled(found).metrics, changed, say) if changed else []


def shown_first(found: ClientHistory) -> str:
    """The metric whose course is shown first: one that changed, on the whole face or else in a part of it."""
    changes = () if found.progress is None else found.progress.changes
    changed = [one.change for one in changes if one.change.verdict.is_change and one.change.metric in found.metrics]
    return min(changed, key=lambda one: one.region is not None).metric if changed else found.metrics[0]


def drifts(found: ClientHistory) -> list[str]:
    """What rose or fell evenly over all photos rather than with the first session: the whole face alone."""
    trends = () if found.progress is None else found.progress.trends
    return drift_sentences([one for one in trends if one.region is None and one.metric in METRIC_WORDS], say)


def _below_badge(found: ClientHistory, one: SeriesChange) -> str:
    """The sentence without what name and verdict above it say already."""
    text = sentence_of(found, one).partition(": ")[2]
    rest = text.removeprefix(say(UNCHANGED)).removeprefix(say(UNSURE)).strip() or text
    return rest[:1].upper() + rest[1:]


def _faces(found: ClientHistory) -> list[SeriesChange]:
    return [one for metric in found.metrics if (one := found.change(metric)) is not None]


def _where(found: ClientHistory, one: SeriesChange) -> str:
    """What changed, and where most."""
    name = say(METRIC_WORDS.get(one.change.metric, metric_name(one.change.metric)))
    changes = () if found.progress is None else found.progress.changes
    return with_place(name, one.change, (each.change for each in changes), say)
