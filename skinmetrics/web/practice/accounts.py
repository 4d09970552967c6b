"""Who has an account, and who did what: for administrators."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from skinmetrics.clinic import accounts, audit, oversight, people
from skinmetrics.clinic.actors import CONSOLE, NOBODY
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.spreadsheets import harmless
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web.audited import what_was_done
from skinmetrics.web.frame import note, quiet
from skinmetrics.web.practice.called import account_called, steady
from skinmetrics.web.practice.link import show_link
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.say import say, say_day, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

ON_A_PAGE = 50
_BEFORE = "audit before"
_NO_ACCOUNT = (str(CONSOLE), str(NOBODY))
_ROLES = {
    RoleName.ADMINISTRATOR: told.ROLE_ADMINISTRATOR,
    RoleName.PRACTITIONER: told.ROLE_PRACTITIONER,
    RoleName.CLIENT: told.ROLE_CLIENT,
}


def show_accounts(looking: Visitor) -> None:
    """The accounts, inviting a colleague, closing an account and opening it again, a link for a new password."""
    found = accounts.list_accounts(records(), looking.actor, looking.clinic_id)
    st.html(f'<ul class="sm-list">{"".join(map(_row, found))}</ul>')
    with st.expander(say(told.INVITE_COLLEAGUE), icon=":material/link:"):
        role = st.selectbox(
            say(told.INVITE_AS),
            [RoleName.PRACTITIONER, RoleName.ADMINISTRATOR],
            format_func=lambda one: say(_ROLES[one]),
            key="invite as",
        )
        if st.button(say(told.MAKE_LINK), key="invite colleague"):
            token = accounts.invite_colleague(records(), looking.actor, looking.clinic_id, role)
            show_link("join", token, say(told.INVITE_COLLEAGUE_ABOUT))
    with st.expander(say(told.CHANGE_ACCOUNT), icon=":material/key:"):
        others = {one.id: one for one in found if one.id != looking.account_id}
        labels = {one.id: account_called(one) for one in others.values()}
        who = st.selectbox(
            say(told.ACCOUNT),
            list(others),
            format_func=labels.__getitem__,
            index=None,
            placeholder=say(told.CHOOSE),
            key=steady("account", labels),
        )
        if who is not None:
            (_change if others[who].disabled_at is None else _reopen)(looking, others[who])


def _row(one: accounts.AccountEntry) -> str:
    roles = ", ".join(say(_ROLES[role]) for role in one.roles)
    state = f" · {say(told.CLOSED)}" if one.disabled_at else ""
    return f"<li><strong>{escape(one.name)}</strong>{escape(state)}<br>{escape(one.login)} · {escape(roles)}</li>"


def _change(looking: Visitor, one: accounts.AccountEntry) -> None:
    with st.container(horizontal=True):
        reset = st.button(say(told.NEW_PASSWORD), key="new password")
        with st.popover(say(told.CLOSE_ACCOUNT)):
            quiet(say(told.CLOSE_ABOUT, name=one.name))
            close = st.button(say(told.CLOSE_NOW), key="close account", icon=":material/lock:")
    if close and done(lambda: accounts.disable(records(), looking.actor, one.id)):
        st.rerun()
    if reset:
        try:
            token = accounts.reset_password(records(), looking.actor, one.id)
        except ClinicError as error:
            note(say_error(error))
            return
        show_link("reset", token, say(told.NEW_PASSWORD_ABOUT))


def _reopen(looking: Visitor, one: accounts.AccountEntry) -> None:
    st.caption(say(told.REOPEN_ABOUT))
    if st.button(say(told.REOPEN_ACCOUNT), key="reopen account", icon=":material/lock_open:") and done(
        lambda: accounts.reopen(records(), looking.actor, one.id)
    ):
        st.rerun()


def show_audit(looking: Visitor) -> None:
    """What was done in the clinic, the newest first."""
    before = st.session_state.get(_BEFORE)
    events = oversight.view_audit(records(), looking.actor, looking.clinic_id, before=before, limit=ON_A_PAGE)
    zone = ZoneInfo(looking.time_zone)
    whose = {each.event.client_id for each in events if each.event.client_id is not None}
    named = people.list_clients(records(), looking.actor, looking.clinic_id, only=whose)
    clients = {one.id: one.name for one in named}
    names = _who_acted(looking, events)
    rows = [_event(each, zone, names, clients) for each in events]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    with st.container(horizontal=True):
        if before is not None and st.button(say(told.NEWEST), key="newest"):
            del st.session_state[_BEFORE]
            st.rerun()
        if len(events) == ON_A_PAGE and st.button(say(told.EARLIER), key="earlier"):
            st.session_state[_BEFORE] = events[-1].position
            st.rerun()


def _who_acted(looking: Visitor, events: Sequence[audit.Entry]) -> dict[str, str]:
    """The names of the clinic's accounts that did something; others, the console and nobody, are told by a word."""
    ids = {uuid.UUID(each.event.actor) for each in events if each.event.actor not in _NO_ACCOUNT}
    found = accounts.list_accounts(records(), looking.actor, looking.clinic_id, only=ids)
    return {str(one.id): one.name for one in found}


def _event(
    entry: audit.Entry, zone: ZoneInfo, names: dict[str, str], clients: dict[uuid.UUID, str]
) -> dict[str, object]:
    event = entry.event
    client = "" if event.client_id is None else clients.get(event.client_id, say(told.NOT_NAMED))
    when = event.at.astimezone(zone)
    return {  # the table can be saved as CSV, and everyone chooses their own name
        say(told.WHEN): f"{say_day(when.date())}, {when:%H:%M:%S}",
        say(told.WHO): harmless(names.get(event.actor) or say(event.actor)),
        say(told.WHAT): what_was_done(event.action, event.subject),
        say(told.CLIENT): harmless(client),
        say(told.NUMBER): entry.position,
    }
