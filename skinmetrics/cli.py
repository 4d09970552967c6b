"""The command line: the contract with scripts.

JSON goes to stdout alone, text for people to stderr. Exit status: 0 all scored, 1 some not, 2 wrong usage.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as ProgressBar
from typer.core import TyperCommand

from skinmetrics import tables
from skinmetrics.doctor import check_up
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import Limits, PhotoError
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.jobs.runner import Failed, Runner, in_order
from skinmetrics.jobs.warm import warm_up
from skinmetrics.metrics import METRICS
from skinmetrics.progress.assess import progress_json
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.pair import compare
from skinmetrics.progress.series import SeriesError
from skinmetrics.scoring import Examination, PhotoRefused, PhotoScores, examine, score
from skinmetrics.settings import settings

MANY = 12  # photos from which on worker processes and a progress bar are worth their start
SAMPLES = Path(__file__).resolve().parents[1] / "sample_images"

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Measure skin on face photos and judge change.")
text = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of tables.")]
Photos = Annotated[list[Path], typer.Argument(help="Photo files: JPEG, PNG, WebP or HEIC.")]


def _say(obj: object) -> None:
    typer.echo(json.dumps(obj, ensure_ascii=False, allow_nan=False))


def _fail(message: str) -> typer.Exit:
    text.print(message, style="red", markup=False)
    return typer.Exit(2)


def _limits() -> Limits:
    return Limits(settings().max_megapixels, settings().max_megabytes)


def _read(path: Path, limits: Limits) -> bytes:
    """The file's bytes; a file over the limit is not read further than it takes to know that."""
    try:
        with path.open("rb") as file:
            return file.read(int(limits.max_megabytes * 1e6) + 1)
    except OSError as error:
        raise PhotoError(
            "unreadable", f"The file cannot be read ({error.strerror}). Check its name and place."
        ) from error


def _score_file(path: Path) -> PhotoScores | PhotoRefused:
    limits = _limits()
    try:
        return score(_read(path, limits), str(path), limits)
    except PhotoError as error:
        return PhotoRefused(str(path), error.code, str(error))


def _runner(photos: int, workers: int | None) -> Runner:
    if workers is None:
        workers = settings().workers if photos >= MANY else 1
    if workers == 1 and settings().scheduler_url is None:
        return InlineRunner()
    from skinmetrics.jobs.cluster import Options  # noqa: PLC0415 - Dask takes a second to import, and few photos need it
    from skinmetrics.jobs.dask import DaskRunner  # noqa: PLC0415

    options = Options(workers, settings().worker_memory)
    return DaskRunner(options, scheduler_url=settings().scheduler_url, prepare=warm_up)


def _score_all(paths: Sequence[Path], workers: int | None) -> Iterator[PhotoScores | PhotoRefused]:
    """Results in the order of the paths, with a progress bar when they are many."""
    runner = _runner(len(paths), workers)
    try:
        with ProgressBar(console=text, disable=len(paths) < MANY, transient=True) as bar:
            task = bar.add_task("Scoring photos", total=len(paths))
            for outcome in in_order(runner.map(_score_file, [path.absolute() for path in paths])):
                bar.advance(task)
                given = str(paths[outcome.index])
                if isinstance(outcome, Failed):
                    yield PhotoRefused(
                        given, "unreadable", "Reading this photo failed twice. Save it anew as JPEG and try again."
                    )
                else:
                    yield outcome.value.named(given)
    finally:
        runner.close()


@app.command("score")
def score_command(
    photos: Photos,
    as_json: Json = False,  # noqa: FBT002
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; by default as many as help.")] = None,
) -> None:
    """Score photos: every metric, per region and for the face."""
    results = _score_all(photos, workers)
    if as_json:
        refused = 0
        for result in results:
            _say(result.as_json())
            refused += isinstance(result, PhotoRefused)
    else:
        everything = list(results)
        text.print(tables.scores(everything))
        refused = sum(isinstance(result, PhotoRefused) for result in everything)
    raise typer.Exit(1 if refused else 0)


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
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Compare two bursts of one person and say which changes are larger than retaking the photos would make."""
    sides: list[list[Examination]] = []
    refused: list[PhotoRefused] = []
    for paths in (before, after):
        sides.append([])
        for path in paths:
            try:
                sides[-1].append(examine(_read(path, _limits()), str(path), _limits()))
            except (PhotoError, FaceError) as error:
                refused.append(PhotoRefused(str(path), error.code, str(error)))
    for one in refused:
        text.print(f"{one.photo}: {one.message}", style="red", markup=False)
    if not all(sides):
        text.print("Each side needs at least one photo that can be measured.", style="red")
        raise typer.Exit(1)
    pair = compare(sides[0], sides[1], load_noise_model())
    if as_json:
        _say(pair.as_json())
    else:
        text.print(tables.pair(pair))
    raise typer.Exit(1 if refused else 0)


@app.command("progress")
def progress_command(
    series: Annotated[Path, typer.Argument(help="CSV with the columns taken_at, burst, metric, region, value.")],
    as_json: Json = False,  # noqa: FBT002
    treatment_start: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the first session; photos before it are the baseline."),
    ] = None,
) -> None:
    """Judge a series of scores: what changed since the baseline, and how sure that is."""
    try:
        rows = series.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _fail(f"{series} cannot be read as text: {error}. Give a CSV file.") from error
    try:
        better = {metric.id: metric.better for metric in METRICS}
        clients = progress_json(rows, load_noise_model(), treatment_start, datetime.now().astimezone().date(), better)
    except SeriesError as error:
        raise _fail(f"{series}: {error}") from error
    if as_json:
        for client in clients:
            _say(client)
    else:
        for client in clients:
            text.print(tables.progress(client))


@app.command("sample")
def sample_command(folder: Annotated[Path, typer.Argument(help="A folder to put the sample photos in.")]) -> None:
    """Copy the sample photos: computer-generated faces with known truth."""
    try:
        shutil.copytree(SAMPLES, folder, dirs_exist_ok=True)
    except OSError as error:
        raise _fail(f"The samples cannot be written to {folder}: {error.strerror or error}.") from error
    text.print(f"{sum(1 for _ in folder.rglob('*.jpg'))} sample photos are in {folder}.", markup=False)


@app.command("doctor")
def doctor_command(as_json: Json = False) -> None:  # noqa: FBT002
    """Check this installation: models, noise model, samples, one photo scored."""
    findings = check_up(SAMPLES)
    if as_json:
        _say([{"what": one.what, "ok": one.ok, "detail": one.detail} for one in findings])
    else:
        text.print(tables.findings(findings))
    raise typer.Exit(0 if all(one.ok for one in findings) else 1)
