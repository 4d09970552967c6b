"""What a client can do with photos, and what the page says of them."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import remarks
from skinmetrics.clinic.consent import given
from skinmetrics.clinic.tables import Photo, PhotoRemark, Purpose
from skinmetrics.jobs.catch_up import PROGRAM_FAILED
from skinmetrics.progress.exclusion import Confounder
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


def test_the_first_consent_takes_none_of_the_others_away(world: World, open_page: Open) -> None:
    world.consent(world.client, *Purpose, given=False)
    app = open_page("add_photos", "own client")
    assert app.button("go on").disabled
    app.toggle(f"consent {Purpose.MEASURING}").set_value(True).run()
    assert words.CONSENT_FIRST not in text(app)
    app.toggle(f"consent {Purpose.PRACTITIONER}").set_value(True).run()
    with world.records.database.reading() as db:
        assert given(db, world.client) == {Purpose.MEASURING, Purpose.PRACTITIONER}
    app.button("go on").click().run()
    assert len(app.toggle) == 0
    assert "go on" not in keys(app)


def test_my_progress_does_not_wait_for_what_is_measured_no_longer(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    world.photo(b"not measured yet", taken=START + DAY)
    assert "still being measured" in text(open_page("progress", "own client"))
    world.consent(world.client, Purpose.MEASURING, given=False)
    told = text(open_page("progress", "own client"))
    assert "1 photo is not measured: you no longer allow it." in told
    assert "still being measured" not in told


def test_nobody_waits_for_a_photo_that_the_program_fails_at(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    shot(world, START + DAY, PROGRAM_FAILED)
    assert "still being measured" not in text(open_page("progress", "own client"))
    told = text(open_page("add_photos", "own client"))
    assert "still being measured" not in told
    assert words.MEASURING not in told
    assert PROGRAM_FAILED.message in told


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


def test_what_was_told_of_a_day_elsewhere_stays(world: World, open_page: Open) -> None:
    photo = shot(world, START, examined(3))
    phone, computer = (open_page("add_photos", "own client") for _ in range(2))
    phone.button_group[0].set_value([Confounder.MAKE_UP]).run()
    computer.button_group[0].set_value([Confounder.SUNBURN]).run()
    assert told_of(world, photo) == {Confounder.MAKE_UP, Confounder.SUNBURN}
    assert computer.button_group[0].value == sorted((Confounder.MAKE_UP, Confounder.SUNBURN))
    phone.run()
    phone.button_group[0].set_value([Confounder.SUNBURN]).run()
    assert told_of(world, photo) == {Confounder.SUNBURN}
    computer.run()
    assert computer.button_group[0].value == [Confounder.SUNBURN]


def test_a_day_that_was_corrected_elsewhere_is_in_the_field_too(world: World, open_page: Open) -> None:
    photo, day = shot(world, START, examined(3)), dt.date(2026, 2, 20)
    app = open_page("add_photos", "own client")
    remarks.correct_day(world.records, world.accounts["practitioner"], photo, day)
    app.run()
    assert ([one.value for one in app.subheader], app.date_input[0].value) == (["20 Feb 2026"], day)
    app.date_input[0].set_value(dt.date(2026, 2, 18)).run()
    assert ([one.value for one in app.subheader], app.date_input[0].value) == (
        ["18 Feb 2026"],
        dt.date(2026, 2, 18),
    )


def told_of(world: World, photo: uuid.UUID) -> set[str]:
    with world.records.database.reading() as db:
        return set(db.scalars(sa.select(PhotoRemark.confounder).where(PhotoRemark.photo_id == photo)))
