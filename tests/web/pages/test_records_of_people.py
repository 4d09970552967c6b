"""Accounts and clients' records, looked after by administrator and practitioner."""

from __future__ import annotations

from skinmetrics.clinic.accounts import list_accounts
from skinmetrics.clinic.actors import CONSOLE
from tests.clinic.world import World
from tests.web.pages.conftest import Open, text
from tests.web.pages.test_practice import button


def closed(world: World) -> list[str]:
    return [one.name for one in list_accounts(world.records, CONSOLE, world.clinic) if one.disabled_at is not None]


def test_closing_an_account_asks_and_can_be_undone(world: World, open_page: Open) -> None:
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Accounts").run()
    app.selectbox(key="account").select_index(2).run()
    assert "Practitioner is signed out everywhere" in text(app)
    assert closed(world) == []
    button(app, "Close it now")
    assert closed(world) == ["Practitioner"]
    assert "Practitioner (practitioner@example.org), closed" in app.selectbox(key="account").options
    button(app, "Open the account again")
    assert closed(world) == []
