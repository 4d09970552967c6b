from __future__ import annotations

import threading
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import audit, photos
from skinmetrics.clinic.access import AccessDeniedError, Place
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.oversight import view_audit
from skinmetrics.clinic.tables import AuditEvent
from tests.clinic.world import World, cut_off, disarm


def verify(world: World, known: audit.End | None = None) -> str | None:
    with world.records.database.reading() as db:
        return audit.verify(db, world.records.audit_key, known)


def end(world: World) -> audit.End:
    with world.records.database.reading() as db:
        return audit.end(db)


def tamper(world: World, statement: str) -> None:
    with world.records.database.writing() as db:
        disarm(db)
        db.execute(sa.text(statement))


def test_who_saw_what_when_is_written(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    photo = world.photo(b"photo")
    photos.read(world.records, practitioner, photo)
    with world.records.database.reading() as db:
        seen, added = (entry.event for entry in audit.events(db, world.clinic, limit=2))
    assert (seen.action, seen.actor, seen.subject) == ("view_photo", str(practitioner.account_id), str(photo))
    assert (seen.at, seen.clinic_id, seen.client_id) == (world.clock(), world.clinic, world.client)
    assert (added.action, added.actor, added.subject) == ("add_photo", "console", str(photo))


def test_what_was_refused_or_failed_is_not_written_as_done(world: World) -> None:
    photo = world.photo(b"photo")
    before = end(world)
    with pytest.raises(AccessDeniedError):
        photos.read(world.records, world.accounts["other client"], photo)
    assert end(world) == before


def test_each_clinic_sees_its_own_events(world: World) -> None:
    world.photo(b"photo")
    with world.records.database.reading() as db:
        assert audit.events(db, world.other_clinic) == []
        newest, older = audit.events(db, world.clinic, limit=2)
        assert newest.event.action == "add_photo"
        assert audit.events(db, world.clinic, before=newest.position, limit=1) == [older]


def test_an_administrator_looks_and_leaves_a_trace(world: World) -> None:
    administrator = world.accounts["administrator"]
    looking = view_audit(world.records, administrator, world.clinic, limit=1)[0].event
    assert (looking.action, looking.actor) == ("view_audit", str(administrator.account_id))
    with pytest.raises(AccessDeniedError):
        view_audit(world.records, world.accounts["practitioner"], world.clinic)


def test_a_whole_chain_verifies(world: World) -> None:
    known = end(world)
    world.photo(b"photo")
    assert verify(world) is None
    assert verify(world, known) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'someone else' WHERE position = 2",
        "UPDATE audit_event SET subject = 'x' WHERE position = (SELECT max(position) FROM audit_event)",
        "UPDATE audit_event SET client_id = NULL WHERE client_id IS NOT NULL",
        "UPDATE audit_event SET digest = (SELECT digest FROM audit_event WHERE position = 1) WHERE position = 2",
        "DELETE FROM audit_event WHERE position = 2",
        "DELETE FROM audit_event WHERE position = 1",
        "DELETE FROM audit_event WHERE position = (SELECT max(position) FROM audit_event)",
        "UPDATE audit_event SET position = position + 1 WHERE position = (SELECT max(position) FROM audit_event)",
        "DELETE FROM audit_event",
    ],
)
def test_every_change_is_noticed(world: World, statement: str) -> None:
    world.photo(b"photo")
    tamper(world, statement)
    assert verify(world) is not None


def test_events_cut_off_with_their_head_are_noticed_by_an_end_kept_elsewhere(world: World) -> None:
    early = end(world)
    world.photo(b"photo")
    late = end(world)
    cut_off(world.records, early)
    assert verify(world) is None
    assert verify(world, late) is not None


def test_an_event_of_another_history_does_not_fit(world: World) -> None:
    """As if the database had been set back to a copy, gone on, and then been given an event of its first future."""

    def write(subject: str) -> None:
        with world.records.acting() as db:
            world.records.log(db, CONSOLE, "test", Place(world.clinic), subject)

    at = end(world).position + 1
    events = sa.select(AuditEvent.__table__).where(AuditEvent.position == at)
    with world.records.database.engine.connect() as connection, orm.Session(connection) as db:
        world.records.log(db, CONSOLE, "test", Place(world.clinic), "first future")
        other = db.execute(events).mappings().one()
        db.rollback()
    write("second future")
    write("after it")
    assert verify(world) is None
    with world.records.database.writing() as db:
        disarm(db)
        db.execute(sa.update(AuditEvent).where(AuditEvent.position == at).values(**other))
    assert verify(world) is not None


def test_a_chain_rewritten_without_the_key_does_not_verify(world: World) -> None:
    with world.records.database.reading() as db:
        assert audit.verify(db, bytes(32)) is not None


def test_events_written_at_the_same_time_make_one_chain(world: World) -> None:
    before = end(world).position

    def write() -> None:
        for _ in range(10):
            with world.records.database.writing() as db:
                world.records.log(db, CONSOLE, "test", Place(world.clinic), uuid.uuid4())

    threads = [threading.Thread(target=write) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert end(world).position == before + 50
    assert world.count(AuditEvent) == before + 50
    assert verify(world) is None
