"""Import: an archive of photos, looked at first, then sorted into clients and dates."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.imaging.clock import believed
from skinmetrics.imaging.photo import Limits, PhotoError, inspect
from skinmetrics.importing.planning import UNNAMED, Looked, NamedFile, Plan, make_plan, named
from skinmetrics.importing.planning import Refused as RefusedFile
from skinmetrics.importing.running import Place, Report, bound_for, run
from skinmetrics.importing.sources import ArchiveError, Source, UploadedSource, ZipSource
from skinmetrics.jobs.runner import Done, in_order
from skinmetrics.web.frame import note, title
from skinmetrics.web.practice.chosen_client import staff
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.say import say, say_count, say_error
from skinmetrics.web.scoring import background_scoring, limits
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.quick_look import CHOOSE_FOLDER, UP_TO
from skinmetrics.web.workers import workers

MOST_ZIP_MEGABYTES = 2000
MOST_REFUSED = 200


def page() -> None:
    """Draw the page: choose, look, import."""
    style()
    title(told.IMPORT_TITLE, told.IMPORT_LEAD)
    looking = staff()
    if RoleName.PRACTITIONER not in looking.roles:
        note(say(told.IMPORT_WHO))
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
    kinds = (told.FROM_FOLDER, told.FROM_ZIP)
    kind = st.segmented_control(
        say(told.FROM),
        kinds,
        default=kinds[0],
        required=True,
        format_func=say,
        key="import from",
        on_change=_forget,
    )
    try:
        if kind == kinds[0]:
            st.html(f"<style>:root {{ --sm-choose: {json.dumps(say(CHOOSE_FOLDER), ensure_ascii=False)} }}</style>")
            files = st.file_uploader(
                say(told.FOLDER_OF_PHOTOS), accept_multiple_files="directory", key="import folder", on_change=_forget
            )
            chosen = cast("Sequence[UploadedFile]", files or ())
            return UploadedSource((file.name, cast("BinaryIO", file)) for file in chosen) if chosen else None
        most = json.dumps(say(UP_TO, megabytes=MOST_ZIP_MEGABYTES), ensure_ascii=False)
        st.html(f"<style>:root {{ --sm-up-to: {most} }}</style>")
        file = st.file_uploader(
            say(told.ZIP_OF_PHOTOS),
            type="zip",
            max_upload_size=MOST_ZIP_MEGABYTES,
            key="import zip",
            on_change=_forget,
        )
        st.caption(say(told.IMPORT_LARGE))
        return ZipSource(cast("BinaryIO", file)) if file is not None else None
    except ArchiveError as error:
        note(say(str(error)))
        return None


def _forget() -> None:
    for key in ("plan", "imported"):
        st.session_state.pop(key, None)


def _look(source: Source) -> bool:
    bar = st.progress(0.0, say(told.LOOKING_AT))
    try:
        for step in make_plan(source, _look_in_workers, limits()):
            bar.progress(step.done / max(step.files, 1), say(told.LOOKING_AT_HOW_FAR, done=step.done, files=step.files))
            if step.plan is not None:
                st.session_state["plan"] = step.plan
    except ArchiveError as error:
        note(say(str(error)))
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
            yield PhotoError("unreadable", told.TOO_LONG)


def look_at(file: NamedFile, limits: Limits) -> Looked:
    """The header of one file, or why it has none."""
    try:
        return inspect(file.data, file.path, limits)
    except PhotoError as error:
        return error


def _dry_run(looking: Visitor, source: Source, plan: Plan) -> None:
    st.header(say(told.WHAT_WOULD_HAPPEN), anchor=False)
    if not plan.photos:
        note(say(told.NOTHING_TO_IMPORT))
        _refusals(plan.refused)
        return
    above = st.container()
    today = dt.datetime.now(ZoneInfo(looking.time_zone)).date()
    st.caption(say(told.CORRECT_NAMES))
    edited = st.data_editor(
        _table(plan, today),
        disabled=list(_COLUMNS[1:]),
        column_config=_named_columns(),
        hide_index=True,
        key="import names",
    )
    names = {group.name: str(name or UNNAMED) for group, name in zip(plan.groups, edited[told.CLIENT], strict=True)}
    corrected = named(plan, names)
    bound = bound_for(records(), looking.actor, looking.clinic_id, corrected)
    with above:
        found = say(told.WOULD_IMPORT, photos=bound.known + bound.new, clients=bound.clients)
        st.html(f"<p role='status'>{escape(found)}</p>")
        if bound.nobodys:
            note(say_count(bound.nobodys, told.NOBODYS_ONE, told.NOBODYS_MANY))
        if bound.closed:
            note(say_count(bound.closed, told.CLOSED_ONE, told.CLOSED_MANY))
    for why in bound.unclear:
        note(say(why))
    _refusals(plan.refused)
    signed = st.checkbox(say(told.IMPORT_SIGNED), key="import signed")
    if bound.new and not signed:
        st.caption(say_count(bound.new, told.UNSIGNED_ONE, told.UNSIGNED_MANY))
    photos = bound.known + (bound.new if signed else 0)
    label = say_count(photos, told.IMPORT_ONE, told.IMPORT_MANY)
    if st.button(label, type="primary", icon=":material/upload:", key="import these", disabled=not photos):
        _import(looking, source, corrected, signed=signed)


_COLUMNS = (told.CLIENT, told.PHOTOS, told.DAYS, told.WITHOUT_DATE, told.FOR_EXAMPLE)


def _table(plan: Plan, today: dt.date) -> pd.DataFrame:
    """One row a client to be; a day that has not come is none."""
    rows = []
    for group in plan.groups:
        taken = [believed(photo.header.taken_at, today) for photo in group.photos]
        days = {each.day for each in taken if each is not None}
        rows.append((group.name, len(taken), len(days), taken.count(None), group.photos[0].path))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _named_columns() -> dict[str, Any]:
    return {name: st.column_config.Column(say(name)) for name in _COLUMNS}


def _import(looking: Visitor, source: Source, plan: Plan, *, signed: bool) -> None:
    bar = st.progress(0.0, say(told.IMPORTING))
    place = Place(looking.clinic_id, signed)
    try:
        for step in run(records(), looking.actor, place, source, plan, limits()):
            bar.progress(
                step.done / max(step.photos, 1), say(told.IMPORTING_HOW_FAR, done=step.done, photos=step.photos)
            )
            report = step.report
    except ClinicError as error:
        note(say(told.IMPORT_STOPPED, why=say_error(error)))
        return
    st.session_state["imported"] = report
    background_scoring().wake()
    st.rerun()


def _told(report: Report) -> None:
    st.header(say(told.IMPORTED_TITLE), anchor=False)
    lines = [say(told.IMPORTED, saved=report.saved, already=report.already, refused=len(report.refused))]
    if report.added:
        lines.append(say(told.IMPORTED_NEW, names=", ".join(report.added)))
    if report.saved:
        lines.append(say(told.IMPORTED_MEASURING))
    st.html(
        f"<p role='status'>{escape(' '.join(lines))}</p>"
        f'<p><a class="sm-link" href="/" target="_self">{escape(say(told.TO_THE_CLIENTS))}</a></p>'
    )
    _refusals(report.refused, expanded=True)


def _refusals(refused: Sequence[RefusedFile], *, expanded: bool = False) -> None:
    if not refused:
        return
    with st.expander(say(told.REFUSED_TITLE, count=len(refused)), expanded=expanded):
        items = "".join(
            f"<dt>{escape(one.path)}</dt><dd>{escape(say(one.reason))}</dd>" for one in refused[:MOST_REFUSED]
        )
        st.html(f'<dl class="sm-refused">{items}</dl>')
        if len(refused) > MOST_REFUSED:
            st.caption(say(told.REFUSED_MORE, count=len(refused) - MOST_REFUSED))
