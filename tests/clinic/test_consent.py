from __future__ import annotations

import datetime as dt
import uuid

import pytest

from skinmetrics.clinic import consent, people
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.consent_changes import Allowed, NotTheirsToGiveError, allowed_by, give, withdraw
from skinmetrics.clinic.tables import Purpose, Role, RoleName
from tests.clinic.world import World


def given(world: World) -> frozenset[Purpose]:
    with world.records.database.reading() as db:
        return consent.given(db, world.client)


def test_each_purpose_is_given_and_withdrawn_by_itself(world: World) -> None:
    own = world.accounts["own client"]
    assert given(world) == set(Purpose)
    withdraw(world.records, own, world.client, Purpose.SHOWING, "2")
    assert given(world) == set(Purpose) - {Purpose.SHOWING}
    give(world.records, own, world.client, Purpose.SHOWING, "3")
    assert given(world) == set(Purpose)


def test_a_new_client_has_allowed_nothing(world: World) -> None:
    client = people.add_client(world.records, CONSOLE, world.clinic, "Cleo")
    with world.records.database.reading() as db:
        assert consent.given(db, client) == frozenset()


def test_every_change_is_kept_with_date_and_version(world: World) -> None:
    world.clock.at = dt.datetime(2026, 3, 5, 23, 30, tzinfo=dt.UTC)
    withdraw(world.records, world.accounts["own client"], world.client, Purpose.STATISTICS, "2026-03")
    with world.records.database.reading() as db:
        entries = [each for each in consent.history(db, world.client) if each.purpose is Purpose.STATISTICS]
    assert [(each.given, each.version) for each in entries] == [(True, "2026-01"), (False, "2026-03")]
    assert (entries[1].at, entries[1].local_day) == (world.clock(), dt.date(2026, 3, 6))


def test_a_practitioner_records_paper_consent_only_for_who_has_no_account(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    client = people.add_client(world.records, practitioner, world.clinic, "Cleo")
    give(world.records, practitioner, client, Purpose.MEASURING, "paper 1")
    withdraw(world.records, practitioner, world.client, Purpose.PRACTITIONER, "2")
    with pytest.raises(NotTheirsToGiveError, match="only they can consent"):
        give(world.records, practitioner, world.client, Purpose.PRACTITIONER, "2")
    assert Purpose.PRACTITIONER not in given(world)


def test_others_cannot_change_it(world: World) -> None:
    for person in ("other client", "other clinic", "nobody"):
        with pytest.raises(AccessDeniedError):
            withdraw(world.records, world.accounts[person], world.client, Purpose.MEASURING, "1")
    for person in ("administrator", "other client", "other clinic", "nobody"):
        with pytest.raises(AccessDeniedError):
            give(world.records, world.accounts[person], world.client, Purpose.MEASURING, "1")
    assert given(world) == set(Purpose)


def test_an_administrator_withdraws_for_whom_nobody_treats_and_cannot_give_it_back(world: World) -> None:
    client = people.add_client(world.records, CONSOLE, world.clinic, "Cleo")
    give(world.records, CONSOLE, client, Purpose.MEASURING, "paper 1")
    administrator = world.accounts["administrator"]
    assert allowed_by(world.records, administrator, client) == Allowed(frozenset({Purpose.MEASURING}), themselves=False)
    assert allowed_by(world.records, administrator, world.client).themselves
    withdraw(world.records, administrator, client, Purpose.MEASURING, "paper 1")
    assert allowed_by(world.records, administrator, client).purposes == frozenset()
    with pytest.raises(AccessDeniedError):
        give(world.records, administrator, client, Purpose.MEASURING, "paper 1")


def test_statistics_are_of_those_who_allow_it_now(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    assert practitioner.account_id is not None
    people.assign(world.records, CONSOLE, world.other_client, practitioner.account_id)
    both = {world.client, world.other_client}
    assert set(people.clients_in_statistics(world.records, practitioner, world.clinic)) == both
    withdraw(world.records, world.accounts["own client"], world.client, Purpose.STATISTICS, "1")
    assert people.clients_in_statistics(world.records, practitioner, world.clinic) == [world.other_client]
    people.add_client(world.records, CONSOLE, world.clinic, "Without consent")
    assert people.clients_in_statistics(world.records, practitioner, world.clinic) == [world.other_client]


def test_statistics_are_of_whom_one_treats_and_may_see(world: World) -> None:
    def counted(person: str) -> list[uuid.UUID]:
        return people.clients_in_statistics(world.records, world.accounts[person], world.clinic)

    assert counted("practitioner") == [world.client], "the other one is treated by nobody"
    assert counted("administrator") == []
    assert set(people.clients_in_statistics(world.records, CONSOLE, world.clinic)) == {
        world.client,
        world.other_client,
    }
    own = world.accounts["own client"].account_id
    with world.records.database.writing() as db:
        db.add(Role(account_id=own, clinic_id=world.clinic, name=RoleName.PRACTITIONER))
    assert counted("own client") == [], "who is a client of a colleague does not treat themselves"
    world.consent(world.client, Purpose.PRACTITIONER, given=False)
    assert counted("practitioner") == []
