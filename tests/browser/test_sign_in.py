"""Into the clinic and out again as people do it, and whether what the pages load is for them alone."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Response, expect

from skinmetrics.clinic import accounts, people, scores
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.web.visitor import visitor_of
from tests.browser.clinic_server import PASSWORD, PATIENCE_MS, ClinicServer, fill, join_as_client, running, set_up
from tests.browser.seen import look
from tests.clinic.world import photos_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClinicServer]:
    with running(tmp_path_factory.mktemp("clinic") / "data") as started:
        yield started


@pytest.fixture(scope="module")
def practitioner(server: ClinicServer, chromium: Browser) -> Iterator[BrowserContext]:
    context = set_up(server, chromium, lambda page: free_of_barriers(page, "set-up-form"))
    yield context
    context.close()


def free_of_barriers(page: Page, name: str) -> None:
    """These pages are all our own: not even the lesser remarks of axe."""
    look(page, name, lesser=True)


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_every_page_can_be_used_by_everyone(
    server: ClinicServer,
    practitioner: BrowserContext,
    chromium: Browser,
    width: int,
    dark: bool,  # noqa: FBT001
) -> None:
    records = server.records()
    (clinic,) = people.clinics(records, CONSOLE)
    join = accounts.invite_colleague(records, CONSOLE, clinic.id, RoleName.PRACTITIONER)
    (account,) = [one for one in accounts.list_accounts(records, CONSOLE, clinic.id) if one.login.startswith("ada")]
    reset = accounts.reset_password(records, CONSOLE, account.id)
    records.database.engine.dispose()
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", bypass_csp=True
    )
    page = context.new_page()
    for path in ("/sign-in", "/set-up", f"/join/{join}", f"/reset/{reset}", "/reset/used-up", "/sign-in?done=out"):
        page.goto(server.address + path)
        free_of_barriers(page, f"{path.strip('/').split('/')[0].split('?')[0]}-{width}-{'dark' if dark else 'light'}")
    page.goto(f"{server.address}/sign-in")
    fill(page, {"E-mail address": "nobody@example.org", "Password": "not the right one"})
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    free_of_barriers(page, f"wrong-{width}-{'dark' if dark else 'light'}")
    context.add_cookies(practitioner.cookies())  # type: ignore[arg-type]
    page.goto(f"{server.address}/sign-out")
    free_of_barriers(page, f"out-{width}-{'dark' if dark else 'light'}")
    context.close()


@pytest.mark.usefixtures("practitioner")
def test_a_client_joins_and_signs_in_and_out_without_any_script(server: ClinicServer, chromium: Browser) -> None:
    join_as_client(server, chromium, "Nora").close()
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{server.address}/sign-in?next=/sign-out")
    fill(page, {"E-mail address": "nora@example.org", "Password": "not this one"})
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    fill(page, {"Password": PASSWORD})
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.address}/sign-out")
    expect(page.locator("main")).to_contain_text("Nora (nora@example.org)")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You are signed out.")
    context.close()


UPLOAD = """async ([csrf, client, files]) => {
  const form = new FormData();
  form.append("client_id", client);
  for (const [name, text] of files)
    form.append("photos", new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name));
  return (await fetch("/upload", {method: "POST", headers: {"X-CSRF-Token": csrf}, body: form})).json();
}"""


def test_no_address_tells_of_others_or_says_in_english_that_there_is_nothing(
    server: ClinicServer, chromium: Browser
) -> None:
    context = chromium.new_context(locale="de-DE")
    assert ask(context, f"{server.address}/_stcore/health").status == 200
    assert ask(context, f"{server.address}/_stcore/metrics").status == 404
    page = context.new_page()
    page.goto(f"{server.address}/nothing-is-here")
    expect(page.get_by_role("link", name="Anmelden")).to_be_visible()
    expect(page).to_have_url(f"{server.address}/")
    expect(page.get_by_text("not found")).to_have_count(0)
    context.close()


def everything_loaded(page: Page, address: str, *others: str) -> list[Response]:
    """Open the start page, every page that it leads to, and the `others`; all answers that came."""
    came: list[Response] = []

    def note(response: Response) -> None:
        came.append(response)

    page.on("response", note)
    page.goto(address)
    page.get_by_test_id("stApp").wait_for()
    page.wait_for_load_state("networkidle")
    links = {urlsplit(str(link.get_attribute("href"))).path for link in page.get_by_role("link").all()}
    for path in (*sorted(links - {"", "/", "/sign-out", "/download/export"}), *others):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
    return came


def icon_of(page: Page, address: str) -> str:
    """Where the page's icon is, which everybody may see."""
    page.goto(address)
    icon = page.locator("link[rel*=icon][href*='/media/']")
    icon.wait_for(state="attached")
    return str(icon.evaluate("link => link.href"))


