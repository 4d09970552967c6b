"""The day on which a photo was taken: a field to give it, or to correct it."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.clinic import remarks
from skinmetrics.clinic.history.client_history import PhotoRecord
from skinmetrics.imaging.clock import AHEAD
from skinmetrics.imaging.taken_at import FIRST_YEAR
from skinmetrics.web.client.asked import do, say_refusal
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told
from skinmetrics.web.words.quick_look import DATE_FORMAT


def ask_day(looking: Visitor, photo: PhotoRecord) -> None:
    """Draw the field with the day of now; one that is given is kept at once, and why it cannot be is said below."""
    zone = ZoneInfo(looking.time_zone)
    last = min(dt.datetime.now(zone).date(), photo.added_at.astimezone(zone).date() + AHEAD)
    key = f"day-{photo.id}"
    st.session_state[key] = photo.day
    st.date_input(
        say(told.WHEN_TAKEN if photo.day is None else told.TAKEN_ON),
        value=None,
        min_value=dt.date(FIRST_YEAR, 1, 1),
        max_value=max(last, photo.day or last),
        format=say(DATE_FORMAT),
        key=key,
        on_change=_correct,
        args=(looking, photo.id, key),
    )
    say_refusal(key)


def _correct(looking: Visitor, photo_id: uuid.UUID, key: str) -> None:
    if (day := st.session_state[key]) is not None:
        do(key, lambda: remarks.correct_day(records(), looking.actor, photo_id, day))
