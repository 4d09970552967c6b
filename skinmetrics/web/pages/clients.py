"""Clients: who they are, when they were last here, what their photos say, and who needs a look."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from skinmetrics.clinic import demo, overview
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.overview import Bookmark, Glance, Leaf, Which
from skinmetrics.web.demo_offer import offer_demo
from skinmetrics.web.fragment import fragment
from skinmetrics.web.frame import note, title
from skinmetrics.web.practice.chosen_client import address, staff
from skinmetrics.web.practice.looking_after import look_after
from skinmetrics.web.practice.looking_through import look_through
from skinmetrics.web.practice.place_in_list import Place, come_back, keep_place
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.practice.verdicts import Summary, summaries
from skinmetrics.web.say import language, say, say_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

COUNTED = 500
"""A list is counted no further: who has more clients looks them up by name."""
_WITH_THE_PAGE = "rows are drawn with the page"
_TURNED = "page of clients"
_SEARCH, _KIND, _LETTER = "search clients", "which clients", "clients from letter"
LOOKS = {
    "worsened": told.LOOK_WORSENED,
    "person": told.LOOK_PERSON,
    "mirrored": told.LOOK_MIRRORED,
    "colours": told.LOOK_COLOURS,
    "differently": told.LOOK_DIFFERENTLY,
    "refused": told.LOOK_REFUSED,
    "failed": told.LOOK_FAILED,
    "consent": told.LOOK_CONSENT,
    "photos": told.LOOK_PHOTOS,
}


def page() -> None:
    """Draw the page: the list, then what is done to it."""
    style()
    title(told.CLIENTS_TITLE)
    looking = staff()
    offer_demo(looking)
    present, archived = (_count(looking, Which(archived=each), 1) for each in (False, True))
    if present or archived:
        _come_back(looking)
        _list(looking, archived=bool(archived))
    else:
        note(say(told.NO_CLIENTS))
    look_after(looking, present=bool(present), archived=bool(archived))


def _come_back(looking: Visitor) -> None:
    """Where the address names a place in the list, fill in the fields as they were there."""
    place = come_back(looking, _SEARCH)
    if place is not None:
        st.session_state[_SEARCH], st.session_state[_LETTER] = place.wanted, place.letter
        st.session_state[_KIND] = place.kind or told.ALL
        shown = (place.wanted, st.session_state[_KIND], place.letter)
        st.session_state[_TURNED] = (shown, place.turned)


@fragment()
def _list(looking: Visitor, *, archived: bool) -> None:
    kinds = [told.ALL, told.NEEDS_LOOK, *([told.ARCHIVED] if archived else [])]
    if st.session_state.get(_KIND) not in kinds:
        st.session_state[_KIND] = told.ALL
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(say(told.SEARCH), key=_SEARCH, placeholder=say(told.NAME), width=320)
        kind = st.segmented_control(say(told.SHOW), kinds, required=True, format_func=say, key=_KIND)
        everyone = Which(archived=kind == told.ARCHIVED)
        total = _count(looking, everyone, COUNTED + 1)
        look = kind == told.NEEDS_LOOK
        letter = None if wanted or look or total <= overview.ON_A_PAGE else _letter(looking, everyone)
    which = Which(everyone.archived, wanted, needing_a_look=summaries().asking() if look else None)
    shown = (wanted, kind, letter)
    turned = _turned(shown)
    keep_place(looking, Place(wanted, None if kind == told.ALL else kind, letter, turned))
    begins = turned or ({"after": overview.bookmark(letter)} if letter else {})
    leaf = overview.glances(records(), looking.actor, looking.clinic_id, current_scorer(), which, **begins)
    _turning(leaf, shown)
    _rows(looking, leaf.clients)
    st.caption(_how_many(leaf, total))
    look_through(looking, wanted=look)


def _count(looking: Visitor, which: Which, most: int) -> int:
    return overview.count(records(), looking.actor, looking.clinic_id, which, most=most)


def _letter(looking: Visitor, which: Which) -> str | None:
    """A jump to the names that begin with a letter."""
    letters = overview.initials(records(), looking.actor, looking.clinic_id, which)
    if st.session_state.get(_LETTER) not in letters:
        st.session_state[_LETTER] = None
    chosen: str | None = st.selectbox(
        say(told.FROM_LETTER), letters, index=None, format_func=_capital, placeholder="–", key=_LETTER, width=140
    )
    return chosen


def _capital(letter: str) -> str:
    """Its capital, where that is of no other letter: no two may be called the same."""
    return letter.upper() if letter.upper().lower() == letter else letter


def _turned(shown: object) -> dict[str, Bookmark]:
    """Where the page that was turned to begins or ends, as `glances` takes it; nowhere of what else was shown."""
    of_what, turned = st.session_state.get(_TURNED, (None, {}))
    return dict(turned) if of_what == shown else {}


def _turning(leaf: Leaf, shown: object) -> None:
    """The ways to the page before and the next."""
    if leaf.before is None and leaf.after is None:
        return

    def turn(**to: Bookmark | None) -> None:
        st.session_state[_TURNED] = (shown, to)

    with st.container(horizontal=True):
        st.button(
            say(told.PAGE_BEFORE),
            key="clients before",
            icon=":material/chevron_left:",
            disabled=leaf.before is None,
            on_click=lambda: turn(before=leaf.before),
        )
        st.button(
            say(told.PAGE_AFTER),
            key="clients after",
            icon=":material/chevron_right:",
            disabled=leaf.after is None,
            on_click=lambda: turn(after=leaf.after),
        )


def _how_many(leaf: Leaf, total: int) -> str:
    clients = say(told.MORE_THAN, count=COUNTED) if total > COUNTED else total
    whole = leaf.before is None and leaf.after is None
    words = told.CLIENTS_FOUND if total != 1 else told.CLIENTS_FOUND_ONE
    return say(words if whole else told.CLIENTS_SHOWN, found=len(leaf.clients), clients=clients)


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
    looks = "".join(
        f'<span class="sm-look">{escape(say(LOOKS[reason]))}<span class="sm-heard">. </span></span>'
        for reason in _look(one, summary)
    )
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
    reasons = list(summary.looks) if summary else []
    if not one.shared:
        reasons.append("consent")
    if one.refused:
        reasons.append("refused")
    if one.failed:
        reasons.append("failed")
    if one.not_lately:
        reasons.append("photos")
    return reasons


def _day(day: dt.date | None) -> str:
    return "–" if day is None else say_day(day)
