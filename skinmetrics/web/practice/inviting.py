"""The invitation that makes a client's record their own."""

from __future__ import annotations

import uuid

import streamlit as st

from skinmetrics.clinic import accounts, overview
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.web.frame import note
from skinmetrics.web.practice.link import show_link
from skinmetrics.web.say import say, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told


def may_be_invited(looking: Visitor, client_id: uuid.UUID) -> bool:
    """Whether a client has no account yet, and the visitor may send them a link to one."""
    return overview.is_invitable(records(), looking.actor, looking.clinic_id, client_id)


def invite(looking: Visitor, client_id: uuid.UUID, name: str) -> None:
    """Make the link and show it; what the records refuse is said."""
    try:
        token = accounts.invite_client(records(), looking.actor, client_id)
    except ClinicError as error:
        note(say_error(error))
        return
    show_link("join", token, say(told.INVITE_ABOUT, name=name))


def offer_to_invite(looking: Visitor, client_id: uuid.UUID, name: str) -> None:
    """A button for one client, and below it the link."""
    if st.button(say(told.INVITE_THEM), icon=":material/link:", key=f"invite {client_id}"):
        invite(looking, client_id, name)
