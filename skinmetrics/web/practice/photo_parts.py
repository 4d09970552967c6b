"""A client's photos one by one, for the practitioner: how each was taken, whether it counts, and why not."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from skinmetrics.clinic import remarks
from skinmetrics.clinic.history import ClientHistory, PhotoRecord
from skinmetrics.web.fragment import fragment
from skinmetrics.web.frame import note
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.say import say, say_day, say_short_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.quick_look import CAPTURE

DAYS_ON_A_PAGE = 10


@fragment()
def photos_of(looking: Visitor, found: ClientHistory) -> None:
    """Every photo with how it was taken and whether it counts; leaving one out, with a reason that all can read."""
    if not found.photos:
        note(say(told.NO_PHOTOS))
        return
    bursts = list(reversed(found.bursts))
    pages = -(-len(bursts) // DAYS_ON_A_PAGE)
    page = int(st.number_input(say(told.PAGE_OF, pages=pages), 1, pages, 1, width=140)) if pages > 1 else 1
    for burst in bursts[(page - 1) * DAYS_ON_A_PAGE : page * DAYS_ON_A_PAGE]:
        items = "".join(map(_photo, burst.photos))
        st.html(f'<h3 class="sm-day">{say_day(burst.day)}</h3><ul class="sm-shots">{items}</ul>')
    if found.undated:
        items = "".join(map(_photo, found.undated))
        st.html(f'<h3 class="sm-day">{escape(say(told.WITHOUT_DAY))}</h3><ul class="sm-shots">{items}</ul>')
    _leave_out(looking, found)


def _photo(photo: PhotoRecord) -> str:
    taken = f"{photo.local:%H:%M}" if photo.local and photo.timed else say(told.NO_TIME)
    unmeasured = told.NOT_MEASURED_YET if photo.state == "waiting" else told.NOT_MEASURED
    how = say(CAPTURE.get(photo.capture or "", unmeasured))
    problems = " ".join(say(problem.message) for problem in photo.problems)
    why = say(photo.why_not) if photo.why_not else problems
    counts = photo.counts or photo.state == "waiting"
    mark = "" if counts else f'<span class="sm-look">{escape(say(told.NOT_COUNTED))}</span> '
    alt = say(told.PHOTO_ALT, day=say_day(photo.day), time=taken) if photo.day else say(told.PHOTO_ALT_WITHOUT_DAY)
    return (
        f'<li><img src="/photo/{photo.id}" loading="lazy" alt="{escape(alt)}">'
        f"<span><strong>{escape(taken)}</strong> {mark}{escape(how)}<br>{escape(why)}</span></li>"
    )


def _leave_out(looking: Visitor, found: ClientHistory) -> None:
    counted = [photo for photo in reversed(found.photos) if photo.exclusion is None]
    out = [photo for photo in found.photos if photo.exclusion is not None or photo.stranger]
    with st.expander(say(told.LEAVE_OUT_TITLE), icon=":material/block:"):
        chosen = st.selectbox(
            say(told.LEAVE_OUT_WHICH), counted, format_func=_name, index=None, key="leave out", width=360
        )
        reason = st.text_input(say(told.LEAVE_OUT_WHY), key="leave out why", placeholder=say(told.LEAVE_OUT_LIKE))
        st.caption(say(told.LEAVE_OUT_ABOUT))
        if st.button(say(told.LEAVE_OUT), disabled=chosen is None, key="leave it out") and chosen is not None:
            _remark(lambda: remarks.exclude(records(), looking.actor, chosen.id, reason))
        if not out:
            return
        again = st.selectbox(
            say(told.COUNT_AGAIN_WHICH), out, format_func=_name, index=None, key="count again", width=360
        )
        if any(photo.stranger for photo in out):
            st.caption(say(told.COUNT_STRANGER))
        if again is not None and st.button(say(told.COUNT_AGAIN), key="count it again"):
            _remark(lambda: _count(looking, again))


def _count(looking: Visitor, photo: PhotoRecord) -> None:
    if photo.exclusion is not None:
        remarks.include(records(), looking.actor, photo.id)
    if photo.stranger:
        remarks.confirm(records(), looking.actor, photo.id)


def _remark(act: Callable[[], None]) -> None:
    if done(act):
        st.rerun(scope="app")


def _name(photo: PhotoRecord) -> str:
    if photo.local is None:
        return say(told.ADDED_WITHOUT_DAY, day=say_short_day(photo.added_at.date()), time=f"{photo.added_at:%H:%M}")
    return f"{say_short_day(photo.local.date())}{f', {photo.local:%H:%M:%S}' if photo.timed else ''}"
