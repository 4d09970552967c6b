"""What a client can do with photos, and what the page says of them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from skinmetrics.clinic.tables import Photo, Purpose
from skinmetrics.web.words import client as words
from tests.clinic.test_history import DAY, examined, of_client, shot
from tests.clinic.world import START, World, photos_of
from tests.web.pages.conftest import Open, text


def delete(app: AppTest, which: int) -> None:
    [each for each in app.button if each.label == words.REMOVE_FOR_GOOD][which].click().run()
    assert not app.exception, app.exception


def test_who_allows_measuring_no_longer_is_told_what_becomes_of_the_photos_and_can_delete_each(
    world: World, open_page: Open
) -> None:
    first, *_ = [shot(world, START + week * 7 * DAY, examined(3)) for week in range(5)]
    waiting = world.photo(b"not measured yet", taken=START + 40 * DAY)
    world.consent(world.client, Purpose.MEASURING, given=False)
    app = open_page("add_photos", "own client")
    told = text(app)
    assert words.STOPPED in told
    assert told.count('<div class="sm-photo">') == 6, "every day, not the latest alone"
    assert words.NOT_MEASURED in told
    assert words.MEASURING not in told
    assert len(app.toggle) == len(Purpose)
    delete(app, -1)
    delete(app, 0)
    left = {one.id for one in photos_of(world.records, world.client)}
    assert len(left) == world.count(Photo) == 4
    assert not left & {first, waiting}


def test_who_has_no_photo_yet_is_asked_what_they_allow(world: World, open_page: Open) -> None:
    world.consent(world.client, *Purpose, given=False)
    told = text(open_page("add_photos", "own client"))
    assert words.CONSENT_FIRST in told
    assert words.STOPPED not in told
    assert words.ALL_PHOTOS not in told


def test_my_progress_does_not_wait_for_what_is_measured_no_longer(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    world.photo(b"not measured yet", taken=START + DAY)
    assert "still being measured" in text(open_page("progress", "own client"))
    world.consent(world.client, Purpose.MEASURING, given=False)
    told = text(open_page("progress", "own client"))
    assert "1 photo is not measured: you no longer allow it." in told
    assert "still being measured" not in told


def test_earlier_days_can_be_shown_and_their_photos_deleted(world: World, open_page: Open) -> None:
    photos_ = [shot(world, START + n * DAY, examined(3)) for n in range(5)]
    app = open_page("add_photos", "own client")
    assert [f"remove-{photo}" in keys(app) for photo in photos_] == [False, False, True, True, True]
    app.button("earlier days").click().run()
    assert all(f"remove-{photo}" in keys(app) for photo in photos_)
    assert "earlier days" not in keys(app)
    app.button(f"remove-{photos_[0]}").click().run()
    assert [photo.id for photo in of_client(world).photos] == photos_[1:]


def keys(app: AppTest) -> list[str | None]:
    return [button.key for button in app.button]
