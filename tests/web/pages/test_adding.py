"""Clients who are added, with what they signed and without."""

from __future__ import annotations

from skinmetrics.clinic import consent, people
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.tables import Client, Purpose
from tests.clinic.world import World
from tests.web.pages.conftest import Open, text
from tests.web.pages.test_practice import button


def test_a_client_is_added_with_the_consent_they_signed_and_never_twice(world: World, open_page: Open) -> None:
    app = open_page("clients", "practitioner")
    app.text_input(key="new client 0").set_value("Cara Lind")
    app.checkbox(key="new client paper 0").check()
    button(app, "Add")
    added = {entry.name: entry.id for entry in people.list_clients(world.records, CONSOLE, world.clinic)}
    assert set(added) == {"Ada", "Bea", "Cara Lind"}
    assert "Cara Lind" in text(app)
    assert "No photos yet" in text(app) or "Working it out" in text(app)
    app.text_input(key="new client 1").set_value("cara  LIND")
    button(app, "Add")
    assert "of this name already" in text(app)
    assert world.count(Client) == 3


def test_the_signed_consent_of_one_client_is_not_ticked_for_the_next(world: World, open_page: Open) -> None:
    app = open_page("clients", "practitioner")
    app.text_input(key="new client 0").set_value("Cara Lind")
    app.checkbox(key="new client paper 0").check()
    button(app, "Add")
    assert "Cara Lind is added." in text(app)
    assert (app.text_input(key="new client 1").value, app.checkbox(key="new client paper 1").value) == ("", False)
    app.text_input(key="new client 1").set_value("Bob")
    button(app, "Add")
    assert "Bob is added." in text(app)
    added = {entry.name: entry.id for entry in people.list_clients(world.records, CONSOLE, world.clinic)}
    with world.records.database.reading() as db:
        assert consent.given(db, added["Cara Lind"]) == {Purpose.MEASURING, Purpose.PRACTITIONER}
        assert consent.given(db, added["Bob"]) == set()
    assert f"/sessions?client={added['Bob']}" in text(app)
    button(app, "Invite them to an account")
    assert "For Bob alone" in text(app)
