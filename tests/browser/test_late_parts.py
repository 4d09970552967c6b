"""A page is left while a part of it runs by itself, over a slow connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.conftest import ROOT, streamlit_of

PAGES = """
import time
import streamlit as st


@st.fragment(run_every=0.1)
def waiting():
    st.button("A part's own")


@st.fragment(run_every=0.3)
def counting():
    st.session_state.count = st.session_state.get("count", 0) + 1
    st.write(f"counted {st.session_state.count}")


def first():
    waiting()
    if st.button("Go on"):
        time.sleep(0.4)
        st.switch_page(pages[1])


def second():
    time.sleep(1)
    st.write("the second page")
    counting()


pages = [st.Page(first, title="First", default=True), st.Page(second, title="Second")]
st.navigation(pages).run()
"""
APP = """
import streamlit as st
from starlette.middleware import Middleware
from skinmetrics.web.late_parts import LateParts

app = st.App("pages.py", middleware=[Middleware(LateParts)])
"""


@pytest.fixture(scope="module")
def two_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an app of two pages, with what stands before ours."""
    folder: Path = tmp_path_factory.mktemp("two pages")
    (folder / "pages.py").write_text(PAGES, encoding="utf-8")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    with streamlit_of(folder, PYTHONPATH=str(ROOT)) as address:
        yield address


class SlowAnswers:
    """Holds back what the server tells the page, while it is to."""

    def __init__(self, page: Page) -> None:
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        self._holding = False
        page.route_web_socket("**/_stcore/stream", self._join)

    def _join(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        browser.on_message(server.send)
        server.on_message(lambda told: self._held.append((browser, told)) if self._holding else browser.send(told))

    def hold(self) -> None:
        self._holding = True

    def let_go(self) -> None:
        self._holding = False
        for browser, told in self._held:
            browser.send(told)


@pytest.mark.parametrize("delay_ms", [0, 900], ids=["at once", "slow"])
def test_the_next_page_stays_where_the_one_left_asked_for_a_part_in_between(
    two_pages: str, chromium: Browser, delay_ms: int
) -> None:
    page = chromium.new_page()
    answers = SlowAnswers(page)
    page.goto(two_pages)
    expect(page.get_by_role("button", name="A part's own")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    if delay_ms:
        page.wait_for_timeout(200)
        answers.hold()
        page.get_by_role("button", name="A part's own").click(force=True)
        page.wait_for_timeout(delay_ms)
        answers.let_go()
    expect(page.get_by_text("the second page")).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.get_by_text("the second page")).to_be_visible()
    counted = page.get_by_text("counted")
    expect(counted).not_to_have_text(counted.inner_text())  # the parts of the page shown go on
    page.close()
