"""My progress: what changed, how sure that is, and where to look."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import chain

import streamlit as st

from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.days import counted_days, day_value
from skinmetrics.clinic.tables import Purpose
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.progress.result import SeriesChange
from skinmetrics.reports.telling import days_without, not_measured, warned
from skinmetrics.reports.words import BAND
from skinmetrics.web.amounts import alike, in_lengths, say_score
from skinmetrics.web.client import findings
from skinmetrics.web.client.faces import show_before_after, show_time_lapse
from skinmetrics.web.client.lines import show_lines
from skinmetrics.web.client.progress_chart import progress_chart
from skinmetrics.web.client.retaking import retaking
from skinmetrics.web.client.which_way import which_way
from skinmetrics.web.client.whose import all_asked_about
from skinmetrics.web.components.face_map import Part, face_map, tint, tint_strength
from skinmetrics.web.fragment import fragment
from skinmetrics.web.frame import note, own_history, title
from skinmetrics.web.pages.my_data import given_consents
from skinmetrics.web.say import say, say_count, say_day
from skinmetrics.web.tables import row, table
from skinmetrics.web.words import client as told
from skinmetrics.web.words.metrics import VERDICTS, metric_name
from skinmetrics.web.words.quick_look import REGIONS as REGION_NAMES


def page() -> None:
    """Draw the page from top to bottom."""
    title(told.PROGRESS_TITLE)
    looking, found = own_history()
    if found.waiting and Purpose.MEASURING in given_consents(found.client_id):
        _while_measuring(found)
    elif found.waiting:
        note(say_count(found.waiting, told.PROGRESS_STOPPED_ONE, told.PROGRESS_STOPPED))
    undated = sum(photo.comparable for photo in found.undated)
    if undated:
        note(say_count(undated, told.PROGRESS_UNDATED_ONE, told.PROGRESS_UNDATED))
    if not found.photos:
        tell_no_photos(found)
        _to_add_photos()
        return
    all_asked_about(looking, found)
    show_progress(found, own=True)
    if len(found.bursts) > 1:
        show_before_after(looking, found)
        show_time_lapse(looking, found)
    which_way(looking, found)


def tell_no_photos(found: ClientHistory) -> None:
    """Say that there are none and what to do: once the first session has been, none can be taken before it."""
    note(say(told.PROGRESS_EMPTY_BEGUN if found.sessions else told.PROGRESS_EMPTY))


@fragment(run_every=1)
def _while_measuring(found: ClientHistory) -> None:
    """Say how far the measuring is; when something new is there, the page is drawn anew."""
    _, now = own_history(idle=True)
    if now.waiting != found.waiting:
        st.rerun(scope="app")
    note(say(told.PROGRESS_WAITING, waiting=now.waiting, photos=len(now.photos)))


def show_progress(found: ClientHistory, *, own: bool = False) -> None:
    """The sentences, the chart and the face map: what both see; ``own``: by whom they are of."""
    if found.series is None:
        if not found.waiting:
            st.html(f'<p class="sm-headline" role="status">{escape(say(told.HEADLINE_NONE))}</p>')
        _not_counted(found)
        return
    st.html(f'<p class="sm-headline" role="status">{escape(findings.headline(found))}</p>')
    if own and found.treatment_start is None:
        _to_add_photos()
    cause = findings.no_cause(found)
    if cause:
        st.html(f'<p class="sm-quiet">{escape(cause)}</p>')
    for warning in found.warnings:
        note(warned(found, warning, say))
    if found.treatment_start is not None:
        _verdicts(found)
    for lacking in not_measured(found, say):
        st.html(f'<p class="sm-quiet" role="note">{escape(lacking)}</p>')
    _course(found)
    show_lines(found)


def _verdicts(found: ClientHistory) -> None:
    """What is said of each metric, and what speaks against it: there is nothing to say before the first session."""
    for told_too in findings.moved_elsewhere(found):
        note(told_too)
    heading = f'<h2 class="sm-heard">{escape(say(told.FIND_TITLE))}</h2>'
    st.html(f'{heading}<ul class="sm-cards">{_cards(found, findings.primary(found))}</ul>')
    for drift in findings.drifts(found):
        st.html(f'<p class="sm-quiet" role="note">{escape(drift)}</p>')
    others = findings.others(found)
    if others:
        with st.expander(say(told.OTHERS)):
            st.html(f'<ul class="sm-cards">{_cards(found, others)}</ul>')


def _to_add_photos() -> None:
    st.html(f'<a class="sm-link" href="/add-photos" target="_self">{escape(say(told.ADD_TITLE))}</a>')


def _cards(found: ClientHistory, changes: Iterable[SeriesChange]) -> str:
    return "".join(findings.card(found, one) for one in changes)


@fragment()
def _course(found: ClientHistory) -> None:
    st.header(say(told.CHART_TITLE), anchor=False)
    regions: list[str | None] = [None, *REGIONS]
    with st.container(horizontal=True):
        metric = st.selectbox(
            say(told.METRIC),
            found.metrics,
            found.metrics.index(findings.shown_first(found)),
            format_func=lambda each: say(metric_name(each)),
            key="metric",
            width=300,
        )
        region = st.selectbox(say(told.REGION), regions, format_func=_region_name, key="region", width=300)
    wide, narrow = st.columns([5, 3], gap="large")
    with wide:
        _chart(found, metric, region)
    with narrow:
        st.html(f'<h3 class="sm-small">{say(told.MAP_TITLE)}</h3>')
        face_map(_parts(found, metric), region, label=say(told.MAP_LABEL), key="face map", choose=_choose)
        st.caption(say(told.MAP_NOTE))
    numbers = st.expander(say(told.NUMBERS), key="numbers", on_change="rerun")
    if numbers.open:  # many rows, so only when asked for
        numbers.html(_numbers(found, metric))
    _not_counted(found)


def _chart(found: ClientHistory, metric: str, region: str | None) -> None:
    one = found.change(metric, region)
    if one is not None and found.treatment_start is not None:
        st.html(f'<p class="sm-finding" role="status">{escape(findings.sentence_of(found, one))}</p>')
    chart = progress_chart(found, metric, region)
    if chart is None:
        st.caption(say(told.NO_VALUES))
    else:
        st.altair_chart(chart, width="stretch", key="course")
        st.caption(_about_band(found, metric, region))
    for without in days_without(found, metric, region, say):
        st.caption(without)


def _about_band(found: ClientHistory, metric: str, region: str | None) -> str:
    """What the grey band is, or why there is none, and the marks of the sessions."""
    band = retaking(found, metric, region)
    if band is not None:
        words = told.BAND_FIRST_DAY if band.first_day else BAND
    else:
        words = told.NO_BAND if len(found.counted) > 1 else told.NO_BAND_YET
    return f"{say(words)} {say(told.SESSION_MARKS if found.sessions else told.NO_SESSION_MARKS)}"


def _choose(region: str | None) -> None:
    st.session_state["region"] = region


def _region_name(region: str | None) -> str:
    return say(told.WHOLE_FACE if region is None else REGION_NAMES[region])


def _parts(found: ClientHistory, metric: str) -> list[Part]:
    """Every region with what is said of it; only a real change has a colour."""
    parts = []
    for region in REGIONS:
        one = found.change(metric, region)
        if one is None:
            parts.append(Part(region, _region_name(region), say(told.NO_VALUES), "unmeasured", 0))
            continue
        said = say(told.UNSURE if one.change.unsure else VERDICTS[one.change.verdict.value])
        parts.append(Part(region, _region_name(region), said, tint(one.change), tint_strength(one.change)))
    return parts


def _numbers(found: ClientHistory, metric: str) -> str:
    """A metric on every counted day, one row each, the whole face and each region, as a table."""
    columns = [None, *(region for region in REGIONS if (metric, region) in found.values)]
    inside, days = found.units.get(metric, ""), counted_days(found)
    values = {region: [day_value(found, day, metric, region) for day in days] for region in columns}
    form = alike(chain(*values.values()), inside)
    head = [say(told.DATE), *map(_region_name, columns)]
    rows = [
        row(head, say_day(day[0].day), [say_score(value, inside, form) for value in scores])
        for day, *scores in zip(days, *values.values(), strict=True)
    ]
    name = say(metric_name(metric))
    what = f"{name} ({in_lengths(0.0, inside)[1]})"
    return (
        f'<p class="sm-quiet">{escape(what)}</p>'
        f'<div class="sm-days">{table(head, rows, say(told.NUMBERS_LABEL, metric=name))}</div>'
    )


def _not_counted(found: ClientHistory) -> None:
    """The photos that are not judged, each day with its reason, and what else may show on photos."""
    out = [(burst.day, photo.why_not) for burst in found.bursts for photo in burst.photos if photo.why_not]
    notes = list(dict.fromkeys((note.taken_at.date(), note.words) for note in found.notes))
    if out:
        with st.expander(f"{say(told.NOT_COUNTED)} ({len(out)})"):
            st.caption(say(told.NOT_COUNTED_NOTE))
            items = "".join(f"<li><strong>{say_day(day)}</strong>: {escape(say(why))}</li>" for day, why in out)
            st.html(f'<ul class="sm-list">{items}</ul>')
    if notes:
        with st.expander(f"{say(told.NOTES_TITLE)} ({len(notes)})"):
            items = "".join(f"<li><strong>{say_day(day)}</strong>: {escape(say(why))}</li>" for day, why in notes)
            st.html(f'<ul class="sm-list">{items}</ul>')
