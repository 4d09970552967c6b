"""Single lines of one client: followed from day to day, drawn on the face, and what became of the one picked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history import BurstRecord, ClientHistory
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.jobs.following import Followed, follow_lines
from skinmetrics.jobs.runner import Done
from skinmetrics.metrics.traces import Trace
from skinmetrics.progress.line_changes import LineChange, line_changes
from skinmetrics.web.client.aligned import thinned
from skinmetrics.web.client.beside import Beside
from skinmetrics.web.client.faces import picture_url
from skinmetrics.web.components.line_map import Line, line_map
from skinmetrics.web.routes.photos import aligned
from skinmetrics.web.say import say, say_day
from skinmetrics.web.words import client as told
from skinmetrics.web.words.quick_look import REGIONS
from skinmetrics.web.workers import workers

SHORTEST_MM = 5.0
"""Shorter lines are not shown: on many photos they are not found."""
MOST_DAYS = 24
BASELINE_DAYS = 3
CHART_PX = 170


@dataclass(frozen=True)
class LinesFound:
    """The lines of the first photo that are long enough to show, longest first, with what became of them."""

    reference: uuid.UUID
    days: tuple[BurstRecord, ...]
    traces: tuple[Trace, ...]
    changes: tuple[LineChange, ...]


def show_lines(found: ClientHistory) -> None:
    """The lines of the first day on the face, one of them picked, over all the days."""
    days = _days(found)
    if len(days) < 2:
        return
    st.header(say(told.LINES_TITLE), anchor=False)
    st.caption(say(told.LINES_NOTE))
    try:
        lines = _lines(found, days)
    except ClinicError as error:
        st.caption(say(told.LINES_NONE) + f" {say(str(error))}")
        return
    if lines is None:
        _while_following(found)
    elif not lines.changes:
        st.caption(say(told.LINES_NONE))
    else:
        _picked(lines)


@st.fragment(run_every=1)
def _while_following(found: ClientHistory) -> None:
    if _lines(found, _days(found)) is not None:
        st.rerun(scope="app")
    st.caption(say(told.LINES_WAITING))


@st.fragment
def _picked(lines: LinesFound) -> None:
    st.html(f'<p class="sm-finding" role="status">{escape(summary(lines))}</p>')
    names = [_name(number, *both) for number, both in enumerate(zip(lines.traces, lines.changes, strict=True))]
    order = range(len(names))
    if st.session_state.get("line") not in order:
        st.session_state["line"] = max(order, key=lambda number: _excess(lines.changes[number]))
    face, facts = st.columns([1, 1], gap="large")
    with facts:
        chosen = st.selectbox(say(told.LINE), order, format_func=names.__getitem__, key="line")
        change = lines.changes[chosen]
        st.html(f'<p class="sm-line">{escape(moved(change))}</p><p class="sm-quiet">{escape(against(change))}</p>')
        st.altair_chart(_chart(lines, change), width="stretch", key="line course")
        st.caption(say(told.LINE_CHART))
    with face:
        shown = [
            Line(number, _points(trace), names[number], moved(change), _mark(change))
            for number, (trace, change) in enumerate(zip(lines.traces, lines.changes, strict=True))
        ]
        day = say_day(lines.days[0].day)
        line_map(
            picture_url(lines.reference), shown, chosen,
            label=say(told.LINE), alt=say(told.FACE_ALT, day=day), key="lines", choose=_choose,
        )  # fmt: skip
        st.caption(say(told.LINES_LEGEND))


def _choose(number: int) -> None:
    st.session_state["line"] = number


def summary(lines: LinesFound) -> str:
    """How many lines there are, how many moved further than by themselves, and how many would by chance."""
    known = [change for change in lines.changes if change.beyond is not None]
    parts = [say(told.LINES_COUNT, lines=len(lines.changes), day=say_day(lines.days[0].day))]
    if known:
        beyond = sum(bool(change.beyond) for change in known)
        parts.append(say(told.LINES_BEYOND, beyond=beyond, chance=max(1, round(len(known) / 20))))
    unseen = sum(change.after is None for change in lines.changes)
    if unseen:
        parts.append(say(told.LINES_UNSEEN, unseen=unseen))
    return " ".join(parts)


def moved(change: LineChange) -> str:
    """What became of a line, in one sentence."""
    before = f"{change.before.length_mm:.0f}"
    if change.after is None or change.depth_moved_pct is None:
        return say(told.LINE_UNSEEN, before=before)
    depth = round(change.depth_moved_pct)
    words = told.LINE_SAME_DEPTH if depth == 0 else told.LINE_SHALLOWER if depth < 0 else told.LINE_DEEPER
    return say(words, before=before, after=f"{change.after.length_mm:.0f}", depth=abs(depth))


def against(change: LineChange) -> str:
    """The same against what lines do by themselves."""
    wander = change.wander
    if wander is None:
        return say(told.LINE_NO_NOISE)
    if change.after is None:
        return say(told.LINE_MISSED, missed=round(100 * wander.missed))
    verdict = say(told.LINE_BEYOND if change.beyond else told.LINE_WITHIN)
    words = told.LINE_NOISE_DAYS if wander.source == "days" else told.LINE_NOISE_PHOTOS
    return f"{verdict} {say(words, length=f'{wander.length_mm:.0f}', depth=f'{wander.depth_pct:.0f}')}"


def _mark(change: LineChange) -> str:
    if change.after is None:
        return "unseen"
    length, depth = change.length_moved_mm, change.depth_moved_pct
    if not change.beyond or change.wander is None or length is None or depth is None:
        return "same"
    by_length, by_depth = length / change.wander.length_mm, depth / change.wander.depth_pct
    return "less" if (by_length if abs(by_length) > abs(by_depth) else by_depth) < 0 else "more"


def _excess(change: LineChange) -> float:
    """How often a line moved as far as lines do by themselves; 0 where that is not known."""
    length, depth, wander = change.length_moved_mm, change.depth_moved_pct, change.wander
    if length is None or depth is None or wander is None:
        return 0.0
    return max(abs(length) / wander.length_mm, abs(depth) / wander.depth_pct)


def _name(number: int, trace: Trace, change: LineChange) -> str:
    length = f"{change.before.length_mm:.0f}"
    return say(told.LINE_NAME, number=number + 1, region=say(REGIONS[trace.region]), length=length)


def _points(trace: Trace) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in trace.points)


def _chart(lines: LinesFound, change: LineChange) -> alt.LayerChart | alt.FacetChart:
    rows = pd.DataFrame(
        [
            {"when": day.local, "day": say_day(day.day), "length": seen.length_mm}
            for day, seen in zip(lines.days, change.days, strict=True)
            if seen is not None
        ],
        columns=["when", "day", "length"],
    )
    first, last = lines.days[0].day, lines.days[-1].day
    ticks = alt.Axis(tickCount=4, format="%-d.%-m." if (last - first).days < 330 else "%b %Y", grid=False)
    span = alt.Scale(domain=[pd.Timestamp(first).isoformat(), pd.Timestamp(last).isoformat()], nice=True)
    x = alt.X("when:T", title=None, axis=ticks, scale=span)
    y = alt.Y("length:Q", title="mm", scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=3))
    layers = []
    if change.wander is not None:
        low, high = (change.before.length_mm + sign * change.wander.length_mm for sign in (-1, 1))
        band = alt.Chart(pd.DataFrame({"low": [max(0.0, low)], "high": [high]})).mark_rect(color="gray", opacity=0.2)
        layers.append(band.encode(y="low:Q", y2="high:Q"))
    layers.append(alt.Chart(rows).mark_line(opacity=0.5, strokeWidth=1.5, aria=False).encode(x=x, y=y))
    tooltip = [alt.Tooltip("day:N", title=say(told.DATE)), alt.Tooltip("length:Q", title="mm", format=".0f")]
    layers.append(alt.Chart(rows).mark_point(size=60, filled=True, opacity=1).encode(x=x, y=y, tooltip=tooltip))
    return alt.layer(*layers).properties(height=CHART_PX, description=say(told.LINE_CHART))


def _days(found: ClientHistory) -> list[BurstRecord]:
    """The counted days to follow lines over: the first ones, the last, and some between them."""
    return thinned(found.counted, MOST_DAYS)


def _lines(found: ClientHistory, days: list[BurstRecord]) -> LinesFound | None:
    before = found.treatment_start
    baseline = max(1, sum(before is not None and day.day < before for day in days[:BASELINE_DAYS]))
    photos = [_photos(day, whole=place < baseline or place == len(days) - 1) for place, day in enumerate(days)]
    key = (found.client_id, tuple(map(tuple, photos)), baseline)
    return _beside().of(key, lambda: _follow(found.client_id, days, photos, baseline))


def _photos(day: BurstRecord, *, whole: bool) -> list[uuid.UUID]:
    others = [photo.id for photo in day.counted if photo.id != day.shown.id]
    return [day.shown.id, *others] if whole else [day.shown.id]


@cache
def _beside() -> Beside[LinesFound]:
    return Beside()


def _follow(client_id: uuid.UUID, days: list[BurstRecord], photos: list[list[uuid.UUID]], baseline: int) -> LinesFound:
    files = [aligned(PhotoKey(client_id, photo)) for day in photos for photo in day]
    (outcome,) = workers().map(follow_lines, [files])
    if not isinstance(outcome, Done):
        raise outcome.error
    followed: Followed = outcome.value
    seen = iter(followed.seen)
    changes = line_changes([[next(seen) for _ in day] for day in photos], baseline)
    long = sorted(
        (change for change in changes if change.before.length_mm >= SHORTEST_MM),
        key=lambda change: -change.before.length_mm,
    )
    return LinesFound(photos[0][0], tuple(days), tuple(followed.lines[change.identity] for change in long), tuple(long))
