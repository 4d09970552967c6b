"""Clients by their names, and the clinic's time zone."""

from __future__ import annotations

import datetime as dt

import pytest

from skinmetrics.clinic import overview, people
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.oversight import view_audit
from tests.clinic.world import START, World


@pytest.mark.parametrize("person", ["practitioner", "administrator"])
def test_a_client_is_found_under_the_new_name_and_the_audit_has_neither(world: World, person: str) -> None:
    people.rename(world.records, world.accounts[person], world.client, " Zoë  Adler ")
    found = overview.glances(world.records, CONSOLE, world.clinic, current_scorer(), overview.Which(search="zoe adl"))
    assert [one.name for one in found.clients] == ["Zoë Adler"]
    assert [one.name for one in people.list_clients(world.records, CONSOLE, world.clinic)] == ["Bea", "Zoë Adler"]
    events = [one.event for one in view_audit(world.records, world.accounts["administrator"], world.clinic)]
    assert [one.subject for one in events if one.action == "rename_client"] == [str(world.client)]


def test_nobody_is_without_a_name(world: World) -> None:
    with pytest.raises(people.NoNameError):
        people.rename(world.records, CONSOLE, world.client, "  ")
    assert people.client(world.records, CONSOLE, world.client).name == "Ada"


def test_the_time_zone_is_changed_until_the_first_photo(world: World) -> None:
    world.session()
    ask = (world.records, world.accounts["administrator"], world.clinic)
    assert people.may_change_time_zone(*ask)
    world.choose(*ask[1:], time_zone="America/New_York")
    with world.records.database.reading() as db:
        assert world.records.local_day(db, world.clinic, START.replace(hour=3)) == START.date() - dt.timedelta(days=1)
    with pytest.raises(people.TimeZoneError):
        world.choose(*ask[1:], time_zone="Mars/Olympus")
    world.photo(b"photo")
    assert not people.may_change_time_zone(*ask)
    with pytest.raises(people.TimeZoneInUseError):
        world.choose(*ask[1:], time_zone="Europe/Berlin")
    assert people.clinic(world.records, world.clinic).time_zone == "America/New_York"


def test_photos_of_another_clinic_do_not_hold_the_time_zone(world: World) -> None:
    world.photo(b"photo")
    world.choose(CONSOLE, world.other_clinic, time_zone="Europe/Paris")
    assert people.clinic(world.records, world.other_clinic).time_zone == "Europe/Paris"
