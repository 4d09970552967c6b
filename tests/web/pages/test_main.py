"""The frame around the pages, where the records do not answer."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import sign_in
from skinmetrics.clinic.errors import DatabaseDownError
from skinmetrics.web import server, visitor
from skinmetrics.web.language import translate
from tests.clinic.world import World
from tests.web.pages.conftest import text


@pytest.fixture
def signed_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    account = world.accounts["administrator"].account_id
    assert account is not None
    with world.records.acting() as db:
        token = sign_in.start(world.records, db, account, "device").token
    context = SimpleNamespace(cookies={visitor.SIGN_IN_COOKIE: token})
    monkeypatch.setattr(visitor, "st", SimpleNamespace(context=context))


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
