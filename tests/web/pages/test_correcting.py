"""Sessions and notes that were written down wrongly, put right by who treats."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import hold, people, treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.history.reading import history
from skinmetrics.clinic.tables import Purpose, Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.progress.words import saying
from tests.clinic.test_history import DAY, SCORER, fallen_by_half
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text
from tests.web.pages.test_practice import button, sessions

POINTS = (NeedledPoint("CV24", Side.MIDLINE, "electric"), NeedledPoint("GB14", Side.LEFT, "manual"))


def notes(world: World) -> list[str]:
    found = treatments.notes_of(world.records, world.accounts["practitioner"], world.client)
    return [one.text for one in found]


def click(app: AppTest, label: str, which: int = -1) -> None:
    [each for each in app.button if each.label == label][which].click()
    app.run()
    assert not app.exception, app.exception


def test_a_second_session_of_one_day_is_asked_about_before_it_is_saved(world: World, open_page: Open) -> None:
    app = open_page("sessions", "practitioner", world.client)
    for _ in range(2):
        app.number_input[0].set_value(30)
        button(app, "Save session")
    assert len(sessions(world)) == 1
    assert "There is a session of" in text(app)
    button(app, "Save a second session of this day")
    assert len(sessions(world)) == 2


def test_a_session_of_which_nothing_but_the_day_is_given_is_asked_about_once(world: World, open_page: Open) -> None:
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Save session")
    assert sessions(world) == []
    assert "no point, no minutes, no note" in text(app)
    button(app, "Save the day alone")
    assert len(sessions(world)) == 1
    assert sessions(world)[0].points == ()


def test_a_session_is_corrected_in_its_place(world: World, open_page: Open) -> None:
    world.session(SessionFacts(START.date() - 7 * DAY))
    world.session(SessionFacts(START.date(), POINTS, needles=2, minutes=25, held_at=dt.time(9, 30)))
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete", 0)
    assert "When the session was before stays in the audit." in text(app)
    assert (app.date_input[1].value, app.time_input[1].value) == (START.date(), dt.time(9, 30))
    app.date_input[1].set_value(START.date() - 2 * DAY)
    click(app, "Save the correction")
    earlier, corrected = sessions(world)
    assert earlier == SessionFacts(START.date() - 7 * DAY)
    assert corrected == SessionFacts(START.date() - 2 * DAY, POINTS, 2, 25, dt.time(9, 30))
    assert f"Session of {saying.day(START.date() - 2 * DAY)} corrected." in text(app)
    assert "Save the correction" not in [each.label for each in app.button]


def test_a_correction_onto_the_day_of_another_session_is_asked_about(world: World, open_page: Open) -> None:
    for day in (START.date(), START.date() - DAY):
        world.session(SessionFacts(day))
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete", 0)
    app.date_input[1].set_value(START.date() - DAY)
    click(app, "Save the correction")
    assert [one.held_on for one in sessions(world)] == [START.date() - DAY, START.date()]
    click(app, "Leave as it is")
    assert "Save the correction" not in [each.label for each in app.button]


def test_a_session_is_deleted_once_it_was_asked_again_and_what_is_judged_follows(world: World, open_page: Open) -> None:
    fallen_by_half(world)
    world.session(SessionFacts(START.date() - 30 * DAY, POINTS))
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    assert len(sessions(world)) == 2, "opened alone, nothing is deleted"
    click(app, "Delete it for good")
    (left,) = sessions(world)
    assert f"Session of {saying.day(START.date() - 30 * DAY)} deleted." in text(app)
    found = history(world.records, world.accounts["practitioner"], world.client, SCORER)
    assert found.treatment_start == left.held_on


def test_a_note_is_corrected_or_deleted_on_the_clients_page(world: World, open_page: Open) -> None:
    for words in ("Sleeps badly.", "Of somebody else."):
        world.note(words)
        world.clock.forward(dt.timedelta(minutes=1))
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Notes").run()
    click(app, "Correct or delete")
    app.text_area[-1].set_value("Sleeps well.")
    click(app, "Save the correction")
    assert notes(world) == ["Sleeps well.", "Of somebody else."]
    assert re.search(
        r"Corrected on [^<]*, \d\d:\d\d by Practitioner<.*Before, it said:</strong> Sleeps badly\.", text(app)
    )
    click(app, "Correct or delete", 0)
    click(app, "Delete it for good")
    assert notes(world) == ["Sleeps well."]
    assert "Of somebody else" not in text(app)


def test_a_note_of_a_session_names_the_sessions_day(world: World, open_page: Open) -> None:
    day = START.date() - 30 * DAY
    world.note("Tolerated badly.", world.session(SessionFacts(day)))
    world.note("Sleeps little.")
    app = open_page("client", "practitioner", world.client)
    told = text(app.segmented_control(key="part").set_value("Notes").run())
    assert told.count("(of the session of") == 1
    assert f"(of the session of {saying.day(day)})" in told


def test_notes_of_a_session_are_corrected_with_it_even_without_the_clients_consent(
    world: World, open_page: Open
) -> None:
    world.note("Tolerated badly.", world.session())
    world.consent(world.client, *Purpose, given=False)
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    click(app, "Correct or delete")
    app.text_area[-1].set_value("Tolerated well.")
    click(app, "Save the correction")
    assert notes(world) == ["Tolerated well."]


def test_under_a_legal_hold_the_page_says_why_nothing_goes(world: World, open_page: Open) -> None:
    world.session(SessionFacts(START.date(), POINTS))
    hold.place_hold(world.records, CONSOLE, world.client, "court case 12")
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    click(app, "Delete it for good")
    assert "court case 12" in text(app)
    assert len(sessions(world)) == 1


def test_the_audit_and_the_client_read_when_a_changed_session_had_been(world: World, open_page: Open) -> None:
    session = world.session(SessionFacts(START.date(), POINTS, held_at=dt.time(9, 30)))
    treatments.delete_session(world.records, world.accounts["practitioner"], session)
    told = f"deleted a session (it was of {saying.day(START.date())}, 09:30)"
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Audit").run()
    assert told in app.dataframe[0].value.to_string()
    assert told in text(open_page("my_data", "own client"))


def test_a_session_that_a_colleague_corrected_meanwhile_is_shown_anew(world: World, open_page: Open) -> None:
    session = world.session(SessionFacts(START.date() - 10 * DAY, POINTS, minutes=20))
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    moved = SessionFacts(START.date() - 40 * DAY, POINTS, needles=12, minutes=20)
    treatments.correct_session(world.records, CONSOLE, session, moved)
    app.number_input[-2].set_value(25)
    click(app, "Save the correction")
    assert sessions(world) == [moved]
    assert "changed this meanwhile" in text(app)
    assert app.date_input[1].value == moved.held_on
    app.number_input[-2].set_value(25)
    click(app, "Save the correction")
    assert sessions(world) == [replace(moved, minutes=25)]
    assert "changed this meanwhile" not in text(app)


def test_what_stood_in_another_tab_of_ones_own_is_shown_where_it_was_not_saved(world: World, open_page: Open) -> None:
    world.session(SessionFacts(START.date() - 10 * DAY, POINTS, minutes=20))
    one, other = (open_page("sessions", "practitioner", world.client) for _ in range(2))
    for tab, minutes in ((one, 35), (other, 25)):
        click(tab, "Correct or delete")
        tab.number_input[-2].set_value(minutes).run()
    click(one, "Save the correction")
    click(other, "Save the correction")
    assert [each.minutes for each in sessions(world)] == [35]
    assert text(other).count("25 min") == 1


def test_what_was_corrected_is_shown_where_deleting_came_too_late(world: World, open_page: Open) -> None:
    session = world.session(SessionFacts(START.date() - 10 * DAY, POINTS, minutes=20))
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    app.number_input[-2].set_value(25).run()
    treatments.correct_session(world.records, CONSOLE, session, SessionFacts(START.date() - 40 * DAY, POINTS))
    click(app, "Delete it for good")
    assert text(app).count("25 min") == 1


def test_a_note_that_a_colleague_corrected_meanwhile_is_shown_beside_what_was_not_saved(
    world: World, open_page: Open
) -> None:
    note = world.note("Sleeps badly.")
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Notes").run()
    click(app, "Correct or delete")
    treatments.correct_note(world.records, CONSOLE, note, "Sleeps badly. Bears no iodine.")
    app.text_area[-1].set_value("Sleeps badly, says the mother.")
    click(app, "Save the correction")
    assert notes(world) == ["Sleeps badly. Bears no iodine."]
    assert app.text_area[-1].value == "Sleeps badly. Bears no iodine."
    assert "changed this meanwhile" in text(app)
    assert "Sleeps badly, says the mother." in text(app)
    app.text_area[-1].set_value("Bears no iodine. Sleeps badly, says the mother.")
    click(app, "Save the correction")
    assert notes(world) == ["Bears no iodine. Sleeps badly, says the mother."]
    assert "changed this meanwhile" not in text(app)


def test_a_note_that_a_colleague_deleted_meanwhile_leaves_its_unsaved_words(world: World, open_page: Open) -> None:
    gone = world.note("Sleeps badly.")
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Notes").run()
    click(app, "Correct or delete")
    app.text_area[-1].set_value("Sleeps badly, says the mother.")
    treatments.delete_note(world.records, CONSOLE, gone)
    click(app, "Save the correction")
    assert notes(world) == []
    assert "deleted this meanwhile" in text(app)
    assert "Sleeps badly, says the mother." in text(app)
    app.text_area(key=f"new note {world.client} 0").set_value("A word of it, written anew.").run()
    assert "Sleeps badly, says the mother." in text(app), "it stays to be read"
    click(app, "Close")
    assert "deleted this meanwhile" not in text(app)
    assert "says the mother" not in text(app)


def test_a_session_that_a_colleague_deleted_meanwhile_is_told_with_its_note(world: World, open_page: Open) -> None:
    session = world.session(SessionFacts(START.date() - 10 * DAY, POINTS))
    world.note("Tolerated badly.", session)
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    click(app, "Correct or delete")
    app.number_input[-2].set_value(25)
    app.text_area[-1].set_value("Tolerated well.")
    treatments.delete_session(world.records, CONSOLE, session)
    click(app, "Save the correction")
    assert (sessions(world), notes(world)) == ([], [])
    assert text(app).count("deleted this meanwhile") == 2
    assert "Tolerated well." in text(app)
    assert "25 min" in text(app)


def test_an_open_note_that_went_along_with_ones_own_session_is_nobody_elses_doing(
    world: World, open_page: Open
) -> None:
    world.note("Tolerated badly.", world.session())
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    click(app, "Correct or delete")
    click(app, "Delete it for good", 0)
    assert (sessions(world), notes(world)) == ([], [])
    assert "deleted this meanwhile" not in text(app)


def test_what_is_open_of_one_client_is_not_told_as_deleted_with_another(world: World, open_page: Open) -> None:
    world.note("Sleeps badly.", world.session())
    app = open_page("sessions", "practitioner", world.client)
    click(app, "Correct or delete")
    click(app, "Correct or delete")
    other = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara")
    app.query_params["client"] = str(other)
    app.run()
    assert "Cara" in text(app)
    assert "deleted this meanwhile" not in text(app)
