"""The list of a practitioner with many clients: turned page by page, searched, and looked through to its end."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import archiving, people
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.scores import FAULT, Refused
from skinmetrics.clinic.tables import Purpose
from skinmetrics.jobs.catch_up import CANNOT_BE_OPENED, PROGRAM_FAILED
from skinmetrics.web.pages import clients
from skinmetrics.web.practice import choosing, verdicts
from skinmetrics.web.practice.verdicts import Summary, summaries
from skinmetrics.web.words.practice import LOOK_FAILED, LOOK_REFUSED
from tests.clinic.test_history import shot
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text

MANY = 60


@pytest.fixture
def many(world: World) -> World:
    """A practitioner with Ada, who comes first, 58 others, and Zoë, who comes last."""
    for name in (*(f"Client {n:02}" for n in range(MANY - 2)), "Zoë"):
        people.add_client(world.records, world.accounts["practitioner"], world.clinic, name)
    return world


def shown(app: AppTest) -> list[str]:
    return re.findall(r'href="/client[^>]*>([^<]*)<', text(app))


def turn(app: AppTest, way: str) -> None:
    app.button(key=f"clients {way}").click().run()
    assert not app.exception, app.exception


@pytest.mark.parametrize("refusal", [Refused("no_face", "No face found."), PROGRAM_FAILED, CANNOT_BE_OPENED])
def test_a_photo_that_the_program_failed_at_is_not_called_unusable(
    world: World, open_page: Open, refusal: Refused
) -> None:
    shot(world, START, refusal)
    told = text(open_page("clients", "practitioner"))
    assert (LOOK_REFUSED in told, LOOK_FAILED in told) == (refusal.code != FAULT, refusal.code == FAULT)


@pytest.mark.usefixtures("many")
def test_names_are_turned_forth_and_back(open_page: Open) -> None:
    app = open_page("clients", "practitioner")
    first = shown(app)
    assert (len(first), first[:2]) == (25, ["Ada", "Client 00"])
    assert app.button(key="clients before").disabled
    assert "Shown: 25 of 60 clients" in text(app)
    turn(app, "after")
    assert shown(app)[0] == "Client 24"
    turn(app, "after")
    assert shown(app)[-1] == "Zoë"
    assert app.button(key="clients after").disabled
    turn(app, "before")
    turn(app, "before")
    assert shown(app) == first


@pytest.mark.usefixtures("many")
def test_from_a_letter_on_and_a_search_over_all(open_page: Open) -> None:
    app = open_page("clients", "practitioner")
    assert app.selectbox(key="clients from letter").options == ["A", "C", "Z"]
    app.selectbox(key="clients from letter").select("z").run()
    assert shown(app) == ["Zoë"]
    turn(app, "before")
    assert shown(app)[-1] == "Client 57"
    app.text_input(key="search clients").set_value("ada").run()
    assert shown(app) == ["Ada"], "though it comes before the letter that was chosen"
    assert "1 of 60 clients" in text(app)
    app.text_input(key="search clients").set_value("").run()
    assert shown(app)[0] == "Ada"


@pytest.mark.usefixtures("many")
def test_who_comes_back_is_at_the_page_of_the_list_where_they_were(world: World, open_page: Open) -> None:
    app = open_page("clients", "practitioner")
    assert "list" not in app.query_params, "the beginning needs no name"
    app.text_input(key="search clients").set_value("client").run()
    turn(app, "after")
    was = shown(app)
    place = str(app.query_params["list"])
    assert "client" not in place
    again = open_page("clients", "practitioner", place=place)
    assert (again.text_input(key="search clients").value, shown(again)) == ("client", was)
    turn(again, "before")
    assert shown(again)[0] == "Client 00"
    del again.query_params["list"]
    again.run()
    assert (again.text_input(key="search clients").value, shown(again)[0]) == ("", "Ada")
    other = open_page("clients", "administrator", place=place)
    assert other.text_input(key="search clients").value == "", "another's place is the beginning"
    archiving.archive(world.records, world.accounts["practitioner"], world.client)
    app = open_page("clients", "practitioner")
    app.segmented_control(key="which clients").set_value("Archived").run()
    assert shown(app) == ["Ada"]
    place = str(app.query_params["list"])
    assert shown(open_page("clients", "practitioner", place=place)) == ["Ada"]
    archiving.bring_back(world.records, world.accounts["practitioner"], world.client)
    assert shown(open_page("clients", "practitioner", place=place))[:2] == ["Ada", "Client 00"]


@pytest.mark.usefixtures("many")
def test_who_was_at_another_page_of_the_visit_comes_back_to_the_place(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("clients", "practitioner")
    app.text_input(key="search clients").set_value("client").run()
    turn(app, "after")
    was, place = shown(app), str(app.query_params["list"])
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(clients, "page", lambda: None)
        app.query_params.clear()
        app.run()
    app.query_params["list"] = place
    app.run()
    assert (app.text_input(key="search clients").value, shown(app)) == ("client", was)
    again = open_page("clients", "practitioner", place=place)
    assert (again.text_input(key="search clients").value, shown(again)) == ("client", was), (
        "nothing was written over it"
    )


@pytest.mark.usefixtures("many")
def test_who_comes_back_is_at_the_letter_that_was_chosen(open_page: Open) -> None:
    app = open_page("clients", "practitioner")
    app.selectbox(key="clients from letter").select("z").run()
    place = str(app.query_params["list"])
    again = open_page("clients", "practitioner", place=place)
    assert (again.selectbox(key="clients from letter").value, shown(again)) == ("z", ["Zoë"])


def test_who_needs_a_look_is_found_to_the_last(many: World, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = {one.name: one.id for one in people.list_clients(many.records, CONSOLE, many.clinic)}
    for client in everyone.values():
        many.consent(client, Purpose.PRACTITIONER)
    worse = Summary({"en": "Redness worsened."}, ("worsened",))
    well = Summary({"en": "Nothing changed."})
    asked = set()

    def worked_out(_records: object, _actor: object, client: object) -> Summary:
        asked.add(client)
        return worse if client == everyone["Zoë"] else well

    monkeypatch.setattr(verdicts, "_summary", worked_out)
    app = open_page("clients", "practitioner")
    app.segmented_control(key="which clients").set_value("Needs a look").run()
    assert "have been looked through; the others follow." in text(app)
    assert "Zoë" not in shown(app), "she is on no page that was drawn"
    for _ in range(6):
        summaries()._pool.submit(lambda: None).result()
        app.run()
    assert shown(app) == ["Zoë"]
    assert "the others follow" not in text(app)
    assert asked == {one for name, one in everyone.items() if name != "Bea"}


def test_whom_to_archive_is_looked_up_by_name_where_there_are_many(
    many: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "Client to archive"
    assert len(open_page("clients", "practitioner").selectbox(key=key).options) == MANY
    monkeypatch.setattr(choosing, "MOST", 10)
    app = open_page("clients", "practitioner")
    assert len(app.selectbox(key=key).options) == 10
    app.text_input(key=f"{key}, part of the name").set_value("zoe").run()
    assert app.selectbox(key=key).options == ["Zoë"]
    app.selectbox(key=key).select_index(0).run()
    next(each for each in app.button if each.label == "Archive").click().run()
    assert [one.name for one in people.list_clients(many.records, CONSOLE, many.clinic) if one.archived] == ["Zoë"]
