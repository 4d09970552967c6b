"""What noise means: one screen, one drawing."""

from __future__ import annotations

from html import escape

import streamlit as st

from skinmetrics.web.frame import title
from skinmetrics.web.quick_look.pictures import data_url
from skinmetrics.web.say import say
from skinmetrics.web.words.client import UNSURE
from skinmetrics.web.words.help_drawings import noise_drawing
from skinmetrics.web.words.metrics import VERDICTS

PARAGRAPHS = (
    "Take the same photo twice, and the score differs a little: the light, the angle and the camera are never quite "
    "the same. This is noise. It has nothing to do with your skin.",
    "The grey band in each chart shows how far single days move by noise alone: while nothing changes, about 19 of 20 "
    "lie inside. It comes from your own photos, and from what is known of retaken photos.",
    "A change is told from the averages of all days before the first session and after it. One day outside the band is "
    "nothing; many days on one side can be a change, though they lie inside.",
    "More days make the averages steadier, so that a smaller change can be told. Nothing else does it as well, so keep "
    "going even where nothing shows yet.",
)
ALT = "A chart. Four scores before the first session lie inside a grey band; four after it lie below the band."
WORDS_TITLE = "What is said of a change"
MEANINGS = {
    "improved": "The scores went the better way, by more than retaking the photos would show.",
    "worsened": "The scores went the other way, by more than retaking the photos would show.",
    "no_detectable_change": "Nothing moved by enough to be sure. A small change may hide in the noise.",
    "unsure": (
        "It moved by more than retaking alone, but among so much that is measured some does so by chance. More photo "
        "days would tell."
    ),
    "not_comparable": (
        "The photos were taken too differently to say anything, or the day of the first session is not written down."
    ),
    "too_few_photos": "Three days before the first session and three after it are the least.",
}


def page() -> None:
    """Draw the page from top to bottom."""
    title("What noise means")
    picture = data_url(noise_drawing().encode("utf-8"), "svg+xml")
    text = "".join(f'<p class="sm-lead sm-apart">{escape(say(paragraph))}</p>' for paragraph in PARAGRAPHS)
    st.html(
        f'<div class="sm-figures"><figure><img src="{picture}" alt="{escape(say(ALT))}"></figure>'
        f"<div>{text}</div></div>"
    )
    st.header(say(WORDS_TITLE), anchor=False)
    items = "".join(
        f"<li><strong>{escape(say(VERDICTS.get(verdict, UNSURE)))}</strong>: {escape(say(meaning))}</li>"
        for verdict, meaning in MEANINGS.items()
    )
    st.html(f'<ul class="sm-list">{items}</ul>')
