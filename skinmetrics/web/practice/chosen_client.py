"""Whose pages a practitioner has open: named in the address, so that a page can be opened again and linked to."""

from __future__ import annotations

import uuid
from html import escape

import streamlit as st

from skinmetrics.clinic import demo, people
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.people import ClientEntry
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web.frame import note
from skinmetrics.web.visitor import Visitor, records, visitor

_KEY = "client"


def staff() -> Visitor:
    """The visitor who treats or administers; for anyone else the page ends here, with what to do."""
    looking = visitor()
    if looking is None or not looking.roles & {RoleName.PRACTITIONER, RoleName.ADMINISTRATOR}:
        note("This page is for the practitioners of a clinic. Sign in as one.")
        st.html('<a class="sm-link" href="/sign-in">Sign in</a>')
        st.stop()
    return looking


def address(page: str, client_id: uuid.UUID) -> str:
    """Where a client's page is."""
    return f"/{page}?{_KEY}={client_id}"


def chosen_client() -> tuple[Visitor, ClientEntry]:
    """The visitor and the client that the address names; without one the page ends with where to choose."""
    looking = staff()
    told = st.query_params.get(_KEY) or st.session_state.get(_KEY)
    try:
        client_id = uuid.UUID(str(told))
        entry = _entry(looking, client_id)
    except (ValueError, AccessDeniedError):
        note("Choose a client first.")
        st.html('<a class="sm-link" href="/">To the clients</a>')
        st.stop()
    st.session_state[_KEY] = str(client_id)
    st.query_params[_KEY] = str(client_id)
    return looking, entry


def heading(entry: ClientEntry, *, current: str) -> None:
    """The client's name, and the way to their other pages."""
    mark = '<span class="sm-demo">Demo: an invented person</span>' if demo.is_demo(entry.id) else ""
    pages = (("client", "Overview"), ("sessions", "Sessions"))
    links = "".join(
        f'<a href="{address(page, entry.id)}" target="_self"{_mark(here=page == current)}>{name}</a>'
        for page, name in pages
    )
    st.html(
        f'<header><h1 class="sm-title">{escape(entry.name)} {mark}</h1>'
        f'<nav class="sm-tabs" aria-label="Pages of this client">{links}</nav></header>'
    )


def _mark(*, here: bool) -> str:
    return ' aria-current="page"' if here else ""


def _entry(looking: Visitor, client_id: uuid.UUID) -> ClientEntry:
    """The client's name; the first look of a visit is written into the audit. Raises AccessDeniedError."""
    known: dict[uuid.UUID, str] = st.session_state.setdefault("client names", {})
    if client_id not in known:
        known[client_id] = people.client(records(), looking.actor, client_id).name
    return ClientEntry(client_id, known[client_id])
