"""A clinic with five clients, its pages in a browser, and how a person handles them."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from skinmetrics.clinic import accounts, people, photos, scores, treatments
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Purpose, Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.imaging.photo import inspect
from tests.browser.clinic_server import ClinicServer
from tests.browser.screens import Screens
from tests.browser.steady import drawn, until
from tests.clinic.test_history import examined

CLIENTS = ("Ada Berg", "Bea Lind", "Cara Holm", "Dora Falk", "Edna Kerr")
FIRST = dt.date(2026, 3, 1)
COURSE = (4.0, 4.1, 3.9, 2.0, 2.1, 1.95, 2.05)
"""What each of seven weekly photos of a client scores: fallen by half from the first session on."""


@dataclass(frozen=True)
class Practice:
    """A running clinic with five clients, and its practitioner's browsers."""

    server: ClinicServer
    chromium: Browser
    clients: dict[str, uuid.UUID]
    screens: Screens

    def open(self, path: str, *, width: int = 1440, dark: bool = False) -> Page:
        page = self.screens.page(width=width, dark=dark)
        page.goto(f"{self.server.address}{path}")
        page.get_by_role("heading", level=1).wait_for()
        return page

    def of(self, name: str, page: str) -> str:
        return f"/{page}?client={self.clients[name]}"


def seed(records: Records) -> dict[str, uuid.UUID]:
    """Five clients with scored photos and sessions on the left side."""
    (clinic,) = people.clinics(records, CONSOLE)
    practitioner = Actor(accounts.list_accounts(records, CONSOLE, clinic.id)[0].id)
    found = {}
    for number, name in enumerate(CLIENTS):
        client = found[name] = people.add_client(records, practitioner, clinic.id, name)
        for purpose in Purpose:
            give(records, CONSOLE, client, purpose, "1")
        for week, value in enumerate(COURSE):
            data = picture(10 * number + week)
            taken = FIRST + dt.timedelta(weeks=week)
            photo = photos.save(records, practitioner, client, data, inspect(data, f"{taken}_080000.jpg")).photo_id
            scores.write(records, current_scorer(), photo, examined(value + 0.05 * number))
        treated = (NeedledPoint("GB14", Side.LEFT), NeedledPoint("CV24", Side.MIDLINE))
        facts = SessionFacts(FIRST + dt.timedelta(weeks=3, days=-3), treated, 3, 25)
        treatments.record_session(records, practitioner, client, facts)
    return found


def picture(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 160), (2 * number, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def choose(page: Page, part: str) -> None:
    """One of a row of parts. A click is lost now and then while the page is drawn; a person clicks again."""
    control = page.get_by_role("radio", name=part).or_(page.get_by_role("button", name=part, exact=True)).first
    drawn(page)  # a click while the page looks again for what it waits for is taken, and then drawn over
    until(control.click, lambda patience: expect(control).to_be_checked(timeout=patience))
    drawn(page)


def pick(page: Page, label: str, option: str) -> None:
    """One of a list that unfolds."""
    drawn(page)
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    drawn(page)
