"""The commands that judge change: between two bursts, and in a series of scores."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from skinmetrics.cli.shared import Every, Json, app, fail, limits, read, say, text
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.progress.assess import judge
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.pair import compare
from skinmetrics.progress.series import SeriesError
from skinmetrics.scoring import Examination, PhotoRefused, examine
from skinmetrics.tables import changes


class _ManyValues(TyperCommand):
    """A command whose options take several values: ``--before a b`` is read as ``--before a --before b``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer keeps its context type to itself
        """Repeat the option's name before each further value."""
        several = {name for param in self.params if getattr(param, "multiple", False) for name in param.opts}
        spread: list[str] = []
        current: str | None = None
        for arg in args:
            if arg.startswith("-"):
                current = arg if arg in several else None
            elif current is not None and spread[-1] != current:
                spread.append(current)
            spread.append(arg)
        return super().parse_args(ctx, spread)


@app.command("compare", cls=_ManyValues)
def compare_command(
    before: Annotated[list[Path], typer.Option(help="Photos of one burst before; repeat or list several.")],
    after: Annotated[list[Path], typer.Option(help="Photos of one burst after.")],
    same_person: Annotated[  # noqa: FBT002
        bool, typer.Option("--same-person", help="You know that all show one person, whatever they seem to show.")
    ] = False,
    as_json: Json = False,  # noqa: FBT002
    every: Every = False,  # noqa: FBT002
) -> None:
    """Compare two bursts of one person and say which changes are larger than retaking the photos would make."""
    sides: list[list[Examination]] = []
    refused: list[PhotoRefused] = []
    for paths in (before, after):
        sides.append([])
        for path in paths:
            try:
                sides[-1].append(examine(read(path, limits()), str(path), limits()))
            except (PhotoError, FaceError) as error:
                refused.append(PhotoRefused(str(path), error.code, str(error)))
    for one in refused:
        text.print(f"{one.photo}: {one.message}", style="red", markup=False)
    if not all(sides):
        text.print("Each side needs at least one photo that can be measured.", style="red")
        raise typer.Exit(1)
    pair = compare(sides[0], sides[1], load_noise_model(), one_person=same_person)
    if as_json:
        say(pair.as_json())
    else:
        text.print(changes.pair(pair, every=every))
    raise typer.Exit(1 if refused else 0)


def _start(text: str) -> date | datetime:
    """The day or the moment of the first session."""
    try:
        return date.fromisoformat(text) if len(text) <= len("2026-03-01") else datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no day or time; write 2026-03-01 or 2026-03-01T10:30.") from None


@app.command("progress")
def progress_command(
    series: Annotated[
        Path,
        typer.Argument(
            help="CSV with the columns taken_at, burst, metric, region, value; maybe client, photo, resolution and "
            "others that the table of a report or of Quick look has."
        ),
    ],
    as_json: Json = False,  # noqa: FBT002
    every: Every = False,  # noqa: FBT002
    treatment_start: Annotated[
        date | None,
        typer.Option(
            parser=_start,
            metavar="DAY|TIME",
            help="Day of the first session, whose photos count as before it, or its time: 2026-03-01T10:30, with an "
            "offset where the photos have one, as in 2026-03-01T10:30+01:00.",
        ),
    ] = None,
) -> None:
    """Judge a series of scores: what changed since the baseline, and how sure that is."""
    try:
        rows = series.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise fail(f"There is no file {series}. Check its name and place.") from error
    except OSError as error:
        raise fail(f"{series} cannot be read ({error.strerror}). Give a CSV file that can be.") from error
    except UnicodeDecodeError as error:
        raise fail(f"{series} is no text in UTF-8. Save the table as CSV in UTF-8 and give that.") from error
    try:
        clients = judge(rows, load_noise_model(), treatment_start, datetime.now().astimezone().date())
    except SeriesError as error:
        raise fail(f"{series}: {error}") from error
    if as_json:
        for client in clients:
            say(client.as_json())
    else:
        for client in clients:
            text.print(changes.progress(client, every=every))
        if treatment_start is None:
            text.print("To tell before from after, give the day of the first session: --treatment-start 2026-03-01.")
