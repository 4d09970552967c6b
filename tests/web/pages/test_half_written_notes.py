"""A note that is written, or corrected, is there again when one has looked elsewhere."""

from __future__ import annotations

import datetime as dt

from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.web.practice.half_written import half_noted
from tests.clinic.test_history import examined, shot
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text
from tests.web.pages.test_practice import button


def notes(world: World) -> list[str]:
    return [one.text for one in treatments.notes_of(world.records, world.accounts["practitioner"], world.client)]


def part(app: AppTest, name: str) -> None:
    app.segmented_control(key="part").set_value(name).run()
    assert not app.exception, app.exception


def elsewhere_and_back(app: AppTest) -> None:
    part(app, "Photos")
    part(app, "Notes")


def opened(world: World, open_page: Open) -> AppTest:
    app = open_page("client", "practitioner", world.client)
    part(app, "Notes")
    return app


def test_a_new_note_stays_until_it_is_saved(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    app, field = opened(world, open_page), f"new note {world.client} 0"
    app.text_area(key=field).set_value("A long note").run()
    elsewhere_and_back(app)
    assert app.text_area(key=field).value == "A long note"
    again = opened(world, open_page)
    assert again.text_area(key=field).value == "A long note"
    button(again, "Save note")
    assert (notes(world), again.text_area(key=f"new note {world.client} 1").value) == (["A long note"], "")
    elsewhere_and_back(app)
    assert app.text_area(key=field).value == ""
    assert half_noted().of((world.accounts["practitioner"].account_id, world.client, None)) is None


def test_a_correction_goes_on_until_it_is_saved_or_left(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    world.note("Sleeps badly.")
    app = opened(world, open_page)
    button(app, "Correct or delete")
    app.text_area[-1].set_value("Sleeps well.").run()
    elsewhere_and_back(app)
    assert app.text_area[-1].value == "Sleeps well."
    button(app, "Leave as it is")
    button(app, "Correct or delete")
    assert app.text_area[-1].value == "Sleeps badly."
    app.text_area[-1].set_value("Sleeps well now.").run()
    again = opened(world, open_page)
    button(again, "Correct or delete")
    assert again.text_area[-1].value == "Sleeps well now."
    button(again, "Save the correction")
    assert notes(world) == ["Sleeps well now."]


def test_what_was_left_of_a_correction_stands_beside_what_a_colleague_wrote(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    note = world.note("Sleeps badly.")
    app = opened(world, open_page)
    button(app, "Correct or delete")
    app.text_area[-1].set_value("Sleeps well.").run()
    treatments.correct_note(world.records, world.accounts["practitioner"], note, "Sleeps little.")
    again = opened(world, open_page)
    button(again, "Correct or delete")
    assert again.text_area[-1].value == "Sleeps little."
    assert "Sleeps well." in text(again)


def half_corrected(world: World, open_page: Open, words: str) -> None:
    """Begin to correct the note that is listed first, and leave the page."""
    app = opened(world, open_page)
    button(app, "Correct or delete")
    app.text_area[-1].set_value(words).run()


def test_what_was_left_of_notes_that_are_gone_is_told_and_kept_no_longer(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    me = world.accounts["practitioner"].account_id
    for said in ("Sleeps well.", "Eats well."):
        note = world.note(said)
        half_corrected(world, open_page, f"{said} Says so.")
        assert half_noted().of((me, world.client, note)) is not None
        treatments.delete_note(world.records, CONSOLE, note)
        if said == "Sleeps well.":
            app = opened(world, open_page)
        else:
            elsewhere_and_back(app)
        assert half_noted().of((me, world.client, note)) is None
        assert "deleted this meanwhile" in text(app)
    assert (text(app).count("Sleeps well. Says so."), text(app).count("Eats well. Says so.")) == (1, 1)
    button(app, "Close")
    assert "Says so." not in text(app)
    assert "deleted this meanwhile" not in text(opened(world, open_page))


def test_all_that_was_left_is_told_where_the_note_that_is_open_goes_too(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    first = world.note("Sleeps badly.")
    half_corrected(world, open_page, "Sleeps well.")
    world.clock.forward(dt.timedelta(minutes=1))
    second = world.note("Eats little.")
    app = opened(world, open_page)
    button(app, "Correct or delete")
    app.text_area[-1].set_value("Eats well.").run()
    for note in (first, second):
        treatments.delete_note(world.records, CONSOLE, note)
    app.run()
    assert (text(app).count("Sleeps well."), text(app).count("Eats well.")) == (1, 1)


def test_a_word_about_a_note_that_is_gone_and_a_correction_that_is_open_leave_each_other_alone(
    world: World, open_page: Open
) -> None:
    shot(world, START, examined(3))
    gone = world.note("Sleeps badly.")
    half_corrected(world, open_page, "Sleeps well.")
    treatments.delete_note(world.records, CONSOLE, gone)
    world.note("Eats little.")
    app = opened(world, open_page)
    button(app, "Correct or delete")
    assert "Sleeps well." in text(app), "it stays to be read"
    app.text_area[-1].set_value("Eats well.").run()
    button(app, "Close")
    assert "Sleeps well." not in text(app)
    assert app.text_area[-1].value == "Eats well."
    button(app, "Save the correction")
    assert notes(world) == ["Eats well."]


def test_a_half_corrected_note_that_went_along_with_ones_own_session_is_kept_no_longer(
    world: World, open_page: Open
) -> None:
    note = world.note("Tolerated badly.", world.session())
    half_corrected(world, open_page, "Tolerated well.")
    app = open_page("sessions", "practitioner", world.client)
    button(app, "Correct or delete")
    button(app, "Delete it for good")
    assert notes(world) == []
    assert half_noted().of((world.accounts["practitioner"].account_id, world.client, note)) is None
    assert "deleted this meanwhile" not in text(app)
