"""Single lines drawn on a face, and what became of the one that is picked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from skinmetrics.jobs.following import Followed
from skinmetrics.metrics.traces import Trace
from skinmetrics.progress.line_changes import LineChange, Source, clearly_moved, line_changes
from skinmetrics.web.charting import Chart, amount_axis, day_axis, in_language
from skinmetrics.web.components.line_map import Line, line_map
from skinmetrics.web.fragment import fragment
from skinmetrics.web.say import say, say_count, say_day
from skinmetrics.web.words import client as told
from skinmetrics.web.words.quick_look import REGIONS

SHORTEST_MM = 5.0
"""Shorter lines are not shown: on many photos they are not found."""
MOST_DAYS = 24
CHART_PX = 170
MANY_BEYOND: Mapping[Source, tuple[str, str]] = {
    "days": (told.LINES_BEYOND_ONE, told.LINES_BEYOND),
    "two days": (told.LINES_BEYOND_TWO_ONE, told.LINES_BEYOND_TWO),
    "photos": (told.LINES_BEYOND_PHOTOS_ONE, told.LINES_BEYOND_PHOTOS),
}
ONE_BEYOND: Mapping[Source, str] = {
    "days": told.LINE_BEYOND, "two days": told.LINE_BEYOND_TWO, "photos": told.LINE_BEYOND_PHOTOS,
}  # fmt: skip
COMPARED_IN = "fine_line_density"
"""Lines are followed over the photos whose fine lines are compared: what keeps these from it draws lines otherwise."""


@dataclass(frozen=True)
class LinesFound:
    """The lines of the first photo that are long enough to show, longest first, with what became of them.

    `picture` is the address of that photo's aligned face, `days` when each day's photos were taken, `client_id` whose
    they are (None: nobody's in the records).
    """

    picture: str
    days: tuple[dt.datetime, ...]
    traces: tuple[Trace, ...]
    changes: tuple[LineChange, ...]
    client_id: uuid.UUID | None = None


def lines_found(
    followed: Followed, days: Sequence[dt.datetime], photos: Sequence[int], baseline: int, picture: str
) -> LinesFound:
    """What became of the lines, from what was seen of them on `photos` photos of each day, in order."""
    seen = iter(followed.seen)
    changes = line_changes([[next(seen) for _ in range(number)] for number in photos], baseline)
    long = sorted(
        (change for change in changes if change.before.length_mm >= SHORTEST_MM),
        key=lambda change: -change.before.length_mm,
    )
    return LinesFound(picture, tuple(days), tuple(followed.lines[change.identity] for change in long), tuple(long))


def about_lines(taken: Iterable[dt.date], compared: Iterable[dt.date]) -> str:
    """What is shown, and how many of the days ``taken`` are left out where not all are ``compared``."""
    left_out = len(set(taken) - set(compared))
    rest = [say_count(left_out, told.LINES_LEFT_OUT_ONE, told.LINES_LEFT_OUT)] if left_out else []
    return " ".join([say(told.LINES_NOTE), *rest])


@fragment()
def show_found(lines: LinesFound) -> None:
    """The lines on the face, one of them picked, over all the days."""
    st.html(f'<p class="sm-finding" role="status">{escape(summary(lines))}</p>')
    names = [_name(number, *both) for number, both in enumerate(zip(lines.traces, lines.changes, strict=True))]
    order = range(len(names))
    if st.session_state.get("line") not in order:
        st.session_state["line"] = shown_first(lines.changes)
    face, facts = st.columns([1, 1], gap="large")
    with facts:
        chosen = st.selectbox(say(told.LINE), order, format_func=names.__getitem__, key="line")
        change = lines.changes[chosen]
        st.html(f'<p class="sm-line">{escape(moved(change))}</p><p class="sm-quiet">{escape(against(change))}</p>')
        for deep in shown_courses(change):
            key = "line depth" if deep else "line course"
            st.altair_chart(course(lines, change, deep=deep), width="stretch", key=key)
            st.caption(about_course(change, deep=deep))
    with face:
        shown = [
            Line(number, _points(trace), names[number], moved(change), _mark(change))
            for number, (trace, change) in enumerate(zip(lines.traces, lines.changes, strict=True))
        ]
        day = say_day(lines.days[0].date())
        line_map(
            lines.picture, shown, chosen,
            label=say(told.LINE), alt=say(told.FACE_ALT, day=day), key="lines", choose=_choose,
        )  # fmt: skip
        st.caption(say(told.LINES_LEGEND))


def shown_first(changes: Sequence[LineChange]) -> int:
    """The line that is picked at first: the longest that moved further than by itself, where clearly more did than by
    chance; else the longest that did not; of neither kind, the longest that was found at all. Long ones are followed
    best.
    """
    wanted = clearly_moved(changes)
    found = [number for number, change in enumerate(changes) if change.after]
    return next((number for number in found if bool(changes[number].beyond) is wanted), next(iter(found), 0))


def _choose(number: int) -> None:
    st.session_state["line"] = number


def summary(lines: LinesFound) -> str:
    """How many lines there are, how many moved further than by themselves, and how many would by chance,
    as far as that is known: the photos of one day do not tell what another day does, and two days not how often.
    """
    known = [change for change in lines.changes if change.beyond is not None]
    parts = [say_count(len(lines.changes), told.LINES_COUNT_ONE, told.LINES_COUNT, day=say_day(lines.days[0].date()))]
    if known:
        beyond = sum(bool(change.beyond) for change in known)
        source = next(change.wander.source for change in known if change.wander is not None)
        parts.append(say_count(beyond, *MANY_BEYOND[source]))
        if source == "days":
            parts.append(say_count(max(1, round(len(known) / 20)), told.LINES_CHANCE_ONE, told.LINES_CHANCE))
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
        missed = round(100 * wander.missed)  # fewer than three days do not tell how often another one misses a line
        return say(told.LINE_MISSED, missed=missed) if missed and wander.source == "days" else ""
    verdict = say(ONE_BEYOND[wander.source] if change.beyond else told.LINE_WITHIN)
    words = told.LINE_NOISE_PHOTOS if wander.source == "photos" else told.LINE_NOISE_DAYS
    return f"{verdict} {say(words, length=f'{wander.length_mm:.0f}', depth=f'{wander.depth_pct:.0f}')}"


def _mark(change: LineChange) -> str:
    if change.after is None:
        return "unseen"
    length, depth = change.length_moved_mm, change.depth_moved_pct
    if not change.beyond or change.wander is None or length is None or depth is None:
        return "same"
    by_length, by_depth = length / change.wander.length_mm, depth / change.wander.depth_pct
    return "less" if (by_length if abs(by_length) > abs(by_depth) else by_depth) < 0 else "more"


def _name(number: int, trace: Trace, change: LineChange) -> str:
    length = f"{change.before.length_mm:.0f}"
    return say(told.LINE_NAME, number=number + 1, region=say(REGIONS[trace.region]), length=length)


def _points(trace: Trace) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in trace.points)


def shown_courses(change: LineChange) -> tuple[bool, ...]:
    """What to chart of a line, depth or (False) length: each that moved further than by itself, else its length.

    Where nobody knows how far it moves by itself, what moved more.
    """
    length, depth = change.length_moved_mm, change.depth_moved_pct
    if length is None or depth is None:
        return (False,)
    if change.wander is None:
        return (abs(depth) > abs(100 * length / change.before.length_mm),)
    beyond = {False: abs(length) > change.wander.length_mm, True: abs(depth) > change.wander.depth_pct}
    return tuple(deep for deep, moved_far in beyond.items() if moved_far) or (False,)


def about_course(change: LineChange, *, deep: bool) -> str:
    """What a line's chart shows; of a band only where one is drawn."""
    shown = say(told.LINE_CHART_DEPTH if deep else told.LINE_CHART)
    return shown if change.wander is None else f"{shown} {say(told.LINE_BAND)}"


def course(lines: LinesFound, change: LineChange, *, deep: bool) -> Chart:
    """The length or depth of a line over the days, with what it does by itself."""
    rows = pd.DataFrame(
        [
            {"when": day, "day": say_day(day.date()), "value": seen.depth if deep else seen.length_mm}
            for day, seen in zip(lines.days, change.days, strict=True)
            if seen is not None
        ],
        columns=["when", "day", "value"],
    )
    span = alt.Scale(domain=[lines.days[0].isoformat(), lines.days[-1].isoformat()])
    x = alt.X("when:T", title=None, axis=day_axis(lines.days), scale=span)
    unit = say(told.LINE_DEPTH_UNIT) if deep else "mm"
    drawn = [0.0, *rows["value"]]
    layers = []
    if change.wander is not None:
        before = change.before.depth if deep else change.before.length_mm
        by = before * change.wander.depth_pct / 100 if deep else change.wander.length_mm
        ends = pd.DataFrame({"low": [max(0.0, before - by)], "high": [before + by]})
        drawn.append(before + by)
        band = alt.Chart(ends).mark_rect(color="gray", opacity=0.2)
        layers.append(band.encode(y="low:Q", y2="high:Q"))
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=True), axis=amount_axis(*drawn, ticks=3))
    layers.append(alt.Chart(rows).mark_line(opacity=0.5, strokeWidth=1.5, aria=False).encode(x=x, y=y))
    tooltip = [alt.Tooltip("day:N", title=say(told.DATE)), alt.Tooltip("value:Q", title=unit, format=".3g")]
    layers.append(alt.Chart(rows).mark_point(size=60, filled=True, opacity=1).encode(x=x, y=y, tooltip=tooltip))
    description = f"{moved(change)} {against(change)}".rstrip()
    return in_language(alt.layer(*layers).properties(height=CHART_PX, description=description))
