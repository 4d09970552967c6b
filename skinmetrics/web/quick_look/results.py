"""What changed: the sentence, the charts, the two faces, the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape

import streamlit as st

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.jobs.aligned_face import jpeg, laid_over, unpacked
from skinmetrics.jobs.following import follow_lines
from skinmetrics.jobs.runner import Done
from skinmetrics.progress.change import Change
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.progress.statistics.band import noise_band
from skinmetrics.progress.verdict import PRIMARY, Key
from skinmetrics.progress.words.sentences import NO_CAUSE, against, doubtful, sentence
from skinmetrics.web.amounts import alike, in_lengths, say_score
from skinmetrics.web.client.aligned import thinned
from skinmetrics.web.client.findings import badge_of
from skinmetrics.web.components.before_after import Side, before_after
from skinmetrics.web.day_names import day_names
from skinmetrics.web.line_by_line import COMPARED_IN, MOST_DAYS, about_lines, lines_found, show_found
from skinmetrics.web.quick_look.album import Album
from skinmetrics.web.quick_look.chart import metric_chart
from skinmetrics.web.quick_look.headline import headline
from skinmetrics.web.quick_look.look import Look
from skinmetrics.web.quick_look.pictures import data_url, face_strip
from skinmetrics.web.quick_look.series import METRICS, Burst, Series, as_csv
from skinmetrics.web.quick_look.where import moved_somewhere, show_where
from skinmetrics.web.say import lengths, say, say_day
from skinmetrics.web.tables import row, table
from skinmetrics.web.words import client as told
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.words.metrics import explained, metric_name
from skinmetrics.web.workers import workers

Changes = Mapping[Key, Change]
"""What is said of every metric and region that is compared."""


@cache
def _noise() -> NoiseModel:
    return load_noise_model()


def show_headline(album: Album, found: Series) -> None:
    """Say first of all what changed, and show where."""
    _odd(album)
    if not found.bursts:
        return
    if len(found.bursts) < 2:
        st.html(f'<p class="sm-headline">{say(words.ONE_DATE)}</p>')
        return
    changes = found.changes(_noise())
    if not moved_somewhere(changes):
        _headline(found, changes)
        return
    sentence_, face = st.columns([5, 3], gap="large")
    with sentence_:
        _headline(found, changes)
    with face:
        show_where(changes)


def show_results(album: Album, found: Series) -> None:
    """Draw everything else that the dated photos tell."""
    if not found.bursts:
        return
    _over_time(found)
    _everything_else(found)
    if len(found.bursts) > 1:
        _lines(album, found)
        _compare(album, found)
    st.header(say(words.FACES_TITLE), anchor=False)
    st.caption(say(words.FACES_NOTE))
    st.html(face_strip([(_look(album, burst), say_day(burst.day)) for burst in found.bursts]))
    st.download_button(
        say(words.DOWNLOAD), as_csv(found), file_name=words.CSV_NAME, mime="text/csv", icon=":material/download:"
    )


def _odd(album: Album) -> None:
    """Say kindly which photos do not go with the others."""
    shown = album.shown()
    for sentence_, odd in ((words.ANOTHER_PERSON, shown.strangers), (words.MIRRORED, shown.mirrored)):
        names = ", ".join(album.looks[sha256].scores.photo for sha256 in album.in_order() if sha256 in odd)
        if names:
            st.html(f'<p class="sm-note" role="status">{escape(say(sentence_, photos=names))}</p>')
    if album.doubts():
        st.checkbox(say(words.ONE_PERSON), album.one_person, key="one person", on_change=_overrule, args=(album,))


def _overrule(album: Album) -> None:
    album.one_person = bool(st.session_state["one person"])


def _headline(found: Series, changes: Mapping[Key, Change]) -> None:
    first, *more = headline(found.bursts[0].day, found.bursts[-1].day, list(changes.values()), say)
    rest = f"<p>{escape(' '.join(more))}</p>" if more else ""
    st.html(f'<div role="status"><h2 class="sm-headline">{escape(first)}</h2>{rest}</div>')
    real = any(change.verdict.is_change for change in changes.values())
    about = [say(NO_CAUSE), say(words.FIRST_AGAINST_LAST)] if real else [say(words.FIRST_AGAINST_LAST)]
    st.html(f'<p class="sm-quiet">{escape(" ".join(about))}</p>')


@st.fragment
def _over_time(found: Series) -> None:
    st.header(say(words.CHART_TITLE), anchor=False)
    region = st.selectbox(
        say(words.REGION),
        (None, *REGIONS),
        format_func=lambda each: words.region_name(each, say),
        help=say(words.REGION_NOTE),
        key="region",
        width=280,
    )
    changes = found.changes(_noise())
    for column, metric in zip(st.columns(len(PRIMARY), gap="medium"), PRIMARY, strict=True):
        with column:
            _course(found, metric, region, changes)
    if any(noise_band(changes.get((metric, region))) for metric in PRIMARY):
        st.caption(say(words.BAND))
    with st.expander(say(words.NUMBERS)):
        st.html(_numbers(found, region))


def _said(change: Change, changes: Changes) -> str:
    """The sentence of a change, with what of the others speaks against it."""
    return sentence(change, say, against(change, doubtful(changes.values())), lengths())


def _course(found: Series, metric: str, region: str | None, changes: Changes) -> None:
    change = changes.get((metric, region))
    said = _said(change, changes) if change else ""
    st.html(
        f'<div class="sm-metric"><h3>{escape(_name(metric))}</h3>'
        f'<p class="sm-quiet">{escape(say(explained(metric)))}</p>'
        + (f'<p class="sm-finding">{escape(said)}</p>' if said else "")
        + "</div>"
    )
    chart = metric_chart(found, metric, region, change, said)
    if chart is None:
        st.caption(say(found.why_not(metric) or words.NO_VALUES))
    else:
        st.altair_chart(chart, width="stretch", key=f"chart-{metric}")
        if note := _note(found, metric, region, change):
            st.caption(note)


@st.fragment
def _everything_else(found: Series) -> None:
    """The other metrics in their groups; of the one that is picked, the chart."""
    changes = found.changes(_noise())
    with st.expander(say(words.OTHERS, metrics=len(METRICS) - len(PRIMARY))):
        for group, metrics in words.GROUPS.items():
            st.html(f'<h3 class="sm-small">{escape(say(group))}</h3>')
            cards = (_card(found, metric, changes) for metric in metrics)
            st.html(f'<ul class="sm-cards">{"".join(cards)}</ul>')
        others = [metric for metrics in words.GROUPS.values() for metric in metrics]
        measured = [metric for metric in others if not found.why_not(metric)]
        if measured:
            metric = st.selectbox(say(words.ONE_OVER_TIME), measured, format_func=_name, key="other", width=320)
            _course(found, metric, None, changes)


def _note(found: Series, metric: str, region: str | None, change: Change | None) -> str:
    """Why some photos are left out of a metric, if they are and the change does not say so itself."""
    why = found.left_out(metric, region)
    return say(why) if why and (change is None or change.reason != why) else ""


def _card(found: Series, metric: str, changes: Changes) -> str:
    change = changes.get((metric, None))
    declined = found.why_not(metric)
    if declined:
        told = f"<p>{say(words.NO_VALUES)} {escape(say(declined))}</p>"
    elif change is None:
        told = f"<p>{words.photos(sum(len(burst.photos) for burst in found.bursts), say)}</p>"
    else:
        told = f"{badge_of(change)}<p>{escape(_said(change, changes))}</p>"
    note = "" if declined else _note(found, metric, None, change)
    told += f'<p class="sm-quiet">{escape(note)}</p>' if note else ""
    return f'<li><h4>{escape(_name(metric))}</h4>{told}<p class="sm-quiet">{escape(say(explained(metric)))}</p></li>'


def _lines(album: Album, found: Series) -> None:
    """The lines of the first day over the others; as there is no first session, the first day alone is before."""
    compared = found.compared(COMPARED_IN)
    if len(compared) < 2:
        st.header(say(told.LINES_TITLE), anchor=False)
        st.caption(say(told.LINES_FEW_DAYS))
        return
    bursts = thinned(compared, MOST_DAYS)
    looks = [
        [album.on_the_person(photo.scores.sha256) for photo in burst.photos]
        if burst in (bursts[0], bursts[-1])
        else [_look(album, burst)]
        for burst in bursts
    ]
    days = [burst.clock for burst in bursts]
    key = (*(look.fingerprint for day in looks for look in day), *map(str, days))
    if key not in album.lines:
        with st.spinner(say(told.LINES_WAITING)):
            (outcome,) = workers().map(follow_lines, [[look.aligned for day in looks for look in day]])
        if not isinstance(outcome, Done):
            return
        picture = data_url(looks[0][0].face_map)
        album.lines = {key: lines_found(outcome.value, days, list(map(len, looks)), 1, picture)}
    if album.lines[key].changes:
        st.header(say(told.LINES_TITLE), anchor=False)
        st.caption(about_lines((burst.day for burst in found.bursts), (burst.day for burst in compared)))
        show_found(album.lines[key])


@st.fragment
def _compare(album: Album, found: Series) -> None:
    st.header(say(words.COMPARE_TITLE), anchor=False)
    st.caption(say(words.COMPARE_NOTE))
    names = day_names(burst.moment for burst in found.bursts)
    bursts = range(len(names))
    with st.container(horizontal=True, horizontal_alignment="center"):
        first = st.selectbox(say(words.BEFORE), bursts, 0, format_func=names.__getitem__, width=210)
        last = st.selectbox(say(words.AFTER), bursts, len(bursts) - 1, format_func=names.__getitem__, width=210)
    under = _look(album, found.bursts[0])
    before, after = (_side(album, found.bursts[n], names[n], under) for n in (first, last))
    before_after(before, after, label=say(words.SLIDER_LABEL), key="faces")


def _side(album: Album, burst: Burst, name: str, under: Look) -> Side:
    """The face of a burst, laid on the skin of the first one."""
    look = _look(album, burst)
    pair = (under.fingerprint, look.fingerprint)
    if look is under:
        picture = look.face_map
    else:
        if pair not in album.laid:
            album.laid[pair] = jpeg(laid_over(unpacked(under.aligned), unpacked(look.aligned)))
        picture = album.laid[pair]
    return Side(data_url(picture), name, say(words.FACE_ALT, name=look.scores.photo))


def _look(album: Album, burst: Burst) -> Look:
    """The photo that stands for its burst: the first of the best."""
    order = ("good", "usable", "unusable")
    best = min(burst.photos, key=lambda photo: order.index(photo.scores.capture.verdict))
    return album.on_the_person(best.scores.sha256)


def _numbers(found: Series, region: str | None) -> str:
    """Every metric that was measured, a row each, on every date, as a table."""
    head = [say(told.METRIC), *day_names(burst.moment for burst in found.bursts)]
    rows = []
    for metric in METRICS:
        values, unit = [found.value(burst, metric, region) for burst in found.bursts], found.unit(metric)
        if set(values) != {None}:
            form = alike(values, unit)
            name = f"{_name(metric)} ({in_lengths(0.0, unit)[1]})"
            rows.append(row(head, name, [say_score(value, unit, form) for value in values]))
    return table(head, rows, say(words.NUMBERS_LABEL, region=words.region_name(region, say)))


def _name(metric: str) -> str:
    return say(metric_name(metric))
