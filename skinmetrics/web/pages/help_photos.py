"""How to take the photo: drawn, on one screen."""

from __future__ import annotations

from html import escape

import streamlit as st

from skinmetrics.web.frame import title
from skinmetrics.web.quick_look.pictures import data_url
from skinmetrics.web.say import say
from skinmetrics.web.words.help_drawings import PHOTO_STEPS


def page() -> None:
    """Draw the page from top to bottom."""
    title("How to take the photo", "Alike photos show small changes. Each of these takes a second.")
    figures = "".join(
        f'<figure><img src="{data_url(drawing.encode("utf-8"), "svg+xml")}" alt="{escape(say(alt))}">'
        f"<figcaption><strong>{escape(say(name))}</strong>{escape(say(text))}</figcaption></figure>"
        for name, text, alt, drawing in PHOTO_STEPS
    )
    st.html(f'<div class="sm-figures">{figures}</div>')
