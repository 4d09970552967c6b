"""Photos that seem to show another person: clients say which of them show themselves, and may take it back."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from skinmetrics.clinic import remarks
from skinmetrics.clinic.history.client_history import ClientHistory, PhotoRecord
from skinmetrics.web.client.asked import do, say_refusal
from skinmetrics.web.say import say, say_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told


def whose(looking: Visitor, photo: PhotoRecord) -> None:
    """Draw nothing where a photo seems to show the client and nobody had to say so, or where it is left out anyway."""
    key = f"whose-{photo.id}"
    if _asked(photo):
        act, label = (remarks.doubt, told.TAKE_BACK) if photo.confirmed else (remarks.confirm, told.IT_IS_ME)
        if photo.confirmed:
            st.html(f'<p class="sm-problem">{escape(say(told.SAID_TO_BE_ME))}</p>')
        st.button(say(label), key=key, on_click=do, args=(key, partial(act, records(), looking.actor, photo.id)))
    say_refusal(key)


def all_asked_about(looking: Visitor, found: ClientHistory) -> None:
    """Every such photo with its day, where there are any."""
    asked = [photo for photo in found.photos if _asked(photo)]
    if not asked:
        return
    with st.expander(say(told.WHOSE_TITLE, count=len(asked))), st.container(horizontal=True):
        for photo in asked:
            with st.container(width=164, gap="xsmall"):
                day = escape(say_day(photo.day)) if photo.day else ""
                st.html(f'<div class="sm-photo"><img src="/photo/{photo.id}" alt="" loading="lazy"></div><p>{day}</p>')
                whose(looking, photo)


def _asked(photo: PhotoRecord) -> bool:
    return (photo.confirmed or photo.stranger) and photo.exclusion is None
