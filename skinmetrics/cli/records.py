"""The commands that look after the records: backup, restore, scoring again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import Progress as ProgressBar

from skinmetrics.cli.shared import Workers, app, fail, limits, runner, text
from skinmetrics.clinic import scores
from skinmetrics.clinic.backup.key_copy import FILE_NAME
from skinmetrics.clinic.backup.making import back_up
from skinmetrics.clinic.backup.restoring import restore
from skinmetrics.clinic.database import holds_records
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.turns import scoring_turn
from skinmetrics.clinic.vault.keys import read_master_key
from skinmetrics.installation import open_installation
from skinmetrics.jobs.catch_up import TRIES, CatchUp
from skinmetrics.settings import settings

TURN_SECONDS = 2.0
_NONE: Final = (
    "There are no records to back up: none were begun in {where}. "
    "Set SKINMETRICS_DATA, and the other settings, as for the program that has the clinic's records."
)


@contextmanager
def opened(*, begin: bool = True) -> Iterator[Records]:
    """The records, new ones where there are none unless told not to; what they refuse ends the program with its
    sentence and status 1.
    """
    try:
        if not begin and not holds_records(settings().database):
            named = (
                "the database of SKINMETRICS_DATABASE_URL" if settings().database_url else settings().data.absolute()
            )
            raise fail(_NONE.format(where=named), 1)
        records = open_installation()
        try:
            yield records
        finally:
            records.database.engine.dispose()
    except (ClinicError, OSError) as error:
        raise fail(str(error), 1) from error


@app.command("backup")
def backup_command(
    folder: Annotated[Path, typer.Argument(help="Folder for the archive and the file of keys beside it.")],
) -> None:
    """Back up everything into FOLDER while the program runs, and check what was written."""
    with opened(begin=False) as records:
        made = back_up(records, folder.absolute())
    text.print(f"{made.archive.name}: {made.clients} clients, {made.photos} photos, checked.", markup=False)
    text.print(
        f"Keep it together with {made.keys.name}, which each backup and erasure rewrites, and keep the master key "
        f"({_where_the_key_is()}) apart from both: without it no backup opens.",
        markup=False,
        soft_wrap=True,
    )
    for problem in made.problems:
        text.print(problem, style="red", markup=False)
    raise typer.Exit(1 if made.problems else 0)


@app.command("restore")
def restore_command(
    archive: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    keys: Annotated[
        Path | None, typer.Option(help="The newest file of keys; by default the one beside the archive.")
    ] = None,
) -> None:
    """Restore a backup into the empty database and photo store that the settings name."""
    chosen = settings()
    beside = keys or archive.with_name(FILE_NAME)
    for file in (archive, beside):
        if not file.is_file():
            raise fail(f"There is no file {file}. A backup is an archive and the file {FILE_NAME} beside it.")
    try:
        given = chosen.master_key.get_secret_value() if chosen.master_key else None
        master = read_master_key(given, chosen.key_file)
        if master is None:
            raise fail(
                f"The master key is missing. Put it at {chosen.key_file}, readable by you alone, or set "
                "SKINMETRICS_MASTER_KEY; it must be the key of the records that the backup was made of."
            )
        done = restore(archive, beside, chosen.database, chosen.store, master)
    except (ClinicError, OSError) as error:
        raise fail(str(error), 1) from error
    text.print(f"Restored: {done.clients} clients, {done.photos} photos.", markup=False)
    if done.erased:
        text.print(f"{done.erased} clients of the archive were erased since, and stay erased.", markup=False)
    if done.deleted:
        text.print(f"{done.deleted} photos of the archive were deleted since, and stay deleted.", markup=False)
    if done.withdrawn:
        text.print(f"{done.withdrawn} consents were withdrawn since, and stay withdrawn.", markup=False)
    for photo in done.without_file:
        text.print(
            f"The file of photo {photo} is not in this backup: it was missing or could not be read when that was made. "
            "Put it back from another archive that has it.",
            style="red",
            markup=False,
            soft_wrap=True,
        )
    for file in done.unreached:
        text.print(
            f"Erasures reach {file} once a start of the program finds it there, or a backup is made into its folder.",
            markup=False,
            soft_wrap=True,
        )


@app.command("rescore")
def rescore_command(workers: Workers = None) -> None:
    """Score every photo that lacks scores of the present metrics, new ones included. It can be stopped at any time."""
    with opened() as records:
        repair(records)
        before = scores.coverage(records, current_scorer())
        due = before.photos - before.examined
        working = runner(due, workers)
        catch_up = CatchUp(records, working, limits())
        try:
            with _turn(records), ProgressBar(console=text, transient=True, disable=due == 0) as bar:
                task = bar.add_task("Scoring photos", total=due)
                catch_up.run(lambda: bar.advance(task))
                for _ in range(TRIES - 1):
                    catch_up.forget()
                    catch_up.run()  # what had bad luck or was locked
        finally:
            working.close()
        left, done = len(catch_up.left_out()), scores.coverage(records, current_scorer()).examined - before.examined
    text.print(f"{done} photos scored, {before.examined} had scores of the present metrics already.")
    if left:
        raise fail(f"{left} photos could not be worked on; the lines above say why. `doctor` checks them all.", 1)


@contextmanager
def _turn(records: Records) -> Iterator[None]:
    """Wait while the running program scores: it does the same."""
    told = False
    while True:
        with scoring_turn(records.database) as ours:
            if ours:
                yield
                return
        if not told:
            text.print("The running program is scoring already. This goes on when it has done.")
            told = True
        time.sleep(TURN_SECONDS)


def _where_the_key_is() -> str:
    return "SKINMETRICS_MASTER_KEY" if settings().master_key else str(settings().key_file)
