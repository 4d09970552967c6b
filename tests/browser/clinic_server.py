"""A server with records of its own, set up by the code that it prints, and the people who use it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, BrowserContext, Page

from skinmetrics.clinic import accounts, people
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Purpose
from skinmetrics.installation import open_installation
from skinmetrics.settings import Settings

ROOT = Path(__file__).parents[2]
STARTING_SECONDS = 180
PATIENCE_MS = 60_000
PASSWORD = "three quiet words"  # noqa: S105
CODE = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b")


@dataclass
class ClinicServer:
    """The program running on a data folder; its lines of output as they come."""

    address: str
    data: Path
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def code(self) -> str:
        """The set-up code that the console shows."""
        found = self.wait_for(CODE)
        return found[0]

    def wait_for(self, what: re.Pattern[str]) -> re.Match[str]:
        deadline = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in list(self.lines):
                if found := what.search(line):
                    return found
            time.sleep(0.1)
        raise AssertionError(f"The server never said {what.pattern!r}: {''.join(self.lines)}")

    def records(self) -> Records:
        """The same records, opened beside the running program."""
        return open_installation(Settings(data=self.data))


@contextmanager
def running(data: Path, **settings: str) -> Iterator[ClinicServer]:
    """Start the program on a free port; ready when the block begins, ended after it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--server.port={port}", "--server.headless=true"]
    environment = {**os.environ, "SKINMETRICS_DATA": str(data), "SKINMETRICS_WORKERS": "1", **settings}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "streamlit", "run", "app.py", *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = ClinicServer(f"http://127.0.0.1:{port}", data, process)
    assert process.stdout is not None
    reader = Thread(target=server.lines.extend, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        server.wait_for(re.compile(r"URL: "))
        yield server
    finally:
        process.terminate()
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def set_up(server: ClinicServer, browser: Browser, look: Callable[[Page], None] = lambda _: None) -> BrowserContext:
    """Set the clinic up as its first practitioner; the browser in which that was done."""
    context = browser.new_context(bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{server.address}/set-up")
    look(page)
    fill(page, {"Code": server.code(), "Name of the clinic": "Linden", "Time zone": "Europe/Berlin"})
    fill(page, {"Your name": "Dr. Ada", "E-mail address": "ada@example.org", "Password": PASSWORD})
    page.get_by_role("button", name="Set up").click()
    page.wait_for_url(f"{server.address}/")
    page.close()
    return context


def join_as_client(server: ClinicServer, browser: Browser, name: str, *purposes: Purpose) -> BrowserContext:
    """Invite a new client of the practitioner's, and join as them."""
    records = server.records()
    (clinic,) = people.clinics(records, CONSOLE)
    practitioner = accounts.list_accounts(records, CONSOLE, clinic.id)[0].id
    client = people.add_client(records, Actor(practitioner), clinic.id, name)
    for purpose in purposes:
        give(records, CONSOLE, client, purpose, "1")
    token = accounts.invite_client(records, CONSOLE, client)
    records.database.engine.dispose()
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{server.address}/join/{token}")
    fill(page, {"Your name": name, "E-mail address": f"{name.lower()}@example.org", "Password": PASSWORD})
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(f"{server.address}/")
    page.close()
    return context


def fill(page: Page, fields: dict[str, str]) -> None:
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
