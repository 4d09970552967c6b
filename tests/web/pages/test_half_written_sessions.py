"""A session that is written down in several pages and on several days."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import people, treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.tables import Client
from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.web import visitor
from skinmetrics.web.practice.half_written import Corrected, Written, half_corrected, half_written
from skinmetrics.web.words import client as words
from tests.clinic.world import Clock, World
from tests.web.pages.conftest import Open, text
from tests.web.pages.test_practice import button, sessions

MONDAY, THURSDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 5)


@pytest.fixture
def clock(world: World) -> Clock:
    """The clock of the pages, on a Monday."""
    clock = Clock(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    object.__setattr__(visitor.records(), "now", clock)
    assert world.records is visitor.records()
    return clock


def test_where_nothing_was_written_the_day_is_that_of_now(world: World, open_page: Open, clock: Clock) -> None:
    left_open = open_page("sessions", "practitioner", world.client)
    assert left_open.date_input[0].value == MONDAY
    clock.forward(dt.timedelta(days=3))
    assert open_page("sessions", "practitioner", world.client).date_input[0].value == THURSDAY
    left_open.number_input[0].set_value(30).run()
    assert left_open.date_input[0].value == THURSDAY
    button(left_open, "Save session")
    assert [(one.held_on, one.minutes) for one in sessions(world)] == [(THURSDAY, 30)]


def test_what_was_begun_on_another_day_says_so_and_can_be_begun_anew(
    world: World, open_page: Open, clock: Clock
) -> None:
    open_page("sessions", "practitioner", world.client).number_input[0].set_value(30).run()
    clock.forward(dt.timedelta(days=3))
    app = open_page("sessions", "practitioner", world.client)
    assert (app.date_input[0].value, app.number_input[0].value) == (MONDAY, 30)
    assert "Begun on 2 Mar 2026" in text(app)
    button(app, "Begin anew")
    assert (app.date_input[0].value, app.number_input[0].value) == (THURSDAY, None)
    assert "Begun on" not in text(app)
    assert open_page("sessions", "practitioner", world.client).number_input[0].value is None


def test_a_page_in_which_nothing_was_changed_keeps_nothing(world: World, open_page: Open) -> None:
    empty, written = (open_page("sessions", "practitioner", world.client) for _ in range(2))
    written.text_area[0].set_value("a long note").run()
    empty.run()
    assert open_page("sessions", "practitioner", world.client).text_area[0].value == "a long note"
    written.text_area[0].set_value("").run()
    assert "Begun on" not in text(open_page("sessions", "practitioner", world.client))


def test_what_was_saved_comes_back_from_no_other_page(world: World, open_page: Open) -> None:
    first = open_page("sessions", "practitioner", world.client)
    first.number_input[0].set_value(30).run()
    second, third = (open_page("sessions", "practitioner", world.client) for _ in range(2))
    third.number_input[1].set_value(4).run()
    button(first, "Save session")
    second.run()
    assert second.number_input[0].value is None
    third.number_input[1].set_value(5).run()
    assert third.number_input[0].value == 30
    assert open_page("sessions", "practitioner", world.client).number_input[0].value is None


def test_a_correction_that_was_left_goes_on_until_it_is_saved_or_not_wanted(
    world: World, open_page: Open, clock: Clock
) -> None:
    world.session(SessionFacts(MONDAY, minutes=20))

    def opened() -> AppTest:
        app = open_page("sessions", "practitioner", world.client)
        button(app, "Correct or delete")
        return app

    opened().number_input[2].set_value(35).run()
    clock.forward(dt.timedelta(days=3))
    app = opened()
    assert (app.date_input[1].value, app.number_input[2].value) == (MONDAY, 35)
    assert "Begun on 2 Mar 2026" in text(app)
    button(app, "Leave as it is")
    app = opened()
    assert app.number_input[2].value == 20
    assert "Begun on" not in text(app)
    app.number_input[2].set_value(40).run()
    button(opened(), "Save the correction")
    assert [one.minutes for one in sessions(world)] == [40]
    app.number_input[2].set_value(50).run()
    assert "Begun on" not in text(opened()), "a page of before it was saved keeps nothing"


def test_a_correction_that_others_overtook_is_told_beside_what_is_there(world: World, open_page: Open) -> None:
    which = world.session(SessionFacts(MONDAY, minutes=20))
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    app.number_input[2].set_value(35).run()
    treatments.correct_session(
        world.records, world.accounts["practitioner"], which, SessionFacts(MONDAY, minutes=25),
        was=SessionFacts(MONDAY, minutes=20),
    )  # fmt: skip
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    assert app.number_input[2].value == 25
    assert "35 min" in text(app)


def test_a_correction_that_a_colleague_made_likewise_is_not_told_as_unsaved(world: World, open_page: Open) -> None:
    which = world.session(SessionFacts(MONDAY, minutes=20))
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    app.number_input[2].set_value(35).run()
    treatments.correct_session(world.records, CONSOLE, which, SessionFacts(MONDAY, minutes=35))
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    assert app.number_input[2].value == 35
    assert "was not saved" not in text(app)


def test_a_day_that_was_emptied_in_a_correction_comes_back_as_it_is_and_not_as_today(
    world: World, open_page: Open, clock: Clock
) -> None:
    world.session(SessionFacts(MONDAY, minutes=20))
    clock.forward(dt.timedelta(days=3))
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    app.number_input[2].set_value(35).run()
    app.date_input[1].set_value(None).run()
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    assert (app.date_input[1].value, app.number_input[2].value) == (MONDAY, 35)


def test_a_correction_that_was_left_of_a_session_that_is_gone_is_told_and_kept_no_longer(
    world: World, open_page: Open
) -> None:
    which = world.session(SessionFacts(MONDAY, minutes=20))
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    app.number_input[2].set_value(35).run()
    key = (world.accounts["practitioner"].account_id, world.client, which)
    assert half_corrected().of(key) is not None
    treatments.delete_session(world.records, CONSOLE, which)
    app = open_page("sessions", "practitioner", world.client)
    assert half_corrected().of(key) is None
    assert "deleted this meanwhile" in text(app)
    app.run()
    assert text(app).count("35 min") == 1, "it stays to be read"
    button(app, "Close")
    assert "35 min" not in text(app)
    assert "deleted this meanwhile" not in text(open_page("sessions", "practitioner", world.client))


def test_closing_what_is_told_of_a_session_that_is_gone_leaves_another_open(world: World, open_page: Open) -> None:
    gone = world.session(SessionFacts(MONDAY, minutes=20))
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    app.number_input[2].set_value(35).run()
    treatments.delete_session(world.records, CONSOLE, gone)
    world.session(SessionFacts(THURSDAY, minutes=25))
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    assert "35 min" in text(app), "it stays to be read"
    app.number_input[2].set_value(40).run()
    button(app, "Close")
    assert "35 min" not in text(app)
    assert app.number_input[2].value == 40


@pytest.mark.parametrize("person", ["own client", "administrator"])
def test_nothing_is_kept_of_a_client_who_is_erased(world: World, open_page: Open, person: str) -> None:
    open_page("sessions", "practitioner", world.client).number_input[0].set_value(30).run()
    account = world.accounts["practitioner"].account_id
    new, corrected = (account, world.client, None), (account, world.client, uuid.uuid4())
    half_corrected().keep(corrected, Corrected(Written(MONDAY, minutes=35), SessionFacts(MONDAY)), MONDAY, turn=0)
    assert half_written().of(new) is not None
    assert half_corrected().of(corrected) is not None
    people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara")
    searched = open_page("clients", "practitioner")
    searched.text_input(key="search clients").set_value("ada").run()
    place = str(searched.query_params["list"])
    assert open_page("clients", "practitioner", place=place).text_input(key="search clients").value == "ada"
    if person == "own client":
        app = open_page("my_data", person)
        app.checkbox[0].check().run()
        button(app, words.ERASE)
    else:
        with world.records.database.writing() as db:
            db.get_one(Client, world.client).created_at = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
        world.choose(world.accounts[person], world.clinic, Preferences(keep_months=12))
        app = open_page("clinic", person)
        app.segmented_control(key="clinic part").set_value("Keeping").run()
        app.multiselect(key="erase whom").select("Ada").run()
        app.checkbox(key="erase sure").check().run()
        button(app, "Erase the records of 1 client")
    assert half_written().of(new) is None
    assert half_corrected().of(corrected) is None
    assert open_page("clients", "practitioner", place=place).text_input(key="search clients").value == ""


def test_where_the_note_cannot_be_saved_the_session_is_not_either(world: World, open_page: Open) -> None:
    app = open_page("sessions", "practitioner", world.client)
    app.text_area[0].set_value("slept well").run()
    with world.records.database.writing() as db:
        db.execute(sa.text("CREATE TRIGGER no_note BEFORE INSERT ON note BEGIN SELECT RAISE(ABORT, 'no'); END"))
    next(each for each in app.button if each.label == "Save session").click().run()
    assert sessions(world) == []
