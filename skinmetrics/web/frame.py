"""What the client's pages begin with: the title, and who may go on."""

from __future__ import annotations

import uuid
from html import escape

import streamlit as st

from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.web.client.client_data import client_history
from skinmetrics.web.faults import EndOfPageError
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, visitor
from skinmetrics.web.words import client as told


def title(text: str, lead: str = "") -> None:
    """The page's heading, and a sentence below it."""
    below = f'<p class="sm-lead">{escape(say(lead))}</p>' if lead else ""
    st.html(f'<header><h1 class="sm-title">{escape(say(text))}</h1>{below}</header>')


def note(text: str) -> None:
    """A quiet sentence that a screen reader is told of."""
    st.html(f'<p class="sm-note" role="status">{escape(text)}</p>')


def quiet(text: str) -> None:
    """A small sentence with what people have written in it: st.caption would read that as Markdown, with its links."""
    st.html(f'<p class="sm-quiet">{escape(text)}</p>')


def own_client(*, idle: bool = False) -> tuple[Visitor, uuid.UUID]:
    """The visitor and their own client record; for anyone else the page ends here, with what to do."""
    looking = visitor(idle=idle)
    if looking is None or looking.client_id is None:
        note(say(told.NOT_YOURS))
        st.html(f'<a class="sm-link" href="/sign-in">{say(told.SIGN_IN)}</a>')
        raise EndOfPageError
    return looking, looking.client_id


def own_history(*, idle: bool = False) -> tuple[Visitor, ClientHistory]:
    """The visitor and their own history; where consent is lacking the page ends here, with what to do. `idle`: the page
    looks again by itself.
    """
    looking, client_id = own_client(idle=idle)
    try:
        return looking, client_history(looking, client_id)
    except ConsentNeededError as error:
        note(say(told.CONSENT_FIRST))
        raise EndOfPageError from error
