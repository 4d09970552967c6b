"""What was written down, opened in its place to be corrected or deleted: one thing of a kind at a time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.clinic import treatments
from skinmetrics.clinic.errors import ChangedMeanwhileError
from skinmetrics.clinic.treatments import NoteEntry, SessionEntry
from skinmetrics.web.frame import note
from skinmetrics.web.practice.chosen_client import notes_of
from skinmetrics.web.practice.half_written import Key, half_noted
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.practice.noting import begin, keep
from skinmetrics.web.say import say, say_day, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as common
from skinmetrics.web.words import practice as told

T = TypeVar("T")


def change_asked(kind: str, which: uuid.UUID) -> str | None:
    """The way to correct one thing of a `kind`; a name for its fields, new at each opening, while it is open."""
    if _opened(kind)[0] == which:
        return _name(kind)
    st.button(
        say(told.CORRECT_OR_DELETE),
        type="tertiary",
        icon=":material/edit:",
        key=f"correct {kind} {which}",
        on_click=_open,
        args=(kind, which),
    )
    return None


def began_with(kind: str, name: str, now: T) -> T:
    """What was there when the fields of this `name` were first drawn, as `now` is there; what is overtaken is told."""
    kept: tuple[str, T] = st.session_state.get(f"began {kind}", ("", now))
    if kept[0] != name:
        kept = st.session_state[f"began {kind}"] = name, now
    overtaken, error, unsaved = st.session_state.get(f"overtaken {kind}", ("", None, ""))
    if overtaken == name:
        note(say_error(error))
        show_unsaved(unsaved)
    return kept[1]


def unsaved_is_told(kind: str, name: str) -> bool:
    """Whether `began_with` shows words that were not saved."""
    overtaken, _, unsaved = st.session_state.get(f"overtaken {kind}", ("", None, ""))
    return bool(overtaken == name and unsaved)


def changed(kind: str, which: uuid.UUID, act: Callable[[], None], unsaved: str = "") -> bool:
    """Whether the records did as asked. Where somebody else was faster, what is open begins anew with what is there
    now, beside the words that were not saved.
    """

    def unless_overtaken() -> None:
        try:
            act()
        except ChangedMeanwhileError as error:
            _open(kind, which)
            st.session_state[f"overtaken {kind}"] = _name(kind), error, unsaved
            st.rerun()

    return done(unless_overtaken)


def tell_if_gone(
    kind: str,
    client_id: uuid.UUID,
    listed: Iterable[uuid.UUID],
    unsaved: Callable[[str, Any], str],
    kept: Sequence[str] = (),
) -> None:
    """Say so where what is open of a `kind` is no longer among those `listed` for its client, and leave it.

    What was written is shown until it is closed: `unsaved` tells it by the name of the fields and what they began with,
    `kept` is what was left earlier of any that are gone.
    """
    opened, whose, gone = _opened(kind)[0], f"whose {kind}", f"gone {kind} {client_id}"
    found: tuple[str, ...] | None = st.session_state.get(gone)
    if kept:
        found = (*(found or ()), *kept)
    if opened is not None and opened in set(listed):
        st.session_state[whose] = client_id
    elif opened is not None and st.session_state.get(whose) == client_id:
        began = st.session_state.get(f"began {kind}", ("", None))
        found = (*(found or ()), unsaved(*began) if began[0] == _name(kind) else "")
        leave(kind)
    if found is not None:
        st.session_state[gone] = found = tuple(dict.fromkeys(found))
        note(say(told.DELETED_MEANWHILE))
        show_unsaved(*found)
        st.button(say(told.CLOSE), key=f"close {kind}", on_click=st.session_state.pop, args=(gone, None))


def tell_if_note_gone(looking: Visitor, client_id: uuid.UUID) -> None:
    """Say so where the note that is open was deleted meanwhile, in whichever list of the client's it stood."""
    begun = bool(half_noted().corrected(looking.account_id, client_id))
    listed = [one.id for one in notes_of(looking, client_id)] if begun or _opened("note")[0] is not None else []
    left = half_noted().take_gone(looking.account_id, client_id, listed)

    def unsaved(name: str, was: str) -> str:
        text = str(st.session_state.get(f"text {name}") or "").strip()
        return "" if text == was else text

    tell_if_gone("note", client_id, listed, unsaved, [each.text.strip() for each in left])


def show_unsaved(*words: str) -> None:
    """The words that were not saved, where there are any."""
    if any(words):
        st.caption(say(told.NOT_SAVED))
        st.html("".join(f'<p class="sm-entry">{escape(each)}</p>' for each in words if each))


def leave(kind: str) -> None:
    """Close what is open of a kind."""
    _open(kind, None)
    st.session_state.pop(f"overtaken {kind}", None)


