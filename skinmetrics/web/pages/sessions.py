"""Sessions: what was done, ticked on a drawn face, and what was done before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.acupuncture.points import treated
from skinmetrics.clinic import treatments
from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.treatments import NeedledPoint, NoteEntry, SessionEntry, SessionFacts
from skinmetrics.progress.names import REGION_WORDS
from skinmetrics.web.components.face_drawing import Tick, face_drawing, said
from skinmetrics.web.frame import note
from skinmetrics.web.practice.chosen_client import chosen_client, heading, notes_of
from skinmetrics.web.practice.correcting import began_with, change_asked, changed, leave, leave_or_delete, show_notes
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.say import say, say_count, say_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.quick_look import DATE_FORMAT

TECHNIQUES = ("", *told.TECHNIQUE_NAMES)
_DRAFT, _HAPPENED = "session draft", "what happened to a session"


def page() -> None:
    """Draw the page: the new session, then the earlier ones."""
    style()
    looking, entry = chosen_client()
    heading(entry, current="sessions")
    held = treatments.sessions_of(records(), looking.actor, entry.id)
    if (happened := st.session_state.pop(_HAPPENED, None)) is not None:
        note(happened)
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
    # Never the time of the session that is copied: it parts the photos of the day.
    with _drawn(begin, name) as ticks:
        facts = _asked(looking, ticks, begin, name, _today(looking), None)
        text = st.text_area(say(told.NOTES), key=f"notes {name}", placeholder=say(told.NOTE_SEEN)).strip()
        if not _to_be_saved(facts, held, told.SAVE_SESSION, name) or facts is None:
            return
        if not done(lambda: _save(looking, client_id, facts, text)):
            return
    draft["facts"], draft["version"] = None, draft["version"] + 1
    _happened(told.SESSION_SAVED, facts)


def _save(looking: Visitor, client_id: uuid.UUID, facts: SessionFacts, text: str) -> None:
    session_id = treatments.record_session(records(), looking.actor, client_id, facts)
    if text:
        treatments.write_note(records(), looking.actor, client_id, text, session_id)


@contextmanager
def _drawn(begin: SessionFacts | None, name: str) -> Iterator[tuple[Tick, ...]]:
    """The face with its points, and beside it room for what else is asked."""
    drawn, form = st.columns([5, 4], gap="large")
    with drawn:
        ticks = face_drawing(_ticks(begin), key=f"points {name}")
        st.caption(say(told.NOT_GUIDANCE))
    with form:
        st.html(f'<p role="status" class="sm-ticked">{escape(_summary(ticks))}</p>')
        yield ticks


def _asked(
    looking: Visitor,
    ticks: tuple[Tick, ...],
    begin: SessionFacts | None,
    name: str,
    day: dt.date,
    time: dt.time | None,
) -> SessionFacts | None:
    """What is in the fields; they begin with `begin`, on `day` at `time`. None where the day is not given."""
    used = begin.points[0].technique if begin and begin.points else ""
    options = TECHNIQUES if used in TECHNIQUES else (*TECHNIQUES, used)
    today = max(day, _today(looking))
    held_on = st.date_input(say(told.DAY), day, max_value=today, format=say(DATE_FORMAT), key=f"day {name}")
    held_at = st.time_input(
        say(told.SESSION_TIME), time, step=300, key=f"time {name}", help=say(told.SESSION_TIME_ABOUT)
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
    if not isinstance(held_on, dt.date):
        return None
    # Where one technique is not chosen for all, each point keeps its own.
    own = {(one.point, one.side.value): one.technique for one in begin.points} if begin and technique == used else {}
    points = sorted(NeedledPoint(code, Side(side), own.get((code, side), technique)) for code, side in ticks)
    return SessionFacts(held_on, tuple(points), _whole(needles), _whole(minutes), held_at)


def _to_be_saved(facts: SessionFacts | None, others: Sequence[SessionEntry], label: str, name: str) -> bool:
    """Whether to save now; a second session of one day is asked about first."""
    pressed = st.button(say(label), type="primary", icon=":material/check:", key=f"save {name}")
    if facts is None:
        if pressed:
            note(say(told.GIVE_SESSION_DAY))
        return False
    if all(one.facts.held_on != facts.held_on for one in others):
        return pressed
    asked_about = f"second of a day {name}"
    if pressed:
        st.session_state[asked_about] = facts.held_on
    if st.session_state.get(asked_about) != facts.held_on:
        return False
    note(say(told.SAME_DAY, day=say_day(facts.held_on)))
    return st.button(say(told.SAVE_SECOND), key=f"save second {name}")


def _happened(words: str, facts: SessionFacts) -> None:
    """Draw the page anew, and say above it what was done."""
    st.session_state[_HAPPENED] = say(words, day=say_day(facts.held_on))
    st.rerun()


def _earlier(looking: Visitor, client_id: uuid.UUID, held: Sequence[SessionEntry]) -> None:
    if not held:
        note(say(told.NO_SESSIONS))
        return
    st.header(say(told.EARLIER_SESSIONS, count=len(held)), anchor=False)
    notes: dict[uuid.UUID | None, list[NoteEntry]] = {}
    for each in notes_of(looking, client_id):
        notes.setdefault(each.session_id, []).append(each)
    for one in reversed(held):
        with st.container(key=f"session-{one.id}", gap="xsmall"):
            st.html(_item(one, notes.get(one.id, [])))
            if (opened := change_asked("session", one.id)) is not None:
                others = [other for other in held if other.id != one.id]
                _correct(looking, one, others, notes.get(one.id, []), opened)


def _correct(
    looking: Visitor, one: SessionEntry, others: Sequence[SessionEntry], notes: Sequence[NoteEntry], opened: str
) -> None:
    """The session in the same fields, to save anew or to delete, and the notes about it."""
    was = began_with("session", opened, one.facts)
    with _drawn(was, opened) as ticks:
        st.caption(say(told.CORRECT_ABOUT))
        facts = _asked(looking, ticks, was, opened, was.held_on, was.held_at)
        if (
            _to_be_saved(facts, others, told.SAVE_CORRECTION, opened)
            and facts is not None
            and changed(
                "session",
                one.id,
                lambda: treatments.correct_session(records(), looking.actor, one.id, facts, was=was),
            )
        ):
            leave("session")
            _happened(told.SESSION_CORRECTED, facts)
        if leave_or_delete("session", told.DELETE_SESSION, told.DELETE_SESSION_ABOUT, opened) and changed(
            "session", one.id, lambda: treatments.delete_session(records(), looking.actor, one.id, was=was)
        ):
            leave("session")
            _happened(told.SESSION_DELETED, one.facts)
    if notes:
        st.subheader(say(told.NOTES), anchor=False)
        show_notes(looking, notes)


def _item(one: SessionEntry, notes: Sequence[NoteEntry]) -> str:
    facts = one.facts
    time = "" if facts.held_at is None else f"{facts.held_at:%H:%M}"
    minutes = "" if facts.minutes is None else say(told.MINUTES_LONG, count=facts.minutes)
    needles = "" if facts.needles is None else say_count(facts.needles, told.NEEDLES_LONG_ONE, told.NEEDLES_LONG)
    techniques = [say(one) for one in sorted({point.technique for point in facts.points} - {""})]
    about = " · ".join(filter(None, [time, minutes, needles, ", ".join(techniques)]))
    points = escape(said(_ticks(facts)) or say(told.NO_POINTS))
    written = "".join(f"<br><em>{escape(each.text)}</em>" for each in notes)
    return f'<p class="sm-entry"><strong>{say_day(facts.held_on)}</strong> {escape(about)}<br>{points}{written}</p>'


def _today(looking: Visitor) -> dt.date:
    return records().now().astimezone(ZoneInfo(looking.time_zone)).date()


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