def is_shown(response: Response) -> bool:
    """Whether an answer may show somebody: a picture, a file, or anything from Streamlit's media route."""
    kind, path = response.headers.get("content-type", ""), urlsplit(response.url).path
    ours = path.startswith(("/photo/", "/picture/", "/media/", "/download/"))
    return ours or (
        kind.startswith(("image/", "video/", "application/zip")) and not path.startswith(("/static/", "/favicon."))
    )


def test_nothing_that_pages_about_a_client_load_opens_for_anyone_else(
    server: ClinicServer, practitioner: BrowserContext, chromium: Browser, six_photos: list[Path]
) -> None:
    mine = join_as_client(server, chromium, "Mia", *Purpose)
    other = join_as_client(server, chromium, "Olga", *Purpose)
    nobody = chromium.new_context()
    records = server.records()
    token = next(cookie["value"] for cookie in mine.cookies() if cookie["name"] == "skinmetrics_sign_in")
    me = visitor_of(records, token)
    assert me is not None
    page = mine.new_page()
    page.goto(f"{server.address}/sign-out")
    files = [(path.name, b64encode(path.read_bytes()).decode()) for path in six_photos[:2]]
    sending = page.context.new_page()
    sending.goto(f"{server.address}/")
    answer = sending.evaluate(UPLOAD, [me.csrf, str(me.client_id), files])
    assert [one["status"] for one in answer["files"]] == ["saved", "saved"]
    sending.close()

    assert me.client_id is not None
    ids = [entry.id for entry in photos_of(records, me.client_id)]
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while scores.pending(records, current_scorer()) and time.monotonic() < deadline:
        time.sleep(0.2)  # so that the pages have faces to show
    records.database.engine.dispose()
    about = [f"/{page}?client={me.client_id}" for page in ("client", "sessions")]
    came = everything_loaded(page, server.address)
    came_there = everything_loaded(practitioner.new_page(), server.address, *about)
    ours = [each.headers for each in came if each.url.startswith(server.address)]  # and no blob
    told = {(each.get("x-frame-options"), each.get("x-content-type-options")) for each in ours}
    assert told == {("SAMEORIGIN", "nosniff")}
    theirs = {response.url for response in came_there if is_shown(response)}
    loaded = {response.url for response in came if is_shown(response)} | theirs
    loaded -= {icon_of(nobody.new_page(), server.address)}
    routes = [f"/photo/{ids[0]}", f"/picture/{ids[0]}/face", f"/picture/{ids[1]}/even"]
    loaded |= {server.address + path for path in (*routes, "/download/export")}
    for url in sorted(loaded):
        assert ask(mine, url).status == 200, url
        assert ask(nobody, url).status in {401, 404}, url
        answered = ask(other, url)
        if urlsplit(url).path == "/download/export":  # everyone's own
            assert answered.body() != ask(mine, url).body()
            continue
        assert answered.status == 404, url
    for context in (mine, other, nobody):
        context.close()


def ask(context: BrowserContext, url: str) -> APIResponse:
    """Open an address with a browser's cookies."""
    return context.request.get(url, timeout=PATIENCE_MS)
