"""The practitioner's pages in a real Chromium: session log, report, import and cohort, as a person would."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdfium2 import PdfDocument

from skinmetrics.clinic import accounts, people, photos, scores, sign_in, treatments
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.consent_changes import give, withdraw
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Purpose, RoleName, Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.imaging.photo import inspect
from skinmetrics.progress.verdict import Verdict
from skinmetrics.web.client.findings import badge
from skinmetrics.web.practice.client_parts import SIDES
from skinmetrics.web.practice.tables import row, table
from skinmetrics.web.visitor import SIGN_IN_COOKIE
from tests.browser.clinic_server import PATIENCE_MS, ROOT, ClinicServer, join_as_client, running, set_up
from tests.browser.steady import drawn, in_view, until
from tests.clinic.test_history import examined

pytestmark = pytest.mark.browser

STREAMLITS_OWN = ["[data-testid=stSidebarNav]"]
"""The drawer of pages on a narrow screen, whose list items Streamlit wraps itself."""

CLIENTS = ("Ada Berg", "Bea Lind", "Cara Holm", "Dora Falk", "Edna Kerr")
FIRST = dt.date(2026, 3, 1)
COURSE = (4.0, 4.1, 3.9, 2.0, 2.1, 1.95, 2.05)
"""What each of seven weekly photos of a client scores: fallen by half from the first session on."""


@dataclass(frozen=True)
class Practice:
    """A running clinic with five clients, and the browser of its practitioner."""

    server: ClinicServer
    chromium: Browser
    signed_in: BrowserContext
    clients: dict[str, uuid.UUID]

    def open(self, path: str, *, width: int = 1440, dark: bool = False) -> Page:
        context = self.chromium.new_context(
            storage_state=self.signed_in.storage_state(),
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=width < 600,
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{self.server.address}{path}")
        page.get_by_role("heading", level=1).wait_for()
        return page

    def of(self, name: str, page: str) -> str:
        return f"/{page}?client={self.clients[name]}"


@pytest.fixture(scope="module")
def practice(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with running(tmp_path_factory.mktemp("practice")) as server:
        signed_in = set_up(server, chromium)
        records = server.records()
        clients = seed(records)
        records.database.engine.dispose()
        yield Practice(server, chromium, signed_in, clients)
        signed_in.close()


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


def check(page: Page) -> None:
    """No serious violation, and nothing wider than the window."""
    drawn(page)  # what is drawn anew is pale for a moment
    violations = Axe().run(page, context={"exclude": [STREAMLITS_OWN]}).response["violations"]
    found = [each for each in violations if each["impact"] in {"serious", "critical"}]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


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
        check(page)
        for part, told in PARTS.get(path.partition("?")[0], {}).items() if width < 600 else ():
            choose(page, part)
            shown = page.get_by_text(told) if told else page.get_by_test_id("stDataFrame")
            shown.first.wait_for()
            check(page)
        page.context.close()


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


def choose(page: Page, part: str) -> None:
    """One of a row of parts. A click is lost now and then while the page is drawn; a person clicks again."""
    control = page.get_by_role("radio", name=part).or_(page.get_by_role("button", name=part, exact=True)).first
    drawn(page)  # a click while the page looks again for what it waits for is taken, and then drawn over
    until(control.click, lambda patience: expect(control).to_be_checked(timeout=patience))
    drawn(page)


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
    page.wait_for_timeout(1000)  # it opens by and by, and moves what is in it
    drawn(page)
    page.get_by_role("button", name="Archive", exact=True).tap()
    expect(page.get_by_text("This client is archived: in no list, nothing deleted.")).to_be_visible()
    check(page)
    page.context.close()
    page = practice.open("/")
    expect(page.locator(".sm-clients li", has_text="Dora Falk")).to_be_visible()
    expect(page.locator(".sm-clients li", has_text="Edna Kerr")).to_have_count(0)
    choose(page, "Archived")
    page.locator(".sm-clients li", has_text="Edna Kerr").get_by_role("link").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("Archive this client")).to_be_visible()
    page.goto(practice.server.address)
    expect(page.locator(".sm-clients li", has_text="Edna Kerr")).to_be_visible()
    page.context.close()


def test_the_clinics_language_and_lengths_reach_its_pages_and_reports(practice: Practice) -> None:
    page = practice.open("/clinic")
    choose(page, "Settings")
    pick(page, "Language of the clinic", "Deutsch")
    pick(page, "Lengths are shown in", "inches")
    pick(page, "Keep records after the last visit", "10 years")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    page.context.close()
    page = practice.open(practice.of("Ada Berg", "client"), width=390)
    expect(page.locator(".sm-real")).to_contain_text("Was die Fotos nicht sagen können")
    expect(page.locator(".sm-real")).to_contain_text("Feine Linien: besser")
    choose(page, "Zwei Tage")
    expect(page.locator(".sm-table")).to_contain_text("in/in²")
    check(page)
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
    page.context.close()


def pick(page: Page, label: str, option: str) -> None:
    """One of a list that unfolds."""
    drawn(page)
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    drawn(page)


def test_a_session_is_logged_by_keyboard_and_touch_and_copied_with_one_tap(practice: Practice) -> None:
    page = practice.open(practice.of("Bea Lind", "sessions"), width=390)
    page.get_by_role("button", name="Copy the session of").tap()
    expect(page.get_by_role("checkbox", name="GB14 Yangbai, left")).to_be_checked()
    page.get_by_role("checkbox", name="CV24 Chengjiang").tap()
    expect(page.get_by_role("checkbox", name="CV24 Chengjiang")).not_to_be_checked()
    page.get_by_role("checkbox", name="GB14 Yangbai, right").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("checkbox", name="GB14 Yangbai, left")).to_be_focused()
    for key in ("ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox", name="EX-HN4 Yuyao, right")).to_be_checked()
    expect(page.locator(".sm-ticked")).to_contain_text("2 ticked: GB14 left, EX-HN4 right")
    page.get_by_role("button", name="Save session").tap()
    expect(page.get_by_text("Earlier sessions (2)")).to_be_visible()
    expect(page.locator(".sm-entry").first).to_contain_text("EX-HN4 right, GB14 left")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.context.close()


def test_a_session_saved_by_two_clicks_is_one_and_is_corrected_and_deleted_in_its_place(practice: Practice) -> None:
    page = practice.open(practice.of("Dora Falk", "sessions"), width=390)
    drawn(page)
    page.get_by_role("button", name="Save session").dblclick()
    drawn(page)
    expect(page.get_by_text("Earlier sessions (2)")).to_be_visible()
    page.get_by_role("button", name="Correct or delete").nth(1).tap()
    opened = page.get_by_role("checkbox", name="GB14 Yangbai, left", checked=True)
    opened.tap()
    expect(opened).to_have_count(0)
    drawn(page)
    page.get_by_role("button", name="Save the correction").tap()
    expect(page.get_by_text("Session of 19 March 2026 corrected.")).to_be_visible()
    expect(page.locator(".sm-entry").nth(1)).not_to_contain_text("GB14")
    page.get_by_role("button", name="Correct or delete").first.tap()
    page.get_by_role("button", name="Delete this session").tap()
    page.get_by_role("button", name="Delete it for good").tap()
    expect(page.get_by_text("Earlier sessions (1)")).to_be_visible()
    check(page)
    page.context.close()


def test_an_account_is_closed_and_opened_and_a_client_renamed_one_click_after_the_other(practice: Practice) -> None:
    records = practice.server.records()
    (clinic,) = people.clinics(records, CONSOLE)
    accounts.add(records, CONSOLE, clinic.id, RoleName.PRACTITIONER, "bo@example.org", "Bo Berg")
    people.add_client(records, CONSOLE, clinic.id, "Zita")
    page = practice.open("/clinic")
    choose(page, "Accounts")
    page.get_by_text("Close an account, open it again").click()
    pick(page, "Account", "Bo Berg")
    for _ in range(2):
        page.get_by_role("button", name="Close the account").click()
        page.get_by_role("button", name="Close it now").click()
        page.get_by_role("button", name="Open the account again").click()
    expect(page.get_by_role("button", name="Close the account")).to_be_visible()
    choose(page, "Keeping")
    page.get_by_text("Name, consents on paper, erasing").click()
    for before, after in (("Zita", "Zita Moor"), ("Zita Moor", "Zoë Moor")):
        pick(page, "Whose record", before)
        page.get_by_label("Name", exact=True).fill(after)
        page.get_by_role("button", name="Save the name").click()
        expect(page.get_by_label("Name", exact=True)).to_have_count(0)
    pick(page, "Whose record", "Zoë Moor")
    page.get_by_label("To erase, type the name: Zoë Moor").fill("Zoë Moor")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("The records of Zoë Moor are erased.")).to_be_visible()
    check(page)
    assert "Zoë Moor" not in {one.name for one in people.list_clients(records, CONSOLE, clinic.id)}
    records.database.engine.dispose()
    page.context.close()


def test_ten_seconds_before_the_appointment_and_the_report(practice: Practice) -> None:
    page = practice.open("/")
    row = page.locator(".sm-clients li", has_text="Ada Berg")
    expect(row).to_contain_text("Fine lines improved")
    row.get_by_role("link").click()
    real = page.locator(".sm-real section", has_text="Real")
    expect(real).to_contain_text("Fine lines: improved, down")
    expect(real).to_contain_text("Without any change such photos differ")
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
    page.context.close()


def test_an_archive_is_looked_at_imported_and_imported_again(practice: Practice, tmp_path: Path) -> None:
    """As a folder, and then the same photos as a zip: what is there already is not added twice."""
    folder, archive = tmp_path / "photos", tmp_path / "archive.zip"
    samples = sorted((ROOT / "sample_images").glob("*/*.jpg"))[:2]
    for number, sample in enumerate(samples):
        day = folder / "Fay Moss" / f"2026-05-0{number + 1}"
        day.mkdir(parents=True)
        with Image.open(sample) as image:
            image.reduce(4).save(day / f"IMG_{number}.jpg")
    (folder / "Fay Moss" / "letter.pdf").write_bytes(b"%PDF-1.7")
    with zipfile.ZipFile(archive, "w") as out:
        for file in sorted(folder.rglob("*.*")):
            out.write(file, file.relative_to(folder))
    for chosen, expected in (
        (folder, "Imported: 2. Already there: 0. Not imported: 1."),
        (archive, "Imported: 0. Already there: 2. Not imported: 1."),
    ):
        page = practice.open("/importing")
        if chosen is archive:
            choose(page, "A zip file")
            page.locator("input[type=file][accept*=zip]").set_input_files(archive)
        else:
            page.locator("input[type=file][webkitdirectory]").set_input_files(folder)
        expect(page.get_by_text("Photos: 2. Clients: 1. Nothing is written yet.")).to_be_visible()
        page.get_by_text("I have the signed consent").click()
        page.get_by_role("button", name="Import 2 photos").click()
        expect(page.get_by_role("status").filter(has_text="Already there")).to_contain_text(expected)
        expect(page.get_by_text("This is a PDF document")).to_be_visible()
        page.context.close()
    page = practice.open("/")
    expect(page.locator(".sm-clients li", has_text="Fay Moss")).to_contain_text("2 May 2026")
    page.context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_all_clients_together_with_their_cautions(practice: Practice, width: int) -> None:
    page = practice.open("/clinic", width=width, dark=width < 600)
    page.get_by_role("button", name="Work it out").click()
    lines = page.locator(".sm-table tbody tr", has_text="Fine lines")
    expect(lines.get_by_role("cell").first).to_have_text("5")
    expect(lines).to_contain_text(re.compile(r"−4\d\.\d\s%.*−\d\d\.\d to −\d\d\.\d\s%"))
    page.locator(".stVegaLiteChart svg").first.wait_for()
    expect(page.locator(".sm-cautions")).to_contain_text("There is no untreated group here")
    check(page)
    page.context.close()


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
    page.context.close()


def test_a_photo_without_a_day_gets_it_from_practitioner_or_client_on_a_phone(practice: Practice) -> None:
    """What is typed fits its field, is kept once the calendar is left, and the page shows it at once."""
    records = practice.server.records()
    own = join_as_client(practice.server, practice.chromium, "Gil", *Purpose)
    (clinic,) = people.clinics(records, CONSOLE)
    gil = next(one.id for one in people.list_clients(records, CONSOLE, clinic.id) if one.name == "Gil")
    for client in (gil, practice.clients["Dora Falk"]):
        data = picture(99)
        photo = photos.save(records, CONSOLE, client, data, inspect(data, "selfie.jpg")).photo_id
        scores.write(records, current_scorer(), photo, examined(3.0))
    records.database.engine.dispose()
    page = practice.open(practice.of("Dora Falk", "client"), width=390)
    choose(page, "Photos")
    give_day(page)
    expect(page.get_by_text("Without a day")).to_have_count(0)
    check(page)
    page.context.close()
    page = own.new_page()
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{practice.server.address}/add-photos")
    give_day(page)
    expect(page.get_by_role("heading", name="2 March 2026")).to_be_visible()
    own.close()


def give_day(page: Page) -> None:
    """Type 2 March 2026 into the first field that lacks a day, then tap beside its calendar."""
    field = page.get_by_test_id("stDateInput").first
    in_view(field)
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type("20260302")
    scroller = field.get_by_test_id("stDateInputFieldsScroller")
    expect(scroller).to_have_text("2026-03-02")
    assert scroller.evaluate("(field) => field.scrollWidth - field.clientWidth") <= 0
    page.mouse.click(385, 5)
