"""Six persons by every page of Streamlit's, each opened with the client's id in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import treatments
from skinmetrics.clinic.tables import Client
from skinmetrics.web import visitor
from tests.clinic.test_access import PERSONS
from tests.clinic.world import World
from tests.web.routes.conftest import Browser, jpeg

PAGES = sorted(
    file.stem
    for file in (Path(visitor.__file__).parent / "pages").glob("*.py")
    if "def page(" in file.read_text(encoding="utf-8")
)
CLIENT = "Zuleika Quine"  # a name and a note that nothing else on a page resembles
NOTE = "tender behind the left ear"

# Whether a page names the client, in the order of PERSONS: administrator, practitioner, own client, other client,
# other clinic, nobody. Names are all that an administrator sees.
NAMES = {
    "clients": (True, True, False, False, False, False),
    "client": (False, True, False, False, False, False),
    "sessions": (False, True, False, False, False, False),
}
OTHERS = (False, False, True, False, False, False)
"""Any other page may name the client to themselves; to a practitioner and an administrator it need not."""


def open_page(page: str) -> None:
    """What AppTest runs."""
    from contextlib import suppress  # noqa: PLC0415 - this function becomes a script
    from importlib import import_module  # noqa: PLC0415

    from skinmetrics.web.faults import EndOfPageError  # noqa: PLC0415

    with suppress(EndOfPageError):
        import_module(f"skinmetrics.web.pages.{page}").page()


def everything_on(page: AppTest) -> str:
    """All that the server sent for a page, widgets and components included."""
    shown = [str(element) for element in page.main]
    shown += [str(getattr(element, "proto", "")) for element in page.main]
    return "\n".join(shown)


@pytest.fixture
def look_at(
    world: World, app: Starlette, browser: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], AppTest]:
    """A page as a person sees it."""
    assert app.routes
    with world.records.database.writing() as db:
        db.get_one(Client, world.client).name = CLIENT
    world.photo(jpeg())
    practitioner = world.accounts["practitioner"]
    treatments.record_session(
        world.records, practitioner, world.client, treatments.SessionFacts(held_on=dt.date(2026, 2, 1), needles=7)
    )
    treatments.write_note(world.records, practitioner, world.client, NOTE)

    def look(page: str, person: str) -> AppTest:
        cookies = dict(browser(person).http.cookies)
        context = SimpleNamespace(cookies=cookies, locale="en", timezone="UTC", headers={}, url="http://testserver/")
        monkeypatch.setattr(visitor, "st", SimpleNamespace(context=context))
        test = AppTest.from_function(open_page, default_timeout=180, args=(page,))
        test.query_params["client"] = str(world.client)
        return test.run()

    return look


def test_there_are_pages() -> None:
    assert set(NAMES) <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_a_client_to_those_alone_who_may_see_them(
    look_at: Callable[[str, str], AppTest], page: str
) -> None:
    for person, named in zip(PERSONS, NAMES.get(page, OTHERS), strict=True):
        seen = look_at(page, person)
        assert [str(error.value) for error in seen.exception] == [], (page, person)
        shown = everything_on(seen)
        if page in NAMES:
            assert (CLIENT in shown) == named, (page, person)
        elif not named and person not in {"administrator", "practitioner"}:
            assert CLIENT not in shown, (page, person)
        if person not in {"practitioner", "own client"}:
            assert NOTE not in shown, (page, person)
            assert "/photo/" not in shown, (page, person)
            assert "/picture/" not in shown, (page, person)
