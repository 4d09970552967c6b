"""Two days against each other, and all of them in a row: lined-up faces from our own authorised route."""

from __future__ import annotations

import base64
import uuid
from functools import partial
from html import escape

import streamlit as st

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history import BurstRecord, ClientHistory
from skinmetrics.jobs.runner import Done
from skinmetrics.web.client.aligned import difference_in_taking, gif_of
from skinmetrics.web.components.before_after import Side, before_after
from skinmetrics.web.components.time_lapse import Frame, time_lapse
from skinmetrics.web.routes.photos import draw
from skinmetrics.web.routes.pictures import PICTURES
from skinmetrics.web.say import say, say_day, say_short_day
from skinmetrics.web.scoring import limits
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told
from skinmetrics.web.workers import workers

KIND = "even"


def picture_url(photo_id: uuid.UUID, kind: str = KIND) -> str:
    """Where a picture of a photo is, for who may see it."""
    return f"/picture/{photo_id}/{kind}"


@st.fragment
def show_before_after(looking: Visitor, found: ClientHistory) -> None:
    """Two days to choose, the slider between them, and whether the two compare."""
    days = _days(found)
    if len(days) < 2:
        return
    st.header(say(told.COMPARE_TITLE), anchor=False)
    st.caption(say(told.COMPARE_NOTE))
    order = range(len(days))
    with st.container(horizontal=True, horizontal_alignment="center"):
        first = st.selectbox(say(told.BEFORE), order, 0, format_func=lambda n: say_short_day(days[n].day), width=170)
        last = st.selectbox(
            say(told.AFTER), order, len(days) - 1, format_func=lambda n: say_short_day(days[n].day), width=170
        )
    before, after = days[first].shown, days[last].shown
    before_after(_side(days[first]), _side(days[last]), label=say(told.SLIDER_LABEL), key="faces")
    reasons = _known_reasons(days[first]) + _known_reasons(days[last])
    checked: dict[tuple[uuid.UUID, uuid.UUID], tuple[str, ...]] = st.session_state.setdefault("compared", {})
    pair = (before.id, after.id)
    if not reasons and pair not in checked and pair[0] != pair[1]:
        with st.container(horizontal=True, horizontal_alignment="center"):
            if not st.button(say(told.CHECK), icon=":material/rule:"):
                return
        with st.spinner(say(told.MEASURING)):
            checked[pair] = _differences(looking, *pair)
    reasons = tuple(dict.fromkeys((*reasons, *checked.get(pair, ()))))
    text = say(told.NOT_ALIKE, reasons=" ".join(map(say, reasons))) if reasons else say(told.COMPARABLE)
    st.html(f'<p class="sm-badge" role="status">{escape(text)}</p>')


@st.fragment
def show_time_lapse(looking: Visitor, found: ClientHistory) -> None:
    """Every counted day in a row, to play and to save."""
    days = [burst for burst in found.counted if burst.counted]
    if len(days) < 2:
        return
    st.header(say(told.LAPSE_TITLE), anchor=False)
    st.caption(say(told.LAPSE_NOTE))
    frames = [
        Frame(picture_url(day.shown.id), say_day(day.day), say(told.FACE_ALT, day=say_day(day.day))) for day in days
    ]
    texts = {"play": told.PLAY, "pause": told.PAUSE, "make": told.SAVE_GIF, "making": told.MAKING_GIF,
             "keep": told.KEEP_GIF, "frame": told.FRAME}  # fmt: skip
    made: dict[tuple[uuid.UUID, ...], str] = st.session_state.setdefault("gif", {})
    ids = tuple(day.shown.id for day in days)
    asked = time_lapse(frames, {name: say(text) for name, text in texts.items()}, gif=made.get(ids), key="time lapse")
    if asked and ids not in made:
        with st.spinner(say(told.MAKING_GIF)):
            made.clear()
            made[ids] = _gif(looking, ids)
        st.rerun(scope="fragment")


def _days(found: ClientHistory) -> list[BurstRecord]:
    """The days of which there is a face to show."""
    return [burst for burst in found.bursts if burst.shown.state == "scored"]


def _side(burst: BurstRecord) -> Side:
    return Side(picture_url(burst.shown.id), say_short_day(burst.day), say(told.FACE_ALT, day=say_day(burst.day)))


def _known_reasons(burst: BurstRecord) -> tuple[str, ...]:
    photo = burst.shown
    return (photo.why_not,) if photo.why_not else ()


def _differences(looking: Visitor, first: uuid.UUID, last: uuid.UUID) -> tuple[str, ...]:
    """What differs in the taking of two photos, asked of a worker process."""
    try:
        pair = (photos.read(records(), looking.actor, first), photos.read(records(), looking.actor, last))
    except ClinicError as error:
        return (str(error),)
    (outcome,) = workers().map(partial(difference_in_taking, limits=limits()), [pair])
    return outcome.value if isinstance(outcome, Done) else (str(outcome.error),)


def _gif(looking: Visitor, ids: tuple[uuid.UUID, ...]) -> str:
    """The lined-up faces as a GIF, made in a worker process, as a data URL."""
    pictures = [draw(photos.seen(records(), looking.actor, photo_id), PICTURES[KIND]) for photo_id in ids]
    (outcome,) = workers().map(gif_of, [pictures])
    if not isinstance(outcome, Done):
        raise outcome.error
    return "data:image/gif;base64," + base64.b64encode(outcome.value).decode("ascii")
