"""A link that is handed to somebody."""

from __future__ import annotations

import streamlit as st

from skinmetrics.settings import on_this_computer
from skinmetrics.web.address import address
from skinmetrics.web.frame import quiet
from skinmetrics.web.say import say
from skinmetrics.web.words import practice as told


def show_link(page: str, token: str, about: str) -> None:
    """The link, what it is for, and that no phone can open it where that is so."""
    begins = address()
    st.code(f"{begins}/{page}/{token}", language=None, wrap_lines=True)
    quiet(about)
    if on_this_computer(begins):
        st.caption(say(told.LINK_HERE_ALONE))
