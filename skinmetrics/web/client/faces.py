"""Two days against each other, and all of them in a row: lined-up faces from our own authorised route."""

from __future__ import annotations

import base64
import logging
import uuid
from functools import cache, partial
from html import escape

import streamlit as st

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory, PhotoRecord
from skinmetrics.jobs.runner import Done
from skinmetrics.web.client.aligned import GIF_FRAMES_MAX, difference_in_taking, gif_of, thinned
from skinmetrics.web.client.beside import Beside
from skinmetrics.web.client.not_looked_at import NotLookedAtError
from skinmetrics.web.components.before_after import Side, before_after
from skinmetrics.web.components.time_lapse import Frame, time_lapse
from skinmetrics.web.day_names import day_names
from skinmetrics.web.fragment import fragment
from skinmetrics.web.routes.photos import picture
from skinmetrics.web.say import say, say_day, say_error
from skinmetrics.web.scoring import limits
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told
from skinmetrics.web.workers import workers

KIND = "even"

_LOG = logging.getLogger(__name__)


def picture_url(photo: PhotoRecord, onto: PhotoRecord, kind: str = KIND) -> str:
    """Where a picture of a photo is, for who may see it, the right way round; `onto`: on whose skin it is laid."""
    asked = ([] if onto.id == photo.id else [f"onto={onto.id}"]) + (["turned"] if onto.mirrored else [])
    return f"/picture/{photo.id}/{kind}" + (f"?{'&'.join(asked)}" if asked else "")


@fragment()
def show_before_after(looking: Visitor, found: ClientHistory) -> None:
    """Two days to choose, the slider between them, and whether the two compare."""
    days = _days(found)
    if len(days) < 2:
        return
    st.header(say(told.COMPARE_TITLE), anchor=False)
    st.caption(say(told.COMPARE_NOTE))
    names = day_names(day.moment for day in days)
    order = range(len(days))
    with st.container(horizontal=True, horizontal_alignment="center"):
        first = st.selectbox(say(told.BEFORE), order, 0, format_func=names.__getitem__, width=210)
        last = st.selectbox(say(told.AFTER), order, len(days) - 1, format_func=names.__getitem__, width=210)
    before, after = days[first], days[last]
    under = _reference(found)
    sides = _side(before, names[first], under), _side(after, names[last], under)
    before_after(*sides, label=say(told.SLIDER_LABEL), key="faces")
    if before.shown.id == after.shown.id:
        return
    reasons = tuple(dict.fromkeys((*_known_reasons(before), *_known_reasons(after))))
    if reasons:
        _badge(reasons)
        return
    pair = before.shown.id, after.shown.id
    st.session_state.pop(_problem(*pair), None)
    if not _say_what_differs(looking, *pair):
        _while_checking(looking, *pair)


@fragment(run_every=1)
def _while_checking(looking: Visitor, first: uuid.UUID, last: uuid.UUID) -> None:
    """Say that the two are being checked, and then what came out."""
    if not _say_what_differs(looking, first, last):
        st.html(f'<p class="sm-badge" role="status">{say(told.CHECKING)}</p>')


def _say_what_differs(looking: Visitor, first: uuid.UUID, last: uuid.UUID) -> bool:
    """Say whether two photos compare, or that this is not known just now; False while it is worked out.

    What failed is not tried again by itself, which might go on for ever, but when the page is drawn the next time.
    """
    problem = _problem(first, last)
    if problem not in st.session_state:
        try:
            differences = _differences(looking, first, last)
        except NotLookedAtError as error:
            st.session_state[problem] = say_error(error)
        else:
            if differences is not None:
                _badge(differences)
            return differences is not None
    st.html(f'<p class="sm-badge" role="status">{escape(st.session_state[problem])}</p>')
    return True


def _problem(first: uuid.UUID, last: uuid.UUID) -> str:
    return f"not compared-{first}-{last}"


