"""What people are called in a list to choose from.

No two may be called the same: the browser sends back the words that were chosen, and of equal ones Streamlit takes the
last.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Protocol

import streamlit as st

from skinmetrics.clinic import overview
from skinmetrics.clinic.accounts import AccountEntry
from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.overview import Mark
from skinmetrics.web.say import say, say_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

Labels = dict[uuid.UUID, str]
_LAST = 6


class Client(Protocol):
    """A client in a list."""

    @property
    def id(self) -> uuid.UUID: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


def clients_called(looking: Visitor, clients: Iterable[Client]) -> Labels:
    """Each by name; those of one name by who treats them and since when they are there too, else by their id's end."""

    def marked(which: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
        found = overview.marks(records(), looking.actor, looking.clinic_id, which)
        return {client_id: _said(mark) for client_id, mark in found.items()}

    return apart({one.id: one.name for one in clients}, marked)


def account_called(one: AccountEntry) -> str:
    """The name with the login, which no other account has; the same whether it is closed or not."""
    return f"{one.name} ({one.login})"


def apart(names: Labels, mark: Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, str]]) -> Labels:
    """The names, no two alike: `mark` tells more of those that are, and where that is the same too, their ids do."""
    labels = dict(names)
    if alike := _alike(labels):
        labels |= {who: f"{names[who]} ({more})" for who, more in mark(alike).items()}
    labels |= {who: f"{labels[who]} …{who.hex[-_LAST:]}" for who in _alike(labels)}
    return labels | {who: f"{labels[who]} {who}" for who in _alike(labels)}


def steady(key: str, labels: Labels) -> str:
    """The key of a list of these to choose from: another one, with nobody chosen, once a label means somebody else than
    the browser was told last.
    """
    times, meant = st.session_state.get(f"meant by {key}", (0, {}))
    now = {label: who for who, label in labels.items()}
    times += any(meant.get(label, who) != who for label, who in now.items())
    st.session_state[f"meant by {key}"] = times, now
    return f"{key} {times}" if times else key


def _alike(labels: Labels) -> list[uuid.UUID]:
    """Those whose labels could be taken for each other."""
    count = Counter(map(same_name, labels.values()))
    return [who for who, label in labels.items() if count[same_name(label)] > 1]


def _said(mark: Mark) -> str:
    return ", ".join([*mark.treated_by, say(told.CLIENT_SINCE, day=say_day(mark.since))])
