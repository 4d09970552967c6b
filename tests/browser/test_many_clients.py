"""The list of a practitioner with more clients than a page shows, or a list to choose from holds, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from skinmetrics.clinic import accounts, people
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.web.practice.choosing import MOST
from tests.browser.clinic_server import PATIENCE_MS, running, set_up
from tests.browser.seen import look

FIRST = ("Anna", "Bela", "Cleo", "Dora", "Emil", "Ida", "Max", "Nora", "Olga", "Zoë")


@pytest.fixture(scope="module")
def opened(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, object]]:
    """The address of a clinic with many clients, and who is signed in there."""
    with running(tmp_path_factory.mktemp("many")) as server:
        signed_in = set_up(server, chromium)
        records = server.records()
        (clinic,) = people.clinics(records, CONSOLE)
        practitioner = Actor(accounts.list_accounts(records, CONSOLE, clinic.id)[0].id)
        for number in range(MOST + 20):
            people.add_client(records, practitioner, clinic.id, f"{FIRST[number % 10]} Berg {number:03}")
        records.database.engine.dispose()
        yield server.address, signed_in.storage_state()
        signed_in.close()


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_anybody_is_three_steps_away(
    opened: tuple[str, object],
    chromium: Browser,
    width: int,
    dark: bool,  # noqa: FBT001
) -> None:
    address, signed_in = opened
    context = chromium.new_context(
        storage_state=signed_in,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(address)
    rows = page.locator(".sm-clients li")
    expect(rows).to_have_count(25)
    expect(page.get_by_text("Shown: 25 of 120 clients")).to_be_visible()
    expect(page.get_by_role("button", name="Earlier names")).to_be_disabled()
    page.get_by_role("button", name="Later names").click()
    expect(rows.nth(24)).to_contain_text("Emil Berg 014")
    look(page)
    page.get_by_role("combobox", name="From letter").click()
    page.keyboard.type("Z")
    expect(page.get_by_role("option", name="Z", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(12)
    expect(rows.first).to_contain_text("Zoë Berg 009")
    expect(page.get_by_role("button", name="Later names")).to_be_disabled()
    page.get_by_role("button", name="Earlier names").click()
    expect(rows.nth(24)).to_contain_text("Olga Berg 118")
    page.get_by_label("Search", exact=True).fill("berg 0")
    page.keyboard.press("Enter")
    expect(rows.nth(24)).to_contain_text("Cleo Berg 012")
    page.get_by_role("button", name="Later names").click()
    page.get_by_role("link", name="Dora Berg 003").click()
    expect(page.get_by_role("heading", name="Dora Berg 003")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Dora Berg 003")).to_be_visible()
    expect(page.get_by_label("Search", exact=True)).to_have_value("berg 0")
    assert "berg" not in page.url
    look(page, f"back-in-the-list-{width}")
    page.get_by_label("Search", exact=True).fill("zoe berg 11")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(page.get_by_text("1 of 120 clients")).to_be_visible()
    page.get_by_text("Archive a client, or bring one back").click()
    expect(page.get_by_label("Part of the name").last).to_be_visible()
    look(page)
    context.close()
