"""The frame around the pages, where the records do not answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import people, sign_in
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.errors import DatabaseDownError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web import server, visitor
from skinmetrics.web.language import translate
from skinmetrics.web.words import client as words
from tests.clinic.world import World
from tests.web.pages.conftest import text

SignIn = Callable[[str], None]


@pytest.fixture
def enter(world: World, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Have the browser send the sign-in of a person from now on."""

    def enter_(person: str) -> None:
        account, cookies = world.accounts[person].account_id, {}
        if account is not None:
            with world.records.acting() as db:
                cookies[visitor.SIGN_IN_COOKIE] = sign_in.start(world.records, db, account, "device").token
        monkeypatch.setattr(visitor, "st", SimpleNamespace(context=SimpleNamespace(cookies=cookies)))

    return enter_


@pytest.fixture
def signed_in(enter: SignIn) -> None:
    enter("administrator")


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_database_that_is_down_is_said_in_the_visitors_language(world: World, tmp_path: Path, language: str) -> None:
    sentence = translate(str(DatabaseDownError()), language)
    app = AppTest.from_file(server.SCRIPT, default_timeout=60)
    app.session_state["language"] = language
    app.run()
    assert not app.exception
    assert sentence not in text(app)
    world.records.database.engine.dispose()
    shutil.move(tmp_path / "data", tmp_path / "away")
    app.run()
    assert not app.exception, app.exception
    assert sentence in text(app)
    shutil.move(tmp_path / "away", tmp_path / "data")
    app.run()
    assert sentence not in text(app)
    assert text(app)


def test_a_page_that_was_left_open_keeps_nothing_for_the_next_person(world: World, enter: SignIn) -> None:
    """The connection comes back with the sign-in of whoever signed in in another tab of the browser meanwhile."""
    colleague = world.account("colleague", RoleName.PRACTITIONER).account_id
    assert colleague is not None
    people.assign(world.records, CONSOLE, world.client, colleague)
    enter("practitioner")
    app = AppTest.from_file(server.SCRIPT, default_timeout=60).run()
    app.text_input(key="search clients").set_value("Ada").run()
    for person, refused, shown in (
        ("colleague", True, False),
        ("nobody", False, False),
        ("colleague", True, False),
        ("practitioner", False, True),
    ):
        enter(person)
        app.run()
        assert not app.exception
        assert (words.OTHER_SIGN_IN in text(app)) == refused, person
        assert ("Ada" in text(app)) == shown, person
        assert "Ada" not in [one.value for one in app.text_input], person
