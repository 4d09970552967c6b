"""Links to pages that stay in the visit: a phone's menu, and the tabs of a client's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

import streamlit as st

from skinmetrics.web.components.mounting import component
from skinmetrics.web.say import language

_mount = component(__file__, "menu")


class Link(TypedDict):
    """What it is called, where it leads, and whether that is the open page."""

    name: str
    address: str
    here: bool


def page_links(links: Sequence[Link], *, label: str, key: str, look: Literal["row", "column", "tabs"]) -> str | None:
    """Show links; the address of the one that is tapped, for the page to switch to.

    A tap stays in the visit and loses nothing that the pages have open; a new tab begins at the link's address.
    """
    tapped = _mount(
        key=key,
        data={"links": list(links), "label": label, "language": language(), "look": look},
        width="stretch" if look == "tabs" else "content",
        on_address_change=lambda: None,
    ).address
    return tapped if tapped in [link["address"] for link in links] else None


def phone_menu(pages: Sequence[st.Page], chosen: st.Page, *, label: str, key: str, column: bool = False) -> None:
    """Show links to the pages, in a row or a column; the page ends here for the one that is tapped."""
    by_address = {f"/{page.url_path}": page for page in pages}
    links = [
        Link(name=page.title, address=address, here=page.url_path == chosen.url_path)
        for address, page in by_address.items()
    ]
    tapped = page_links(links, label=label, key=key, look="column" if column else "row")
    if tapped is not None:
        st.switch_page(by_address[tapped])
