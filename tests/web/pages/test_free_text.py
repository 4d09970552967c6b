"""What people write themselves, names and notes and reasons, is shown as it is: no page runs it as Markdown or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import hold, people, remarks
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.tables import Account, Clinic, Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from tests.clinic.test_history import examined, shot
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open
from tests.web.pages.test_practice import button

HOSTILE = "Eve ![x](https://evil.example/p.png) [a](https://evil.example) *b* <img src=https://evil.example/q.png>"


@pytest.fixture
def hostile(world: World) -> World:
    """Whatever can be named or written is."""
    own = world.accounts["practitioner"]
    with world.records.database.writing() as db:
        for one in (world.accounts[name].account_id for name in ("administrator", "practitioner", "own client")):
            db.get_one(Account, one).name = HOSTILE
        db.get_one(Clinic, world.clinic).name = HOSTILE
    people.rename(world.records, CONSOLE, world.client, HOSTILE)
    people.add_client(world.records, own, world.clinic, f"{HOSTILE} 2")
    remarks.exclude(world.records, own, shot(world, START, examined(3)), HOSTILE)
    world.note(HOSTILE, world.session(SessionFacts(START.date(), (NeedledPoint("GB14", Side.LEFT, HOSTILE),), 2, 25)))
    hold.place_hold(world.records, CONSOLE, world.other_client, HOSTILE)
    world.choose(CONSOLE, world.clinic, Preferences(keep_months=6))
    return world


def in_markdown(app: AppTest) -> Iterator[str]:
    """All that Streamlit reads as Markdown: texts and labels, but no HTML, code, fields' values or options of lists."""
    for node in app._tree:
        proto: Any = getattr(node, "proto", None)
        if node.type not in ("html", "code"):
            yield from (str(getattr(proto, name, "")) for name in ("body", "label", "help", "text"))
        for part in ("expandable", "popover", "tab"):
            yield str(getattr(getattr(proto, part, None), "label", ""))
        if node.type == "button_group":
            yield from (option.content for option in proto.options)


def invited(app: AppTest) -> None:
    field = app.selectbox(key="invited")
    field.select(next(each for each in field.options if each.startswith("Eve"))).run()
    button(app, "Make the link")


def accounts_open(app: AppTest) -> None:
    app.segmented_control(key="clinic part").set_value("Accounts").run()
    field = app.selectbox(key="account")
    for option in [each for each in field.options if each.startswith("Eve")]:
        app.selectbox(key="account").select(option).run()


def records_open(app: AppTest) -> None:
    app.segmented_control(key="clinic part").set_value("Keeping").run()
    for key in ("record of False 0", "hold whom False"):
        field = app.selectbox(key=key)
        field.select(next(each for each in field.options if each.startswith("Eve" if "record" in key else "Bea"))).run()


def notes_open(app: AppTest) -> None:
    app.segmented_control(key="part").set_value("Notes").run()
    button(app, "Correct or delete")


def photos_open(app: AppTest) -> None:
    app.segmented_control(key="part").set_value("Photos").run()


@pytest.mark.parametrize(
    ("name", "person", "act"),
    [
        ("clients", "practitioner", invited),
        ("clients", "administrator", invited),
        ("clinic", "administrator", accounts_open),
        ("clinic", "administrator", records_open),
        ("client", "practitioner", notes_open),
        ("client", "practitioner", photos_open),
        ("sessions", "practitioner", lambda app: button(app, "Correct or delete")),
        ("my_data", "own client", AppTest.run),
        ("progress", "own client", AppTest.run),
        ("add_photos", "own client", AppTest.run),
    ],
)
def test_no_page_runs_what_people_write(
    hostile: World, open_page: Open, name: str, person: str, act: Callable[[AppTest], object]
) -> None:
    app = open_page(name, person, hostile.client if name in ("client", "sessions") else None)
    act(app)
    assert not app.exception, app.exception
    assert [each for each in in_markdown(app) if "evil.example" in each] == []
    shown = [each.value for each in app.html]
    assert any("evil.example" in each for each in shown) or name in ("progress", "add_photos")
    assert not [each for each in shown if "<img src=https://evil" in each]
