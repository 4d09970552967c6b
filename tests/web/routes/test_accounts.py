"""Setting up, signing in and out, joining, choosing a new password: as a browser without scripts does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from skinmetrics.clinic import accounts, people
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.database import Database
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import RoleName
from skinmetrics.settings import settings
from skinmetrics.web import visitor
from skinmetrics.web.routes import words
from skinmetrics.web.routes.browser import own_path
from tests.clinic.world import World
from tests.web.routes.conftest import OURS, Browser, csrf_of

Open = Callable[..., Browser]
PASSWORD = "three quiet words"  # noqa: S105
OTHER = "four other quiet words"


def submit(browser: Browser, path: str, page: str | None = None, **fields: str) -> Response:
    answer: Any = browser.submit(path, page, **fields)
    assert isinstance(answer, Response)
    return answer


def whose(browser: Browser, records: Records) -> str | None:
    found = visitor.visitor_of(records, browser.http.cookies.get(visitor.SIGN_IN_COOKIE))
    return found.email if found else None


def set_password(world: World, browser: Browser, person: str) -> str:
    """Let a person choose the password through a reset; their e-mail address."""
    account_id = world.accounts[person].account_id
    assert account_id is not None
    token = accounts.reset_password(world.records, CONSOLE, account_id)
    answer = submit(browser, f"/reset/{token}", password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?done=new")
    return f"{person.replace(' ', '.')}@example.org"


def new(app: Starlette) -> Browser:
    return Browser(TestClient(app, base_url=OURS))


def test_the_first_start_is_set_up_by_whoever_has_the_code_and_by_nobody_else(
    records: Records, serve: Callable[[Records], Starlette]
) -> None:
    browser = new(serve(records))
    code = accounts.setup_code(records)
    assert code is not None
    typed = {"clinic": "Linden", "zone": "Europe/Berlin", "name": "Dr. Ada", "email": "Ada@Example.org"}
    wrong = submit(browser, "/set-up", code="AAAA-AAAA-AAAA-AAAA", password=PASSWORD, **typed)
    assert wrong.status_code == 400
    assert 'value="Linden"' in wrong.text, "what was typed is still there"
    assert PASSWORD not in wrong.text
    assert words.PASSWORD_AGAIN in wrong.text
    assert "Ask your clinic" not in wrong.text
    elsewhere = submit(browser, "/set-up", code=code, password=PASSWORD, **{**typed, "zone": "Mars/Olympus"})
    assert "is no time zone" in elsewhere.text
    assert words.PASSWORD_AGAIN in elsewhere.text
    assert words.PASSWORD_AGAIN not in browser.http.get("/set-up").text
    done = submit(browser, "/set-up", code=code.lower().replace("-", " "), password=PASSWORD, **typed)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    found = visitor.visitor_of(records, browser.http.cookies.get(visitor.SIGN_IN_COOKIE))
    assert found is not None
    assert (found.name, found.email, found.clinic_name, found.time_zone) == (
        "Dr. Ada",
        "ada@example.org",
        "Linden",
        "Europe/Berlin",
    )
    assert found.roles == {RoleName.ADMINISTRATOR, RoleName.PRACTITIONER}
    assert accounts.setup_code(records) is None
    assert browser.http.get("/set-up").status_code == 404


def test_signing_in_leads_on_and_signing_out_ends_it_on_the_server(world: World, app: Starlette) -> None:
    browser = new(app)
    login = set_password(world, browser, "own client")
    wrong = submit(browser, "/sign-in", email=login, password="not this one")
    assert (wrong.status_code, whose(browser, world.records)) == (400, None)
    assert "wrong" in wrong.text
    answer = submit(
        browser, "/sign-in", "/sign-in?next=/my-progress", email=login.upper(), password=PASSWORD, next="/my-progress"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/my-progress")
    assert whose(browser, world.records) == login
    cookies = [cookie.lower() for cookie in answer.headers.get_list("set-cookie")]
    assert len(cookies) == 2
    assert all("httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie for cookie in cookies)
    token = browser.http.cookies.get(visitor.SIGN_IN_COOKIE)
    out = submit(browser, "/sign-out")
    assert out.headers["location"] == "/sign-in?done=out"
    assert words.SIGNED_OUT in browser.http.get("/sign-in?done=out").text
    assert visitor.visitor_of(world.records, token) is None


def test_behind_tls_the_cookies_are_for_tls_alone(world: World, app: Starlette) -> None:
    login = set_password(world, new(app), "own client")
    browser = Browser(TestClient(app, base_url="https://testserver"))
    answer = submit(browser, "/sign-in", email=login, password=PASSWORD)
    assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))


def test_signing_out_everywhere_ends_the_other_browsers_too(world: World, browser: Open) -> None:
    here, there = browser("practitioner"), browser("practitioner")
    submit(here, "/sign-out-everywhere", "/sign-out")
    assert whose(there, world.records) is None
    assert whose(browser("own client"), world.records) == "own.client@example.org"


def test_guessing_is_slowed_down_and_who_signed_in_here_before_is_not(world: World, app: Starlette) -> None:
    known, guesser = new(app), new(app)
    login = set_password(world, known, "own client")
    assert submit(known, "/sign-in", email=login, password=PASSWORD).status_code == 303
    submit(known, "/sign-out")
    tries = [submit(guesser, "/sign-in", email=login, password=f"guess number {n}") for n in range(6)]
    assert [answer.status_code for answer in tries] == [400] * 5 + [429]
    assert "Wait 15 min" in tries[-1].text
    assert submit(guesser, "/sign-in", email=login, password=PASSWORD).status_code == 429
    assert submit(known, "/sign-in", email=login, password=PASSWORD).status_code == 303


def test_an_invitation_makes_an_account_once(world: World, app: Starlette) -> None:
    client = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cleo")
    token = accounts.invite_client(world.records, CONSOLE, client)
    browser = new(app)
    assert words.JOIN_TITLE.format(clinic="Here") in browser.http.get(f"/join/{token}").text
    short = submit(browser, f"/join/{token}", name="Cleo", email="cleo@example.org", password="short")
    assert (short.status_code, 'value="cleo@example.org"' in short.text) == (400, True)
    taken = submit(browser, f"/join/{token}", name="Cleo", email="own.client@example.org", password=PASSWORD)
    assert taken.status_code == 400
    nameless = submit(browser, f"/join/{token}", name="  ", email="cleo@example.org", password=PASSWORD)
    assert words.SHORT_NAME in nameless.text
    done = submit(browser, f"/join/{token}", name="Cleo", email="cleo@example.org", password=PASSWORD)
    assert done.status_code == 303
    found = visitor.visitor_of(world.records, browser.http.cookies.get(visitor.SIGN_IN_COOKIE))
    assert found is not None
    assert (found.client_id, found.roles) == (client, frozenset({RoleName.CLIENT}))
    again = new(app).http.get(f"/join/{token}")
    assert (again.status_code, words.LINK_TITLE in again.text) == (404, True)


def test_who_is_signed_in_cannot_use_an_invitation_before_signing_out(
    world: World, browser: Open, app: Starlette
) -> None:
    client = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cleo")
    path = f"/join/{accounts.invite_client(world.records, world.accounts['practitioner'], client)}"
    theirs = browser("practitioner")
    told = theirs.http.get(path).text
    assert words.JOIN_SIGNED_IN.partition("{name}")[2] in told
    assert '<a class="button second" href="/">' in told, "a way back without signing out"
    assert 'name="password"' not in told
    opened = new(app)  # the form was open before somebody signed in
    csrf = opened.csrf(path)
    opened.http.cookies.set(
        visitor.SIGN_IN_COOKIE, theirs.http.cookies[visitor.SIGN_IN_COOKIE], domain="testserver.local"
    )
    chosen = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD}
    assert opened.http.post(path, data={"csrf": csrf, **chosen}).status_code == 403
    assert whose(opened, world.records) == "practitioner@example.org", "and stays signed in"
    out = submit(theirs, "/sign-out", path, next=path)
    assert (out.status_code, out.headers["location"]) == (303, path)
    assert submit(theirs, path, **chosen).status_code == 303
    assert whose(theirs, world.records) == "cleo@example.org"
    assert words.LINK_TITLE in browser("practitioner").http.get(path).text, "used up for everybody"


def test_another_sites_form_signs_nobody_out(app: Starlette) -> None:
    without_cookie = new(app).http.post("/sign-out", data={"next": "/join/x"}, follow_redirects=False)
    assert without_cookie.status_code == 303
    assert "set-cookie" not in without_cookie.headers, "browsers keep the cookie from such a form, but heed the answer"


def test_signing_out_leads_nowhere_else(browser: Open) -> None:
    for elsewhere in ("https://elsewhere.example", "//elsewhere.example", ""):
        out = submit(browser("practitioner"), "/sign-out", next=elsewhere)
        assert out.headers["location"] == "/sign-in?done=out"


def test_a_reset_ends_every_sign_in_and_the_old_password(world: World, browser: Open, app: Starlette) -> None:
    before, mine = browser("own client"), new(app)
    login = set_password(world, mine, "own client")
    assert whose(before, world.records) is None
    account_id = world.accounts["own client"].account_id
    assert account_id is not None
    token = accounts.reset_password(world.records, CONSOLE, account_id)
    weak = submit(mine, f"/reset/{token}", password="short")
    assert weak.status_code == 400
    assert submit(mine, f"/reset/{token}", password=OTHER).status_code == 303
    assert submit(mine, "/sign-in", email=login, password=PASSWORD).status_code == 400
    assert submit(mine, "/sign-in", email=login, password=OTHER).status_code == 303
    assert mine.http.get(f"/reset/{token}").status_code == 404


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/sign-out-everywhere"])
def test_a_form_from_elsewhere_is_refused(world: World, browser: Open, path: str) -> None:
    mine, other = browser("own client"), browser("other client")
    fields = {"email": "own.client@example.org", "password": PASSWORD}
    page = "/sign-out" if "out" in path else path
    stolen = other.csrf(page)
    for data in ({}, {"csrf": ""}, {"csrf": stolen}):
        assert mine.http.post(path, data={**fields, **data}).status_code == 403
    right = {"csrf": mine.csrf(page), **fields}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert mine.http.post(path, data=right, headers=headers).status_code == 403
    assert whose(mine, world.records) == "own.client@example.org"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/x",
        "",
        None,
    ],
)
def test_nobody_is_led_elsewhere(elsewhere: str | None) -> None:
    assert own_path(elsewhere) == "/"


def test_what_is_typed_is_shown_as_text(browser: Open) -> None:
    answer = submit(browser(), "/sign-in", email='"><script>alert(1)</script>', password=PASSWORD, next="/a?b=<i>")
    assert "<script" not in answer.text
    assert "<i>" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"], "default-src 'none' forbids scripts"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_text_that_a_database_cannot_hold_is_no_accident(world: World, browser: Open) -> None:
    token = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
    answer = submit(browser(), f"/join/{token}", name="A\0da", email="a\0da@example.org", password=PASSWORD)
    assert answer.status_code == 303


def test_a_disabled_account_is_out_at_once(world: World, browser: Open) -> None:
    theirs = browser("practitioner")
    csrf = csrf_of(theirs, world)
    account_id = world.accounts["practitioner"].account_id
    assert account_id is not None
    accounts.disable(world.records, world.accounts["administrator"], account_id)
    assert whose(theirs, world.records) is None
    assert theirs.http.post("/sign-out-everywhere", data={"csrf": csrf}).status_code == 401


def test_without_the_settings_there_is_no_single_sign_on(browser: Open) -> None:
    assert not settings().single_sign_on
    assert words.SIGN_IN_SINGLE not in browser().http.get("/sign-in").text


def test_pages_and_refusals_speak_the_browsers_language(app: Starlette) -> None:
    browser = new(app)
    browser.http.headers["accept-language"] = "de-AT,de;q=0.9,en;q=0.5"
    shown = browser.http.get("/sign-in").text
    assert '<html lang="de">' in shown
    assert "E-Mail-Adresse" in shown
    assert words.EMAIL not in shown
    wrong = submit(browser, "/sign-in", email="nobody@example.org", password=PASSWORD).text
    assert "E-Mail-Adresse oder Passwort ist falsch." in wrong
    assert '<html lang="en">' in new(app).http.get("/sign-in").text


def test_a_database_that_has_gone_away_is_said_without_its_address(
    world: World, serve: Callable[[object], Starlette]
) -> None:
    gone = Database(sa.create_engine("postgresql+psycopg://ada:hush@127.0.0.1:1/clinic"))
    http = TestClient(serve(replace(world.records, database=gone)))
    for path, marks in (("/ready", '"ready":false'), ("/sign-in", "cannot be reached just now")):
        answer = http.get(path)
        assert answer.status_code == 503
        assert marks in answer.text
        assert not {"hush", "127.0.0.1", "psycopg"} & set(re.split(r"[^\w.]+", answer.text))
