"""The page in a real Chromium: a server of our own, and a browser that may speak to nobody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from skinmetrics.imaging.photo import inspect
from tests.browser.clinic_server import running, set_up
from tests.browser.guide_stage import Stage
from tests.browser.practice import Practice, seed
from tests.browser.screens import Screens, screens

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
STARTING_SECONDS = 60

PATIENCE_MS = 120_000  # of a busy machine

OpenPage = Callable[..., Page]


@contextmanager
def streamlit_of(folder: Path, **environment: str) -> Iterator[str]:
    """Address of `streamlit run app.py` in a folder, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"],
        cwd=folder,
        env={**os.environ, **environment},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(90)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of our own."""
    data = str(tmp_path_factory.mktemp("data"))
    with streamlit_of(ROOT, SKINMETRICS_WORKERS="2", SKINMETRICS_DATA=data) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip("No Chromium on this machine: install it (apt-get install chromium) to run the browser tests.")
    expect.set_options(timeout=PATIENCE_MS)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments + camera)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def nobodys_screens(chromium: Browser) -> Iterator[Screens]:
    """Of somebody who is not signed in."""
    with screens(chromium, PATIENCE_MS) as found:
        yield found


@pytest.fixture
def open_page(server: str, nobodys_screens: Screens) -> Iterator[OpenPage]:
    """Open the page, `open_page(width=390, dark=True)`; when the test ends, every address it asked for must be ours."""
    asked: list[str] = []
    pages: list[Page] = []

    def open_(*, width: int = 1440, dark: bool = False) -> Page:
        page = nobodys_screens.page(width=width, dark=dark)
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(server)
        page.get_by_role("button", name="Try it with sample photos").wait_for()
        return page

    yield open_
    for page in pages:
        page.close()
    ours = urlsplit(server).netloc
    foreign = [url for url in asked if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != ours]
    assert asked
    assert foreign == []


@pytest.fixture(scope="session")
def six_photos() -> list[Path]:
    """One sample photo of each of six days."""
    client = min(path for path in (ROOT / "sample_images").iterdir() if path.is_dir())
    days: dict[str, Path] = {}
    for path in sorted(client.glob("*.jpg")):
        taken_at = inspect(path.read_bytes(), path.name).taken_at
        assert taken_at is not None
        days.setdefault(taken_at.day.isoformat(), path)
    assert len(days) >= 6
    return [days[day] for day in sorted(days)[:6]]


@pytest.fixture(scope="session")
def small_photos(six_photos: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same at half their size, which are scored sooner; their names hold their dates."""
    folder = tmp_path_factory.mktemp("small")
    for path in six_photos:
        with Image.open(path) as image:
            image.reduce(2).save(folder / path.name, quality=92)
    return [folder / path.name for path in six_photos]


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("The server did not start; its output is above.")


@pytest.fixture
def stage(chromium: Browser) -> Iterator[Stage]:
    context = chromium.new_context(permissions=["camera"], timezone_id="America/New_York")
    context.set_default_timeout(20_000)
    made = Stage(context.new_page())
    made.page.on("pageerror", lambda error: made.faults.append(error.message))
    made.page.on("dialog", lambda dialog: dialog.accept())
    made.open()
    yield made
    context.close()
    assert made.faults == []


@pytest.fixture(scope="module")
def practice(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with running(tmp_path_factory.mktemp("practice")) as server:
        signed_in = set_up(server, chromium)
        records = server.records()
        clients = seed(records)
        records.database.engine.dispose()
        state = signed_in.storage_state()
        signed_in.close()
        with screens(chromium, PATIENCE_MS, state) as found:
            yield Practice(server, chromium, clients, found)
