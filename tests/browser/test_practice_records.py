"""What practitioners write down, correct and bring in, in a real Chromium, as a person would."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from skinmetrics.clinic import accounts, people, photos, preferences, scores
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.imaging.photo import inspect
from skinmetrics.web.language import translate
from skinmetrics.web.words.capture import CONFOUNDERS
from skinmetrics.web.words.client import ERASE, PROGRESS_TITLE
from skinmetrics.web.words.quick_look import CHOOSE_FILES, NO_SUCH_DAY
from tests.browser.clinic_server import ROOT, join_as_client
from tests.browser.practice import Practice, choose, pick, picture
from tests.browser.seen import look
from tests.browser.steady import drawn, in_view
from tests.clinic.test_history import examined

pytestmark = pytest.mark.browser


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
    page.close()


def test_a_half_written_session_is_there_again_on_coming_back(practice: Practice) -> None:
    page = practice.open(practice.of("Cara Holm", "sessions"))
    drawn(page)
    page.get_by_role("checkbox", name="CV24 Chengjiang").click()
    expect(page.locator(".sm-ticked")).to_contain_text("1 ticked")
    page.get_by_label("Minutes").fill("30")
    page.get_by_label("Notes").fill("slept well")
    page.evaluate("window.sameVisit = true")
    page.get_by_role("link", name="Overview").click()  # at once, with the last words still in the field
    page.get_by_text("What the photos cannot tell").wait_for()
    assert page.url.endswith(practice.of("Cara Holm", "client"))
    drawn(page)
    page.get_by_role("navigation", name="Pages of this client").get_by_role("link", name="Sessions").click()
    assert page.evaluate("window.sameVisit")
    expect(page.get_by_label("Notes")).to_have_value("slept well")
    expect(page.get_by_label("Minutes")).to_have_value("30")
    expect(page.get_by_role("checkbox", name="CV24 Chengjiang")).to_be_checked()
    page.close()


def test_a_session_saved_by_two_clicks_is_one_and_is_corrected_and_deleted_in_its_place(practice: Practice) -> None:
    page = practice.open(practice.of("Dora Falk", "sessions"), width=390)
    drawn(page)
    page.get_by_role("checkbox", name="CV24 Chengjiang").click()
    expect(page.locator(".sm-ticked")).to_contain_text("1 ticked")
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
    expect(page.get_by_text("Session of 19 Mar 2026 corrected.")).to_be_visible()
    expect(page.locator(".sm-entry").nth(1)).not_to_contain_text("GB14")
    page.get_by_role("button", name="Correct or delete").first.tap()
    page.get_by_role("button", name="Delete this session").tap()
    page.get_by_role("button", name="Delete it for good").tap()
    expect(page.get_by_text("Earlier sessions (1)")).to_be_visible()
    look(page)
    page.close()


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
    page.get_by_label("To erase, type the name of the client").fill("Zoë Moor")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("The records of Zoë Moor are erased.")).to_be_visible()
    look(page)
    assert "Zoë Moor" not in {one.name for one in people.list_clients(records, CONSOLE, clinic.id)}
    records.database.engine.dispose()
    page.close()


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
            expect(page.get_by_role("button", name=CHOOSE_FILES)).to_be_visible()
            page.locator("input[type=file][accept*=zip]").set_input_files(archive)
        else:
            page.locator("input[type=file][webkitdirectory]").set_input_files(folder)
        expect(page.get_by_text("Photos: 2. Clients: 1. Nothing is written yet.")).to_be_visible()
        if chosen is folder:  # of a new client, whose consent is asked for
            assert contrast(page.get_by_role("button", name="Import 0 photos")) > 4.5
        page.get_by_text("I have the signed consent").click()
        page.get_by_role("button", name="Import 2 photos").click()
        expect(page.get_by_role("status").filter(has_text="Already there")).to_contain_text(expected)
        drawn(page)  # until then what was shown before may still stand beside it
        expect(page.get_by_text("This is a PDF document")).to_be_visible()
        page.close()
    page = practice.open("/")
    expect(page.locator(".sm-clients li", has_text="Fay Moss")).to_contain_text("2 May 2026")
    page.close()


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
    look(page)
    page.close()
    page = own.new_page()
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{practice.server.address}/add-photos")
    give_day(page)
    expect(page.get_by_role("heading", name="2 Mar 2026")).to_be_visible()
    page.set_viewport_size({"width": 195, "height": 900})  # as with everything at twice its size
    told = page.locator('button[data-variant="pills"] p')
    expect(told).to_have_text(list(CONFOUNDERS.values()))
    assert told.evaluate_all("(all) => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0
    own.close()


def today_in_berlin() -> dt.date:
    return dt.datetime.now(dt.UTC).astimezone(ZoneInfo("Europe/Berlin")).date()


@pytest.mark.parametrize("width", [1440, 390])
def test_in_german_tables_show_each_day_as_it_is(practice: Practice, width: int) -> None:
    """Where Markdown is read, "15. September" is the fifteenth item of a list, and its number is cut off."""
    began = today_in_berlin()
    name = f"Ina{width}"
    own = join_as_client(practice.server, practice.chromium, name, *Purpose)
    records = practice.server.records()
    (clinic,) = people.clinics(records, CONSOLE)
    ina = next(one.id for one in people.list_clients(records, CONSOLE, clinic.id) if one.name == name)
    (account,) = (one.id for one in accounts.list_accounts(records, CONSOLE, clinic.id) if one.name == name)
    preferences.choose_language(records, Actor(account), account, "de")
    for day in (2, 12, 22):
        data = picture(100 + day)
        photo = photos.save(records, CONSOLE, ina, data, inspect(data, f"2026-03-{day:02}_080000.jpg")).photo_id
        scores.write(records, current_scorer(), photo, examined(3.0))
    records.database.engine.dispose()
    page = own.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(practice.server.address)
    drawn(page)
    expect(page).to_have_title(f"{translate(PROGRESS_TITLE, 'de')} · Skinmetrics")
    expect(page.locator("html[lang=de]")).to_have_count(1)
    page.get_by_text("Zahlen zeigen").click()
    days = page.locator(".sm-table tbody th")
    expect(days).to_have_text(["2. Mär 2026", "12. Mär 2026", "22. Mär 2026"], use_inner_text=True)
    look(page)
    page.goto(f"{practice.server.address}/my-data")
    page.get_by_text("Alles davon").click()
    today = re.compile(rf"^({began.day}|{today_in_berlin().day})\. ")  # midnight may lie between
    expect(days.first).to_have_text(today, use_inner_text=True)
    expect(page.get_by_role("cell").first).to_be_visible()
    assert contrast(page.get_by_role("button", name=translate(ERASE, "de"), disabled=True)) > 4.5
    look(page)
    own.close()


def test_the_menu_on_a_phone_is_gone_with_the_page_that_it_leads_to(practice: Practice) -> None:
    page = practice.open("/", width=390)
    drawn(page)
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_hidden()
    menu, folded = page.locator(".st-key-phone-nav"), page.get_by_test_id("stPopoverBody")
    for name, heading in (("What is known", "What is known"), ("Import", "Import an archive")):
        menu.get_by_role("button", name="More").tap()
        folded.get_by_role("link", name=name).tap()
        page.get_by_role("heading", name=heading, level=1).wait_for()
        drawn(page)
        expect(folded).to_have_count(0)
        look(page)
    menu.get_by_role("link", name="Sessions").tap()
    page.wait_for_url("**/sessions")
    page.close()


@pytest.mark.parametrize("dark", [False, True])
def test_the_menu_on_a_phone_tells_where_one_is_and_where_its_links_lead(practice: Practice, *, dark: bool) -> None:
    page = practice.open(practice.of("Bea Lind", "client"), width=390, dark=dark)
    menu = page.get_by_role("navigation", name="Pages", exact=True)
    links, more = menu.get_by_role("link"), page.locator(".st-key-phone-nav").get_by_role("button", name="More")
    expect(links).to_have_text(["Clients", "Client", "Sessions"])
    drawn(page)
    assert [one.get_attribute("href") for one in links.all()] == ["/", "/client", "/sessions"]
    assert [one.get_attribute("aria-current") for one in links.all()] == [None, "page", None]
    page.get_by_role("link", name="Sign out").focus()
    for control in (*links.all(), more):
        page.keyboard.press("Tab")
        expect(control).to_be_focused()
        assert control.evaluate("(control) => getComputedStyle(control).outlineStyle") == "solid"
    assert {_level(links.first), _level(more)} == {_level(links.last)}
    part = page.locator("button[data-variant]:not([data-selected])").first
    part.evaluate("(part) => part.setAttribute('data-disabled', 'true')")  # as while the connection is lost
    assert contrast(part) > 4.5
    links.last.click()
    expect(links.last).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("heading", name="Bea Lind")).to_be_visible()
    page.close()


def _level(control: Locator) -> tuple[int, int]:
    """Top and bottom in the window, whole pixels."""
    top, height = control.evaluate("(one) => { const at = one.getBoundingClientRect(); return [at.top, at.height]; }")
    return round(top), round(top + height)


def contrast(control: Locator) -> float:
    """Of the words on a control against what is behind it, as WCAG reckons."""
    ratio: float = control.evaluate(
        """(control) => {
             const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
             let behind = control;
             while (parts(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
             const light = (colour) => colour.map((one) => one / 255)
               .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
               .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0.05);
             const back = parts(getComputedStyle(behind).backgroundColor).slice(0, 3);
             const [red, green, blue, share = 1] = parts(getComputedStyle(control.querySelector('p')).color);
             const words = [red, green, blue].map((one, place) => one * share + back[place] * (1 - share));
             const both = [light(words), light(back)].sort((a, b) => b - a);
             return both[0] / both[1];
           }"""
    )
    return ratio


def give_day(page: Page) -> None:
    """Type a day that has not come into the first field that lacks one, then 2 Mar 2026; tap beside its calendar."""
    field = page.get_by_test_id("stDateInput").first
    in_view(field)
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type("20990302")
    field.get_by_test_id("stDateInputError").wait_for()
    refused = field.locator("> div").evaluate("(field) => getComputedStyle(field, '::before').content")
    assert refused == f'"{NO_SUCH_DAY}"'
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type("20260302")
    scroller = field.get_by_test_id("stDateInputFieldsScroller")
    expect(scroller).to_have_text("2026-03-02")
    assert scroller.evaluate("(field) => field.scrollWidth - field.clientWidth") <= 0
    page.mouse.click(385, 5)
