"""What the commands share: the program, its streams, and how photos are read and worked on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from skinmetrics.imaging.photo import Limits, PhotoError
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.jobs.runner import Runner
from skinmetrics.jobs.warm import warm_up
from skinmetrics.settings import settings

MANY = 12  # photos from which on worker processes and a progress bar are worth their start
SAMPLES = Path(__file__).resolve().parents[2] / "sample_images"

app = typer.Typer(add_completion=False, no_args_is_help=True)
text = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of tables.")]
Every = Annotated[bool, typer.Option("--all", help="Tables of everything, however long.")]
Photos = Annotated[list[Path], typer.Argument(help="Photo files: JPEG, PNG, WebP or HEIC.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help=f"Worker processes; by default none for fewer than {MANY} photos.")
]


@app.callback()
def _commands_have_names() -> None:
    """Measure skin on face photos and judge change."""  # without this a command that is alone would be the program


def say(obj: object) -> None:
    """One JSON value a line, to stdout."""
    typer.echo(json.dumps(obj, ensure_ascii=False, allow_nan=False))


def fail(message: str, status: int = 2) -> typer.Exit:
    """Say why, and give what ends the program: 2 for wrong usage, 1 for what could not be done."""
    text.print(message, style="red", markup=False)
    return typer.Exit(status)


def limits() -> Limits:
    """The largest photo that the settings allow."""
    return Limits(settings().max_megapixels, settings().max_megabytes)


def read(path: Path, limits: Limits) -> bytes:
    """The file's bytes; a file over the limit is not read further than it takes to know that."""
    try:
        with path.open("rb") as file:
            return file.read(int(limits.max_megabytes * 1e6) + 1)
    except OSError as error:
        raise PhotoError(
            "unreadable", f"The file cannot be read ({error.strerror}). Check its name and place."
        ) from error


def runner(photos: int, workers: int | None) -> Runner:
    """What works on so many photos: this process for a few of one's own, worker processes for many."""
    if workers is None:
        workers = settings().workers if photos >= MANY else 1
    if workers == 1 and settings().scheduler_url is None:
        return InlineRunner()
    from skinmetrics.jobs.cluster import Options  # noqa: PLC0415 - Dask takes a second to import, and few photos need it
    from skinmetrics.jobs.dask import DaskRunner  # noqa: PLC0415

    options = Options(workers, settings().worker_memory)
    return DaskRunner(options, scheduler_url=settings().scheduler_url, prepare=warm_up)
