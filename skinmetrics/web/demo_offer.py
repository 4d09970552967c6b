"""The demo clinic on the page: offered where there is nobody yet, and gone with one click."""

from __future__ import annotations

import streamlit as st

from skinmetrics.clinic import demo
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web.frame import note
from skinmetrics.web.samples import SAMPLE_IMAGES
from skinmetrics.web.scoring import background_scoring
from skinmetrics.web.visitor import Visitor, records

OFFER = "Look around with three invented clients"
REMOVE = "Remove the demo clients"
ABOUT = "Their photos are computer-generated and show nobody. They go again with one click."


def offer_demo(looking: Visitor) -> None:
    """Offer to load the demo clients, or to remove them."""
    if demo.offered(records(), looking.actor, looking.clinic_id):
        if st.button(OFFER, icon=":material/visibility:"):
            _load(looking)
        st.caption(ABOUT)
    elif RoleName.ADMINISTRATOR in looking.roles and demo.clients(records(), looking.actor, looking.clinic_id):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html('<p class="sm-note" role="note">Anna, Bruno and Rosa are a demo: invented people.</p>')
            if st.button(REMOVE, icon=":material/delete:"):
                _remove(looking)


def _load(looking: Visitor) -> None:
    bar = st.progress(0.0, "Adding the demo clients …")
    try:
        for step in demo.load(records(), looking.actor, looking.clinic_id, SAMPLE_IMAGES):
            bar.progress(step.done / step.photos, f"Adding the demo clients: {step.done} of {step.photos} photos")
    except ClinicError as error:
        note(str(error))
        return
    background_scoring().wake()
    st.rerun()


def _remove(looking: Visitor) -> None:
    try:
        demo.remove(records(), looking.actor, looking.clinic_id)
    except ClinicError as error:
        note(str(error))
        return
    st.rerun()
