"""Accounts and clients' records, looked after by administrator and practitioner."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import hold, people
from skinmetrics.clinic.accounts import list_accounts
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup.making import back_up
from skinmetrics.clinic.consent import given
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.tables import Client, Purpose, RoleName
from tests.clinic.world import World
from tests.web.pages.conftest import Open, text
from tests.web.pages.test_practice import button


def on_paper(world: World) -> uuid.UUID:
    """A client without an account who signed everything."""
    client = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara Lind")
    for purpose in Purpose:
        give(world.records, world.accounts["practitioner"], client, purpose, "paper")
    return client


def allowed(world: World, client: uuid.UUID) -> frozenset[Purpose]:
    with world.records.database.reading() as db:
        return given(db, client)


def name_of(world: World, client: uuid.UUID) -> str:
    return people.client(world.records, CONSOLE, client).name


def keeping(open_page: Open, name: str) -> AppTest:
    """The page of an administrator who treats nobody, with a client's record open."""
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Keeping").run()
    app.selectbox(key="record of False 0").select(name).run()
    assert not app.exception, app.exception
    return app


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
    assert "<strong>Practitioner</strong> · closed" in text(app)
    button(app, "Open the account again")
    assert closed(world) == []


@pytest.mark.parametrize("person", ["practitioner", "administrator"])
def test_what_was_signed_on_paper_is_withdrawn(world: World, open_page: Open, person: str) -> None:
    client = on_paper(world)
    app = open_page("client", person, client) if person == "practitioner" else keeping(open_page, "Cara Lind")
    app.multiselect(key=f"withdrawn {client}").select(Purpose.STATISTICS).select(Purpose.PRACTITIONER).run()
    button(app, "Record the withdrawal")
    assert allowed(world, client) == {Purpose.MEASURING, Purpose.SHOWING}
    assert "The withdrawal is recorded." in text(app)
    if person == "practitioner":
        assert "has not consented to use of photos and scores by the practitioner" in text(app)
        app.checkbox(key=f"paper {client} {Purpose.PRACTITIONER}").check().run()
        button(app, "Record consent")
        assert allowed(world, client) == set(Purpose) - {Purpose.STATISTICS}


def test_who_has_an_account_says_themselves_what_they_allow(world: World, open_page: Open) -> None:
    world.consent(world.client, Purpose.PRACTITIONER, given=False)
    app = open_page("client", "practitioner", world.client)
    assert "they give and withdraw themselves" in text(app)
    assert "They can do so under My data." in text(app)
    assert "or on paper" not in text(app)
    assert not app.multiselect
    assert not [one for one in app.checkbox if str(one.key).startswith("paper")]


@pytest.mark.parametrize("person", ["practitioner", "administrator"])
def test_a_client_gets_another_name_and_never_that_of_another(world: World, open_page: Open, person: str) -> None:
    client = on_paper(world)
    app = open_page("client", person, client) if person == "practitioner" else keeping(open_page, "Cara Lind")
    app.text_input(key=f"name of {client}").set_value("ada").run()
    button(app, "Save the name")
    assert "of this name already" in text(app)
    assert name_of(world, client) == "Cara Lind"
    app.text_input(key=f"name of {client}").set_value("Cara  LIND").run()
    button(app, "Save the name")
    if person == "administrator":
        app.selectbox(key="record of False 1").select("Cara LIND").run()
    app.text_input(key=f"name of {client}").set_value("Klara  Lindt ").run()
    button(app, "Save the name")
    assert name_of(world, client) == "Klara Lindt"
    if person == "practitioner":
        assert "Klara Lindt" in text(app)
    found = people.list_clients(world.records, CONSOLE, world.clinic)
    assert [one.name for one in found] == ["Ada", "Bea", "Klara Lindt"]


def test_the_administrator_erases_a_client_once_the_name_is_typed(world: World, open_page: Open) -> None:
    client = on_paper(world)
    hold.place_hold(world.records, CONSOLE, client, "court case 12")
    app = keeping(open_page, "Cara Lind")
    button(app, "Erase for good")
    assert "Nothing was erased" in text(app)
    app.text_input(key=f"erase {client}").set_value("cara lind").run()
    button(app, "Erase for good")
    assert "court case 12" in text(app)
    assert world.count(Client) == 3
    hold.lift_hold(world.records, CONSOLE, client)
    button(app, "Erase for good")
    assert "The records of Cara Lind are erased." in text(app)
    assert [one.name for one in people.list_clients(world.records, CONSOLE, world.clinic)] == ["Ada", "Bea"]


