"""Archived clients leave the lists and the statistics, and lose nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from skinmetrics.clinic import archiving, audit, people, photos
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.overview import Which, glances
from skinmetrics.clinic.tables import Client, Photo
from skinmetrics.clinic.vault.store import PhotoKey
from tests.clinic.world import World


def names(world: World, person: str, *, archived: bool = False) -> list[str]:
    which = Which(archived=archived)
    found = glances(world.records, world.accounts[person], world.clinic, current_scorer(), which)
    return [one.name for one in found.clients]


def test_out_of_the_lists_and_the_statistics_and_back(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    archiving.archive(world.records, practitioner, world.client)
    assert (names(world, "practitioner"), names(world, "administrator")) == ([], ["Bea"])
    assert names(world, "practitioner", archived=True) == names(world, "administrator", archived=True) == ["Ada"]
    assert people.clients_in_statistics(world.records, practitioner, world.clinic) == []
    assert people.clients_in_statistics(world.records, CONSOLE, world.clinic) == [world.other_client]
    archiving.bring_back(world.records, practitioner, world.client)
    assert (names(world, "practitioner"), names(world, "practitioner", archived=True)) == (["Ada"], [])
    assert world.client in people.clients_in_statistics(world.records, practitioner, world.clinic)


def test_nothing_is_deleted_and_all_who_could_see_still_can(world: World) -> None:
    photo = world.photo(b"photo")
    archiving.archive(world.records, CONSOLE, world.client)
    assert world.count(Photo) == 1
    assert photos.fetch(world.records, PhotoKey(world.client, photo)) == b"photo"
    for person in ("practitioner", "own client"):
        entry = people.client(world.records, world.accounts[person], world.client)
        assert (entry.name, entry.archived) == ("Ada", True)
    assert [one.name for one in people.list_clients(world.records, CONSOLE, world.clinic) if one.archived] == ["Ada"]


def test_the_day_of_archiving_is_the_first_one(world: World) -> None:
    archiving.archive(world.records, CONSOLE, world.client)
    world.clock.forward(dt.timedelta(days=9))
    archiving.archive(world.records, CONSOLE, world.client)
    with world.records.database.reading() as db:
        archived_at = db.get_one(Client, world.client).archived_at
    assert archived_at == world.clock() - dt.timedelta(days=9)


@pytest.mark.parametrize("person", ["own client", "other client", "other clinic", "nobody"])
def test_only_the_clinic_archives(world: World, person: str) -> None:
    for act in (archiving.archive, archiving.bring_back):
        with pytest.raises(AccessDeniedError):
            act(world.records, world.accounts[person], world.client)


def test_both_ways_are_in_the_audit(world: World) -> None:
    archiving.archive(world.records, world.accounts["practitioner"], world.client)
    archiving.bring_back(world.records, world.accounts["administrator"], world.client)
    with world.records.database.reading() as db:
        newest, before = (entry.event for entry in audit.events(db, world.clinic, limit=2))
    assert (before.action, before.subject, before.client_id) == ("archive_client", "archived", world.client)
    assert (newest.action, newest.subject) == ("archive_client", "brought back")
