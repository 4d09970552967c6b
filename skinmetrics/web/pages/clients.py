"""Clients: who they are, when they were last here, what their photos say, and who needs a look."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from skinmetrics.clinic import demo
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.overview import Glance, glances
from skinmetrics.importing.names import same_name
from skinmetrics.web.demo_offer import offer_demo
from skinmetrics.web.fragment import fragment
from skinmetrics.web.frame import note, title
from skinmetrics.web.practice.chosen_client import address, staff
from skinmetrics.web.practice.looking_after import look_after
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.practice.verdicts import Summary, summaries
from skinmetrics.web.say import language, say, say_short_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

ON_A_PAGE = 25
_WITH_THE_PAGE = "rows are drawn with the page"
LONG_AGO = dt.timedelta(days=42)
LOOKS = {
    "worsened": told.LOOK_WORSENED,
    "light": told.LOOK_LIGHT,
    "refused": told.LOOK_REFUSED,
    "consent": told.LOOK_CONSENT,
    "photos": told.LOOK_PHOTOS,
}


def page() -> None:
    """Draw the page: the list, then what is done to it."""
    style()
    title(told.CLIENTS_TITLE)
    looking = staff()
    offer_demo(looking)
    found, archived = (
        glances(records(), looking.actor, looking.clinic_id, current_scorer(), archived=each) for each in (False, True)
    )
    if found or archived:
        _list(looking, found, archived)
    else:
        note(say(told.NO_CLIENTS))
    look_after(looking, found, archived)


@fragment()
def _list(looking: Visitor, found: Sequence[Glance], archived: Sequence[Glance]) -> None:
    kinds = [told.ALL, told.NEEDS_LOOK, *([told.ARCHIVED] if archived else [])]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(say(told.SEARCH), key="search clients", placeholder=say(told.NAME), width=320)
        which = st.segmented_control(
            say(told.SHOW), kinds, default=told.ALL, required=True, format_func=say, key="which clients"
        )
    everyone = archived if which == told.ARCHIVED else found
    chosen = [one for one in everyone if same_name(wanted) in same_name(one.name)]
    if which == told.NEEDS_LOOK:
        chosen = [one for one in chosen if _look(one, summaries().latest(one.id) if one.shared else None)]
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    number = 1
    if pages > 1:
        label = say(told.PAGE_OF, pages=pages)
        number = int(st.number_input(label, 1, pages, 1, key=f"page {wanted} {which}", width=140))
    _rows(looking, chosen[(number - 1) * ON_A_PAGE : number * ON_A_PAGE])
    st.caption(say(told.CLIENTS_FOUND, found=len(chosen), clients=len(everyone)))


def _rows(looking: Visitor, shown: Sequence[Glance]) -> None:
    """The rows; while headlines are still being worked out they are drawn again."""
    known = _known(looking, shown)
    if any(one.shared and known[one.id] is None for one in shown):
        st.session_state[_WITH_THE_PAGE] = True
        _rows_soon(looking, shown)
    else:
        st.html(_html(shown, known))


@fragment(run_every=1.5)
def _rows_soon(looking: Visitor, shown: Sequence[Glance]) -> None:
    with_the_page = st.session_state.pop(_WITH_THE_PAGE, False)
    known = _known(looking, shown)
    st.html(_html(shown, known))
    if not (with_the_page or any(one.shared and known[one.id] is None for one in shown)):
        st.rerun()  # never while the page itself is drawn: what was clicked would be lost


def _html(shown: Sequence[Glance], known: Mapping[uuid.UUID, Summary | None]) -> str:
    return f'<ul class="sm-clients">{"".join(_row(one, known[one.id]) for one in shown)}</ul>'


def _row(one: Glance, summary: Summary | None) -> str:
    if not one.treated:
        return (
            f"<li><span>{escape(one.name)}</span><span></span><span></span>"
            f"<span>{escape(say(told.OF_COLLEAGUE))}</span></li>"
        )
    looks = "".join(f'<span class="sm-look">{escape(say(LOOKS[reason]))}</span>' for reason in _look(one, summary))
    mark = f' <span class="sm-demo">{escape(say(told.DEMO))}</span>' if demo.is_demo(one.id) else ""
    headline = "" if not one.shared else say(told.WORKING) if summary is None else summary.headlines[language()]
    return (
        f'<li><span><a href="{address("client", one.id)}" target="_self">{escape(one.name)}</a>{mark}</span>'
        f'<span class="sm-when" data-label="{escape(say(told.PHOTO))}">{_day(one.last_photo)}</span>'
        f'<span class="sm-when" data-label="{escape(say(told.SESSION))}">{_day(one.last_session)}</span>'
        f"<span>{looks}{escape(headline)}</span></li>"
    )


def _known(looking: Visitor, shown: Sequence[Glance]) -> Mapping[uuid.UUID, Summary | None]:
    """The headlines of the clients shown who share their photos, asked for at once."""
    found = summaries().of(records(), looking.actor, [one.id for one in shown if one.shared])
    return {one.id: found.get(one.id) for one in shown}


def _look(one: Glance, summary: Summary | None) -> list[str]:
    """Why to look at a client first, as keys of LOOKS."""
    if not one.treated:
        return []
    today = records().now().date()
    reasons = [summary.look] if summary and summary.look else []
    if not one.shared:
        reasons.append("consent")
    if one.refused:
        reasons.append("refused")
    treated = one.last_session is not None and today - one.last_session < LONG_AGO
    if one.shared and treated and (one.last_photo is None or today - one.last_photo > LONG_AGO):
        reasons.append("photos")
    return reasons


def _day(day: dt.date | None) -> str:
    return "–" if day is None else say_short_day(day)
