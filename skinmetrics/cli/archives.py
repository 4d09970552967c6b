"""The commands that bring photos into the records and take reports out of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.progress import Progress as ProgressBar

from skinmetrics.cli.records import opened
from skinmetrics.cli.shared import app, fail, limits, text
from skinmetrics.clinic import accounts, people, photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.durable import replacing
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, Rendition
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.importing.planning import UNNAMED, Group, Plan, Refused, look_here, make_plan, named
from skinmetrics.importing.running import Place, Report, bound_for, run
from skinmetrics.importing.sources import ArchiveError, FolderSource, Source, ZipSource, is_zip
from skinmetrics.installation import is_begun
from skinmetrics.jobs.aligned_face import unpacked
from skinmetrics.jobs.photo_work import aligned_of, view_of
from skinmetrics.reports.dicom import DicomFormat, strangers
from skinmetrics.reports.formats import FORMATS
from skinmetrics.reports.gathering import Drawing, gather
from skinmetrics.reports.report import ReportError, ReportFormat

OnPaper = Annotated[
    bool, typer.Option("--consent-on-paper", help="You have the signed consent of clients who are new.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]


@app.command("import")
def import_command(
    archive: Annotated[Path, typer.Argument(help="A folder or zip of photos.")],
    client: Annotated[
        str | None,
        typer.Option(help="Whose photos they are, by name or id; by default folders and file names say so."),
    ] = None,
    practitioner: Annotated[str | None, typer.Option(help="E-mail address of who treats new clients.")] = None,
    consent_on_paper: OnPaper = False,  # noqa: FBT002
    dry_run: DryRun = False,  # noqa: FBT002
) -> None:
    """Import an archive of photos, sorted into clients and dates. Doing it again skips what is there."""
    try:
        source: Source = ZipSource(archive) if is_zip(archive) else FolderSource(archive)
        plan = _plan(source, archive.resolve().name if isinstance(source, FolderSource) else "")
    except ArchiveError as error:
        raise fail(str(error)) from error
    if client is not None:
        plan = named(plan, {group.name: client for group in plan.groups})
    for group in plan.groups:
        text.print(_group(group), markup=False)
    if dry_run:
        doubts = _doubts(plan)
        for doubt in doubts:
            text.print(doubt, style="red", markup=False)
        _refusals(plan.refused)
        raise typer.Exit(1 if plan.refused or doubts else 0)
    with opened() as records:
        clinic_id = _clinic(records)
        place = Place(clinic_id, consent_on_paper, _practitioner(records, clinic_id, practitioner))
        report = Report(refused=plan.refused)
        with ProgressBar(console=text, transient=True) as bar:
            task = bar.add_task("Importing photos", total=plan.photos)
            for step in run(records, CONSOLE, place, source, plan, limits()):
                report = step.report
                bar.update(task, completed=step.done)
    told = f"{report.saved} photos imported, {report.already} were there already, {len(report.added)} clients are new."
    text.print(told, markup=False)
    _refusals(report.refused)
    raise typer.Exit(1 if report.refused else 0)


@app.command("report")
def report_command(
    client: Annotated[str, typer.Argument(help="The client's name or id.")],
    out: Annotated[Path, typer.Option(help="The file to write; its ending chooses the format.")],
    as_format: Annotated[
        str | None, typer.Option("--format", help=f"One of {', '.join(FORMATS)}, whatever the ending.")
    ] = None,
) -> None:
    """Write a client's report: PDF for the client, CSV for research, FHIR or DICOM for a record system."""
    chosen = _format(out, as_format)
    if not out.parent.is_dir():
        raise fail(f"There is no folder {out.parent}. Make it first, or choose another.")
    with opened() as records:
        client_id = _find(records, client)
        report = gather(records, CONSOLE, client_id, current_scorer(), _drawing(records))
        if report.pictures is None:
            text.print("Without before and after: it needs two photo days and the client's consent to showing.")
        try:
            with _in_place_of(out) as file:
                chosen.write(report, file)
        except ReportError as error:
            raise fail(str(error), 1) from error
    if isinstance(chosen, DicomFormat) and (others := strangers(report)):
        text.print(f"Photos left out, as they show another person: {others}.", markup=False)
    text.print(f"{chosen.name}: {out}", markup=False)


