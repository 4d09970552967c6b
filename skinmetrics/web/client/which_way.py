"""Photos that are all mirrored, which no photo tells: people say so, for the whole series, and may take it back."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from skinmetrics.clinic import sides
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.reading import SAID_MIRRORED
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.web.client.asked import do, say_refusal
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told

_KEY = "sides"


def which_way(looking: Visitor, found: ClientHistory) -> None:
    """Draw nothing where no photo counts."""
    if not found.counted:
        return
    said = any(photo.said_mirrored is not None for photo in found.photos)
    whose = (records(), looking.actor, found.client_id)
    say_refusal(_KEY)
    with st.expander(say(told.SIDES_TITLE), icon=":material/flip:", expanded=said):
        if said:
            if any(photo.mirrored for photo in found.photos):
                st.html(f"<p>{escape(say(SAID_MIRRORED))}</p>")
            st.button(say(told.TAKE_BACK), key="sides back", on_click=do, args=(_KEY, partial(sides.take_back, *whose)))
        else:
            st.caption(say(told.SIDES_ABOUT))
            swap = partial(sides.swap, *whose, current_scorer())
            st.button(say(told.SWAP_SIDES), key="swap sides", on_click=do, args=(_KEY, swap))
