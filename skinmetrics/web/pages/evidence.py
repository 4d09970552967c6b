"""The evidence sheet: each claim, the best trial known, what this program measures of it, what no photo can show."""

from __future__ import annotations

from html import escape

import streamlit as st

from skinmetrics.metrics import METRICS
from skinmetrics.web.frame import title
from skinmetrics.web.say import say
from skinmetrics.web.words import evidence as told
from skinmetrics.web.words.evidence import Source
from skinmetrics.web.words.metrics import metric_name


def page() -> None:
    """Draw the page from top to bottom."""
    title(told.TITLE, told.SUMMARY)
    known = {metric.id for metric in METRICS}
    st.header(say(told.CLAIMS_TITLE), anchor=False)
    cards = []
    for claim in told.CLAIMS:
        names = [say(metric_name(metric)) for metric in claim.metrics if metric in known]
        measured = say(told.MEASURED, metrics=", ".join(names)) if names else say(told.NOT_MEASURED)
        cards.append(
            f"<li><h3>{escape(say(claim.claim))}</h3><p>{escape(say(claim.trial))}</p>"
            f"<p>{escape(measured)}</p><p class='sm-quiet'>{escape(say(claim.limit))}</p></li>"
        )
    st.html(f'<ul class="sm-cards">{"".join(cards)}</ul>')
    st.header(say(told.NEVER_TITLE), anchor=False)
    st.html(f'<p class="sm-lead">{escape(say(told.NEVER))}</p>')
    st.html(f'<p class="sm-lead">{escape(say(told.OUTSIDE))}</p>')
    st.header(say(told.TRIALS_TITLE), anchor=False)
    st.html(_listed(told.TRIALS))
    st.header(say(told.METHOD_TITLE), anchor=False)
    st.html(_listed(told.METHOD_FACTS))


def _listed(sources: tuple[Source, ...]) -> str:
    items = "".join(
        f"<li>{escape(say(one.fact))} <span class='sm-quiet'>{escape(one.source)}</span></li>" for one in sources
    )
    return f'<ul class="sm-list">{items}</ul>'
