"""Clients: who they are, when they were last here, what their photos say, and who needs a look."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from skinmetrics.clinic import accounts, consent_changes, demo, people
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.overview import Glance, glances
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.importing.names import same_name
from skinmetrics.importing.running import PAPER
from skinmetrics.settings import settings
from skinmetrics.web.demo_offer import offer_demo
from skinmetrics.web.frame import note, title
from skinmetrics.web.practice.chosen_client import address, staff
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.practice.verdicts import Summary, summaries
from skinmetrics.web.say import say_short_day
from skinmetrics.web.visitor import Visitor, records

ON_A_PAGE = 25
LONG_AGO = dt.timedelta(days=42)
LOOKS = {
    "worsened": "Worsened",
    "light": "Light changed",
    "refused": "Photos not usable",
    "consent": "No consent",
    "photos": "No photos lately",
}
SIGNED = "I have their signed consent to keeping and measuring photos, and to my seeing them."
SAME_NAME = "There is a client of this name already. Add what tells them apart: a second name, or a number."
ALL, LOOK = "All", "Needs a look"


def page() -> None:
    """Draw the page: the list, then adding and inviting."""
    style()
    title("Clients")
    looking = staff()
    offer_demo(looking)
    found = glances(records(), looking.actor, looking.clinic_id, current_scorer())
    if found:
        _list(looking, found)
    else:
        note("No clients yet. Add the first one below.")
    _add(looking, found)
    _invite(looking, found)
    if RoleName.ADMINISTRATOR in looking.roles:
        _assign(looking, found)


@st.fragment
def _list(looking: Visitor, found: Sequence[Glance]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input("Search", key="search clients", placeholder="Name", width=320)
        which = st.segmented_control("Show", [ALL, LOOK], default=ALL, required=True, key="which clients")
    chosen = [one for one in found if same_name(wanted) in same_name(one.name)]
    if which == LOOK:
        chosen = [one for one in chosen if _look(one, summaries().latest(one.id) if one.shared else None)]
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    number = 1
    if pages > 1:
        number = int(st.number_input(f"Page of {pages}", 1, pages, 1, key=f"page {wanted} {which}", width=140))
    _rows(looking, chosen[(number - 1) * ON_A_PAGE : number * ON_A_PAGE])
    st.caption(f"{len(chosen)} of {len(found)} clients")


def _rows(looking: Visitor, shown: Sequence[Glance]) -> None:
    """The rows; while headlines are still being worked out they are drawn again."""
    told = {one.id: _summary(looking, one) for one in shown}
    if any(one.shared and told[one.id] is None for one in shown):
        _rows_soon(looking, shown)
    else:
        st.html(_html(shown, told))


@st.fragment(run_every=1.5)
def _rows_soon(looking: Visitor, shown: Sequence[Glance]) -> None:
    told = {one.id: _summary(looking, one) for one in shown}
    st.html(_html(shown, told))
    if not any(one.shared and told[one.id] is None for one in shown):
        st.rerun()


def _html(shown: Sequence[Glance], told: Mapping[uuid.UUID, Summary | None]) -> str:
    return f'<ul class="sm-clients">{"".join(_row(one, told[one.id]) for one in shown)}</ul>'


def _row(one: Glance, summary: Summary | None) -> str:
    if not one.treated:
        return f"<li><span>{escape(one.name)}</span><span></span><span></span><span>Treated by a colleague.</span></li>"
    looks = "".join(f'<span class="sm-look">{LOOKS[reason]}</span>' for reason in _look(one, summary))
    mark = ' <span class="sm-demo">Demo</span>' if demo.is_demo(one.id) else ""
    told = "" if not one.shared else "Working it out …" if summary is None else summary.headline
    return (
        f'<li><span><a href="{address("client", one.id)}" target="_self">{escape(one.name)}</a>{mark}</span>'
        f'<span class="sm-when" data-label="Photo">{_day(one.last_photo)}</span>'
        f'<span class="sm-when" data-label="Session">{_day(one.last_session)}</span>'
        f"<span>{looks}{escape(told)}</span></li>"
    )


def _summary(looking: Visitor, one: Glance) -> Summary | None:
    if not one.shared:
        return None
    try:
        return summaries().of(records(), looking.actor, one.id)
    except ClinicError as error:
        return Summary(str(error))


def _look(one: Glance, summary: Summary | None) -> list[str]:
    """Why to look at a client first, as keys of LOOKS."""
    if not one.treated:
        return []
    today = records().now().date()
    told = [summary.look] if summary and summary.look else []
    if not one.shared:
        told.append("consent")
    if one.refused:
        told.append("refused")
    treated = one.last_session is not None and today - one.last_session < LONG_AGO
    if one.shared and treated and (one.last_photo is None or today - one.last_photo > LONG_AGO):
        told.append("photos")
    return told


def _day(day: dt.date | None) -> str:
    return "–" if day is None else say_short_day(day)


def _add(looking: Visitor, found: Sequence[Glance]) -> None:
    if RoleName.PRACTITIONER not in looking.roles:
        return
    with st.expander("Add a client", icon=":material/person_add:", expanded=not found):
        name = st.text_input("Name of the client", key="new client")
        paper = st.checkbox(
            "I have their signed consent to keeping and measuring photos, and to my seeing them.",
            key="new client paper",
        )
        st.caption("Without it, invite them: they read what they agree to, and give it themselves.")
        if not st.button("Add", type="primary", key="add client"):
            return
        if not name.strip():
            note("Give the client's name.")
            return
        if any(same_name(one.name) == same_name(name) for one in found):
            note(SAME_NAME)
            return
        try:
            client_id = people.add_client(records(), looking.actor, looking.clinic_id, name.strip())
            for purpose in (Purpose.MEASURING, Purpose.PRACTITIONER) if paper else ():
                consent_changes.give(records(), looking.actor, client_id, purpose, PAPER)
        except ClinicError as error:
            note(str(error))
            return
        st.session_state["new clients"] = client_id
        st.rerun()


def _invite(looking: Visitor, found: Sequence[Glance]) -> None:
    without = [one for one in found if not one.has_account and not demo.is_demo(one.id)]
    if not without:
        return
    with st.expander("Invite a client to an account of their own", icon=":material/link:"):
        one = st.selectbox("Client", without, format_func=lambda each: each.name, key="invited")
        if st.button("Make the link", key="invite") and one is not None:
            try:
                token = accounts.invite_client(records(), looking.actor, one.id)
            except ClinicError as error:
                note(str(error))
                return
            st.code(f"{settings().public_url.rstrip('/')}/join/{token}", language=None, wrap_lines=True)
            st.caption(f"For {one.name} alone; it works once and for seven days. An earlier link works no longer.")


def _assign(looking: Visitor, found: Sequence[Glance]) -> None:
    if not found:
        return
    with st.expander("Who treats whom", icon=":material/group:"):
        one = st.selectbox("Client to assign", found, format_func=lambda each: each.name, key="assigned client")
        everyone = accounts.list_accounts(records(), looking.actor, looking.clinic_id)
        treats = [each for each in everyone if RoleName.PRACTITIONER in each.roles and each.disabled_at is None]
        who = st.selectbox("Practitioner", treats, format_func=lambda each: each.name, key="assigned to")
        with st.container(horizontal=True):
            begins, ends = st.button("Begins to treat"), st.button("Treats no longer")
        if (begins or ends) and one is not None and who is not None:
            _change(looking, one.id, who.id, begins=begins)


def _change(looking: Visitor, client_id: uuid.UUID, practitioner: uuid.UUID, *, begins: bool) -> None:
    try:
        if begins:
            people.assign(records(), looking.actor, client_id, practitioner)
        else:
            people.unassign(records(), looking.actor, client_id, practitioner)
    except ClinicError as error:
        note(str(error))
        return
    st.rerun()
