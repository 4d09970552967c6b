"""Make the pictures of docs/walkthrough.md: a new clinic with its demo clients, as a person would open it.

    python -m scripts.walkthrough [FOLDER]

Needs Chromium and the development tools. Takes some minutes, since the sample photos are measured first.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
import uuid
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from skinmetrics.clinic import accounts, demo, people, scores
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.web.words import client as told
from skinmetrics.web.words import practice
from tests.browser.clinic_server import PASSWORD, ClinicServer, fill, running, set_up

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "walkthrough"
MEASURING_SECONDS = 1800
PATIENCE_MS = 120_000
SETTLE_MS = 2500
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1200, "height": 800}


def main() -> None:
    """Start a server on an empty folder and take the pictures in the order of the walkthrough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER", nargs="?", type=Path, default=PICTURES)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as data,
        running(Path(data) / "data", SKINMETRICS_WORKERS="2") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        _pictures(server, browser, folder)
        browser.close()


def _pictures(server: ClinicServer, browser: Browser, folder: Path) -> None:
    start = browser.new_page(viewport=DESK)
    start.set_default_timeout(PATIENCE_MS)
    _open(start, server.address)
    _save(start, folder / "1-start.jpg")
    start.close()
    practitioner = set_up(server, browser, lambda page: _save(page, folder / "2-set-up.jpg"))
    records = server.records()
    clients, token = _demo(records)
    anna = clients[0]
    phone = browser.new_context(viewport=PHONE, has_touch=True, device_scale_factor=1.5)
    phone.set_default_timeout(PATIENCE_MS)
    page = phone.new_page()
    page.goto(f"{server.address}/join/{token}")
    _save(page, folder / "4-join.jpg")
    fill(page, {"Your name": "Anna", "E-mail address": "anna@example.org", "Password": PASSWORD})
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(f"{server.address}/")
    for client in clients:
        _measured(records, client)
    _open(page, f"{server.address}/add-photos")
    page.get_by_role("button", name="Start the camera").wait_for()
    _save(page, folder / "5-add-photos.jpg")
    _of_practitioner(server, practitioner, anna, folder)
    _of_client(server, phone, page, folder)
    records.database.engine.dispose()


def _of_practitioner(server: ClinicServer, signed_in: BrowserContext, anna: uuid.UUID, folder: Path) -> None:
    signed_in.set_default_timeout(PATIENCE_MS)
    desk = signed_in.new_page()
    desk.set_viewport_size(DESK)
    _open(desk, server.address)
    desk.get_by_text("Bruno").first.wait_for()
    desk.get_by_text(practice.WORKING).first.wait_for(state="detached")
    _save(desk, folder / "3-clients.jpg")
    _open(desk, f"{server.address}/sessions?client={anna}")
    _save(desk, folder / "6-sessions.jpg")
    desk.close()


def _of_client(server: ClinicServer, phone: BrowserContext, page: Page, folder: Path) -> None:
    _open(page, server.address)
    page.locator(".sm-cards").first.wait_for()
    _save(page, folder / "7-progress.jpg")
    wide = phone.browser.new_context(viewport=DESK, storage_state=phone.storage_state())  # type: ignore[union-attr]
    wide.set_default_timeout(PATIENCE_MS)
    desk = wide.new_page()
    _open(desk, server.address)
    for name, what in (
        ("8-over-time", desk.get_by_role("heading", name=told.CHART_TITLE)),
        ("9-lines", desk.get_by_role("heading", name=told.LINES_TITLE)),
        ("10-before-after", desk.get_by_role("heading", name=told.COMPARE_TITLE)),
    ):
        desk.locator(".sm-line").wait_for()
        desk.locator(".sm-badge.sm-alike, .sm-badge.sm-careful").wait_for()
        what.evaluate("(heading) => heading.scrollIntoView()")
        _save(desk, folder / f"{name}.jpg")
    _open(page, f"{server.address}/my-data")
    _save(page, folder / "11-my-data.jpg")


def _demo(records: Records) -> tuple[list[uuid.UUID], str]:
    """Load the demo clients as the practitioner; all of them, and an invitation for the first."""
    (clinic,) = people.clinics(records, CONSOLE)
    practitioner = Actor(accounts.list_accounts(records, CONSOLE, clinic.id)[0].id)
    for _ in demo.load(records, practitioner, clinic.id, ROOT / "sample_images"):
        pass
    clients = [client.id for client in demo.clients(records, practitioner, clinic.id)]
    return clients, accounts.invite_client(records, practitioner, clients[0])


def _measured(records: Records, client: uuid.UUID) -> None:
    deadline = time.monotonic() + MEASURING_SECONDS
    while time.monotonic() < deadline:
        found = scores.coverage(records, current_scorer(), client)
        if found.examined == found.photos:
            return
        time.sleep(2)
    raise SystemExit("The sample photos were not measured in time.")


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("footer.sm-footer").wait_for(timeout=PATIENCE_MS)


def _save(page: Page, file: Path) -> None:
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=file, type="jpeg", quality=70)


if __name__ == "__main__":
    main()
