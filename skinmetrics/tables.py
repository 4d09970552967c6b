"""Tables for people who use the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from skinmetrics.doctor import Finding
from skinmetrics.metrics import METRICS
from skinmetrics.progress.pair import Pair
from skinmetrics.progress.verdict import PRIMARY
from skinmetrics.scoring import PhotoRefused, PhotoScores

NOTHING = "–"
FEW = 3  # photos that a table has a column each for


def scores(results: Sequence[PhotoScores | PhotoRefused]) -> RenderableType:
    """The face's scores: of a few photos all, a column a photo; of many the primary pair, a row a photo. Then what is
    to be said about single photos.
    """
    few = len(results) <= FEW and any(isinstance(result, PhotoScores) for result in results)
    table = _by_metric(results) if few else _by_photo(results)
    said: list[Text] = []
    for result in results:
        if isinstance(result, PhotoRefused):
            said.append(Text(f"{result.photo}: {result.message}", "red"))
        else:
            said += [Text(f"{result.photo}: {problem.message}") for problem in result.capture.problems]
    return Group(table, *said)


def _by_metric(results: Sequence[PhotoScores | PhotoRefused]) -> Table:
    table = Table("", "unit", *(Column(Text(result.photo)) for result in results))
    table.add_row("taken", "", *(_taken(result) for result in results))
    table.add_row("photo is", "", *(_verdict(result) for result in results))
    for metric in METRICS:
        table.add_row(metric.id, metric.unit, *(_face(result, metric.id) for result in results))
    return table


def _by_photo(results: Sequence[PhotoScores | PhotoRefused]) -> Table:
    primary = [metric for metric in METRICS if metric.id in PRIMARY]
    table = Table("photo", "taken", "photo is", *(f"{metric.id}\n{metric.unit}" for metric in primary))
    for result in results:
        table.add_row(
            Text(result.photo), _taken(result), _verdict(result), *(_face(result, metric.id) for metric in primary)
        )
    return table


def _taken(result: PhotoScores | PhotoRefused) -> str:
    if isinstance(result, PhotoRefused) or result.taken_at is None:
        return NOTHING
    return result.taken_at.isoformat()


def _verdict(result: PhotoScores | PhotoRefused) -> Text:
    return Text("not scored", "red") if isinstance(result, PhotoRefused) else Text(result.capture.verdict)


def _face(result: PhotoScores | PhotoRefused, metric: str) -> str:
    return NOTHING if isinstance(result, PhotoRefused) else _number(result.metrics[metric].face)


def pair(compared: Pair) -> RenderableType:
    """One row a metric and region that says anything: before, after, change with its interval, verdict."""
    table = Table("metric", "region", "before", "after", "change", "95 % interval", "smallest real change", "verdict")
    for change in compared.changes:
        interval = NOTHING if change.ci95 is None else f"{change.ci95[0]:+.2f} … {change.ci95[1]:+.2f}"
        table.add_row(
            change.metric, change.region or "face", _number(change.before), _number(change.after),
            _number(change.change), interval, _number(change.mdc95), change.verdict.value.replace("_", " "),
        )  # fmt: skip
    return Group(table, *(Text(problem.message) for problem in compared.problems))


def progress(client: Mapping[str, Any]) -> RenderableType:
    """The same for a series, from the object that ``progress --json`` prints."""
    table = Table("metric", "region", "baseline", "follow-up", "change", "smallest real change", "verdict")
    for change in client["changes"]:
        table.add_row(
            change["metric"], change["region"] or "face", _number(change["before"]), _number(change["after"]),
            _number(change["change"]), _number(change["mdc95"]), change["verdict"].replace("_", " "),
        )  # fmt: skip
    return Group(Text(str(client["client"] or "")), table, *map(Text, client["notes"]))


def findings(found: Sequence[Finding]) -> RenderableType:
    """One row a finding of the doctor; ids are there to the last digit, however narrow the window."""
    table = Table("", Column("what", overflow="fold"), Column("seen", overflow="fold"))
    for one in found:
        table.add_row(Text("ok", "green") if one.ok else Text("broken", "red"), one.what, Text(one.detail))
    return table


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"
