"""The practitioner's pages without a browser, on records of their own, for someone who is really signed in."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import sign_in
from skinmetrics.installation import open_installation
from skinmetrics.settings import Settings, settings
from skinmetrics.web import visitor
from skinmetrics.web.practice import half_written, place_in_list, verdicts
from tests.clinic.world import Clock, World

SECONDS = 180

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A folder of records with people in them, only good for copying, and who they are."""
    folder = tmp_path_factory.mktemp("populated")
    records = open_installation(Settings(data=folder))
    world = World.populate(records, Clock())
    records.database.engine.dispose()
    return folder, world


@pytest.fixture
def world(populated: tuple[Path, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The records that the pages open by themselves, with people in them."""
    folder, template = populated
    shutil.copytree(folder, tmp_path / "data")
    monkeypatch.setenv("SKINMETRICS_DATA", str(tmp_path / "data"))
    # The people are the same in each copy, and what is kept of them in memory would go on in the next test.
    kept = (half_written.half_written, half_written.half_corrected, half_written.half_noted, place_in_list._places)
    caches = (settings, visitor.records, verdicts.summaries, *kept)
    for cache in caches:
        cache.cache_clear()
    yield replace(template, records=visitor.records(), clock=Clock(), accounts=dict(template.accounts))
    visitor.records().database.engine.dispose()
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def open_page(world: World, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a page as a person of the world, `open_page("client", "practitioner", world.client)`."""

    def open_(name: str, person: str, client: uuid.UUID | None = None, place: str | None = None) -> AppTest:
        account = world.accounts[person].account_id
        token = None
        if account is not None:
            with world.records.acting() as db:
                token = sign_in.start(world.records, db, account, "device").token
        cookies = {} if token is None else {visitor.SIGN_IN_COOKIE: token}
        monkeypatch.setattr(visitor, "st", SimpleNamespace(context=SimpleNamespace(cookies=cookies)))
        app = AppTest.from_function(_script, default_timeout=SECONDS, args=(name,))
        if client is not None:
            app.query_params["client"] = str(client)
        if place is not None:
            app.query_params["list"] = place
        app.run()
        assert not app.exception, app.exception
        return app

    return open_


def _script(name: str) -> None:
    from contextlib import suppress  # noqa: PLC0415 - Streamlit runs this function by itself
    from importlib import import_module  # noqa: PLC0415

    from skinmetrics.web.faults import EndOfPageError  # noqa: PLC0415

    with suppress(EndOfPageError):
        import_module(f"skinmetrics.web.pages.{name}").page()


def labels(app: AppTest) -> list[str]:
    """What stands on the controls of a page, and what can be chosen in them."""
    fields = (app.text_input, app.text_area, app.number_input, app.date_input, app.time_input)
    found = [control.label for kind in (app.button, app.selectbox, app.checkbox, *fields) for control in kind]
    found += [one.label for one in (*app.expander, *app.multiselect)]
    found += [one.placeholder for one in (*app.text_input, *app.text_area) if one.placeholder]
    # A choice of the clinic's settings may stand for None.
    empty = [one for one in app.selectbox if one.value is None and not (one.key or "").startswith("clinic ")]
    found += [one.proto.placeholder or "Choose an option" for one in empty]
    found += [one.proto.placeholder or "Choose options" for one in app.multiselect]
    return found + [str(option) for control in app.selectbox for option in control.options]


def text(app: AppTest) -> str:
    """All that stands on a page, without what is in its fields."""
    return " ".join(element.value for element in [*app.html, *app.caption, *app.header, *app.code])
