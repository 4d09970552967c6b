"""Single lines of one client, followed from day to day beside the page."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import streamlit as st

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory
from skinmetrics.clinic.history.days import compared_days, counted_days
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.imaging.regions import other_side
from skinmetrics.jobs.following import Followed, follow_lines
from skinmetrics.jobs.runner import Done
from skinmetrics.progress.assess import follow_up_begins
from skinmetrics.web.client.aligned import thinned
from skinmetrics.web.client.beside import Beside
from skinmetrics.web.client.faces import picture_url
from skinmetrics.web.client.not_looked_at import NotFollowedError
from skinmetrics.web.fragment import fragment
from skinmetrics.web.line_by_line import COMPARED_IN, MOST_DAYS, LinesFound, about_lines, lines_found, show_found
from skinmetrics.web.routes.photos import aligned
from skinmetrics.web.say import say, say_error
from skinmetrics.web.visitor import records
from skinmetrics.web.words import client as told
from skinmetrics.web.workers import workers

BASELINE_DAYS = 3

_LOG = logging.getLogger(__name__)


def show_lines(found: ClientHistory) -> None:
    """The lines of the first day on the face, one of them picked, over all the days."""
    taken, compared, days = counted_days(found), compared_days(found, COMPARED_IN), _days(found)
    if len(taken) < 2:
        return
    st.header(say(told.LINES_TITLE), anchor=False)
    if len(days) < 2:
        st.caption(say(told.LINES_FEW_DAYS))
        return
    st.caption(about_lines((day[0].day for day in taken), (day[0].day for day in compared)))
    problem = st.session_state.pop(_problem(found), None)
    lines = problem or _lines(found, days)
    if lines is None:
        _while_following(found)
    elif isinstance(lines, str):
        st.caption(lines)
    elif not lines.changes:
        st.caption(say(told.LINES_NONE))
    else:
        show_found(lines)


@fragment(run_every=1)
def _while_following(found: ClientHistory) -> None:
    lines = _lines(found, _days(found))
    if isinstance(lines, str):
        st.session_state[_problem(found)] = lines
    if lines is not None:
        st.rerun(scope="app")
    st.caption(say(told.LINES_WAITING))


def _problem(found: ClientHistory) -> str:
    return f"lines not followed-{found.client_id}"


def _days(found: ClientHistory) -> list[BurstRecord]:
    """The days to follow lines over: the first ones, the last, and some between them."""
    return thinned(list(_one_a_day(found)), MOST_DAYS)


def _one_a_day(found: ClientHistory) -> Iterator[BurstRecord]:
    """Of each day that can be compared, and of each side of the needles on the first, the burst of most such photos,
    with these alone.
    """
    for day in compared_days(found, COMPARED_IN):
        yield max(day, key=lambda burst: len(burst.counted))


def _lines(found: ClientHistory, days: list[BurstRecord]) -> LinesFound | str | None:
    """The lines, or why they could not be followed; None while they are.

    What failed is not tried again by itself, which might go on for ever, but when the page is drawn the next time.
    """
    baseline = _baseline(found, days)
    photos = [_photos(day, whole=place < baseline or place == len(days) - 1) for place, day in enumerate(days)]
    moments = tuple(day.local for day in days)
    key = (found.client_id, tuple(map(tuple, photos)), moments, baseline, days[0].shown.mirrored)
    opened = records()
    try:
        return _beside().of(key, lambda: _follow(opened, found.client_id, days, photos, baseline))
    except NotFollowedError as error:
        return say_error(error)
    except ClinicError as error:
        return f"{say(told.LINES_NONE)} {say_error(error)}"


def _baseline(found: ClientHistory, days: list[BurstRecord]) -> int:
    """How many of the first days that are followed are before the first session, and one at least."""
    start = found.treatment_start
    return max(1, sum(start is not None and day.local < follow_up_begins(start) for day in days[:BASELINE_DAYS]))


def _photos(day: BurstRecord, *, whole: bool) -> list[uuid.UUID]:
    others = [photo.id for photo in day.counted if photo.id != day.shown.id]
    return [day.shown.id, *others] if whole else [day.shown.id]


@cache
def _beside() -> Beside[LinesFound]:
    return Beside()


def _follow(
    opened: Records, client_id: uuid.UUID, days: list[BurstRecord], photos: list[list[uuid.UUID]], baseline: int
) -> LinesFound:
    files = [aligned(opened, PhotoKey(client_id, photo)) for day in photos for photo in day]
    (outcome,) = workers().map(follow_lines, [files])
    if not isinstance(outcome, Done):
        _LOG.error("Lines could not be followed.", exc_info=outcome.error)
        raise NotFollowedError from outcome.error
    times, first = [day.local for day in days], days[0].shown
    followed = turned_back(outcome.value) if first.mirrored else outcome.value
    found = lines_found(followed, times, list(map(len, photos)), baseline, picture_url(first, first))
    return replace(found, client_id=client_id)


def turned_back(found: Followed) -> Followed:
    """Lines of a mirrored photo where they are on the person."""
    lines = (replace(each, region=other_side(each.region), points=each.points * (-1.0, 1.0)) for each in found.lines)
    return replace(found, lines=tuple(lines))
