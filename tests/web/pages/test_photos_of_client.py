"""A client's photos one by one, as the practitioner sees them and says what is to be said of them."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import remarks
from skinmetrics.clinic.history.client_history import PhotoRecord
from skinmetrics.clinic.scores import write
from skinmetrics.web.practice.photo_parts import DAYS_ON_A_PAGE, PHOTOS_ON_A_PAGE, Section, sheets
from skinmetrics.web.words import client as common
from skinmetrics.web.words import practice as words
from tests.clinic.test_history import DAY, MINUTE, SCORER, examined, of_client, shot
from tests.clinic.test_history_people import FLIPPED, LINES, TURNED
from tests.clinic.test_history_people import examined as compared
from tests.clinic.world import START, World, photos_of
from tests.web.pages.conftest import Open, labels, text


def opened(world: World, open_page: Open) -> AppTest:
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Photos").run()
    assert not app.exception
    return app


def card(app: AppTest, photo: uuid.UUID) -> str:
    (found,) = (html.value for html in app.html if f'src="/photo/{photo}"' in html.value)
    return str(found)


def undated(world: World) -> uuid.UUID:
    photo = world.photo(b"undated", taken=None)
    write(world.records, SCORER, photo, examined(3))
    return photo


def test_one_photo_of_a_burst_is_left_out_with_a_reason_and_counts_again(world: World, open_page: Open) -> None:
    first, second = (shot(world, START + n * MINUTE, examined(3)) for n in (0, 1))
    app = opened(world, open_page)
    app.button(f"Leave out-{second}").click().run()
    app.button(f"leave-{second}").click().run()
    assert "Say in a few words why" in text(app)
    app.text_input(f"why-{second}").set_value("other lamp")
    app.button(f"leave-{second}").click().run()
    assert "Left out: other lamp" in card(app, second)
    assert "Left out" not in card(app, first)
    assert words.LEAVE_OUT_ABOUT not in text(app), "folded again"
    app.button(f"again-{second}").click().run()
    assert "Left out" not in text(app)


def test_what_is_asked_of_one_photo_is_asked_of_no_other(world: World, open_page: Open) -> None:
    first, second = (shot(world, START + n * MINUTE, examined(3)) for n in (0, 1))
    app = opened(world, open_page)
    app.button(f"Leave out-{first}").click().run()
    app.button(f"Leave out-{second}").click().run()
    assert asked(app) == [f"why-{second}"]
    app.button(f"Leave out-{second}").click().run()
    assert asked(app) == []


def asked(app: AppTest) -> list[str | None]:
    """The fields that ask why a photo is left out."""
    return [field.key for field in app.text_input if (field.key or "").startswith("why-")]


def test_a_photo_without_a_day_counts_as_soon_as_the_practitioner_gives_it(world: World, open_page: Open) -> None:
    photo, day = undated(world), START.date() - 3 * DAY
    app = opened(world, open_page)
    assert "Give its day and it counts" in card(app, photo)
    assert common.WHEN_TAKEN in labels(app)
    app.date_input(f"day-{photo}").set_value(day).run()
    assert not app.exception
    (kept,) = of_client(world).photos
    assert (kept.day, kept.counts) == (day, True)
    assert words.NOT_COUNTED not in card(app, photo), "the page is drawn anew"
    assert words.WITHOUT_DAY not in text(app)


def test_a_wrong_day_is_changed(world: World, open_page: Open) -> None:
    photo, day = shot(world, START, examined(3)), START.date() - 3 * DAY
    app = opened(world, open_page)
    assert not app.date_input
    app.button(f"Change the day-{photo}").click().run()
    app.date_input(f"day-{photo}").set_value(day).run()
    assert [one.day for one in of_client(world).photos] == [day]
    assert "26 Feb 2026" in text(app)


def test_a_mirrored_photo_is_marked(world: World, open_page: Open) -> None:
    first = shot(world, START, compared(LINES))
    turned = shot(world, START + DAY, compared(TURNED, first, FLIPPED))
    shot(world, START + 2 * DAY, compared(LINES, first))
    app = opened(world, open_page)
    assert words.IS_MIRRORED in card(app, turned)
    assert text(app).count(words.IS_MIRRORED) == 1


def record(n: int) -> PhotoRecord:
    return PhotoRecord(uuid.UUID(int=n), uuid.UUID(int=0), None, timed=False, added_at=START, state="waiting")


def test_hundreds_of_photos_are_shown_some_at_a_time() -> None:
    many = Section("Without a day", tuple(map(record, range(2 * PHOTOS_ON_A_PAGE + 1))))
    days = [Section(f"day {n}", (record(n),)) for n in range(25)]
    pages = sheets([many, *days, Section("none", ())])
    assert [[len(each.photos) for each in page] for page in pages] == [
        [PHOTOS_ON_A_PAGE], [PHOTOS_ON_A_PAGE], [1] * DAYS_ON_A_PAGE, [1] * DAYS_ON_A_PAGE, [1] * 6
    ]  # fmt: skip
    assert [photo for page in pages for each in page for photo in each.photos] == [
        photo for section in (many, *days) for photo in section.photos
    ]
    assert sheets([]) == [[]]


def test_when_a_photo_without_a_day_was_added_is_said_by_the_clinics_clock(world: World, open_page: Open) -> None:
    photo = undated(world)
    added = photos_of(world.records, world.client)[0].added_at
    here = added.astimezone(ZoneInfo("Europe/Berlin"))
    assert f", {here:%H:%M}</strong>" in card(opened(world, open_page), photo)


def test_a_photo_left_out_that_has_no_day_is_counted_again_by_itself(world: World, open_page: Open) -> None:
    photo = undated(world)
    remarks.exclude(world.records, world.accounts["practitioner"], photo, "sunburnt")
    app = opened(world, open_page)
    app.button(f"again-{photo}").click().run()
    assert of_client(world).photos[0].exclusion is None


def test_how_a_typed_day_is_kept_is_said_where_days_are_asked(world: World, open_page: Open) -> None:
    photo = shot(world, START, examined(3))
    assert common.DAY_TYPED in text(open_page("add_photos", "own client"))
    app = opened(world, open_page)
    assert common.DAY_TYPED not in text(app)
    app.button(f"Change the day-{photo}").click().run()
    assert common.DAY_TYPED in text(app)