def leave_or_delete(kind: str, label: str, about: str, name: str, left: Callable[[], object] = lambda: None) -> bool:
    """The way out without a change, by which it is `left`, and the question before deleting; whether to delete."""

    def out() -> None:
        leave(kind)
        left()

    with st.container(horizontal=True):
        st.button(say(told.LEAVE_AS_IT_IS), key=f"leave {name}", on_click=out)
        with st.popover(say(label), type="tertiary", icon=":material/delete:"):
            st.caption(say(about))
            return st.button(say(common.REMOVE_FOR_GOOD), key=f"delete {name}", icon=":material/delete_forever:")


def show_notes(
    looking: Visitor, client_id: uuid.UUID, notes: Sequence[NoteEntry], sessions: Sequence[SessionEntry]
) -> None:
    """Notes, the newest first, each to correct or to delete; `sessions` are those that they may be of."""
    days = {session.id: session.facts.held_on for session in sessions}
    for one in sorted(notes, key=lambda each: each.written_at, reverse=True):
        with st.container(key=f"note-{one.id}", gap="xsmall"):
            opened = change_asked("note", one.id) if _opened("note")[0] == one.id else None
            if opened is not None:
                _correct(looking, client_id, one, opened)
            else:
                st.html(
                    _item(looking, one, days.get(one.session_id) if one.session_id else None) + _before(looking, one)
                )
                change_asked("note", one.id)


def _item(looking: Visitor, one: NoteEntry, held_on: dt.date | None) -> str:
    day = say_day(one.written_at.astimezone(ZoneInfo(looking.time_zone)).date())
    of_session = f" {escape(say(told.OF_SESSION, day=say_day(held_on)))}" if held_on else ""
    return f'<p class="sm-entry"><strong>{day}</strong>{of_session}<br>{escape(one.text)}</p>'


def _before(looking: Visitor, one: NoteEntry) -> str:
    """What a note said before, folded, one correction each, the newest first."""
    folded = ""
    for each in reversed(one.before):
        at = each.corrected_at.astimezone(ZoneInfo(looking.time_zone))
        when = f"{say_day(at.date())}, {at:%H:%M}"
        heading = say(told.CORRECTED_BY, when=when, name=each.name) if each.name else say(told.CORRECTED, when=when)
        folded += (
            f'<details class="sm-before"><summary>{escape(heading)}</summary>'
            f"<p><strong>{escape(say(told.SAID_BEFORE))}</strong> {escape(each.text)}</p></details>"
        )
    return folded


def _correct(looking: Visitor, client_id: uuid.UUID, one: NoteEntry, name: str) -> None:
    was, key, field = began_with("note", name, one.text), (looking.account_id, client_id, one.id), f"text {name}"
    if field not in st.session_state:
        _begin(key, field, was, told_already=unsaved_is_told("note", name))
    show_unsaved(st.session_state.get(f"left of {field}", ""))
    text = st.text_area(say(told.NOTES), key=field, on_change=keep, args=(looking, key, field, was)).strip()
    st.caption(say(told.CORRECT_NOTE_ABOUT))

    def drop() -> None:
        half_noted().drop(key)

    if st.button(say(told.SAVE_CORRECTION), type="primary", icon=":material/check:", key=f"save {name}") and changed(
        "note", one.id, lambda: treatments.correct_note(records(), looking.actor, one.id, text, was=was), text
    ):
        drop()
        leave("note")
        st.rerun()
    if leave_or_delete("note", told.DELETE_NOTE, told.DELETE_NOTE_ABOUT, name, drop) and changed(
        "note", one.id, lambda: treatments.delete_note(records(), looking.actor, one.id, was=was)
    ):
        drop()
        leave("note")
        st.rerun()


def _begin(key: Key, field: str, was: str, *, told_already: bool) -> None:
    """Begin with what was left of the correction; beside the note as it is where others were faster, if that is not
    `told_already`.
    """
    kept = begin(key, field)
    goes_on = kept is not None and kept.written.was == was
    st.session_state[field] = kept.written.text if kept and goes_on else was
    if kept and not goes_on and not told_already:
        st.session_state[f"left of {field}"] = kept.written.text


def _opened(kind: str) -> tuple[uuid.UUID | None, int]:
    found: tuple[uuid.UUID | None, int] = st.session_state.get(f"opened {kind}", (None, 0))
    return found


def _name(kind: str) -> str:
    opened, times = _opened(kind)
    return f"{opened} {times}"


def _open(kind: str, which: uuid.UUID | None) -> None:
    st.session_state[f"opened {kind}"] = which, _opened(kind)[1] + 1
