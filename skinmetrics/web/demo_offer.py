"""The demo clinic on the page: offered where there is nobody yet, and gone with one click."""

from __future__ import annotations

from html import escape

import streamlit as st

from skinmetrics.clinic import demo
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web.frame import note
from skinmetrics.web.samples import SAMPLE_IMAGES
from skinmetrics.web.say import say, say_error
from skinmetrics.web.scoring import background_scoring
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told


def offer_demo(looking: Visitor) -> None:
    """Offer to load the demo clients, or to remove them."""
    if demo.offered(records(), looking.actor, looking.clinic_id):
        if st.button(say(told.DEMO_OFFER), icon=":material/visibility:"):
            _load(looking)
        st.caption(say(told.DEMO_ABOUT))
    elif RoleName.ADMINISTRATOR in looking.roles and demo.clients(records(), looking.actor, looking.clinic_id):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="sm-note" role="note">{escape(say(told.DEMO_HERE))}</p>')
            if st.button(say(told.DEMO_REMOVE), icon=":material/delete:"):
                _remove(looking)


def _load(looking: Visitor) -> None:
    bar = st.progress(0.0, say(told.DEMO_ADDING))
    try:
        for step in demo.load(records(), looking.actor, looking.clinic_id, SAMPLE_IMAGES):
            bar.progress(step.done / step.photos, say(told.DEMO_ADDED, done=step.done, photos=step.photos))
    except ClinicError as error:
        note(say_error(error))
        return
    background_scoring().wake()
    st.rerun()


def _remove(looking: Visitor) -> None:
    try:
        demo.remove(records(), looking.actor, looking.clinic_id)
    except ClinicError as error:
        note(say_error(error))
        return
    st.rerun()
