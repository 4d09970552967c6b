"""The commands that look after an installation: samples, and whether it is whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from skinmetrics.cli.shared import SAMPLES, Json, app, fail, say, text
from skinmetrics.doctor import check_up
from skinmetrics.tables.findings import findings as table_of


@app.command("sample")
def sample_command(folder: Annotated[Path, typer.Argument(help="A folder to put the sample photos in.")]) -> None:
    """Copy the sample photos: computer-generated faces with known truth."""
    if folder.resolve().is_relative_to(SAMPLES):
        raise fail(f"{folder} is where the samples are copied from. Give another folder to put them in.")
    try:
        shutil.copytree(SAMPLES, folder, dirs_exist_ok=True)
    except shutil.Error as error:  # an OSError that lists what became of each file
        named, _, why = error.args[0][0]
        raise fail(f"Not all samples could be written to {folder}. The first was {named}: {why}") from error
    except OSError as error:
        raise fail(f"The samples cannot be written to {folder}: {error.strerror or error}.") from error
    text.print(f"{sum(1 for _ in folder.rglob('*.jpg'))} sample photos are in {folder}.", markup=False)


@app.command("doctor")
def doctor_command(as_json: Json = False) -> None:  # noqa: FBT002
    """Check this installation: models, noise model, samples, one photo scored, and every photo of the records."""
    findings = check_up(SAMPLES)
    if as_json:
        say([{"what": one.what, "ok": one.ok, "detail": one.detail} for one in findings])
    else:
        text.print(table_of(findings))
    raise typer.Exit(0 if all(one.ok for one in findings) else 1)
