"""What changed: the sentence, the charts, the two faces, the numbers."""

from __future__ import annotations

from functools import cache
from html import escape

import pandas as pd
import streamlit as st

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.progress.sentences import NO_CAUSE, sentence
from skinmetrics.progress.verdict import Verdict
from skinmetrics.web.components.before_after import Side, before_after
from skinmetrics.web.quick_look.album import Album
from skinmetrics.web.quick_look.chart import metric_chart
from skinmetrics.web.quick_look.look import Look
from skinmetrics.web.quick_look.pictures import data_url, face_strip
from skinmetrics.web.quick_look.series import METRICS, Burst, Series, as_csv
from skinmetrics.web.words import quick_look as words


@cache
def _noise() -> NoiseModel:
    return load_noise_model()


def show_results(album: Album) -> None:
    """Draw everything that the dated photos tell."""
    found = album.series()
    if not found.bursts:
        return
    _headline(found)
    _over_time(found)
    if len(found.bursts) > 1:
        _compare(album, found)
    st.header(words.FACES_TITLE, anchor=False)
    st.caption(words.FACES_NOTE)
    st.html(face_strip([(_look(album, burst), words.short_day(burst.day)) for burst in found.bursts]))
    st.download_button(
        words.DOWNLOAD, as_csv(found), file_name=words.CSV_NAME, mime="text/csv", icon=":material/download:"
    )


def _headline(found: Series) -> None:
    if len(found.bursts) < 2:
        st.html(f'<p class="sm-headline">{words.ONE_DATE}</p>')
        return
    changes = found.changes(_noise())
    faces = [changes[metric, None] for metric in METRICS]
    told = words.headline(found.bursts[0].day, found.bursts[-1].day, faces)
    st.html(f'<p class="sm-headline" role="status">{escape(told)}</p>')
    if any(change.verdict in (Verdict.IMPROVED, Verdict.WORSENED) for change in changes.values()):
        st.html(f'<p class="sm-quiet">{NO_CAUSE}</p>')


@st.fragment
def _over_time(found: Series) -> None:
    st.header(words.CHART_TITLE, anchor=False)
    region = st.selectbox(
        words.REGION, (None, *REGIONS), format_func=words.region_name, help=words.REGION_NOTE, key="region", width=280
    )
    changes = found.changes(_noise())
    for column, metric in zip(st.columns(len(METRICS), gap="medium"), METRICS, strict=True):
        with column:
            change = changes.get((metric, region))
            st.html(
                f'<div class="sm-metric"><h3>{words.METRICS[metric]}</h3>'
                f"<p class='sm-quiet'>{words.METRIC_NOTES[metric]}</p>"
                + (f"<p class='sm-finding'>{escape(sentence(change))}</p>" if change else "")
                + "</div>"
            )
            chart = metric_chart(found, metric, region, change)
            if chart is None:
                st.caption(words.NO_VALUES)
            else:
                st.altair_chart(chart, width="stretch", key=f"chart-{metric}")
    if changes:
        st.caption(words.BAND)
    with st.expander(words.NUMBERS):
        st.table(_numbers(found, region))


@st.fragment
def _compare(album: Album, found: Series) -> None:
    st.header(words.COMPARE_TITLE, anchor=False)
    st.caption(words.COMPARE_NOTE)
    bursts = range(len(found.bursts))

    def name(burst: int) -> str:
        return words.short_day(found.bursts[burst].day)

    with st.container(horizontal=True, horizontal_alignment="center"):
        first = st.selectbox(words.BEFORE, bursts, 0, format_func=name, width=160)
        last = st.selectbox(words.AFTER, bursts, len(bursts) - 1, format_func=name, width=160)
    before, after = (_side(album, found.bursts[n]) for n in (first, last))
    before_after(before, after, label=words.SLIDER_LABEL, key="faces")


def _side(album: Album, burst: Burst) -> Side:
    look = _look(album, burst)
    return Side(data_url(look.face_map), words.short_day(burst.day), words.face_alt(look.scores.photo))


def _look(album: Album, burst: Burst) -> Look:
    """The photo that stands for its burst: the first of the best."""
    order = ("good", "usable", "unusable")
    best = min(burst.photos, key=lambda photo: order.index(photo.scores.capture.verdict))
    return album.looks[best.scores.sha256]


def _numbers(found: Series, region: str | None) -> pd.DataFrame:
    def text(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    return pd.DataFrame(
        {
            words.DATE: [words.day(burst.day) for burst in found.bursts],
            words.PHOTOS: [str(len(burst.photos)) for burst in found.bursts],
            **{
                f"{words.METRICS[metric]} ({found.unit(metric)})": [
                    text(found.value(burst, metric, region)) for burst in found.bursts
                ]
                for metric in METRICS
            },
        }
    ).set_index(words.DATE)
