"""My data: what a client allows, takes away, erases, and who looked at it."""

from __future__ import annotations

import uuid
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.clinic import consent, consent_changes, erasure
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import Purpose
from skinmetrics.clinic.who_looked import Seen, who_looked
from skinmetrics.web.address import kept_by_the_clinic
from skinmetrics.web.audited import what_was_done
from skinmetrics.web.frame import note, own_client, title
from skinmetrics.web.practice.half_written import forget_written
from skinmetrics.web.say import say, say_day, say_error
from skinmetrics.web.tables import row, table
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told
from skinmetrics.web.words.consent import agreed_to


def page() -> None:
    """Draw the page from top to bottom."""
    title(told.DATA_TITLE)
    looking, client_id = own_client()
    show_consents(looking, client_id)
    st.header(say(told.EXPORT_TITLE), anchor=False)
    st.html(
        f'<p class="sm-lead">{say(told.EXPORT_NOTE)}</p>'
        f'<p><a class="sm-link" href="/download/export" download>{say(told.EXPORT)}</a></p>'
    )
    _looked(looking, client_id)
    _erase(looking, client_id)


def given_consents(client_id: uuid.UUID) -> frozenset[Purpose]:
    """What a client allows now."""
    with records().database.reading() as db:
        return consent.given(db, client_id)


def show_consents(looking: Visitor, client_id: uuid.UUID) -> None:
    """One switch a purpose; each holds at once."""
    st.header(say(told.CONSENTS), anchor=False)
    st.html(f'<p class="sm-lead">{say(told.CONSENTS_NOTE)}</p>')
    given = given_consents(client_id)
    texts, version = agreed_to(kept_by_the_clinic=kept_by_the_clinic())
    for purpose in Purpose:
        name, text = texts[purpose]
        key = f"consent {purpose}"
        st.session_state[key] = purpose in given
        st.toggle(say(name), key=key, on_change=_change, args=(looking, client_id, purpose, version))
        st.caption(say(text))
    if wrong := st.session_state.pop("consent problem", None):
        note(wrong)


def _change(looking: Visitor, client_id: uuid.UUID, purpose: Purpose, version: str) -> None:
    change = consent_changes.give if st.session_state[f"consent {purpose}"] else consent_changes.withdraw
    try:
        change(records(), looking.actor, client_id, purpose, version)
    except ClinicError as error:
        st.session_state["consent problem"] = say_error(error)


def _looked(looking: Visitor, client_id: uuid.UUID) -> None:
    st.header(say(told.LOOKED_TITLE), anchor=False)
    seen = who_looked(records(), looking.actor, client_id)
    if not seen:
        st.caption(say(told.NOBODY_LOOKED))
        return
    st.caption(say(told.LOOKED_NOTE))
    others = [one for one in seen if not one.own]
    st.html(f'<p class="sm-lead">{_summary(others)}</p>')
    with st.expander(say("All of it")):
        st.html(_all_of_it(seen, ZoneInfo(looking.time_zone)))


def _all_of_it(seen: list[Seen], zone: ZoneInfo) -> str:
    """Who looked when and at what, as a table."""
    head = [say(each) for each in (told.WHEN, told.WHO, told.WHAT)]
    rows = []
    for one in seen:
        at = one.at.astimezone(zone)
        who = say(told.YOU) if one.own else one.who or say("the clinic's computer")
        when = f"{say_day(at.date())}, {at:%H:%M}"
        rows.append(row(head, when, [who, _what(one)], kind="sm-text"))
    return table(head, rows, say(told.LOOKED_TITLE))


def _what(one: Seen) -> str:
    done = what_was_done(one.action, one.subject)
    return say(told.LOOKED_TIMES, done=done, count=one.times) if one.times > 1 else done


def _summary(others: list[Seen]) -> str:
    if not others:
        return say("Only you, lately.")
    names = list(dict.fromkeys(one.who or say("the clinic's computer") for one in others))
    return say("Besides you: {names}.", names=escape(", ".join(names)))


def _erase(looking: Visitor, client_id: uuid.UUID) -> None:
    st.header(say(told.ERASE_TITLE), anchor=False)
    st.html(f'<p class="sm-lead">{say(told.ERASE_NOTE)}</p>')
    sure = st.checkbox(say(told.ERASE_CHECK))
    if st.button(say(told.ERASE), disabled=not sure, icon=":material/delete_forever:"):
        try:
            proof = erasure.erase(records(), looking.actor, client_id)
        except ClinicError as error:
            note(say_error(error))
            return
        forget_written(client_id)
        st.session_state["erased"] = told.ERASED_HERE if proof.unreached else told.ERASED
        st.rerun()