def test_who_erases_is_told_of_a_backup_that_still_opens(world: World, open_page: Open, tmp_path: Path) -> None:
    client = on_paper(world)
    keys = back_up(world.records, tmp_path / "disk").keys
    (tmp_path / "disk").rename(tmp_path / "away")
    app = keeping(open_page, "Cara Lind")
    app.text_input(key=f"erase {client}").set_value("Cara Lind").run()
    button(app, "Erase for good")
    assert f"could not be rewritten just now ({keys})" in text(app)
    app = open_page("my_data", "own client")
    app.checkbox[-1].check().run()
    button(app, "Erase everything of mine")
    assert "until it is, your records could still be restored" in app.session_state["erased"]


def test_who_is_practitioner_alone_erases_nobody_and_who_is_both_leaves_the_page(world: World, open_page: Open) -> None:
    assert "Erase for good" not in [one.label for one in open_page("client", "practitioner", world.client).button]
    both = world.account("both", RoleName.ADMINISTRATOR, RoleName.PRACTITIONER)
    assert both.account_id is not None
    people.assign(world.records, CONSOLE, world.client, both.account_id)
    app = open_page("client", "both", world.client)
    app.text_input(key=f"erase {world.client}").set_value("Ada").run()
    button(app, "Erase for good")
    assert "Choose a client first." in text(app)
    assert "The records of Ada are erased." in text(app)
    assert world.count(Client) == 1


def test_the_time_zone_is_chosen_again_until_the_first_photo_and_then_it_is_said_why_not(
    world: World, open_page: Open
) -> None:
    def settings(person: str) -> AppTest:
        app = open_page("clinic", person)
        return app.segmented_control(key="clinic part").set_value("Settings").run()

    assert not [one for one in settings("practitioner").selectbox if one.label == "Time zone"]
    app = settings("administrator")
    app.selectbox(key="clinic time zone 1").select("Europe/Madrid")
    button(app, "Save settings")
    assert people.clinic(world.records, world.clinic).time_zone == "Europe/Madrid"
    world.photo(b"photo")
    app = settings("administrator")
    assert not [one for one in app.selectbox if one.label == "Time zone"]
    assert "import the photos there" in text(app)
    button(app, "Save settings")
    assert "Settings saved." in text(app)


def test_settings_that_somebody_else_changed_meanwhile_stay(world: World, open_page: Open) -> None:
    def kept() -> Preferences:
        return people.clinic(world.records, world.clinic).preferences

    second = world.account("second", RoleName.ADMINISTRATOR)
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Settings").run()
    world.choose(second, world.clinic, Preferences(keep_months=120))
    app.selectbox(key="clinic language 1").set_value("de").run()
    button(app, "Save settings")
    assert kept() == Preferences("de", keep_months=120)
    assert app.selectbox(key="clinic keeps 2").value == 120, "drawn anew with what is there now"

    world.choose(second, world.clinic, Preferences("de", keep_months=60))
    app.selectbox(key="clinic keeps 2").set_value(24).run()
    button(app, "Save settings")
    assert kept() == Preferences("de", keep_months=60)
    assert "changed this meanwhile" in text(app)
    assert app.selectbox(key="clinic keeps 3").value == 60


def test_a_time_zone_that_somebody_else_chose_meanwhile_stays(world: World, open_page: Open) -> None:
    second = world.account("second", RoleName.ADMINISTRATOR)
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Settings").run()
    world.choose(second, world.clinic, time_zone="Europe/Madrid")
    app.selectbox(key="clinic language 1").set_value("es").run()
    button(app, "Save settings")
    assert people.clinic(world.records, world.clinic).time_zone == "Europe/Madrid"
    world.choose(second, world.clinic, time_zone="Europe/Rome")
    app.selectbox(key="clinic time zone 2").set_value("Europe/Paris").run()
    button(app, "Save settings")
    assert people.clinic(world.records, world.clinic).time_zone == "Europe/Rome"
    assert "changed this meanwhile" in text(app)


def test_where_one_setting_is_refused_none_is_saved(world: World, open_page: Open) -> None:
    second = world.account("second", RoleName.ADMINISTRATOR)
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Settings").run()
    world.choose(second, world.clinic, Preferences(keep_months=60))
    app.selectbox(key="clinic time zone 1").set_value("Europe/Paris").run()
    app.selectbox(key="clinic keeps 1").set_value(24).run()
    button(app, "Save settings")
    assert "nothing was saved" in text(app)
    kept = people.clinic(world.records, world.clinic)
    assert (kept.time_zone, kept.preferences) == ("Europe/Berlin", Preferences(keep_months=60))
