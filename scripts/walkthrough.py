"""Make the pictures of docs/walkthrough.md: a new clinic with its demo clients, as a person would open it.

    python -m scripts.walkthrough [FOLDER]

Needs Chromium and the development tools. Takes some minutes: all 72 sample photos are measured first.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from skinmetrics.clinic import accounts, demo, people, scores
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from tests.browser.clinic_server import PASSWORD, ClinicServer, fill, running, set_up

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "walkthrough"
MEASURING_SECONDS = 1800
SETTLE_MS = 2500
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1200, "height": 800}


def main() -> None:
    """Start a server on an empty folder and take the pictures in the order of the walkthrough."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
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
    _take(start, server.address, folder / "1-start.jpg")
    practitioner = set_up(server, browser, lambda page: _save(page, folder / "2-set-up.jpg"))
    records = server.records()
    token = _demo(records)
    phone = browser.new_context(viewport=PHONE, has_touch=True)
    page = phone.new_page()
    page.goto(f"{server.address}/join/{token}")
    _save(page, folder / "3-join.jpg")
    fill(page, {"Your name": "Anna", "E-mail address": "anna@example.org", "Password": PASSWORD})
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(f"{server.address}/")
    _measured(records)
    _take(page, f"{server.address}/add-photos", folder / "4-add-photos.jpg")
    _take(page, server.address, folder / "5-progress.jpg")
    page.set_viewport_size(DESK)
    _take(page, server.address, folder / "6-progress-desk.jpg")
    _take(page, f"{server.address}/my-data", folder / "7-my-data.jpg")
    desk = practitioner.new_page()
    desk.set_viewport_size(DESK)
    _take(desk, server.address, folder / "8-clients.jpg")
    records.database.engine.dispose()


def _demo(records: Records) -> str:
    """Load the demo clients as the practitioner; an invitation for the first of them."""
    (clinic,) = people.clinics(records, CONSOLE)
    practitioner = Actor(accounts.list_accounts(records, CONSOLE, clinic.id)[0].id)
    for _ in demo.load(records, practitioner, clinic.id, ROOT / "sample_images"):
        pass
    return accounts.invite_client(records, practitioner, demo.clients(records, practitioner, clinic.id)[0].id)


def _measured(records: Records) -> None:
    deadline = time.monotonic() + MEASURING_SECONDS
    while time.monotonic() < deadline:
        found = scores.coverage(records, current_scorer())
        if found.examined == found.photos:
            return
        time.sleep(2)
    raise SystemExit("The sample photos were not measured in time.")


def _take(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.locator("footer.sm-footer").wait_for(timeout=120_000)
    page.wait_for_timeout(SETTLE_MS)
    _save(page, file)


def _save(page: Page, file: Path) -> None:
    page.screenshot(path=file, type="jpeg", quality=70)


if __name__ == "__main__":
    main()
