from __future__ import annotations

import datetime as dt

import pytest

from skinmetrics.clinic import photos, treatments
from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.clinic.who_looked import Seen, who_looked
from tests.clinic.world import START, World


def seen(world: World, limit: int = 100) -> list[Seen]:
    return who_looked(world.records, world.accounts["own client"], world.client, limit)


def test_what_one_person_did_on_one_day_is_told_once_newest_first(world: World) -> None:
    practitioner, photo = world.accounts["practitioner"], world.photo(b"photo")
    for hours in (0, 1, 13, 1):  # the last two are on the next day at the clinic; in UTC the last alone
        world.clock.forward(dt.timedelta(hours=hours))
        photos.read(world.records, practitioner, photo)
    world.clock.forward(dt.timedelta(minutes=1))
    photos.read(world.records, world.accounts["own client"], photo)
    found = [(one.at - START, one.who, one.own, one.times) for one in seen(world) if one.action == "view_photo"]
    assert found == [
        (dt.timedelta(hours=15, minutes=1), "Own Client", True, 1),
        (dt.timedelta(hours=15), "Practitioner", False, 2),
        (dt.timedelta(hours=1), "Practitioner", False, 2),
    ]


def test_own_looks_leave_room_for_those_of_others(world: World) -> None:
    photo = world.photo(b"photo")
    photos.read(world.records, world.accounts["practitioner"], photo)
    for _ in range(5):
        world.clock.forward(dt.timedelta(days=1))
        photos.read(world.records, world.accounts["own client"], photo)
    found = seen(world, limit=3)
    assert [one.own for one in found[:3]] == [True] * 3
    assert ("view_photo", "Practitioner") in [(one.action, one.who) for one in found[3:]]


def test_changed_sessions_are_told_one_by_one(world: World) -> None:
    days = [START.date() - dt.timedelta(days=age) for age in (1, 2)]
    for day in days:
        session = world.session(SessionFacts(day))
        treatments.delete_session(world.records, world.accounts["practitioner"], session)
    told = [treatments.when_it_was(one.subject) for one in seen(world) if one.action == "delete_session"]
    assert told == [(day, None) for day in reversed(days)]


def test_notes_read_again_in_a_visit_are_no_further_event(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    world.note("Sleeps badly.")
    for again in (False, True, True):
        found = treatments.notes_of(world.records, practitioner, world.client, again=again)
        assert [one.text for one in found] == ["Sleeps badly."]
    assert [one.times for one in seen(world) if one.action == "view_notes"] == [1]


def test_the_last_day_that_is_told_is_counted_to_its_end(world: World) -> None:
    practitioner, photo = world.accounts["practitioner"], world.photo(b"photo")
    for times in (1, 2):
        world.clock.forward(dt.timedelta(days=1))
        for _ in range(times):
            photos.read(world.records, practitioner, photo)
            treatments.notes_of(world.records, practitioner, world.client)
            photos.read(world.records, practitioner, photo)
    assert [(one.action, one.times) for one in seen(world, limit=1) if not one.own] == [("view_photo", 4)]


def test_no_more_of_the_audit_is_read_than_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skinmetrics.clinic.who_looked._MOST_READ", 3)
    photo = world.photo(b"photo")
    for _ in range(5):
        photos.read(world.records, world.accounts["practitioner"], photo)
    assert [(one.action, one.times) for one in seen(world) if not one.own] == [("view_photo", 3)]
