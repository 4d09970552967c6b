"""A part of a page that runs by itself, and only for whom it was drawn.

Streamlit runs such a part again without the page around it, which is what asks who looks and what they may see. So
each asks for itself: a page that was left open is drawn anew, and so says what to do, when its sign-in has ended,
wherever that was done, and when the client whose it is may not be seen any longer.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from itertools import count
from typing import ParamSpec

import streamlit as st

from skinmetrics.clinic.access import allowed_each
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.history.stamp import SEEN
from skinmetrics.web.faults import kindly
from skinmetrics.web.visitor import records, who_looks

P = ParamSpec("P")


def fragment(*, run_every: float | None = None) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """As `st.fragment`, for parts of pages that show or change what is somebody's.

    A `client_id` of any of the part's arguments names a client whose scores it shows.
    """

    def decorate(function: Callable[P, None]) -> Callable[P, None]:
        @st.fragment(run_every=run_every)
        @functools.wraps(function)
        def part(whom: Actor, runs: Iterator[int], /, *args: P.args, **kwargs: P.kwargs) -> None:
            with kindly():
                if next(runs) and not _holds(whom, args, idle=run_every is not None):
                    st.rerun()
                function(*args, **kwargs)

        @functools.wraps(function)
        def with_the_page(*args: P.args, **kwargs: P.kwargs) -> None:
            part(who_looks(), count(), *args, **kwargs)

        return with_the_page

    return decorate


def _holds(whom: Actor, shown: tuple[object, ...], *, idle: bool) -> bool:
    """Whether the sign-in is still the one that the page was drawn for, and still opens what is shown. What runs by
    itself (`idle`) must not keep a sign-in awake before which nobody sits.
    """
    if (now := who_looks(idle=idle)) != whom:
        return False
    clients = {client for each in shown if (client := getattr(each, "client_id", None)) is not None}
    if not clients:
        return True
    with records().database.reading() as db:
        return all(allowed_each(db, now, SEEN, client) for client in clients)
