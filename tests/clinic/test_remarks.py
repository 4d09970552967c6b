"""What is told of a photo after it was saved."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import remarks
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.remarks import RemarkError, Remarks
from skinmetrics.clinic.tables import Burst, Photo
from skinmetrics.progress.exclusion import Confounder
from tests.clinic.world import START, World, photos_of


def told(world: World) -> Remarks:
    with world.records.database.reading() as db:
        return remarks.entries(db, world.client)


def entry(world: World, photo_id: uuid.UUID) -> Photo:
    found = photos_of(world.records, world.client)
    return next(one for one in found if one.id == photo_id)


def test_a_photo_is_left_out_with_a_reason_and_counted_again(world: World) -> None:
    photo, practitioner = world.photo(b"one"), world.accounts["practitioner"]
    for nothing in ("  ", "No", "0"):
        with pytest.raises(RemarkError):
            remarks.exclude(world.records, practitioner, photo, nothing)
    with pytest.raises(AccessDeniedError):
        remarks.exclude(world.records, world.accounts["own client"], photo, "I look tired")
    remarks.exclude(world.records, practitioner, photo, "flash")
    remarks.exclude(world.records, practitioner, photo, "flash  in the mirror")
    assert told(world).exclusions == {photo: "flash in the mirror"}
    remarks.include(world.records, practitioner, photo)
    assert told(world).exclusions == {}


def test_what_is_noted_and_taken_back_leaves_the_rest(world: World) -> None:
    photo, own = world.photo(b"one"), world.accounts["own client"]
    remarks.remark(world.records, own, photo, [Confounder.MAKE_UP, Confounder.SUNBURN])
    remarks.remark(world.records, own, photo, [Confounder.NEW_PRODUCTS], [Confounder.MAKE_UP])
    assert told(world).confounders == {photo: frozenset({Confounder.SUNBURN, Confounder.NEW_PRODUCTS})}
    with pytest.raises(AccessDeniedError):
        remarks.remark(world.records, world.accounts["other client"], photo, [])


def test_a_corrected_day_moves_the_photo_to_that_days_burst(world: World) -> None:
    own, day = world.accounts["own client"], START.date() - dt.timedelta(days=3)
    first, second = world.photo(b"one"), world.photo(b"two")
    assert entry(world, first).burst_id == entry(world, second).burst_id
    remarks.correct_day(world.records, own, first, day)
    assert (entry(world, first).taken_on, entry(world, first).taken_at) == (day, None)
    assert entry(world, first).burst_id != entry(world, second).burst_id
    remarks.correct_day(world.records, own, second, day)
    assert entry(world, first).burst_id == entry(world, second).burst_id
    with world.records.database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Burst)) == 1


def test_a_day_corrected_and_corrected_back_has_its_hour_and_its_burst_again(world: World) -> None:
    own, day = world.accounts["own client"], START.date()
    moved, stayed = world.photo(b"one"), world.photo(b"two")
    before = [(one.taken_at, one.taken_on, one.burst_id) for one in (entry(world, moved), entry(world, stayed))]
    assert before[0][0] is not None
    for other in (day - dt.timedelta(days=3), day - dt.timedelta(days=2), day):
        remarks.correct_day(world.records, own, moved, other)
    assert [(one.taken_at, one.taken_on, one.burst_id) for one in (entry(world, moved), entry(world, stayed))] == before
    with world.records.database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Burst)) == 1


def test_a_day_that_has_not_come_is_refused(world: World) -> None:
    photo = world.photo(b"one")
    with pytest.raises(RemarkError, match="not come yet"):
        remarks.correct_day(world.records, world.accounts["own client"], photo, START.date() + dt.timedelta(days=1))


def test_a_photo_was_not_taken_after_it_was_added(world: World) -> None:
    own, photo = world.accounts["own client"], world.photo(b"one")
    world.clock.forward(dt.timedelta(days=9))
    with pytest.raises(RemarkError, match="added before that day"):
        remarks.correct_day(world.records, own, photo, START.date() + dt.timedelta(days=2))
    remarks.correct_day(world.records, own, photo, START.date() + dt.timedelta(days=1))
