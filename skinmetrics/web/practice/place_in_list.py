"""Where somebody was in the list of clients, for who comes back to it from another page.

The address of the list says which place it is, in letters without a meaning: what is searched for is a name, and stays
out of what browsers and servers write down.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import streamlit as st

from skinmetrics.clinic.overview import Bookmark
from skinmetrics.web.visitor import Visitor

MOST = 500
_ASKED = "list"
_OPEN = "place in the list"


@dataclass(frozen=True)
class Place:
    """What is searched for, which kind and from which letter on; where the page `turned` to begins or ends."""

    wanted: str = ""
    kind: str | None = None
    letter: str | None = None
    turned: Mapping[str, Bookmark] = field(default_factory=dict)


@cache
def _places() -> dict[tuple[uuid.UUID, str], Place]:
    """The last `MOST` places, in memory alone, by whose they are and how the address calls them."""
    return {}


def forget_places() -> None:
    """Keep no place: names may be searched for or be where a page of the list begins, and one of them was erased."""
    _places().clear()


def come_back(looking: Visitor, field: str) -> Place | None:
    """The place that the address names, the beginning where it names none; None where the page is there already, with
    its `field`, which is gone once another page was looked at.
    """
    asked = st.query_params.get(_ASKED)
    if asked == st.session_state.get(_OPEN) and field in st.session_state:
        return None
    st.session_state[_OPEN] = asked
    return _places().get((looking.account_id, asked or ""), Place())


def keep_place(looking: Visitor, place: Place) -> None:
    """Keep where the visitor is; the address names it as soon as it is not the beginning."""
    known = st.session_state.get(_OPEN)
    if known is None:
        if place == Place():
            return
        known = st.session_state[_OPEN] = secrets.token_urlsafe(9)
        st.query_params[_ASKED] = known
    places = _places()
    places.pop((looking.account_id, known), None)
    places[looking.account_id, known] = place
    for oldest in list(places)[:-MOST]:
        places.pop(oldest, None)
