"""Import: an archive of photos, looked at first, then sorted into clients and dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from typing import BinaryIO, cast

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.imaging.photo import Limits, PhotoError, inspect
from skinmetrics.importing.planning import UNNAMED, Looked, NamedFile, Plan, make_plan, named
from skinmetrics.importing.planning import Refused as RefusedFile
from skinmetrics.importing.running import Place, Report, run
from skinmetrics.importing.sources import ArchiveError, Source, UploadedSource, ZipSource
from skinmetrics.jobs.runner import Done, in_order
from skinmetrics.web.frame import note, title
from skinmetrics.web.practice.chosen_client import staff
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.scoring import background_scoring, limits
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.workers import workers

MOST_ZIP_MEGABYTES = 2000
MOST_REFUSED = 200
SIGNED = "I have the signed consent of every new client to keeping and measuring their photos, and to my seeing them."
LEAD = "Bring in photos that you have already. First you see what would happen; nothing is kept until you say so."
LARGE = "For very large archives there is the command: python -m skinmetrics import FOLDER"


def page() -> None:
    """Draw the page: choose, look, import."""
    style()
    title("Import an archive", LEAD)
    looking = staff()
    if RoleName.PRACTITIONER not in looking.roles:
        note("Photos are imported by the practitioner who treats the clients. Ask one.")
        return
    source = _source()
    if source is None:
        st.session_state.pop("plan", None)
        st.session_state.pop("imported", None)
        return
    if "plan" not in st.session_state and not _look(source):
        return
    plan: Plan = st.session_state["plan"]
    report: Report | None = st.session_state.get("imported")
    if report is None:
        _dry_run(looking, source, plan)
    else:
        _told(report)


def _source() -> Source | None:
    kinds = ("A folder", "A zip file")
    kind = st.segmented_control("From", kinds, default=kinds[0], required=True, key="import from", on_change=_forget)
    try:
        if kind == kinds[0]:
            files = st.file_uploader(
                "Folder of photos", accept_multiple_files="directory", key="import folder", on_change=_forget
            )
            chosen = cast("Sequence[UploadedFile]", files or ())
            return UploadedSource({file.name: cast("BinaryIO", file) for file in chosen}) if chosen else None
        file = st.file_uploader(
            "Zip of photos", type="zip", max_upload_size=MOST_ZIP_MEGABYTES, key="import zip", on_change=_forget
        )
        st.caption(LARGE)
        return ZipSource(cast("BinaryIO", file)) if file is not None else None
    except ArchiveError as error:
        note(str(error))
        return None


def _forget() -> None:
    for key in ("plan", "imported"):
        st.session_state.pop(key, None)


def _look(source: Source) -> bool:
    bar = st.progress(0.0, "Looking at the files …")
    try:
        for step in make_plan(source, _look_in_workers, limits()):
            bar.progress(step.done / max(step.files, 1), f"Looking at the files: {step.done} of {step.files}")
            if step.plan is not None:
                st.session_state["plan"] = step.plan
    except ArchiveError as error:
        note(str(error))
        return False
    finally:
        bar.empty()
    return True


def _look_in_workers(files: Sequence[NamedFile]) -> Iterator[Looked]:
    """Hostile files meet a worker process, never this one."""
    for outcome in in_order(workers().map(partial(look_at, limits=limits()), list(files))):
        if isinstance(outcome, Done):
            yield outcome.value
        else:
            yield PhotoError("unreadable", "Reading this file took too long or too much memory. Save it anew as JPEG.")


def look_at(file: NamedFile, limits: Limits) -> Looked:
    """The header of one file, or why it has none."""
    try:
        return inspect(file.data, file.path, limits)
    except PhotoError as error:
        return error


def _dry_run(looking: Visitor, source: Source, plan: Plan) -> None:
    st.header("What would happen", anchor=False)
    if not plan.photos:
        note("There is no photo that could be imported.")
        _refusals(plan.refused)
        return
    st.html(f"<p role='status'>{plan.photos} photos of {len(plan.groups)} clients. Nothing is written yet.</p>")
    table = pd.DataFrame(
        {
            "Client": [group.name for group in plan.groups],
            "Photos": [len(group.photos) for group in plan.groups],
            "Days": [group.days for group in plan.groups],
            "Without a date": [group.undated for group in plan.groups],
            "For example": [group.photos[0].path for group in plan.groups],
        }
    )
    st.caption("Correct the names where needed. Rows of one name become one client; a row without a name is left out.")
    edited = st.data_editor(
        table, disabled=["Photos", "Days", "Without a date", "For example"], hide_index=True, key="import names"
    )
    names = {group.name: str(name or UNNAMED) for group, name in zip(plan.groups, edited["Client"], strict=True)}
    _refusals(plan.refused)
    signed = st.checkbox(SIGNED, key="import signed")
    if st.button(f"Import {plan.photos} photos", type="primary", icon=":material/upload:"):
        _import(looking, source, named(plan, names), signed=signed)


def _import(looking: Visitor, source: Source, plan: Plan, *, signed: bool) -> None:
    bar = st.progress(0.0, "Importing …")
    place = Place(looking.clinic_id, signed)
    try:
        for step in run(records(), looking.actor, place, source, plan, limits()):
            bar.progress(step.done / max(step.photos, 1), f"Importing: {step.done} of {step.photos} photos")
            report = step.report
    except ClinicError as error:
        note(f"The import stopped: {error} What was imported stays; importing again goes on from there.")
        return
    st.session_state["imported"] = report
    background_scoring().wake()
    st.rerun()


def _told(report: Report) -> None:
    st.header("Imported", anchor=False)
    new = f" New clients: {', '.join(report.added)}." if report.added else ""
    st.html(
        f"<p role='status'><strong>{report.saved} photos imported</strong>, {report.already} were there already, "
        f"{len(report.refused)} were not imported.{escape(new)} They are measured in the background.</p>"
        '<p><a class="sm-link" href="/" target="_self">To the clients</a></p>'
    )
    _refusals(report.refused, expanded=True)


def _refusals(refused: Sequence[RefusedFile], *, expanded: bool = False) -> None:
    if not refused:
        return
    with st.expander(f"Not imported, and why ({len(refused)})", expanded=expanded):
        items = "".join(f"<dt>{escape(one.path)}</dt><dd>{escape(one.reason)}</dd>" for one in refused[:MOST_REFUSED])
        st.html(f'<dl class="sm-refused">{items}</dl>')
        if len(refused) > MOST_REFUSED:
            st.caption(f"and {len(refused) - MOST_REFUSED} more")
