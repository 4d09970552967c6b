"""The legal hold: an administrator says whose records must be kept, and why, or that they need not be any longer."""

from __future__ import annotations

import uuid
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.clinic import hold
from skinmetrics.clinic.overview import Which
from skinmetrics.web.frame import note
from skinmetrics.web.practice.choosing import choose_by_name
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.say import say, say_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told


def show_hold(looking: Visitor) -> None:
    """Choose a client; what keeps their records, to lift, or why they must be kept from now on."""
    with st.expander(say(told.HOLD_TITLE), icon=":material/gavel:"):
        st.caption(say(told.HOLD_ABOUT))
        archived = st.checkbox(say(told.ARCHIVED), key="hold archived")
        one = choose_by_name(looking, Which(archived=archived), told.HOLD_WHOSE, key=f"hold whom {archived}")
        if one is None:
            return
        held = hold.hold_of(records(), looking.actor, one.id)
        if held is None:
            _place(looking, one.id)
            return
        day = say_day(held.since.astimezone(ZoneInfo(looking.time_zone)).date())
        st.html(f"<p>{escape(say(told.HOLD_STANDS, day=day, reason=held.reason))}</p>")
        if st.button(say(told.LIFT_HOLD), key="lift hold") and done(
            lambda: hold.lift_hold(records(), looking.actor, one.id)
        ):
            st.rerun()


def _place(looking: Visitor, client_id: uuid.UUID) -> None:
    reason = st.text_input(say(told.HOLD_WHY), key=f"hold reason {client_id}").strip()
    if not st.button(say(told.PLACE_HOLD), key="place hold"):
        return
    if not reason:
        note(say(told.HOLD_GIVE_REASON))
    elif done(lambda: hold.place_hold(records(), looking.actor, client_id, reason)):
        st.rerun()