@contextmanager
def _in_place_of(out: Path) -> Iterator[BinaryIO]:
    """What is written takes the place of `out` when it is whole, readable by its owner alone; a pipe takes it at once.

    Raises StorageFullError.
    """
    if out.exists() and not out.is_file():
        with out.open("wb") as file:
            yield file
        return
    with replacing(out.resolve()) as file:  # not the link that leads to it
        yield file


def _plan(source: Source, within: str) -> Plan:
    plan = Plan()
    with ProgressBar(console=text, transient=True) as bar:
        task = bar.add_task("Looking at the files", total=None)
        for step in make_plan(source, look_here(limits()), limits(), within):
            bar.update(task, total=step.files, completed=step.done)
            plan = step.plan or plan
    return plan


def _doubts(plan: Plan) -> tuple[str, ...]:
    """Of photos whose client nobody knows, or who does not allow it; a look alone begins no records."""
    if not is_begun():
        return ()
    with opened() as records:
        clinics = people.clinics(records, CONSOLE)
        if len(clinics) != 1:
            return ()
        bound = bound_for(records, CONSOLE, clinics[0].id, plan)
    closed = (
        "1 photo is of a client who has not consented to it. It is left out."
        if bound.closed == 1
        else f"{bound.closed} photos are of clients who have not consented to it. They are left out."
    )
    return (*bound.unclear, *([closed] if bound.closed else ()))


def _group(group: Group) -> str:
    undated = f", {group.undated} without a date" if group.undated else ""
    name = "Nobody is named" if group.name == UNNAMED else group.name
    return f"{name}: {len(group.photos)} photos on {group.days} days{undated}"


def _refusals(refused: tuple[Refused, ...]) -> None:
    for one in refused:
        text.print(f"{one.path}: {one.reason}", style="red", markup=False)


def _clinic(records: Records) -> uuid.UUID:
    clinics = people.clinics(records, CONSOLE)
    if len(clinics) != 1:
        raise fail("There must be one clinic to import into. Set it up on the page first." if not clinics else _MANY)
    return clinics[0].id


_MANY = "There are several clinics here. Import on the page, signed in to the right one."


def _practitioner(records: Records, clinic_id: uuid.UUID, login: str | None) -> uuid.UUID | None:
    if login is None:
        return None
    found = [one.id for one in accounts.list_accounts(records, CONSOLE, clinic_id) if one.login == login.casefold()]
    if not found:
        raise fail(f"There is no account {login}. `user list` shows them.")
    return found[0]


def _format(out: Path, wanted: str | None) -> ReportFormat:
    if wanted is not None and wanted not in FORMATS:
        raise fail(f"There is no format {wanted}. Choose one of {', '.join(FORMATS)}.")
    if wanted is not None:
        return FORMATS[wanted]
    for chosen in FORMATS.values():
        if out.name.lower().endswith(f".{chosen.suffix}"):
            return chosen
    endings = ", ".join(f".{chosen.suffix}" for chosen in FORMATS.values())
    raise fail(f"The ending of {out.name} says no format. Use one of {endings}, or give --format.")


def _find(records: Records, client: str) -> uuid.UUID:
    everyone = [
        entry
        for clinic in people.clinics(records, CONSOLE)
        for entry in people.list_clients(records, CONSOLE, clinic.id)
    ]
    found = [entry.id for entry in everyone if str(entry.id) == client or same_name(entry.name) == same_name(client)]
    if len(found) == 1:
        return found[0]
    if found:
        raise fail(f"{len(found)} clients are called {client}. Give one of their ids: {', '.join(map(str, found))}.")
    raise fail(f"There is no client {client}. Check the name.")


def _drawing(records: Records) -> Drawing:
    """Pictures drawn in this process: at the console, the files are one's own."""

    def view(key: PhotoKey) -> bytes | None:
        with suppress(PhotoMissingError):
            return photos.fetch(records, replace(key, rendition=Rendition.VIEW))
        with suppress(PhotoError, ClinicError):
            return view_of(photos.fetch(records, key), limits())
        return None

    def face(key: PhotoKey) -> bytes | None:
        with suppress(PhotoError, FaceError, ClinicError):
            return unpacked(aligned_of(photos.fetch(records, key), limits())).face
        return None

    return Drawing(view, face)
