"""Photos that are all mirrored, which no photo tells: people say so, for the whole series, and may take it back."""

from __future__ import annotations

from html import escape

import streamlit as st

from skinmetrics.clinic import sides
from skinmetrics.clinic.history import SAID_MIRRORED, ClientHistory
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told


def which_way(looking: Visitor, found: ClientHistory) -> None:
    """Draw nothing where no photo counts."""
    if not found.counted:
        return
    said = any(photo.said_mirrored is not None for photo in found.photos)
    whose = (records(), looking.actor, found.client_id)
    with st.expander(say(told.SIDES_TITLE), icon=":material/flip:", expanded=said):
        if said:
            st.html(f"<p>{escape(say(SAID_MIRRORED))}</p>")
            st.button(say(told.TAKE_BACK), key="sides back", on_click=sides.take_back, args=whose)
        else:
            st.caption(say(told.SIDES_ABOUT))
            st.button(say(told.SWAP_SIDES), key="swap sides", on_click=sides.swap, args=(*whose, current_scorer()))
