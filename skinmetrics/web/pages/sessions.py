"""Sessions: what was done, ticked on a drawn face, and what was done before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.acupuncture.points import treated
from skinmetrics.clinic import treatments
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.treatments import NeedledPoint, NoteEntry, SessionEntry, SessionFacts
from skinmetrics.progress.names import REGION_WORDS
from skinmetrics.web.components.face_drawing import Tick, face_drawing, said
from skinmetrics.web.frame import note
from skinmetrics.web.practice.chosen_client import chosen_client, heading
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.say import say, say_count, say_day, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.quick_look import DATE_FORMAT

TECHNIQUES = ("", *told.TECHNIQUE_NAMES)
_DRAFT = "session draft"


def page() -> None:
    """Draw the page: the new session, then the earlier ones."""
    style()
    looking, entry = chosen_client()
    heading(entry, current="sessions")
    held = treatments.sessions_of(records(), looking.actor, entry.id)
    if (saved := st.session_state.pop("session saved", None)) is not None:
        note(say(told.SESSION_SAVED, day=say_day(saved)))
    _new(looking, entry.id, held)
    _earlier(looking, entry.id, held)


def _new(looking: Visitor, client_id: uuid.UUID, held: Sequence[SessionEntry]) -> None:
    st.header(say(told.NEW_SESSION), anchor=False)
    draft = st.session_state.setdefault(_DRAFT, {}).setdefault(client_id, {"version": 0, "facts": None})
    if held:
        last = held[-1].facts
        if st.button(
            say(told.COPY_SESSION, day=say_day(last.held_on)), icon=":material/content_copy:", key="copy session"
        ):
            draft["facts"], draft["version"] = last, draft["version"] + 1
    begin: SessionFacts | None = draft["facts"]
    name = f"{client_id} {draft['version']}"
    drawn, form = st.columns([5, 4], gap="large")
    with drawn:
        ticks = face_drawing(_ticks(begin), key=f"points {name}")
        st.caption(say(told.NOT_GUIDANCE))
    with form:
        st.html(f'<p role="status" class="sm-ticked">{escape(_summary(ticks))}</p>')
        _form(looking, client_id, ticks, begin, name)


def _form(
    looking: Visitor, client_id: uuid.UUID, ticks: tuple[Tick, ...], begin: SessionFacts | None, name: str
) -> None:
    today = records().now().astimezone(ZoneInfo(looking.time_zone)).date()
    used = begin.points[0].technique if begin and begin.points else ""
    options = TECHNIQUES if used in TECHNIQUES else (*TECHNIQUES, used)
    held_on = st.date_input(say(told.DAY), today, max_value=today, format=say(DATE_FORMAT), key=f"day {name}")
    # Never that of the session that is copied: it parts the photos of the day.
    held_at = st.time_input(
        say(told.SESSION_TIME), None, step=300, key=f"time {name}", help=say(told.SESSION_TIME_ABOUT)
    )
    technique = st.selectbox(
        say(told.TECHNIQUE),
        options,
        options.index(used),
        format_func=lambda one: say(one or told.NOT_NOTED),
        key=f"technique {name}",
    )
    minutes = st.number_input(say(told.MINUTES), 0, 240, begin.minutes if begin else None, key=f"minutes {name}")
    needles = st.number_input(say(told.NEEDLES), 0, 200, begin.needles if begin else None, key=f"needles {name}")
    text = st.text_area(say(told.NOTES), key=f"notes {name}", placeholder=say(told.NOTE_SEEN))
    if not st.button(say(told.SAVE_SESSION), type="primary", icon=":material/check:", key=f"save {name}"):
        return
    if not isinstance(held_on, dt.date):
        note(say(told.GIVE_SESSION_DAY))
        return
    points = tuple(sorted(NeedledPoint(code, Side(side), technique) for code, side in ticks))
    facts = SessionFacts(held_on, points, _whole(needles), _whole(minutes), held_at)
    try:
        session_id = treatments.record_session(records(), looking.actor, client_id, facts)
        if text.strip():
            treatments.write_note(records(), looking.actor, client_id, text.strip(), session_id)
    except ClinicError as error:
        note(say_error(error))
        return
    draft = st.session_state[_DRAFT][client_id]
    draft["facts"], draft["version"] = None, draft["version"] + 1
    st.session_state["session saved"] = held_on
    st.rerun()


def _earlier(looking: Visitor, client_id: uuid.UUID, held: Sequence[SessionEntry]) -> None:
    if not held:
        note(say(told.NO_SESSIONS))
        return
    st.header(say(told.EARLIER_SESSIONS, count=len(held)), anchor=False)
    notes: dict[uuid.UUID | None, list[NoteEntry]] = {}
    for one in treatments.notes_of(records(), looking.actor, client_id):
        notes.setdefault(one.session_id, []).append(one)
    items = "".join(_item(one, notes.get(one.id, [])) for one in reversed(held))
    st.html(f'<ul class="sm-list">{items}</ul>')


def _item(one: SessionEntry, notes: Sequence[NoteEntry]) -> str:
    facts = one.facts
    time = "" if facts.held_at is None else f"{facts.held_at:%H:%M}"
    minutes = "" if facts.minutes is None else say(told.MINUTES_LONG, count=facts.minutes)
    needles = "" if facts.needles is None else say_count(facts.needles, told.NEEDLES_LONG_ONE, told.NEEDLES_LONG)
    techniques = [say(one) for one in sorted({point.technique for point in facts.points} - {""})]
    about = " · ".join(filter(None, [time, minutes, needles, ", ".join(techniques)]))
    points = escape(said(_ticks(facts)) or say(told.NO_POINTS))
    written = "".join(f"<br><em>{escape(each.text)}</em>" for each in notes)
    return f"<li><strong>{say_day(facts.held_on)}</strong> {escape(about)}<br>{points}{written}</li>"


def _ticks(facts: SessionFacts | None) -> tuple[Tick, ...]:
    return tuple((point.point, point.side.value) for point in facts.points) if facts else ()


def _summary(ticks: tuple[Tick, ...]) -> str:
    if not ticks:
        return say(told.NO_TICK)
    ticked = say(told.TICKED, count=len(ticks), points=said(ticks))
    regions = ", ".join(say(REGION_WORDS[region]) for region in treated(ticks).needled)
    return f"{ticked} {say(told.TICKED_REGIONS, regions=regions)}" if regions else ticked


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
