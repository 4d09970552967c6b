"""What a client reads of who looked."""

from __future__ import annotations

from skinmetrics.clinic import photos
from skinmetrics.clinic.who_looked import who_looked
from tests.clinic.world import World
from tests.web.pages.conftest import Open, text


def test_others_are_named_however_often_the_client_looks(world: World, open_page: Open) -> None:
    photo = world.photo(b"photo")
    photos.read(world.records, world.accounts["practitioner"], photo)
    for _ in range(101):
        photos.seen(world.records, world.accounts["own client"], photo)
    app = open_page("my_data", "own client")
    assert "Besides you: Practitioner" in text(app)
    assert "saw a photo, 101 times" in text(app)


def test_notes_are_read_once_in_a_visit(world: World, open_page: Open) -> None:
    world.session()
    app = open_page("sessions", "practitioner", world.client)
    for minutes in (1, 2):
        app.number_input[0].set_value(minutes).run()
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Notes").run()
    app.run()
    seen = who_looked(world.records, world.accounts["own client"], world.client)
    assert [one.times for one in seen if one.action == "view_notes"] == [2], "in two visits"
