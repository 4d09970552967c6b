"""A client's history for pages: read and judged once, kept until something in the records changes."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from threading import Lock

import streamlit as st

from skinmetrics.clinic import people
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.reading import history
from skinmetrics.clinic.history.stamp import history_stamp
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.web.visitor import Visitor, records

KEPT = 64

_kept: OrderedDict[tuple[object, ...], ClientHistory] = OrderedDict()
_lock = Lock()


def client_history(looking: Visitor, client_id: uuid.UUID) -> ClientHistory:
    """The history of a client, after asking whether the visitor may see it; the first look is in the audit.

    Raises AccessDeniedError, ConsentNeededError.
    """
    opened, scorer = records(), current_scorer()
    stamp = history_stamp(opened, looking.actor, client_id, scorer)
    seen: set[uuid.UUID] = st.session_state.setdefault("clients seen", set())
    if client_id not in seen:
        people.client(opened, looking.actor, client_id)
        seen.add(client_id)
    with _lock:
        found = _kept.get(stamp)
        if found is not None:
            _kept.move_to_end(stamp)
            return found
    found = history(opened, looking.actor, client_id, scorer)
    with _lock:
        _kept[stamp] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
