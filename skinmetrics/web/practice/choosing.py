"""Choosing a client by name, in a clinic of any size."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from skinmetrics.clinic import overview
from skinmetrics.clinic.overview import Named, Which
from skinmetrics.web.practice.called import clients_called, steady
from skinmetrics.web.say import say
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

MOST = 100
"""More clients than this are not put into one list to choose from: a part of the name is asked for first."""


def choose_by_name(looking: Visitor, which: Which, label: str, *, key: str) -> Named | None:
    """Ask for one of the clients; nobody is chosen beforehand, nor in the place of who is not among them any more."""
    found = _names(looking, which, MOST + 1)
    if len(found) > MOST:
        wanted = st.text_input(say(told.PART_OF_NAME), key=f"{key}, part of the name")
        found = _names(looking, replace(which, search=wanted), MOST)
    labels = clients_called(looking, found)
    by_id = {each.id: each for each in found}
    chosen = st.selectbox(
        say(label),
        list(by_id),
        index=None,
        format_func=labels.__getitem__,
        placeholder=say(told.CHOOSE),
        key=steady(key, labels),
    )
    return None if chosen is None else by_id[chosen]


def _names(looking: Visitor, which: Which, limit: int) -> list[Named]:
    return overview.names(records(), looking.actor, looking.clinic_id, which, limit=limit)
