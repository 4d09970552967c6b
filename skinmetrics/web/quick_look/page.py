"""The page "Quick look": photos in, what changed out, nothing kept. Streamlit runs this file for every visitor."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from skinmetrics.web.address import stays_here
from skinmetrics.web.quick_look.album import Album
from skinmetrics.web.quick_look.clock import visitors_zone
from skinmetrics.web.quick_look.intake import add_photos, score_waiting, show_refused
from skinmetrics.web.quick_look.photos import show_photos
from skinmetrics.web.quick_look.results import show_headline, show_results
from skinmetrics.web.say import say
from skinmetrics.web.words import client as common
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.workers import workers

STYLE = Path(__file__).parents[1] / "style.css"


def page() -> None:
    """Draw the page from top to bottom."""
    st.set_page_config(page_title=f"{say(words.TITLE)} · {words.PRODUCT}", layout="wide")
    st.html(STYLE)
    album: Album = st.session_state.setdefault("album", Album())
    album.zone = visitors_zone()
    st.html(
        f'<header class="sm-header"><p class="sm-brand">{words.PRODUCT}</p><h1>{say(words.TITLE)}</h1>'
        + ("" if album.looks else f"<p>{say(words.INTRODUCTION)}</p>")
        + f'<p class="sm-quiet">{say(words.PRIVACY if stays_here() else words.PRIVACY_ELSEWHERE)}</p></header>'
    )
    add_photos(album)
    score_waiting(album, workers())
    show_refused(album)
    if album.looks:
        found = album.series()
        show_headline(album, found)
        show_photos(album)
        show_results(album, found)
    else:
        tips = "".join(
            f"<li><strong>{title}</strong><span>{text}</span></li>"
            for title, text in ((say(each), say(rest)) for each, rest in words.TIPS)
        )
        st.html(f'<section><h2>{say(words.TIPS_TITLE)}</h2><ul class="sm-tips">{tips}</ul></section>')


if __name__ == "__main__":
    page()
    st.html(f'<footer class="sm-footer">{say(common.NO_DIAGNOSIS)}</footer>')
