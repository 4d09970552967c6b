"""The evidence sheet: each claim, the best trial known, what this program measures of it, what no photo can show."""

from __future__ import annotations

from html import escape

import streamlit as st

from skinmetrics.metrics import METRICS
from skinmetrics.web.frame import title
from skinmetrics.web.say import say
from skinmetrics.web.words.evidence import CLAIMS, METHOD_FACTS, NEVER, OUTSIDE, SUMMARY, TRIALS, Source
from skinmetrics.web.words.metrics import metric_name


def page() -> None:
    """Draw the page from top to bottom."""
    title("What is known", SUMMARY)
    known = {metric.id for metric in METRICS}
    st.header(say("Claims"), anchor=False)
    cards = []
    for claim in CLAIMS:
        names = [say(metric_name(metric)) for metric in claim.metrics if metric in known]
        measured = say("Measured here: {metrics}.", metrics=", ".join(names)) if names else say("Not measured here.")
        cards.append(
            f"<li><h3>{escape(say(claim.claim))}</h3><p>{escape(say(claim.trial))}</p>"
            f"<p>{escape(measured)}</p><p class='sm-quiet'>{escape(say(claim.limit))}</p></li>"
        )
    st.html(f'<ul class="sm-cards">{"".join(cards)}</ul>')
    st.header(say("What no photo can show"), anchor=False)
    st.html(f'<p class="sm-lead">{escape(say(NEVER))}</p>')
    st.html(f'<p class="sm-lead">{escape(say(OUTSIDE))}</p>')
    st.header(say("The trials"), anchor=False)
    st.html(_listed(TRIALS))
    st.header(say("What this program is built on"), anchor=False)
    st.html(_listed(METHOD_FACTS))


def _listed(sources: tuple[Source, ...]) -> str:
    items = "".join(
        f"<li>{escape(say(one.fact))} <span class='sm-quiet'>{escape(one.source)}</span></li>" for one in sources
    )
    return f'<ul class="sm-list">{items}</ul>'
