"""From one page to another within a visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

_PAGES = "pages of this visit"


def keep(pages: Iterable[st.Page]) -> None:
    """The pages of this visit, to be switched to by their path."""
    st.session_state[_PAGES] = {page.url_path: page for page in pages}


def switch(path: str, asked: Mapping[str, str]) -> None:
    """End the page here and open the one at `path`, with what is `asked` in its address."""
    st.switch_page(st.session_state[_PAGES][path], query_params=dict(asked))
