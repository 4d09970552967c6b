"""Links to pages that a phone has room for: each with its address, the one of the open page marked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from skinmetrics.web.components.mounting import component
from skinmetrics.web.say import language

_mount = component(__file__, "menu")


def phone_menu(pages: Sequence[st.Page], chosen: st.Page, *, label: str, key: str, column: bool = False) -> None:
    """Show links to the pages, in a row or a column; the page ends here for the one that is tapped.

    A tap stays in the visit and loses nothing that the pages have open; a new tab begins at the link's address.
    """
    by_address = {f"/{page.url_path}": page for page in pages}
    links = [
        {"name": page.title, "address": address, "here": page.url_path == chosen.url_path}
        for address, page in by_address.items()
    ]
    tapped = _mount(
        key=key,
        data={"links": links, "label": label, "language": language(), "column": column},
        width="content",
        on_address_change=lambda: None,
    ).address
    if tapped in by_address:
        st.switch_page(by_address[tapped])