def _badge(reasons: tuple[str, ...]) -> None:
    if reasons:
        text, kind = say(told.NOT_ALIKE, reasons=" ".join(map(say, reasons))), "careful"
    else:
        text, kind = say(told.COMPARABLE), "alike"
    st.html(f'<p class="sm-badge sm-{kind}" role="status">{escape(text)}</p>')


@fragment()
def show_time_lapse(looking: Visitor, found: ClientHistory) -> None:
    """Every counted day in a row, to play and to save."""
    days = [burst for burst in found.counted if burst.counted]
    if len(days) < 2:
        return
    st.header(say(told.LAPSE_TITLE), anchor=False)
    st.caption(say(told.LAPSE_NOTE))
    under = days[0].shown
    frames = [
        Frame(picture_url(day.shown, under), say_day(day.day), say(told.FACE_ALT, day=say_day(day.day))) for day in days
    ]
    texts = {"play": told.PLAY, "pause": told.PAUSE, "make": told.SAVE_GIF, "making": told.MAKING_GIF,
             "keep": told.KEEP_GIF, "frame": told.FRAME}  # fmt: skip
    made: dict[tuple[tuple[uuid.UUID, ...], bool], str] = st.session_state.setdefault("gif", {})
    ids = tuple(thinned([day.shown.id for day in days], GIF_FRAMES_MAX))
    key = (ids, under.mirrored)
    asked = time_lapse(frames, {name: say(text) for name, text in texts.items()}, gif=made.get(key), key="time lapse")
    if asked and key not in made:
        with st.spinner(say(told.MAKING_GIF)):
            made.clear()
            made[key] = _gif(looking, ids, under)
        st.rerun(scope="fragment")


def _days(found: ClientHistory) -> list[BurstRecord]:
    """The days of which there is a face to show."""
    return [burst for burst in found.bursts if burst.shown.state == "scored"]


def _reference(found: ClientHistory) -> PhotoRecord | None:
    """The photo on whose skin all faces are laid: that of the first day that counts."""
    return found.counted[0].shown if found.counted else None


def _side(burst: BurstRecord, name: str, under: PhotoRecord | None) -> Side:
    url, day = picture_url(burst.shown, under or burst.shown), say_day(burst.day)
    return Side(url, name, say(told.FACE_ALT, day=day))


def _known_reasons(burst: BurstRecord) -> tuple[str, ...]:
    photo = burst.shown
    return (photo.why_not,) if photo.why_not else ()


@cache
def _checked() -> Beside[tuple[str, ...]]:
    return Beside(kept=2000)


def _differences(looking: Visitor, first: uuid.UUID, last: uuid.UUID) -> tuple[str, ...] | None:
    """What differs in the taking of two photos, asked of a worker process; None while it works.

    Raises NotLookedAtError for whatever fails: a refusal is that of who asked first, and whoever asks next may hear it.
    """
    opened = records()

    def ask() -> tuple[str, ...]:
        try:
            pair = (photos.read(opened, looking.actor, first), photos.read(opened, looking.actor, last))
        except ClinicError as error:
            raise NotLookedAtError from error
        (outcome,) = workers().map(partial(difference_in_taking, limits=limits()), [pair])
        if isinstance(outcome, Done):
            return outcome.value
        _LOG.error("Two photos could not be compared.", exc_info=outcome.error)
        raise NotLookedAtError from outcome.error

    return _checked().of((first, last), ask)


def _gif(looking: Visitor, ids: tuple[uuid.UUID, ...], under: PhotoRecord) -> str:
    """The lined-up faces as a GIF, made in a worker process, as a data URL."""
    keys = [photos.seen(records(), looking.actor, photo_id) for photo_id in ids]
    pictures = [picture(key, KIND, under.id, turned=under.mirrored) for key in keys]
    (outcome,) = workers().map(gif_of, [pictures])
    if not isinstance(outcome, Done):
        raise outcome.error
    return "data:image/gif;base64," + base64.b64encode(outcome.value).decode("ascii")
