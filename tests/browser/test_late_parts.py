"""A page is left while a part of it runs by itself, over a slow connection."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.conftest import ROOT, wait_for

PAGES = """
import time
import streamlit as st


@st.fragment(run_every=0.4)
def waiting():
    st.write("waiting")


def first():
    waiting()
    if st.button("Go on"):
        st.switch_page(pages[1])


def second():
    time.sleep(1)
    st.write("the second page")


pages = [st.Page(first, title="First", default=True), st.Page(second, title="Second")]
st.navigation(pages).run()
"""
APP = """
import streamlit as st
from starlette.middleware import Middleware
from skinmetrics.web.late_parts import LateParts

app = st.App("pages.py", middleware=[Middleware(LateParts)])
"""


@pytest.fixture
def two_pages(tmp_path: Path) -> Iterator[str]:
    """Address of an app of two pages, with what stands before ours."""
    (tmp_path / "pages.py").write_text(PAGES, encoding="utf-8")
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SKINMETRICS_DATA": str(tmp_path / "data")},
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(90)


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


def test_the_next_page_stays_where_the_one_left_asked_for_a_part_in_between(two_pages: str, chromium: Browser) -> None:
    page = chromium.new_page()
    answers = SlowAnswers(page)
    page.goto(two_pages)
    expect(page.get_by_text("waiting")).to_be_visible()
    answers.hold()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_timeout(900)  # the part asks twice, of a server that is drawing the second page
    answers.let_go()
    expect(page.get_by_text("the second page")).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.get_by_text("the second page")).to_be_visible()
    page.close()
