"""What has changed: in words first, then in rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from skinmetrics.progress.change import Change
from skinmetrics.progress.pair import Pair
from skinmetrics.progress.result import Progress, SeriesChange
from skinmetrics.progress.series import LeftOut
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.names import about
from skinmetrics.progress.words.saying import capital, listed
from skinmetrics.progress.words.sentences import (
    NO_CAUSE,
    NOT_YET_SURE,
    Doubts,
    against,
    doubtful,
    doubts_of,
    drift_sentences,
    sentence,
)
from skinmetrics.tables.plain import NOTHING, heading, number, numbers, table, words

NOT_SURE = "not sure yet"
WHY_NOT_SURE = f"Each moved by more than its smallest real change. {NOT_YET_SURE}"
NO_DOUBTS: Doubts = MappingProxyType({})
MORE = "--all shows every region, --json all there is."


def pair(compared: Pair, *, every: bool = False) -> RenderableType:
    """Two bursts: what is wrong with the photos, what changed, what is not sure; rows of the face, or of ``every``
    region. Of two people there is nothing to show.
    """
    problems = [Text(problem.message, "yellow") for problem in compared.problems]
    if not compared.same_person and not every:
        return Group(*problems, Text("So nothing is compared. Give photos of one person on both sides."))
    return Group(
        *problems,
        *_told(
            compared.changes,
            "before",
            "after",
            f", at the {compared.resolution} resolution",
            every=every,
            doubts=doubtful(compared.changes),
        ),
    )


def progress(client: Progress, *, every: bool = False) -> RenderableType:
    """The same for a client's series."""
    name = [Text(client.client, "bold")] if client.client else []
    left = [Text(f"{_when(out)} is left out: {out.reason}", "yellow") for out in client.left_out]
    notes = [Text(note, "yellow") for note in (*client.notes, *drift_sentences(client.trends))]
    doubts = doubts_of(client)
    return Group(*name, *left, *notes, *_told(client.changes, "baseline", "follow-up", "", every=every, doubts=doubts))


def _when(out: LeftOut) -> str:
    return "A photo" if out.taken_at is None else f"{out.taken_at:%Y-%m-%d %H:%M}"


def _told(
    found: Sequence[Change] | Sequence[SeriesChange],
    before: str,
    after: str,
    resolution: str,
    *,
    every: bool,
    doubts: Doubts = NO_DOUBTS,
) -> Iterator[RenderableType]:
    changes = [_bare(one) for one in found]
    if any(change.verdict.is_change for change in changes):
        yield heading("What changed")
        yield from _changed(found, doubts)
        yield Text(NO_CAUSE)
    elif any(change.verdict is Verdict.NO_DETECTABLE_CHANGE for change in changes):
        yield heading("Nothing is sure to have changed")
    unsure = [change for change in changes if change.unsure]
    if unsure:
        yield heading(capital(NOT_SURE))
        yield from _by_metric(unsure)
        yield Text(WHY_NOT_SURE)
    silent = Counter(
        change.reason or "" for change in changes if change.verdict in (Verdict.NOT_COMPARABLE, Verdict.TOO_FEW_PHOTOS)
    )
    if silent:
        yield heading("Nothing can be said")
        yield from (Text(f"{reason} ({count} of {len(changes)})") for reason, count in silent.most_common())
    shown = [change for change in changes if every or change.region is None]
    if any(change.before is not None or change.after is not None for change in shown):
        yield heading(("The whole face and its regions" if every else "The whole face") + resolution)
        yield _rows(shown, before, after)
    if len(shown) < len(changes):
        yield Text(MORE)


def _changed(found: Sequence[Change] | Sequence[SeriesChange], doubts: Doubts) -> Iterator[Text]:
    """A sentence for each change of the whole face, and one for all regions of a metric that went one way."""
    for one in found:
        if _bare(one).region is None and _bare(one).verdict.is_change:
            yield Text(sentence(one, doubts=against(_bare(one), doubts)))
    for verdict in (Verdict.IMPROVED, Verdict.WORSENED):
        parts = [one for one in map(_bare, found) if one.region is not None and one.verdict is verdict]
        yield from _by_metric(parts, f" {verdict.value}")


def _by_metric(changes: Sequence[Change], verdict: str = "") -> Iterator[Text]:
    """A line for each metric, with the places where it is so."""
    for metric in dict.fromkeys(change.metric for change in changes):
        regions = [change.region for change in changes if change.metric == metric]
        places = ["whole face" if region is None else _place(metric, region) for region in regions]
        yield Text(f"{capital(about(metric, None))}{verdict}: {listed(places)}.")


def _place(metric: str, region: str) -> str:
    return about(metric, region).removeprefix(f"{about(metric, None)}, ")


def _rows(changes: Sequence[Change], before: str, after: str) -> Table:
    """One row a metric and region: before, after, change with its interval, verdict."""
    drawn = table(
        words("metric"),
        *map(numbers, (before, after, "change", "95 % interval", "smallest real change")),
        words("verdict"),
    )
    for change in changes:
        interval = NOTHING if change.ci95 is None else f"{change.ci95[0]:+.2f} … {change.ci95[1]:+.2f}"
        drawn.add_row(
            about(change.metric, change.region), number(change.before), number(change.after), number(change.change),
            interval, number(change.mdc95), NOT_SURE if change.unsure else change.verdict.value.replace("_", " "),
        )  # fmt: skip
    return drawn


def _bare(found: Change | SeriesChange) -> Change:
    return found.change if isinstance(found, SeriesChange) else found
