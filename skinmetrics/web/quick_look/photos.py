"""The added photos in a row: the face that was found, how good the photo is, and its date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import escape

import streamlit as st

from skinmetrics.imaging.clock import CLOCK_WRONG
from skinmetrics.imaging.taken_at import FIRST_YEAR
from skinmetrics.web.quick_look.album import Album
from skinmetrics.web.quick_look.look import Look
from skinmetrics.web.quick_look.pictures import outlined_photo
from skinmetrics.web.say import say, say_count
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.words.client import DAY_TYPED

CARD_PX = 176


def show_photos(album: Album) -> None:
    """Draw a card for each photo, those that lack a date first."""
    st.header(say(words.PHOTOS_TITLE), anchor=False)
    st.caption(f"{say(words.PHOTOS_NOTE)} {say(DAY_TYPED)}")
    order = album.in_order()
    if undated := album.lacking_days():
        text = say_count(undated, words.UNDATED_ONE, words.UNDATED)
        st.html(f'<p class="sm-note" role="status">{escape(text)}</p>')
    with st.container(horizontal=True, wrap=False, key="photos"):
        for sha256 in order:
            with st.container(width=CARD_PX, gap="xsmall"):
                _card(album, sha256, album.looks[sha256])


def _card(album: Album, sha256: str, look: Look) -> None:
    st.html(outlined_photo(look))
    taken_at = album.taken_at(sha256)
    today = datetime.now(UTC).astimezone(album.zone).date()
    chosen = st.date_input(
        say(words.DATE_FROM_FILE if taken_at else words.DATE_ASKED),
        value=None if taken_at is None else taken_at.day,
        min_value=date(FIRST_YEAR, 1, 1),
        max_value=today if taken_at is None else max(today, taken_at.day),  # elsewhere it may be tomorrow
        format=say(words.DATE_FORMAT),
        key=f"date-{sha256}",
    )
    if chosen is not None and (taken_at is None or chosen != taken_at.day):
        album.corrected[sha256] = chosen
        st.rerun()
    capture = look.scores.capture
    if taken_at is None and sha256 in album.clock_wrong:
        st.html(f'<p class="sm-problem" role="note">{escape(say(CLOCK_WRONG))}</p>')
    elif sha256 not in album.corrected and look.of_sending:
        st.html(f'<p class="sm-problem" role="note">{escape(say(words.DATE_OF_SENDING))}</p>')
    st.html(
        f'<p class="sm-capture sm-{capture.verdict}">{say(words.CAPTURE[capture.verdict])}</p>'
        + "".join(f'<p class="sm-problem">{escape(say(problem.message))}</p>' for problem in capture.problems)
    )
    if st.button(say(words.REMOVE), key=f"remove-{sha256}", type="tertiary"):
        album.remove(sha256)
        st.rerun()
