"""Sessions: what was done, ticked on a drawn face, and what was done before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.acupuncture.points import treated
from skinmetrics.clinic import treatments
from skinmetrics.clinic.treatments import NoteEntry, SessionEntry, SessionFacts
from skinmetrics.progress.words.names import REGION_WORDS
from skinmetrics.web.components.face_drawing import Tick, face_drawing, said
from skinmetrics.web.frame import note
from skinmetrics.web.practice.chosen_client import chosen_client, heading, notes_of
from skinmetrics.web.practice.correcting import (
    began_with,
    change_asked,
    changed,
    leave,
    leave_or_delete,
    show_notes,
    show_unsaved,
    tell_if_gone,
    tell_if_note_gone,
    unsaved_is_told,
)
from skinmetrics.web.practice.draft import Correction, Draft, in_the_fields
from skinmetrics.web.practice.half_written import Written, half_corrected, half_noted
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
    draft = _draft(looking, client_id)
    if held:
        last = held[-1].facts
        if st.button(
            say(told.COPY_SESSION, day=say_day(last.held_on)), icon=":material/content_copy:", key="copy session"
        ):
            text = st.session_state.get(f"notes {draft.name}") or ""
            # Never the time of the session that is copied: it parts the photos of the day.
            draft.begin_with(Written.of(last, _today(looking), None, text), kept=None)
    if draft.since is not None:
        _offer_to_begin_anew(draft, draft.since, _today(looking))
    begin, name = draft.begin, draft.name

    def changed_here() -> None:
        draft.turn_the_day(_today(looking))
        draft.keep(_today(looking))

    with _drawn(begin.ticks, name):
        _ask(looking, begin, name, changed_here)
        st.text_area(
            say(told.NOTES), begin.text, key=f"notes {name}", placeholder=say(told.NOTE_SEEN), on_change=changed_here
        )
        draft.keep(_today(looking))
        written = in_the_fields(begin, name)
        facts = written.facts()
        text = written.text.strip()
        if not _to_be_saved(facts, held, told.SAVE_SESSION, name, text) or facts is None:
            return
        if not done(lambda: treatments.record_session(records(), looking.actor, client_id, facts, text)):
            return
    draft.leave(_today(looking))
    _happened(told.SESSION_SAVED, facts)


def _draft(looking: Visitor, client_id: uuid.UUID) -> Draft:
    """What the fields begin with: what was left in them, where the page is opened."""
    drafts: dict[uuid.UUID, Draft] = st.session_state.setdefault(_DRAFT, {})
    if client_id not in drafts:
        drafts[client_id] = Draft((looking.account_id, client_id, None), Written(None))
    draft = drafts[client_id]
    draft.follow(_today(looking))
    return draft


def _offer_to_begin_anew(draft: Draft, since: dt.date, today: dt.date) -> None:
    """Say since when what is half written is there."""
    with st.container(horizontal=True, vertical_alignment="center"):
        note(say(told.HALF_WRITTEN, day=say_day(since)))
        st.button(say(told.BEGIN_ANEW), key=f"begin anew {draft.name}", on_click=draft.leave, args=(today,))


@contextmanager
def _drawn(begin: tuple[Tick, ...], name: str) -> Iterator[None]:
    """The face with its points, and beside it room for what else is asked."""
    drawn, form = st.columns([5, 4], gap="large")
    with drawn:
        ticks = face_drawing(begin, key=f"points {name}")
        st.caption(say(told.NOT_GUIDANCE))
    with form:
        st.html(f'<p role="status" class="sm-ticked">{escape(_summary(ticks))}</p>')
        yield


def _ask(looking: Visitor, begin: Written, name: str, keep: Callable[[], None] | None = None) -> None:
    """Draw the fields of this `name`, which begin with `begin`; `keep` is called as one of them is changed."""
    options = TECHNIQUES if begin.technique in TECHNIQUES else (*TECHNIQUES, begin.technique)
    today = _today(looking)
    st.date_input(
        say(told.DAY),
        begin.day or today,
        max_value=max(begin.day or today, today),
        format=say(DATE_FORMAT),
        key=f"day {name}",
        on_change=keep,
    )
    st.time_input(
        say(told.SESSION_TIME),
        begin.time,
        step=300,
        key=f"time {name}",
        help=say(told.SESSION_TIME_ABOUT),
        on_change=keep,
    )
    st.selectbox(
        say(told.TECHNIQUE),
        options,
        options.index(begin.technique),
        format_func=lambda one: say(one or told.NOT_NOTED),
        key=f"technique {name}",
        on_change=keep,
    )
    st.number_input(say(told.MINUTES), 0, 240, begin.minutes, key=f"minutes {name}", on_change=keep)
    st.number_input(say(told.NEEDLES), 0, 200, begin.needles, key=f"needles {name}", on_change=keep)


def _left_in_the_fields(name: str, was: SessionFacts) -> str:
    """What the fields of this `name` say of a session that is no more, where that is not what it `was`."""
    if f"day {name}" not in st.session_state:
        return ""
    facts = in_the_fields(Written.of(was, was.held_on, was.held_at), name).facts()
    return _unsaved(facts, was)


def _unsaved(facts: SessionFacts | None, was: SessionFacts) -> str:
    """What of a session would be lost, in words."""
    return "" if facts is None or facts == was else _in_words(facts)


def _in_words(facts: SessionFacts) -> str:
    return " · ".join(filter(None, [say_day(facts.held_on), *_said_of(facts)]))


def _to_be_saved(
    facts: SessionFacts | None, others: Sequence[SessionEntry], label: str, name: str, text: str | None = None
) -> bool:
    """Whether to save now; a second session of one day is asked about first, and so is a new one without anything
    but its day, and with no `text` of a note.
    """
    pressed = st.button(say(label), type="primary", icon=":material/check:", key=f"save {name}")
    if facts is None:
        if pressed:
            note(say(told.GIVE_SESSION_DAY))
        return False
    if any(one.facts.held_on == facts.held_on for one in others):
        question, answer, kind = told.SAME_DAY, told.SAVE_SECOND, "second"
    elif text == "" and not (facts.points or facts.minutes or facts.needles):
        question, answer, kind = told.DAY_ALONE, told.SAVE_DAY_ALONE, "day alone"
    else:
        return pressed
    asked_about = f"{kind} of a day {name}"
    if pressed:
        st.session_state[asked_about] = facts.held_on
    if st.session_state.get(asked_about) != facts.held_on:
        return False
    note(say(question, day=say_day(facts.held_on)))
    return st.button(say(answer), key=f"save {kind} {name}")


def _happened(words: str, facts: SessionFacts) -> None:
    """Draw the page anew, and say above it what was done."""
    st.session_state[_HAPPENED] = say(words, day=say_day(facts.held_on))
    st.rerun()


def _earlier(looking: Visitor, client_id: uuid.UUID, held: Sequence[SessionEntry]) -> None:
    listed = [one.id for one in held]
    kept = half_corrected().take_gone(looking.account_id, client_id, listed)
    left = [facts for each in kept if (facts := each.left().facts()) is not None]
    tell_if_gone("session", client_id, listed, _left_in_the_fields, [*map(_in_words, left)])
    tell_if_note_gone(looking, client_id)
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
                _correct(looking, client_id, one, others, notes.get(one.id, []), opened)


def _correct(
    looking: Visitor,
    client_id: uuid.UUID,
    one: SessionEntry,
    others: Sequence[SessionEntry],
    notes: Sequence[NoteEntry],
    opened: str,
) -> None:
    """The session in the same fields, to save anew or to delete, and the notes about it."""
    was = began_with("session", opened, one.facts)
    correction = Correction.of((looking.account_id, client_id, one.id), opened, was)
    begin = correction.begin
    if correction.since is not None:
        note(say(told.HALF_WRITTEN, day=say_day(correction.since)))
    if correction.overtaken is not None and not unsaved_is_told("session", opened):
        show_unsaved(_in_words(correction.overtaken))
    with _drawn(begin.ticks, opened):
        st.caption(say(told.CORRECT_ABOUT))
        _ask(looking, begin, opened, lambda: correction.keep(_today(looking)))
        correction.keep(_today(looking))
        facts = in_the_fields(begin, opened).facts()
        unsaved = _unsaved(facts, was)
        if (
            _to_be_saved(facts, others, told.SAVE_CORRECTION, opened)
            and facts is not None
            and changed(
                "session",
                one.id,
                lambda: treatments.correct_session(records(), looking.actor, one.id, facts, was=was),
                unsaved,
            )
        ):
            correction.drop()
            leave("session")
            _happened(told.SESSION_CORRECTED, facts)
        if leave_or_delete(
            "session", told.DELETE_SESSION, told.DELETE_SESSION_ABOUT, opened, correction.drop
        ) and changed(
            "session",
            one.id,
            lambda: treatments.delete_session(records(), looking.actor, one.id, was=was),
            unsaved,
        ):
            correction.drop()
            leave("session")
            leave("note")  # it may be one of those that went along
            for each in notes:
                half_noted().drop((looking.account_id, client_id, each.id))
            _happened(told.SESSION_DELETED, one.facts)
    if notes:
        st.subheader(say(told.NOTES), anchor=False)
        show_notes(looking, client_id, notes, [one])


def _item(one: SessionEntry, notes: Sequence[NoteEntry]) -> str:
    about, points = _said_of(one.facts)
    written = "".join(f"<br><em>{escape(each.text)}</em>" for each in notes)
    return (
        f'<p class="sm-entry"><strong>{say_day(one.facts.held_on)}</strong> {escape(about)}<br>'
        f"{escape(points)}{written}</p>"
    )


def _said_of(facts: SessionFacts) -> tuple[str, str]:
    """How long and with what, and where."""
    time = "" if facts.held_at is None else f"{facts.held_at:%H:%M}"
    minutes = "" if facts.minutes is None else say(told.MINUTES_LONG, count=facts.minutes)
    needles = "" if facts.needles is None else say_count(facts.needles, told.NEEDLES_LONG_ONE, told.NEEDLES_LONG)
    techniques = [say(one) for one in sorted({point.technique for point in facts.points} - {""})]
    about = " · ".join(filter(None, [time, minutes, needles, ", ".join(techniques)]))
    return about, said(_ticks(facts)) or say(told.NO_POINTS)


def _today(looking: Visitor) -> dt.date:
    return records().now().astimezone(ZoneInfo(looking.time_zone)).date()


def _ticks(facts: SessionFacts) -> tuple[Tick, ...]:
    return tuple((point.point, point.side.value) for point in facts.points)


def _summary(ticks: tuple[Tick, ...]) -> str:
    if not ticks:
        return say(told.NO_TICK)
    ticked = say(told.TICKED, count=len(ticks), points=said(ticks))
    regions = ", ".join(say(REGION_WORDS[region]) for region in treated(ticks).needled)
    return f"{ticked} {say(told.TICKED_REGIONS, regions=regions)}" if regions else ticked
