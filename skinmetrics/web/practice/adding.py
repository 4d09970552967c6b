"""Adding a client, with the consent that they signed or without it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from html import escape

import streamlit as st

from skinmetrics.clinic import consent_changes, overview, people
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.importing.running import PAPER
from skinmetrics.web.frame import note
from skinmetrics.web.practice.chosen_client import address
from skinmetrics.web.practice.inviting import offer_to_invite
from skinmetrics.web.say import say, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

_ADDING = "adding clients"


@dataclass
class _Adding:
    """How many were added on this page, and who was the last."""

    times: int = 0
    last: tuple[uuid.UUID, str] | None = None
    told: bool = False


def show_adding(looking: Visitor, *, first: bool) -> None:
    """The folded form, open for the `first` client, and above it who was added just now."""
    if RoleName.PRACTITIONER not in looking.roles:
        return
    adding: _Adding = st.session_state.setdefault(_ADDING, _Adding())
    with st.container():  # there with nothing in it too, or what is below would be another part and fold up
        _say_who_was_added(looking, adding)
    with st.expander(say(told.ADD_TITLE), icon=":material/person_add:", expanded=first):
        # Fields of a new name for each client: a tick for one must not be there for the next, whatever a browser sends.
        name = st.text_input(say(told.ADD_NAME), key=f"new client {adding.times}").strip()
        paper = st.checkbox(say(told.ADD_SIGNED), key=f"new client paper {adding.times}")
        st.caption(say(told.ADD_UNSIGNED))
        if not st.button(say(told.ADD), type="primary", key="add client"):
            return
        if not name:
            note(say(told.GIVE_NAME))
        elif overview.is_taken(records(), looking.actor, looking.clinic_id, name):
            note(say(told.SAME_NAME))
        else:
            _add(looking, adding, name, on_paper=paper)


def _add(looking: Visitor, adding: _Adding, name: str, *, on_paper: bool) -> None:
    try:
        client_id = people.add_client(records(), looking.actor, looking.clinic_id, name)
        for purpose in (Purpose.MEASURING, Purpose.PRACTITIONER) if on_paper else ():
            consent_changes.give(records(), looking.actor, client_id, purpose, PAPER)
    except ClinicError as error:
        note(say_error(error))
        return
    st.session_state[_ADDING] = _Adding(adding.times + 1, (client_id, name))
    st.rerun()


def _say_who_was_added(looking: Visitor, adding: _Adding) -> None:
    """Who, and what can be done for them next; until the page is left, with which its fields go."""
    if adding.told and f"new client {adding.times}" not in st.session_state:
        adding.last = None
    if adding.last is None:
        return
    adding.told = True
    client_id, name = adding.last
    note(say(told.ADDED, name=name))
    with st.container(horizontal=True, vertical_alignment="center"):
        to, what = address("sessions", client_id), escape(say(told.STEP_SESSION))
        st.html(f'<a class="sm-link" href="{to}" target="_self">{what}</a>', width="content")
        offer_to_invite(looking, client_id, name)
