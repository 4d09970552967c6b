"""Choosing a client by name, in a clinic of any size."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from skinmetrics.clinic import overview
from skinmetrics.clinic.overview import Named, Which
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

MOST = 100
"""More clients than this are not put into one list to choose from: a part of the name is asked for first."""


def choose_by_name(looking: Visitor, which: Which, label: str, *, key: str, first: bool = False) -> Named | None:
    """Ask for one of the clients; the first of them is chosen beforehand, or nobody."""
    found = _names(looking, which, MOST + 1)
    if len(found) > MOST:
        wanted = st.text_input(say(told.PART_OF_NAME), key=f"{key}, part of the name")
        found = _names(looking, replace(which, search=wanted), MOST)
    chosen: Named | None = st.selectbox(
        say(label), found, index=0 if first and found else None, format_func=lambda each: each.name, key=key
    )
    return chosen


def _names(looking: Visitor, which: Which, limit: int) -> list[Named]:
    return overview.names(records(), looking.actor, looking.clinic_id, which, limit=limit)
