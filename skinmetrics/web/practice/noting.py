"""Notes while they are written, new ones and corrections: kept until they are saved, wherever one looks meanwhile."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.clinic import treatments
from skinmetrics.web.practice.half_written import Kept, Key, Noted, half_noted
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told


def write_note(looking: Visitor, client_id: uuid.UUID) -> None:
    """The field for a new note about a client, with what was left in it."""
    written = f"notes written {client_id}"  # a second click finds another field, which is empty
    st.session_state.setdefault(written, 0)
    key, field = (looking.account_id, client_id, None), f"new note {client_id} {st.session_state[written]}"
    if field not in st.session_state:
        kept = begin(key, field)
        st.session_state[field] = kept.written.text if kept else ""
    text = st.text_area(
        say(told.NEW_NOTE),
        key=field,
        placeholder=say(told.NOTE_SEEN),
        on_change=keep,
        args=(looking, key, field),
    ).strip()
    if (
        st.button(say(told.SAVE_NOTE), type="primary", key="save note")
        and text
        and done(lambda: treatments.write_note(records(), looking.actor, client_id, text))
    ):
        half_noted().drop(key)
        st.session_state[written] += 1
        st.rerun()


def begin(key: Key, field: str) -> Kept[Noted] | None:
    """What is kept, where a field is drawn for the first time; it keeps in the turn of now."""
    st.session_state[_turn(field)] = half_noted().turn(key)
    return half_noted().of(key)


def keep(looking: Visitor, key: Key, field: str, was: str = "") -> None:
    """Keep what stands in the field; `was` is what the note says that is corrected."""
    today = records().now().astimezone(ZoneInfo(looking.time_zone)).date()
    half_noted().keep(key, Noted(st.session_state.get(field) or "", was), today, st.session_state.get(_turn(field), -1))


def _turn(field: str) -> str:
    return f"turn of {field}"
