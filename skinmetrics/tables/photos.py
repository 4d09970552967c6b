"""The scores of photos."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from skinmetrics.metrics import METRICS
from skinmetrics.progress.verdict import PRIMARY
from skinmetrics.progress.words.names import about
from skinmetrics.scoring import PhotoRefused, PhotoScores
from skinmetrics.tables.plain import NOTHING, number, numbers, table, words

FEW = 3
"""Photos that a table has a column each for."""

RESOLUTION = "At the standard resolution; --json has the fine one too, where a photo reaches it."
MORE = "Only {names} are shown of so many photos; --all shows every metric, --json every region too."


def scores(results: Sequence[PhotoScores | PhotoRefused], *, every: bool = False) -> RenderableType:
    """The face's scores: of a few photos all, a column a photo; of many the primary pair, a row a photo, and all of
    them where ``every`` metric is wanted. Then what is to be said about single photos.
    """
    names = _short([result.photo for result in results])
    scored = [result for result in results if isinstance(result, PhotoScores)]
    shown: list[RenderableType] = []
    if len(results) > FEW or not scored:
        shown.append(_by_photo(results, names))
    if len(results) <= FEW or every:
        shown += [_by_metric(some, names) for some in _few(scored)]
    elif scored:
        shown.append(Text(MORE.format(names=" and ".join(map(about_face, PRIMARY)))))
    if scored:
        shown.append(Text(RESOLUTION))
    said: list[Text] = []
    for result in results:
        if isinstance(result, PhotoRefused):
            said.append(Text(f"{result.photo}: {result.message}", "red"))
        else:
            said += [Text(f"{result.photo}: {problem.message}") for problem in result.capture.problems]
    return Group(*shown, *said)


def about_face(metric: str) -> str:
    """What a metric is called where it is the whole face's."""
    return about(metric, None)


def _few(scored: Sequence[PhotoScores]) -> Iterator[Sequence[PhotoScores]]:
    for start in range(0, len(scored), FEW):
        yield scored[start : start + FEW]


def _short(photos: Sequence[str]) -> Mapping[str, str]:
    """Each photo's name without the folders that all of them lie in."""
    folders = {os.path.dirname(photo) for photo in photos}  # noqa: PTH120 - a path as it was typed
    try:
        shared = os.path.commonpath(folders)
    except ValueError:  # of absolute and relative ones, or of none
        shared = ""
    return {photo: os.path.relpath(photo, shared) if shared else photo for photo in photos}


def _by_metric(results: Sequence[PhotoScores], names: Mapping[str, str]) -> Table:
    drawn = table(words(), words("unit"), *(numbers(Text(names[result.photo])) for result in results))
    drawn.add_row("taken", "", *map(_taken, results))
    drawn.add_row("photo is", "", *map(_verdict, results))
    for metric in METRICS:
        drawn.add_row(about_face(metric.id), metric.unit, *(_face(result, metric.id) for result in results))
    return drawn


def _by_photo(results: Sequence[PhotoScores | PhotoRefused], names: Mapping[str, str]) -> Table:
    primary = [metric for metric in METRICS if metric.id in PRIMARY]
    drawn = table(
        words("photo"),
        Column("taken", no_wrap=True),
        words("photo is"),
        *(numbers("\n".join([*about_face(metric.id).split(), metric.unit])) for metric in primary),
    )
    for result in results:
        drawn.add_row(
            Text(names[result.photo]), _taken(result), _verdict(result), *(_face(result, one.id) for one in primary)
        )
    return drawn


def _taken(result: PhotoScores | PhotoRefused) -> str:
    """To the minute, by this computer's clock where a file states UTC alone; seconds are in a photo's name."""
    if isinstance(result, PhotoRefused) or result.taken_at is None:
        return NOTHING
    taken = result.taken_at.local()
    return f"{taken.when:%Y-%m-%d %H:%M}" if taken.precise else taken.day.isoformat()


def _verdict(result: PhotoScores | PhotoRefused) -> Text:
    return Text("not scored", "red") if isinstance(result, PhotoRefused) else Text(result.capture.verdict)


def _face(result: PhotoScores | PhotoRefused, metric: str) -> str:
    return NOTHING if isinstance(result, PhotoRefused) else number(result.metrics[metric].face)
