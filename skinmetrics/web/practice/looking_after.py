"""What is done to the list of clients: adding, inviting, who treats whom, archiving."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import streamlit as st

from skinmetrics.clinic import accounts, archiving, overview, people
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.overview import EVERYONE, Which
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web.frame import note
from skinmetrics.web.practice.adding import show_adding
from skinmetrics.web.practice.called import account_called, steady
from skinmetrics.web.practice.choosing import choose_by_name
from skinmetrics.web.practice.chosen_client import forget
from skinmetrics.web.practice.inviting import invite
from skinmetrics.web.say import say, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told


def look_after(looking: Visitor, *, present: bool, archived: bool) -> None:
    """The folded parts below the list, for a clinic with clients `present` or `archived`."""
    show_adding(looking, first=not (present or archived))
    if present:
        _invite(looking)
    if present and RoleName.ADMINISTRATOR in looking.roles:
        _assign(looking)
    _archive(looking, present=present, archived=archived)


def done(act: Callable[[], object]) -> bool:
    """Whether the records did as asked; what they refuse is said."""
    try:
        act()
    except ClinicError as error:
        note(say_error(error))
        return False
    return True


def _invite(looking: Visitor) -> None:
    which = Which(invitable=True)
    if not overview.count(records(), looking.actor, looking.clinic_id, which, most=1):
        return
    with st.expander(say(told.INVITE_TITLE), icon=":material/link:"):
        one = choose_by_name(looking, which, told.CLIENT, key="invited")
        if st.button(say(told.MAKE_LINK), key="invite", disabled=one is None) and one is not None:
            invite(looking, one.id, one.name)


def _assign(looking: Visitor) -> None:
    with st.expander(say(told.ASSIGN_TITLE), icon=":material/group:"):
        one = choose_by_name(looking, EVERYONE, told.ASSIGN_CLIENT, key="assigned client")
        practise = accounts.list_accounts(records(), looking.actor, looking.clinic_id, RoleName.PRACTITIONER)
        treats = {each.id: account_called(each) for each in practise if each.disabled_at is None}
        who = st.selectbox(
            say(told.ASSIGN_TO),
            list(treats),
            index=None,
            format_func=treats.__getitem__,
            placeholder=say(told.CHOOSE),
            key=steady("assigned to", treats),
        )
        lacking = one is None or who is None
        with st.container(horizontal=True):
            begins = st.button(say(told.BEGINS), key="begins to treat", disabled=lacking)
            ends = st.button(say(told.ENDS), key="treats no longer", disabled=lacking)
        if (begins or ends) and one is not None and who is not None:
            change = people.assign if begins else people.unassign
            if done(lambda: change(records(), looking.actor, one.id, who)):
                st.rerun()


def _archive(looking: Visitor, *, present: bool, archived: bool) -> None:
    if not (present or archived):
        return
    with st.expander(say(told.ARCHIVE_TITLE), icon=":material/inventory_2:"):
        st.caption(say(told.ARCHIVE_ABOUT))
        for there, which, whom, act, label in (
            (present, EVERYONE, told.ARCHIVE_WHOM, archiving.archive, told.ARCHIVE),
            (archived, Which(archived=True), told.BRING_BACK_WHOM, archiving.bring_back, told.BRING_BACK),
        ):
            if not there:
                continue
            one = choose_by_name(looking, which, whom, key=whom)
            if st.button(say(label), key=label, disabled=one is None) and one is not None:
                set_archived(looking, one.id, act)


def set_archived(looking: Visitor, client_id: uuid.UUID, act: Callable[..., None]) -> None:
    """Archive a client or bring them back, and draw the page anew."""
    if done(lambda: act(records(), looking.actor, client_id)):
        forget(client_id)
        st.rerun()
