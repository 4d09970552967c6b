"""The command that scores photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from rich.progress import Progress as ProgressBar

from skinmetrics.cli.shared import MANY, Every, Json, Photos, Workers, app, limits, read, runner, say, text
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.jobs.runner import Failed, in_order
from skinmetrics.scoring import PhotoRefused, PhotoScores, score
from skinmetrics.tables.photos import scores


def _score_file(path: Path) -> PhotoScores | PhotoRefused:
    allowed = limits()
    try:
        return score(read(path, allowed), str(path), allowed)
    except PhotoError as error:
        return PhotoRefused(str(path), error.code, str(error))


def _score_all(paths: Sequence[Path], workers: int | None) -> Iterator[PhotoScores | PhotoRefused]:
    """Results in the order of the paths, with a progress bar when they are many."""
    working = runner(len(paths), workers)
    try:
        with ProgressBar(console=text, disable=len(paths) < MANY, transient=True) as bar:
            task = bar.add_task("Scoring photos", total=len(paths))
            for outcome in in_order(working.map(_score_file, [path.absolute() for path in paths])):
                bar.advance(task)
                given = str(paths[outcome.index])
                if isinstance(outcome, Failed):
                    yield PhotoRefused(
                        given, "unreadable", "Reading this photo failed twice. Save it anew as JPEG and try again."
                    )
                else:
                    yield outcome.value.named(given)
    finally:
        working.close()


@app.command("score")
def score_command(
    photos: Photos,
    as_json: Json = False,  # noqa: FBT002
    every: Every = False,  # noqa: FBT002
    workers: Workers = None,
) -> None:
    """Score photos: every metric, per region and for the face."""
    results = _score_all(photos, workers)
    if as_json:
        refused = 0
        for result in results:
            say(result.as_json())
            refused += isinstance(result, PhotoRefused)
    else:
        everything = list(results)
        text.print(scores(everything, every=every))
        refused = sum(isinstance(result, PhotoRefused) for result in everything)
    raise typer.Exit(1 if refused else 0)
