"""Tables for people who use the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from skinmetrics.doctor import Finding
from skinmetrics.metrics import METRICS
from skinmetrics.progress.pair import Pair
from skinmetrics.scoring import PhotoRefused, PhotoScores

NOTHING = "–"


def scores(results: Sequence[PhotoScores | PhotoRefused]) -> RenderableType:
    """One row a photo: date, verdict on the photo, the face's scores; then what is to be said about single photos."""
    table = Table("photo", "taken", "photo is", *(f"{metric.id}\n{metric.unit}" for metric in METRICS))
    said: list[Text] = []
    for result in results:
        if isinstance(result, PhotoRefused):
            table.add_row(Text(result.photo), NOTHING, Text("not scored", "red"), *(NOTHING for _ in METRICS))
            said.append(Text(f"{result.photo}: {result.message}", "red"))
            continue
        taken = NOTHING if result.taken_at is None else result.taken_at.isoformat()
        faces = (result.metrics[metric.id].face for metric in METRICS)
        table.add_row(Text(result.photo), taken, result.capture.verdict, *map(_number, faces))
        said += [Text(f"{result.photo}: {problem.message}") for problem in result.capture.problems]
    return Group(table, *said)


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
    return Group(Text(str(client["client"] or "")), table)


def findings(found: Sequence[Finding]) -> RenderableType:
    """One row a finding of the doctor."""
    table = Table("", "what", "seen")
    for one in found:
        table.add_row(Text("ok", "green") if one.ok else Text("broken", "red"), one.what, Text(one.detail))
    return table


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"
