"""A photo that seems to show another person: what people are told, and how they overrule it."""

from __future__ import annotations

import uuid

import pytest

from skinmetrics.clinic import photos, remarks, sides
from skinmetrics.clinic.history.reading import SAID_MIRRORED
from skinmetrics.clinic.tables import Purpose
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.web.words import client as words
from skinmetrics.web.words import practice
from tests.clinic.test_history import DAY, SCORER, of_client, shot
from tests.clinic.test_history_people import LINES, OTHER, examined
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, labels, text


@pytest.fixture
def doubted(world: World) -> uuid.UUID:
    """The second of three days, which seems to show another person."""
    first = shot(world, START, examined(LINES))
    found = shot(world, START + DAY, examined(LINES, first, OTHER))
    shot(world, START + 2 * DAY, examined(LINES, first))
    return found


def strangers(world: World) -> list[uuid.UUID]:
    return [photo.id for photo in of_client(world).photos if photo.stranger]


@pytest.mark.parametrize("page", ["add_photos", "progress"])
def test_clients_say_that_it_is_them_and_take_it_back(
    world: World, open_page: Open, doubted: uuid.UUID, page: str
) -> None:
    app = open_page(page, "own client")
    assert ANOTHER_PERSON in text(app)
    assert labels(app).count(words.IT_IS_ME) == 1
    app.button(f"whose-{doubted}").click().run()
    assert strangers(world) == []
    assert words.SAID_TO_BE_ME in text(app)
    assert ANOTHER_PERSON not in text(app)
    app.button(f"whose-{doubted}").click().run()
    assert strangers(world) == [doubted]
    assert words.IT_IS_ME in labels(app)


def test_where_every_photo_shows_the_client_nothing_is_asked(world: World, open_page: Open) -> None:
    shot(world, START, examined(LINES))
    for page in ("add_photos", "progress"):
        app = open_page(page, "own client")
        assert words.IT_IS_ME not in labels(app)
        assert "another person" not in " ".join(labels(app))


def test_a_photo_of_somebody_else_is_not_called_good(world: World, open_page: Open, doubted: uuid.UUID) -> None:
    told = text(open_page("add_photos", "own client"))
    assert told.count(words.GOOD) == 2
    assert f'sm-unusable">{words.UNUSABLE}</p><p class="sm-problem">{ANOTHER_PERSON}' in told
    assert doubted in strangers(world)


def test_a_practitioner_counts_it_and_takes_that_back(world: World, open_page: Open, doubted: uuid.UUID) -> None:
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Photos").run()
    (card,) = (html.value for html in app.html if f'src="/photo/{doubted}"' in html.value)
    assert ANOTHER_PERSON in card
    assert "Good to compare" not in card
    app.button(f"{practice.COUNT_AGAIN}-{doubted}").click().run()
    assert practice.COUNT_STRANGER in text(app)
    app.button(f"know-{doubted}").click().run()
    assert strangers(world) == []
    assert [photo.id for photo in of_client(world).photos if photo.confirmed] == [doubted]
    assert practice.COUNT_STRANGER not in text(app)
    assert practice.SAID_TO_BE_CLIENT in text(app)
    app.button(f"doubt-{doubted}").click().run()
    assert strangers(world) == [doubted]


@pytest.mark.parametrize(("page", "person"), [("progress", "own client"), ("client", "practitioner")])
def test_that_all_photos_are_mirrored_is_said_and_taken_back(
    world: World, open_page: Open, page: str, person: str
) -> None:
    for n in range(3):
        shot(world, START + n * DAY, examined(LINES))
    app = open_page(page, person, world.client if page == "client" else None)
    if page == "client":
        app.segmented_control(key="part").set_value("Photos").run()
    assert words.SIDES_ABOUT in text(app)
    app.button("swap sides").click().run()
    assert not app.exception
    assert all(photo.mirrored for photo in of_client(world).photos)
    assert SAID_MIRRORED in text(app)
    assert words.SWAP_SIDES not in labels(app)
    app.button("sides back").click().run()
    assert not any(photo.mirrored for photo in of_client(world).photos)
    assert words.SWAP_SIDES in labels(app)


def test_without_photos_nothing_is_asked_about_sides(open_page: Open) -> None:
    assert words.SWAP_SIDES not in labels(open_page("progress", "own client"))


@pytest.mark.parametrize("said", [False, True])
def test_what_was_deleted_elsewhere_meanwhile_raises_nothing(
    world: World,
    open_page: Open,
    doubted: uuid.UUID,
    said: bool,  # noqa: FBT001
) -> None:
    own = world.accounts["own client"]
    if said:
        remarks.confirm(world.records, own, doubted)
    apps = [open_page(page, "own client") for page in ("add_photos", "progress")]
    photos.delete(world.records, own, doubted)
    for app in apps:
        app.button(f"whose-{doubted}").click().run()
        assert not app.exception
        assert str(doubted) not in text(app)


@pytest.mark.parametrize("button", ["swap sides", "sides back"])
def test_sides_swapped_once_consent_was_withdrawn_raise_nothing(world: World, open_page: Open, button: str) -> None:
    shot(world, START, examined(LINES))
    if button == "sides back":
        sides.swap(world.records, world.accounts["own client"], world.client, SCORER)
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Photos").run()
    world.clock.forward(DAY)
    world.consent(world.client, Purpose.PRACTITIONER, given=False)
    app.button(button).click().run()
    assert not app.exception


def test_why_something_is_refused_is_said_where_it_was_asked(open_page: Open, doubted: uuid.UUID) -> None:
    app = open_page("add_photos", "own client")
    app.session_state[f"refused-whose-{doubted}"] = "No."
    assert "No." in text(app.run())
    assert "No." not in text(app.run()), "once"


def test_of_a_photo_left_out_it_is_not_said_or_asked_whom_it_shows(
    world: World, open_page: Open, doubted: uuid.UUID
) -> None:
    remarks.exclude(world.records, world.accounts["practitioner"], doubted, "other lamp")
    for certain in (False, True):
        if certain:
            remarks.confirm(world.records, world.accounts["own client"], doubted)
        for page in ("add_photos", "progress"):
            app = open_page(page, "own client")
            assert not {words.IT_IS_ME, words.TAKE_BACK} & set(labels(app))
            assert words.SAID_TO_BE_ME not in text(app)
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Photos").run()
    assert practice.SAID_TO_BE_CLIENT not in text(app)
    assert words.TAKE_BACK not in labels(app)
