"""Whose photos ask for a look is known once their headline is worked out: those of all clients, a few at a time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import streamlit as st

from skinmetrics.clinic import overview
from skinmetrics.clinic.overview import Bookmark
from skinmetrics.web.fragment import fragment
from skinmetrics.web.practice.verdicts import summaries
from skinmetrics.web.say import say_count
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

AT_ONCE = 4
"""Pages of clients that a run asks for, so that it is a short one."""
_KEY = "looked through"
_WITH_THE_PAGE = "looking through is drawn with the page"


@dataclass
class _Walk:
    """How far the clients have been looked through, in the order of their names, and whose photos the list shows."""

    reached: Bookmark | None = None
    clients: int = 0
    ended: bool = False
    drawn: frozenset[uuid.UUID] = frozenset()


def look_through(looking: Visitor, *, wanted: bool) -> None:
    """Where it is `wanted`, have the headlines of all clients worked out, and say how far that is; from the start each
    time that it becomes wanted. The page is drawn again as more clients are found.
    """
    if not wanted:
        st.session_state.pop(_KEY, None)
        return
    walk = st.session_state.setdefault(_KEY, _Walk())
    walk.drawn = summaries().asking()
    if not walk.ended:
        st.session_state[_WITH_THE_PAGE] = True
        _walking(looking)


@fragment(run_every=1.5)
def _walking(looking: Visitor) -> None:
    with_the_page = st.session_state.pop(_WITH_THE_PAGE, False)
    walk: _Walk = st.session_state.setdefault(_KEY, _Walk())
    for _ in range(AT_ONCE):
        if walk.ended or not _step(looking, walk):
            break
    if not walk.ended:
        st.caption(say_count(walk.clients, told.LOOKED_THROUGH_ONE, told.LOOKED_THROUGH))
    if not with_the_page and (walk.ended or summaries().asking() != walk.drawn):
        st.rerun()  # never while the page itself is drawn: what was clicked would be lost


def _step(looking: Visitor, walk: _Walk) -> bool:
    """Look through the next clients; whether all of their headlines are there."""
    found = overview.names(records(), looking.actor, looking.clinic_id, after=walk.reached)
    known = summaries().of(records(), looking.actor, [one.id for one in found])
    if any(summary is None for summary in known.values()):
        return False
    walk.clients += len(found)
    walk.ended = len(found) < overview.ON_A_PAGE
    walk.reached = found[-1].place if found else walk.reached
    return True
