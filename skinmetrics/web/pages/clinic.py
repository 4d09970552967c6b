"""Clinic: what all clients together show, with its cautions; accounts; who did what."""

from __future__ import annotations

import uuid
from html import escape
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from skinmetrics.clinic import accounts, audit, demo, oversight, people
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.metrics import METRICS
from skinmetrics.progress.cohort import FEWEST_CLIENTS, CohortEffect, CohortError, cohort_effect
from skinmetrics.progress.sentences import NO_CAUSE, cohort_sentence
from skinmetrics.settings import settings
from skinmetrics.web.client.client_data import client_history
from skinmetrics.web.frame import note, title
from skinmetrics.web.practice.chosen_client import staff
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.visitor import Visitor, records

ON_A_PAGE = 50
CAUTIONS = (
    "Only clients who allow use in the clinic's statistics and who are treated by you are counted.",
    "Who comes back and takes photos is not a random choice.",
    "There is no untreated group, so this is change, not effect.",
)


def page() -> None:
    """Draw the page; its parts by role."""
    style()
    looking = staff()
    title(looking.clinic_name)
    parts = {"All clients together": _cohort}
    if RoleName.ADMINISTRATOR in looking.roles:
        parts |= {"Accounts": _accounts, "Audit": _audit}
    parts["Settings"] = _settings
    chosen = st.segmented_control("Part", list(parts), default=next(iter(parts)), required=True, key="clinic part")
    parts[chosen or next(iter(parts))](looking)


def _cohort(looking: Visitor) -> None:
    allowed = people.clients_in_statistics(records(), looking.actor, looking.clinic_id)
    real = [client for client in allowed if not demo.is_demo(client)]
    shown, invented = (real, False) if real else (allowed, True)
    st.html("".join(f"<p class='sm-quiet'>{escape(each)}</p>" for each in (*CAUTIONS, NO_CAUSE)))
    if len(shown) < FEWEST_CLIENTS:
        note(
            f"{len(shown)} clients allow use in statistics. An estimate across clients needs {FEWEST_CLIENTS}, lest it "
            "tell about one of them."
        )
        return
    if invented:
        note("These are the demo clients: invented people.")
    if not st.button("Work it out", icon=":material/groups:") and "cohort" not in st.session_state:
        st.caption("With many clients this takes a while.")
        return
    _effects(looking, shown)


def _effects(looking: Visitor, clients: list[uuid.UUID]) -> None:
    changes = []
    bar = st.progress(0.0, "Reading the clients …")
    for done, client in enumerate(clients, 1):
        try:
            progress = client_history(looking, client).progress
        except (AccessDeniedError, ConsentNeededError):
            progress = None
        if progress is not None:
            changes += [one.change for one in progress.changes if one.change.region is None]
        bar.progress(done / len(clients), f"Reading the clients: {done} of {len(clients)}")
    bar.empty()
    st.session_state["cohort"] = True
    told: list[str] = []
    found: list[CohortEffect] = []
    for metric in METRICS:
        try:
            found.append(cohort_effect(metric.id, changes))
        except CohortError as error:
            told.append(str(error))
    items = "".join(f"<li>{escape(cohort_sentence(effect))}</li>" for effect in found)
    st.html(f'<ul class="sm-list">{items}</ul>' if found else "")
    if told:
        with st.expander(f"Not enough clients ({len(told)})", expanded=not found):
            st.html(f'<ul class="sm-list">{"".join(f"<li>{escape(each)}</li>" for each in told)}</ul>')


def _accounts(looking: Visitor) -> None:
    found = accounts.list_accounts(records(), looking.actor, looking.clinic_id)
    st.table(
        pd.DataFrame(
            {
                "Name": [one.name for one in found],
                "E-mail": [one.login for one in found],
                "Roles": [", ".join(one.roles) for one in found],
                "State": ["closed" if one.disabled_at else "open" for one in found],
            }
        ).set_index("Name")
    )
    with st.expander("Invite a colleague", icon=":material/link:"):
        role = st.selectbox("As", [RoleName.PRACTITIONER, RoleName.ADMINISTRATOR], format_func=str.capitalize)
        if st.button("Make the link", key="invite colleague"):
            token = accounts.invite_colleague(records(), looking.actor, looking.clinic_id, role)
            st.code(f"{settings().public_url.rstrip('/')}/join/{token}", language=None, wrap_lines=True)
            st.caption("It works once, for seven days, for whoever has it: send it to your colleague alone.")
    with st.expander("Close an account, or let someone choose a new password", icon=":material/key:"):
        others = [one for one in found if one.id != looking.account_id and one.disabled_at is None]
        who = st.selectbox("Account", others, format_func=lambda one: f"{one.name} ({one.login})", index=None)
        with st.container(horizontal=True):
            reset, close = st.button("Link for a new password"), st.button("Close the account")
        if who is not None and (reset or close):
            _change_account(looking, who.id, close=close)


def _change_account(looking: Visitor, account_id: uuid.UUID, *, close: bool) -> None:
    try:
        if close:
            accounts.disable(records(), looking.actor, account_id)
            st.rerun()
        token = accounts.reset_password(records(), looking.actor, account_id)
    except ClinicError as error:
        note(str(error))
        return
    st.code(f"{settings().public_url.rstrip('/')}/reset/{token}", language=None, wrap_lines=True)
    st.caption("It works once, for a day. Until then the old password holds.")


def _audit(looking: Visitor) -> None:
    before = st.session_state.get("audit before")
    events = oversight.view_audit(records(), looking.actor, looking.clinic_id, before=before, limit=ON_A_PAGE)
    zone = ZoneInfo(looking.time_zone)
    names = {str(one.id): one.name for one in accounts.list_accounts(records(), looking.actor, looking.clinic_id)}
    clients = {one.id: one.name for one in people.list_clients(records(), looking.actor, looking.clinic_id)}
    st.dataframe(
        pd.DataFrame([_event(each, zone, names, clients) for each in events]),
        hide_index=True,
        width="stretch",
    )
    with st.container(horizontal=True):
        if before is not None and st.button("Newest"):
            del st.session_state["audit before"]
            st.rerun()
        if len(events) == ON_A_PAGE and st.button("Earlier"):
            st.session_state["audit before"] = events[-1].position
            st.rerun()


def _event(
    entry: audit.Entry, zone: ZoneInfo, names: dict[str, str], clients: dict[uuid.UUID, str]
) -> dict[str, object]:
    event = entry.event
    client = "" if event.client_id is None else clients.get(event.client_id, "erased or of a colleague")
    return {
        "When": f"{event.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "Who": names.get(event.actor, event.actor),
        "What": event.action.replace("_", " "),
        "Client": client,
        "No.": entry.position,
    }


def _settings(looking: Visitor) -> None:
    st.html(
        f"<p><strong>Time zone:</strong> {escape(looking.time_zone)}. It gives the local day of photos and sessions."
        "</p><p><strong>Units:</strong> millimetres on the skin; each metric's own is in the glossary of a client."
        "</p>"
        "<p><strong>Language:</strong> everyone chooses their own at the foot of the page.</p>"
        "<p><strong>Keeping:</strong> records are kept until the client or an administrator erases them. "
        "Nothing is erased by itself.</p>"
    )
