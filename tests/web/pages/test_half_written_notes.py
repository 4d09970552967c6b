"""A note that is written, or corrected, is there again when one has looked elsewhere."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import treatments
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
    app, field = opened(world, open_page), f"new note {world.client}"
    app.text_area(key=field).set_value("A long note").run()
    elsewhere_and_back(app)
    assert app.text_area(key=field).value == "A long note"
    again = opened(world, open_page)
    assert again.text_area(key=field).value == "A long note"
    button(again, "Save note")
    assert (notes(world), again.text_area(key=field).value) == (["A long note"], "")
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
