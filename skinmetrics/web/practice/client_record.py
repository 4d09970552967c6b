"""What is done to a client's record itself: its name, consents on paper, erasing it on request."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import streamlit as st

from skinmetrics.clinic import consent_changes, erasure, overview, people
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.overview import Which
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.importing.running import PAPER
from skinmetrics.web.frame import note
from skinmetrics.web.practice.choosing import choose_by_name
from skinmetrics.web.practice.chosen_client import forget
from skinmetrics.web.practice.half_written import forget_written
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.say import say, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

_CHANGED, _HAPPENED = "records changed", "what happened to a record"
PAPERS = {
    Purpose.MEASURING: told.PAPER_MEASURING,
    Purpose.PRACTITIONER: told.PAPER_PRACTITIONER,
    Purpose.STATISTICS: told.PAPER_STATISTICS,
    Purpose.SHOWING: told.PAPER_SHOWING,
}


def show_record(
    looking: Visitor,
    client_id: uuid.UUID,
    name: str,
    erased: Callable[[], None],
    renamed: Callable[[], None] = lambda: None,
    *,
    gives: bool = False,
) -> None:
    """All of it; `gives` where consent may be recorded here too. `erased` leads away from a client who is no more."""
    _rename(looking, client_id, name, renamed)
    st.subheader(say(told.CONSENTS_TITLE), anchor=False)
    allowed = consent_changes.allowed_by(records(), looking.actor, client_id)
    if gives:
        give_on_paper(looking, client_id)
    elif allowed.themselves:
        st.caption(say(told.CONSENTS_THEIRS))
    if allowed.purposes and not allowed.themselves:
        _withdraw(looking, client_id, allowed.purposes)
    if RoleName.ADMINISTRATOR in looking.roles:
        st.subheader(say(told.ERASE_TITLE), anchor=False)
        _erase(looking, client_id, name, erased)


def say_what_happened() -> None:
    """What was done to a record before the page was drawn anew."""
    with st.container():  # there with nothing in it too, or what is below would be another part and fold up
        if (happened := st.session_state.pop(_HAPPENED, None)) is not None:
            note(happened)


def show_records(looking: Visitor) -> None:
    """The same for any client of the clinic, whoever treats them: choose one first."""
    with st.expander(say(told.RECORD_TITLE), icon=":material/badge:"):
        archived = st.checkbox(say(told.ARCHIVED), key="record archived")
        times = st.session_state.get(_CHANGED, 0)
        one = choose_by_name(looking, Which(archived=archived), told.RECORD_WHOSE, key=f"record of {archived} {times}")

        def changed() -> None:  # whom the browser names is not in the list any more: begin anew
            st.session_state[_CHANGED] = times + 1

        if one is not None:
            show_record(looking, one.id, one.name, changed, changed)


def give_on_paper(looking: Visitor, client_id: uuid.UUID) -> None:
    """Record what a client without an account signed; who has one gives it themselves."""
    allowed = consent_changes.allowed_by(records(), looking.actor, client_id)
    if allowed.themselves:
        st.caption(say(told.CONSENTS_THEIRS))
        return
    lacking = [purpose for purpose in PAPERS if purpose not in allowed.purposes]
    given = [purpose for purpose in lacking if st.checkbox(say(PAPERS[purpose]), key=f"paper {client_id} {purpose}")]
    if not lacking:
        return
    wanted = st.button(say(told.RECORD_CONSENT), type="primary", disabled=not given, key="record consent")
    if wanted and _change(looking, client_id, given, consent_changes.give):
        st.rerun()


def _withdraw(looking: Visitor, client_id: uuid.UUID, allowed: frozenset[Purpose]) -> None:
    options = [purpose for purpose in PAPERS if purpose in allowed]
    chosen = st.multiselect(
        say(told.WITHDRAWN),
        options,
        format_func=lambda one: say(PAPERS[one]),
        placeholder="–",
        key=f"withdrawn {client_id}",
    )
    st.caption(say(told.WITHDRAWAL_ABOUT))
    wanted = st.button(say(told.RECORD_WITHDRAWAL), disabled=not chosen, key=f"record withdrawal {client_id}")
    if wanted and _change(looking, client_id, chosen, consent_changes.withdraw):
        st.session_state[_HAPPENED] = say(told.WITHDRAWAL_RECORDED)
        st.rerun()


def _change(looking: Visitor, client_id: uuid.UUID, purposes: list[Purpose], change: Callable[..., None]) -> bool:
    return all(done(partial(change, records(), looking.actor, client_id, purpose, PAPER)) for purpose in purposes)


def _rename(looking: Visitor, client_id: uuid.UUID, name: str, renamed: Callable[[], None]) -> None:
    wanted = st.text_input(say(told.NAME), name, key=f"name of {client_id}").strip()
    st.caption(say(told.RENAME_ABOUT))
    if not st.button(say(told.RENAME), key=f"rename {client_id}") or wanted == name:
        return
    another = same_name(wanted) != same_name(name)
    if another and overview.is_taken(records(), looking.actor, looking.clinic_id, wanted):
        note(say(told.SAME_NAME))
    elif done(lambda: people.rename(records(), looking.actor, client_id, wanted)):
        forget(client_id)
        renamed()
        st.session_state[_HAPPENED] = say(told.RENAMED)
        st.rerun()


def _erase(looking: Visitor, client_id: uuid.UUID, name: str, erased: Callable[[], None]) -> None:
    st.caption(say(told.ERASE_ABOUT))
    typed = st.text_input(say(told.ERASE_NAME), placeholder=name, key=f"erase {client_id}")
    if not st.button(say(told.ERASE_NOW), icon=":material/delete_forever:", key=f"erase now {client_id}"):
        return
    if same_name(typed) != same_name(name):
        note(say(told.ERASE_OTHER_NAME))
        return
    try:
        proof = erasure.erase(records(), looking.actor, client_id)
    except ClinicError as error:
        note(say_error(error))
        return
    forget(client_id)
    forget_written(client_id)
    st.session_state[_HAPPENED] = f"{say(told.ERASE_DONE, name=name)} {still_open(proof.unreached)}".strip()
    erased()
    st.rerun()


def still_open(unreached: Collection[Path]) -> str:
    """Which backups can still bring back who was erased, and what to do; empty where none can."""
    files = ", ".join(sorted(map(str, unreached)))
    return say(told.ERASE_UNREACHED, files=files) if files else ""
