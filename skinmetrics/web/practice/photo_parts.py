"""A client's photos one by one, for the practitioner: how each was taken, whether it counts, and why not."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from skinmetrics.clinic import remarks
from skinmetrics.clinic.history.client_history import ClientHistory, PhotoRecord
from skinmetrics.web.client.client_data import client_history
from skinmetrics.web.client.day_of import ask_day
from skinmetrics.web.client.which_way import which_way
from skinmetrics.web.fragment import fragment
from skinmetrics.web.frame import note
from skinmetrics.web.practice.looking_after import done
from skinmetrics.web.say import say, say_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as common
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.quick_look import CAPTURE

DAYS_ON_A_PAGE = 10
PHOTOS_ON_A_PAGE = 60
CARD_PX = 300
_AT_HAND = "photo at hand"


@dataclass(frozen=True)
class Section:
    """Photos under one heading."""

    heading: str
    photos: tuple[PhotoRecord, ...]


def sheets(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections on pages that stay light; one that is too long for a page goes on on the next."""
    pages: list[list[Section]] = [[]]
    for section in sections:
        for start in range(0, len(section.photos), PHOTOS_ON_A_PAGE):
            part = replace(section, photos=section.photos[start : start + PHOTOS_ON_A_PAGE])
            photos = sum(len(each.photos) for each in (*pages[-1], part))
            if pages[-1] and (len(pages[-1]) == DAYS_ON_A_PAGE or photos > PHOTOS_ON_A_PAGE):
                pages.append([])
            pages[-1].append(part)
    return pages


@fragment()
def photos_of(looking: Visitor, found: ClientHistory) -> None:
    """Every photo with how it was taken and whether it counts, and beside it what may be said of it."""
    if client_history(looking, found.client_id) is not found:  # something was said here
        st.rerun(scope="app")
    if not found.photos:
        note(say(told.NO_PHOTOS))
        return
    which_way(looking, found)
    days = [Section(say_day(burst.day), burst.photos) for burst in reversed(found.bursts)]
    pages = sheets([Section(say(told.WITHOUT_DAY), found.undated), *days])
    page = int(st.number_input(say(told.PAGE_OF, pages=len(pages)), 1, len(pages), 1, width=140)) if pages[1:] else 1
    for section in pages[page - 1]:
        st.html(f'<h3 class="sm-day">{escape(section.heading)}</h3>')
        if section.photos[0].day is None:
            st.caption(say(common.DAY_TYPED))
        with st.container(horizontal=True):
            for photo in section.photos:
                with st.container(width=CARD_PX, gap="xsmall"):
                    _card(looking, photo)


def _card(looking: Visitor, photo: PhotoRecord) -> None:
    st.html(_photo(looking, photo))
    if photo.day is None:
        ask_day(looking, photo)
    open_: Callable[[Visitor, PhotoRecord], None] | None = None
    with st.container(horizontal=True, gap="small"):
        if photo.exclusion is not None:
            if st.button(say(told.COUNT_AGAIN), key=f"again-{photo.id}"):
                _remark(lambda: remarks.include(records(), looking.actor, photo.id))
        elif _asked(told.LEAVE_OUT, photo):
            open_ = _leaving_out
        if photo.stranger and photo.exclusion is None and _asked(told.COUNT_AGAIN, photo):
            open_ = _knowing
        if photo.day is not None and _asked(told.CHANGE_DAY, photo):
            open_ = _changing_day
        if photo.confirmed and photo.exclusion is None and st.button(say(common.TAKE_BACK), key=f"doubt-{photo.id}"):
            _remark(lambda: remarks.doubt(records(), looking.actor, photo.id))
    if open_ is not None:
        open_(looking, photo)


def _asked(what: str, photo: PhotoRecord) -> bool:
    """A button that shows what belongs to it below the photo, and hides it again; whether it is shown."""
    shown = st.session_state.get(_AT_HAND) == (what, photo.id)
    st.button(say(what), key=f"{what}-{photo.id}", type="tertiary", on_click=_take_up, args=(what, photo.id))
    return shown


def _take_up(what: str, photo_id: uuid.UUID) -> None:
    now = (what, photo_id)
    st.session_state[_AT_HAND] = None if st.session_state.get(_AT_HAND) == now else now


def _leaving_out(looking: Visitor, photo: PhotoRecord) -> None:
    reason = st.text_input(say(told.LEAVE_OUT_WHY), key=f"why-{photo.id}", placeholder=say(told.LEAVE_OUT_LIKE))
    st.caption(say(told.LEAVE_OUT_ABOUT))
    if st.button(say(told.LEAVE_OUT), key=f"leave-{photo.id}", type="primary"):
        _remark(lambda: remarks.exclude(records(), looking.actor, photo.id, reason))


def _knowing(looking: Visitor, photo: PhotoRecord) -> None:
    st.caption(say(told.COUNT_STRANGER))
    if st.button(say(told.COUNT_AGAIN), key=f"know-{photo.id}", type="primary"):
        _remark(lambda: remarks.confirm(records(), looking.actor, photo.id))


def _changing_day(looking: Visitor, photo: PhotoRecord) -> None:
    ask_day(looking, photo)
    st.caption(say(common.DAY_TYPED))


def _remark(act: Callable[[], None]) -> None:
    if done(act):
        st.session_state[_AT_HAND] = None
        st.rerun(scope="app")


def _photo(looking: Visitor, photo: PhotoRecord) -> str:
    if photo.local is None:
        added = photo.added_at.astimezone(ZoneInfo(looking.time_zone))
        taken = say(told.ADDED_ON, day=say_day(added.date()), time=f"{added:%H:%M}")
    else:
        taken = f"{photo.local:%H:%M}" if photo.timed else say(told.NO_TIME)
    alt = say(told.PHOTO_ALT, day=say_day(photo.day), time=taken) if photo.day else say(told.PHOTO_ALT_WITHOUT_DAY)
    lines = "".join(f"<br>{escape(line)}" for line in about_photo(photo))
    counts = photo.counts or photo.state == "waiting"
    mark = "" if counts else f' <span class="sm-look">{escape(say(told.NOT_COUNTED))}</span>'
    return (
        f'<div class="sm-shot"><img src="/photo/{photo.id}" loading="lazy" alt="{escape(alt)}">'
        f"<span><strong>{escape(taken)}</strong>{mark}{lines}</span></div>"
    )


def about_photo(photo: PhotoRecord) -> list[str]:
    """How a photo was taken, why it does not count, which way round it is, and what was said of whom it shows."""
    unmeasured = told.NOT_MEASURED_YET if photo.state == "waiting" else told.NOT_MEASURED
    lines = [] if photo.stranger else [say(CAPTURE.get(photo.capture or "", unmeasured))]
    if photo.why_not:
        lines.append(say(photo.why_not))
    else:
        lines += [say(problem.message) for problem in photo.problems]
    if photo.mirrored:
        lines.append(say(told.IS_MIRRORED))
    if photo.confirmed and photo.exclusion is None:
        lines.append(say(told.SAID_TO_BE_CLIENT))
    return lines
