"""One clock per photo: the clinic's. Day and hour are of it alone, and photos are in the order of their instants."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.clinic import photos, remarks, treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.history.reading import _moment
from skinmetrics.clinic.tables import Clinic, Photo
from skinmetrics.clinic.taken import local_time
from skinmetrics.imaging.photo import Header
from skinmetrics.imaging.taken_at import TakenAt, from_exif, from_name
from tests.clinic.test_history import examined, of_client, shot
from tests.clinic.world import World, photos_of

ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kathmandu",
    "Australia/Lord_Howe", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
)  # fmt: skip
INSTANTS = st.datetimes(dt.datetime(1991, 1, 1), dt.datetime(2098, 1, 1), timezones=st.just(dt.UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: dt.timezone(dt.timedelta(minutes=15 * quarters)))


def local(world: World, zone: str, *stated: TakenAt | None) -> list[str]:
    """The clinic's clock of a client's photos, in their order, each with its place among those stated."""
    with world.records.database.writing() as db:
        db.execute(sa.update(Clinic).where(Clinic.id == world.clinic).values(time_zone=zone))
    world.clock.forward(dt.timedelta(days=365))  # all that is stated has come
    saved = {}
    for number, taken in enumerate(stated):
        assert taken is not None
        header = Header("JPEG", 30, 40, 1, taken, None, "")
        saved[photos.save(world.records, CONSOLE, world.client, b"%d" % number, header).photo_id] = number
    photographed = of_client(world).photos
    days = {entry.id: entry.taken_on for entry in photos_of(world.records, world.client)}
    assert all(days[photo.id] == photo.day for photo in photographed)
    return [f"{saved[photo.id]}: {photo.local:%Y-%m-%d %H:%M}" for photo in photographed]


def exif(time: str, offset: str) -> TakenAt | None:
    return from_exif({0x9003: f"2026:{time}:00", 0x9011: offset})


@pytest.mark.parametrize(
    ("zone", "stated", "shown"),
    [
        ("America/New_York", [from_name("PXL_20260301_003000000.jpg")], ["0: 2026-02-28 19:30"]),
        ("Asia/Tokyo", [from_name("PXL_20260228_220000000.jpg")], ["0: 2026-03-01 07:00"]),
        ("America/New_York", [exif("03:01 00:30", "Z")], ["0: 2026-02-28 19:30"]),
        ("America/New_York", [exif("03:01 00:30", "+00:00")], ["0: 2026-02-28 19:30"]),
        (
            "Europe/Berlin",
            [exif("03:01 20:00", "-05:00"), exif("03:01 14:00", "-05:00")],
            ["1: 2026-03-01 20:00", "0: 2026-03-02 02:00"],
        ),
        (
            "Europe/Berlin",
            [exif("10:25 02:10", "+01:00"), exif("10:25 02:30", "+02:00")],
            ["1: 2026-10-25 02:30", "0: 2026-10-25 02:10"],
        ),
    ],
    ids=["New York", "Tokyo", "Z", "+00:00", "traveller", "autumn"],
)
def test_day_and_hour_are_the_clinics(world: World, zone: str, stated: list[TakenAt | None], shown: list[str]) -> None:
    assert local(world, zone, *stated) == shown


def test_bursts_and_measurements_are_in_the_order_of_their_instants(world: World) -> None:
    first = shot(world, dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), examined(3))
    second = shot(world, dt.datetime(2026, 10, 25, 1, 10, tzinfo=dt.UTC), examined(5))
    found = of_client(world)
    assert [burst.shown.id for burst in found.bursts] == [first, second]
    assert found.series is not None
    assert found.series.values[0].tolist() == pytest.approx([3, 5])


def test_an_evening_before_the_first_session_is_baseline_whatever_utc_says(world: World) -> None:
    evening = from_name("PXL_20260301_003000000.jpg")
    local(world, "America/New_York", evening)
    facts = treatments.SessionFacts(dt.date(2026, 3, 1), held_at=dt.time(10))
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = of_client(world)
    assert isinstance(found.treatment_start, dt.datetime)
    assert found.bursts[0].local < found.treatment_start


def after_midnight(world: World, photo: uuid.UUID) -> None:
    """It is 2 March by the clinic's clock, and 1 March in UTC."""
    with world.records.database.writing() as db:
        row = db.get_one(Photo, photo)
        row.taken_at, row.taken_on = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC), dt.date(2026, 3, 2)
    world.clock.at = dt.datetime(2026, 3, 5, 9, 0, tzinfo=dt.UTC)


def test_the_day_that_is_corrected_is_the_one_that_is_shown(world: World) -> None:
    own, photo = world.accounts["own client"], world.photo(b"old")
    after_midnight(world, photo)
    remarks.correct_day(world.records, own, photo, dt.date(2026, 3, 2))
    assert of_client(world).photos[0].timed, "nothing was corrected"
    day = dt.date(2026, 3, 1)
    remarks.correct_day(world.records, own, photo, day)
    assert [(photo.day, photo.timed) for photo in of_client(world).photos] == [(day, False)]


@given(st.sampled_from(ZONES), st.lists(st.tuples(INSTANTS, OFFSETS), min_size=1, max_size=6))
def test_any_photo_has_one_clock_and_any_photos_the_order_of_their_instants(
    name: str, taken: list[tuple[dt.datetime, dt.timezone]]
) -> None:
    zone = ZoneInfo(name)
    moments = []
    for instant, offset in taken:
        kept = TakenAt(instant.astimezone(offset)).on_clock(zone)
        shown = local_time(kept.when, None, zone)
        assert shown is not None
        assert shown == instant.astimezone(zone).replace(tzinfo=None)
        assert (kept.day, kept.when) == (shown.date(), instant)
        moments.append(_moment(shown, zone))
    assert moments == [instant for instant, _ in taken]


@given(st.sampled_from(ZONES), st.datetimes(dt.datetime(1991, 1, 1), dt.datetime(2098, 1, 1)))  # noqa: DTZ001
def test_a_time_without_an_offset_is_the_clinics_clock(name: str, wall: dt.datetime) -> None:
    zone = ZoneInfo(name)
    taken = TakenAt(wall).on_clock(zone)
    shown = local_time(taken.when, None, zone)
    assert shown is not None
    there = wall.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) == wall
    assert not there or (shown, taken.day) == (wall, wall.date()), "but for an hour that no clock showed"
    assert TakenAt(wall, precise=False).on_clock(zone) == TakenAt(wall, precise=False)
