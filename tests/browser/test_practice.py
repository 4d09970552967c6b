"""The practitioner's pages in a real Chromium: session log, report, import and cohort, as a person would."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from skinmetrics.clinic import accounts, people, sign_in
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.consent_changes import give, withdraw
from skinmetrics.clinic.tables import Purpose
from skinmetrics.progress.verdict import Verdict
from skinmetrics.web.client.findings import badge
from skinmetrics.web.practice.client_parts import SIDES
from skinmetrics.web.tables import row, table
from skinmetrics.web.visitor import SIGN_IN_COOKIE
from tests.browser.clinic_server import PATIENCE_MS
from tests.browser.practice import Practice, choose, pick
from tests.browser.seen import look
from tests.browser.steady import drawn, still

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_every_page_is_accessible_and_fits(practice: Practice, width: int, dark: bool) -> None:  # noqa: FBT001
    for path, shows in (
        ("/", "Fine lines improved"),
        (practice.of("Ada Berg", "client"), "What the photos cannot tell"),
        (practice.of("Ada Berg", "sessions"), "Earlier sessions"),
        ("/importing", "nothing is kept until you say so"),
        ("/clinic", "no untreated group"),
    ):
        page = practice.open(path, width=width, dark=dark)
        page.get_by_text(shows).first.wait_for()
        look(page)
        for part, told in PARTS.get(path.partition("?")[0], {}).items() if width < 600 else ():
            choose(page, part)
            shown = page.get_by_text(told) if told else page.get_by_test_id("stDataFrame")
            shown.first.wait_for()
            look(page)
        page.close()


def test_a_page_left_open_tells_nothing_more_when_its_sign_in_or_the_consent_has_ended(practice: Practice) -> None:
    records = practice.server.records()
    (clinic,) = people.clinics(records, CONSOLE)
    account = accounts.list_accounts(records, CONSOLE, clinic.id)[0].id
    with records.acting() as db:
        token = sign_in.start(records, db, account, "").token
    context = practice.chromium.new_context()
    context.add_cookies([{"name": SIGN_IN_COOKIE, "value": token, "url": practice.server.address}])
    context.set_default_timeout(PATIENCE_MS)
    page, other = context.new_page(), context.new_page()

    page.goto(practice.server.address + practice.of("Edna Kerr", "client"))
    choose(page, "Two dates")
    page.locator(".sm-table").wait_for()  # until both days were looked at the page asks by itself
    drawn(page)
    page.get_by_label("Earlier day").click()
    client = practice.clients["Edna Kerr"]
    withdraw(records, CONSOLE, client, Purpose.PRACTITIONER, "1")
    page.get_by_role("option").nth(2).click()
    page.get_by_text("has not consented").first.wait_for()
    give(records, CONSOLE, client, Purpose.PRACTITIONER, "1")

    other.goto(practice.server.address)
    other.get_by_text("Bea Lind").first.wait_for()
    sign_in.sign_out(records, token)
    other.get_by_label("Search").fill("Bea")
    other.keyboard.press("Enter")
    other.get_by_role("link", name="Sign in").first.wait_for()
    expect(other.get_by_text("Bea Lind")).to_have_count(0)
    records.database.engine.dispose()
    context.close()


PARTS = {
    "/client": {
        "Needled or not": "chosen, not drawn by lot",
        "Two dates": "Two days alone say less",
        "Regions": "Forehead",
        "Photos": "Good to compare",
        "Notes": "No note yet",
        "Report": "Language of the PDF",
        "Glossary": "Length of fine lines",
    },
    "/clinic": {
        "Accounts": "Invite a colleague",
        "Audit": "",  # a table, whose text is drawn
        "Keeping": "until somebody erases them",
        "Settings": "Lengths are shown in",
    },
}


def test_a_client_is_archived_on_a_phone_and_brought_back_at_a_desk(practice: Practice) -> None:
    page = practice.open(practice.of("Edna Kerr", "client"), width=390)
    page.locator(".sm-badge.sm-careful").wait_for()  # what comes late moves what is below it
    page.get_by_text("Archive this client").tap()
    archive = page.get_by_role("button", name="Archive", exact=True)
    still(archive)  # it opens by and by, and moves what is in it
    drawn(page)
    archive.tap()
    expect(page.get_by_text("This client is archived: in no list, nothing deleted.")).to_be_visible()
    look(page)
    page.close()
    page = practice.open("/")
    expect(page.locator(".sm-clients li", has_text="Dora Falk")).to_be_visible()
    expect(page.locator(".sm-clients li", has_text="Edna Kerr")).to_have_count(0)
    choose(page, "Archived")
    page.locator(".sm-clients li", has_text="Edna Kerr").get_by_role("link").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("Archive this client")).to_be_visible()
    page.goto(practice.server.address)
    expect(page.locator(".sm-clients li", has_text="Edna Kerr")).to_be_visible()
    page.close()


def test_the_clinics_language_and_lengths_reach_its_pages_and_reports(practice: Practice) -> None:
    page = practice.open("/clinic")
    choose(page, "Settings")
    pick(page, "Language of the clinic", "Deutsch")
    pick(page, "Lengths are shown in", "inches")
    pick(page, "Keep records after the last visit", "10 years")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    page.close()
    page = practice.open(practice.of("Ada Berg", "client"), width=390)
    expect(page.locator(".sm-real")).to_contain_text("Was die Fotos nicht sagen können")
    expect(page.locator(".sm-real")).to_contain_text("Feine Linien: besser")
    choose(page, "Zwei Tage")
    expect(page.locator(".sm-table")).to_contain_text("in/in²")
    look(page)
    choose(page, "Bericht")
    with page.expect_download() as started:
        page.get_by_role("link", name="Für den Klienten (PDF)").click()
    text = " ".join(PdfDocument(started.value.path())[0].get_textpage().get_text_range().split())  # type: ignore[no-untyped-call]
    assert "Für Ada Berg" in text
    assert "Feine Linien: besser" in text
    assert "in/in²" in text
    page.goto(f"{practice.server.address}/clinic")
    choose(page, "Aufbewahrung")
    expect(page.get_by_text("Nichts ist fällig.")).to_be_visible()
    choose(page, "Einstellungen")
    pick(page, "Sprache der Praxis", "English")
    pick(page, "Längen werden gezeigt in", "Millimetern")
    page.get_by_role("button", name="Einstellungen speichern").click()
    expect(page.get_by_text("Einstellungen gespeichert.")).to_be_visible()
    page.close()


def test_ten_seconds_before_the_appointment_and_the_report(practice: Practice) -> None:
    page = practice.open("/")
    row = page.locator(".sm-clients li", has_text="Ada Berg")
    expect(row).to_contain_text("Fine lines improved")
    row.get_by_role("link").click()
    real = page.locator(".sm-real section", has_text="Real")
    expect(real).to_contain_text(re.compile(r"Fine lines: improved, −49\s% \(noise [\d.]+\s%\)"))
    choose(page, "Report")
    with page.expect_download() as started:
        page.get_by_role("link", name="For the client (PDF)").click()
    path = started.value.path()
    document = PdfDocument(path)  # type: ignore[no-untyped-call]
    assert len(document) == 2
    first = " ".join(document[0].get_textpage().get_text_range().split())
    assert "For Ada Berg" in first
    assert "Fine lines: improved" in first
    assert started.value.suggested_filename.endswith(".pdf")
    assert "Ada" not in started.value.suggested_filename
    page.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_all_clients_together_with_their_cautions(practice: Practice, width: int) -> None:
    page = practice.open("/clinic", width=width, dark=width < 600)
    page.get_by_role("button", name="Work it out").click()
    lines = page.locator(".sm-table tbody tr", has_text="Fine lines")
    expect(lines.get_by_role("cell").first).to_have_text("5")
    expect(lines).to_contain_text(re.compile(r"−4\d\.\d\s%.*−\d\d\.\d to −\d\d\.\d\s%"))
    page.locator(".stVegaLiteChart svg").first.wait_for()
    expect(page.locator(".sm-cautions")).to_contain_text("There is no untreated group here")
    look(page)
    page.close()


def test_no_verdict_is_cut_off_at_a_desk(practice: Practice) -> None:
    """Even where a language makes a row of needled against other regions as long as can be."""
    amount, interval = "−0,00031\xa0mm²/cm²", "(de\xa0−0,00025\xa0a\xa0+0,00023)"
    cells = (amount, amount, f"{amount} {interval}")
    long = row(SIDES, "Superficie de manchas marrones", cells, badge(Verdict.NO_DETECTABLE_CHANGE))
    page = practice.open(practice.of("Ada Berg", "client"))
    choose(page, "Regions")
    wide = page.locator(".sm-table").first.evaluate(
        """(shown, html) => {
             shown.outerHTML = html;
             const table = document.querySelector('.sm-sides .sm-table');
             return table.scrollWidth - table.clientWidth;
           }""",
        f'<div class="sm-sides">{table(SIDES, [long], "Table")}</div>',
    )
    assert wide <= 0
    page.close()
