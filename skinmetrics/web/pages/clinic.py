"""Clinic: what all clients together show, with its cautions; accounts; who did what; settings; how long is kept."""

from __future__ import annotations

import uuid
from html import escape

import streamlit as st

from skinmetrics.clinic import demo, people
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.metrics import METRICS
from skinmetrics.progress.cohort import (
    FEWEST_CLIENTS,
    REGRESSION_TO_THE_MEAN,
    CohortEffect,
    CohortError,
    cohort_effect,
)
from skinmetrics.progress.words.sentences import NO_CAUSE
from skinmetrics.web.client.client_data import client_history
from skinmetrics.web.frame import note, title
from skinmetrics.web.practice.accounts import show_accounts, show_audit
from skinmetrics.web.practice.chosen_client import staff
from skinmetrics.web.practice.client_record import say_what_happened, show_records
from skinmetrics.web.practice.cohort import show_effects
from skinmetrics.web.practice.holding import show_hold
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.practice.settings import show_due, show_settings
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

CAUTIONS = (
    told.CAUTION_COUNTED, told.CAUTION_ARCHIVED, told.CAUTION_CHOICE, REGRESSION_TO_THE_MEAN,
    NO_CAUSE,
)  # fmt: skip


def page() -> None:
    """Draw the page; its parts by role."""
    style()
    looking = staff()
    title(looking.clinic_name)
    parts = {told.PART_COHORT: _cohort}
    if RoleName.ADMINISTRATOR in looking.roles:
        parts |= {told.PART_ACCOUNTS: show_accounts, told.PART_AUDIT: show_audit, told.PART_KEEPING: _keeping}
    parts[told.PART_SETTINGS] = show_settings
    chosen = st.segmented_control(
        say(told.PART), list(parts), default=told.PART_COHORT, required=True, format_func=say, key="clinic part"
    )
    parts[chosen or told.PART_COHORT](looking)


def _keeping(looking: Visitor) -> None:
    say_what_happened()
    show_due(looking)
    show_hold(looking)
    show_records(looking)


def _cohort(looking: Visitor) -> None:
    allowed = people.clients_in_statistics(records(), looking.actor, looking.clinic_id)
    real = [client for client in allowed if not demo.is_demo(client)]
    shown, invented = (real, False) if real else (allowed, True)
    st.html(f'<ul class="sm-cautions">{"".join(f"<li>{escape(say(each))}</li>" for each in CAUTIONS)}</ul>')
    if len(shown) < FEWEST_CLIENTS:
        note(say(told.TOO_FEW_CLIENTS, count=len(shown), fewest=FEWEST_CLIENTS))
        return
    if invented:
        note(say(told.DEMO_CLIENTS))
    if (
        not st.button(say(told.WORK_IT_OUT), icon=":material/groups:", key="work out")
        and "cohort" not in st.session_state
    ):
        st.caption(say(told.TAKES_A_WHILE))
        return
    _effects(looking, shown)


def _effects(looking: Visitor, clients: list[uuid.UUID]) -> None:
    changes = []
    bar = st.progress(0.0, say(told.READING))
    for done, client in enumerate(clients, 1):
        try:
            progress = client_history(looking, client).progress
        except (AccessDeniedError, ConsentNeededError):
            progress = None
        if progress is not None:
            changes += [one.change for one in progress.changes if one.change.region is None]
        bar.progress(done / len(clients), say(told.READING_HOW_FAR, done=done, clients=len(clients)))
    bar.empty()
    st.session_state["cohort"] = True
    lacking: list[str] = []
    found: list[CohortEffect] = []
    for metric in METRICS:
        try:
            found.append(cohort_effect(metric.id, changes))
        except CohortError as error:
            lacking.append(say(str(error)))
    if found:
        show_effects(found)
    if lacking:
        with st.expander(say(told.NOT_ENOUGH, count=len(lacking)), expanded=not found):
            _list(lacking)


def _list(lines: list[str]) -> None:
    if lines:
        st.html(f'<ul class="sm-list">{"".join(f"<li>{escape(each)}</li>" for each in lines)}</ul>')
