"""Whose pages a practitioner has open: named in the address, so that a page can be opened again and linked to."""

from __future__ import annotations

import uuid
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.clinic import demo, people, treatments
from skinmetrics.clinic.access import AccessDeniedError, Action, require
from skinmetrics.clinic.people import ClientEntry
from skinmetrics.clinic.tables import RoleName
from skinmetrics.clinic.treatments import NoteEntry
from skinmetrics.web.components.page_links import Link, page_links
from skinmetrics.web.faults import EndOfPageError
from skinmetrics.web.frame import note, title
from skinmetrics.web.say import say
from skinmetrics.web.switching import switch
from skinmetrics.web.visitor import Visitor, records, visitor
from skinmetrics.web.words import client as common
from skinmetrics.web.words import practice as told

_KEY = "client"
_KNOWN = "known clients"
_READ = "notes read"
_PAGES = {"client": told.OVERVIEW, "sessions": told.SESSIONS}


def staff() -> Visitor:
    """The visitor who treats or administers; for anyone else the page ends here, with what to do."""
    looking = visitor()
    if looking is None or not looking.roles & {RoleName.PRACTITIONER, RoleName.ADMINISTRATOR}:
        note(say(told.STAFF_ONLY))
        st.html(f'<a class="sm-link" href="/sign-in">{say(common.SIGN_IN)}</a>')
        raise EndOfPageError
    return looking


def address(page: str, client_id: uuid.UUID) -> str:
    """Where a client's page is."""
    return f"/{page}?{_KEY}={client_id}"


def chosen_client() -> tuple[Visitor, ClientEntry]:
    """The visitor and the client that the address names; without one the page ends with where to choose."""
    looking = staff()
    wanted = st.query_params.get(_KEY) or st.session_state.get(_KEY)
    try:
        client_id = uuid.UUID(str(wanted))
        entry = _entry(looking, client_id)
    except (ValueError, AccessDeniedError) as error:
        title(told.CLIENT)
        note(say(told.CHOOSE_CLIENT))
        st.html(f'<a class="sm-link" href="/">{say(told.TO_THE_CLIENTS)}</a>')
        raise EndOfPageError from error
    st.session_state[_KEY] = str(client_id)
    st.query_params[_KEY] = str(client_id)
    return looking, entry


def heading(entry: ClientEntry, *, current: str) -> None:
    """The client's name, and the way to their other pages."""
    marks = [told.DEMO_LONG] * demo.is_demo(entry.id) + [told.ARCHIVED] * entry.archived
    mark = " ".join(f'<span class="sm-demo">{say(each)}</span>' for each in marks)
    st.html(f'<header><h1 class="sm-title">{escape(entry.name)} {mark}</h1></header>')
    pages = {address(page, entry.id): (page, words) for page, words in _PAGES.items()}
    links = [Link(name=say(words), address=to, here=page == current) for to, (page, words) in pages.items()]
    tapped = page_links(links, label=say(told.PAGES_OF_CLIENT), key="pages of this client", look="tabs")
    if tapped is not None:
        switch(pages[tapped][0], {_KEY: str(entry.id)})


def _entry(looking: Visitor, client_id: uuid.UUID) -> ClientEntry:
    """The client's name, for who may see it now; the first look of a visit is written into the audit.

    Raises AccessDeniedError.
    """
    known: dict[uuid.UUID, ClientEntry] = st.session_state.setdefault(_KNOWN, {})
    if client_id in known:
        with records().database.reading() as db:
            require(db, looking.actor, Action.VIEW_CLIENT, client_id)
    else:
        known[client_id] = people.client(records(), looking.actor, client_id)
    return known[client_id]


def notes_of(looking: Visitor, client_id: uuid.UUID) -> list[NoteEntry]:
    """A client's notes; the first reading of a visit, and of a day, is written into the audit.

    Raises AccessDeniedError.
    """
    read: set[object] = st.session_state.setdefault(_READ, set())
    today = records().now().astimezone(ZoneInfo(looking.time_zone)).date()
    reading = client_id, looking.account_id, looking.actor.sign_in, today
    found = treatments.notes_of(records(), looking.actor, client_id, again=reading in read)
    read.add(reading)
    return found


def choose_nobody() -> None:
    """Have no client open: whoever was is no more."""
    st.session_state.pop(_KEY, None)
    st.query_params.pop(_KEY, None)


def forget(client_id: uuid.UUID) -> None:
    """Ask the records again who a client is: something was changed."""
    st.session_state.get(_KNOWN, {}).pop(client_id, None)
