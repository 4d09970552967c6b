"""The frame around the pages, where the records do not answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import people, preferences, sign_in
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.errors import DatabaseDownError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web import server, visitor
from skinmetrics.web.language import LANGUAGES, translate
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
    app = AppTest.from_file(server.SCRIPT, default_timeout=180)
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
    app = AppTest.from_file(server.SCRIPT, default_timeout=180).run()
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
        assert ("Ada" in [one.value for one in app.text_input]) == shown, person  # who searched comes back to it


def test_a_browser_that_answers_with_the_first_language_it_was_told_changes_none(world: World, enter: SignIn) -> None:
    """It mounts the field with its default, which it takes from any run, and sends that back."""
    own = world.accounts["practitioner"]
    assert own.account_id is not None
    preferences.choose_language(world.records, own, own.account_id, "de")
    enter("practitioner")
    app = AppTest.from_file(server.SCRIPT, default_timeout=180).run()
    for chosen in ("de", "de", "es", "es"):
        field = app.selectbox(key="language field")
        assert field.value == people.belonging(world.records, own).language
        field.set_value(list(LANGUAGES)[field.proto.default]).run()
        assert people.belonging(world.records, own).language == field.value
        app.selectbox(key="language field").set_value(chosen).run()
        assert not app.exception
        assert people.belonging(world.records, own).language == chosen
        assert translate(words.SIGN_OUT, chosen) in text(app)


def test_a_language_that_was_shown_already_is_not_kept_as_chosen(world: World, enter: SignIn) -> None:
    """A page open since before the server was started anew sends what stood in its field; the visit goes on in it."""
    own = world.accounts["practitioner"]
    enter("practitioner")
    app = AppTest.from_file(server.SCRIPT, default_timeout=180).run()
    anew = AppTest.from_file(server.SCRIPT, default_timeout=180)
    anew.session_state[app.selectbox(key="language field").proto.id] = "es"
    anew.run()
    assert not anew.exception
    assert translate(words.SIGN_OUT, "es") in text(anew)
    assert anew.selectbox(key="language field").value == "es"
    app.session_state["language"] = "de"
    app.selectbox(key="language field").set_value("de").run()
    assert people.belonging(world.records, own).language is None
