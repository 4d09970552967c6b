from __future__ import annotations

import datetime as dt

import pytest

from skinmetrics.clinic import people
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.tables import Note, Session, Side
from skinmetrics.clinic.treatments import (
    NeedledPoint,
    SessionError,
    SessionFacts,
    notes_of,
    record_session,
    sessions_of,
    write_note,
)
from tests.clinic.world import World

TODAY = dt.date(2026, 3, 1)
POINTS = (
    NeedledPoint("GB14", Side.LEFT, "shallow"),
    NeedledPoint("GB14", Side.RIGHT),
    NeedledPoint("EX-HN3", Side.MIDLINE),
)


def test_sessions_come_back_as_they_were_recorded_oldest_first(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    later = SessionFacts(TODAY, POINTS, needles=12, minutes=30)
    earlier = SessionFacts(TODAY - dt.timedelta(days=7))
    for facts in (later, earlier):
        record_session(world.records, practitioner, world.client, facts)
    first, second = sessions_of(world.records, world.accounts["own client"], world.client)
    assert first.facts == earlier
    assert (second.facts.needles, second.facts.minutes, second.facts.held_on) == (12, 30, TODAY)
    assert set(second.facts.points) == set(POINTS)
    assert second.practitioner_id == practitioner.account_id


def test_sessions_of_one_day_come_in_the_order_of_their_times(world: World) -> None:
    for held_at in (dt.time(15, 30), None, dt.time(9)):
        facts = SessionFacts(TODAY, held_at=held_at)
        record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = sessions_of(world.records, world.accounts["practitioner"], world.client)
    assert [session.facts.held_at for session in found] == [None, dt.time(9), dt.time(15, 30)]


@pytest.mark.parametrize(
    "facts",
    [SessionFacts(TODAY + dt.timedelta(days=1)), SessionFacts(TODAY, needles=-1), SessionFacts(TODAY, minutes=-1)],
    ids=["tomorrow", "needles", "minutes"],
)
def test_what_cannot_have_been_is_refused(world: World, facts: SessionFacts) -> None:
    with pytest.raises(SessionError):
        record_session(world.records, world.accounts["practitioner"], world.client, facts)
    assert world.count(Session) == 0


def test_today_is_the_clinics_day(world: World) -> None:
    world.clock.at = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)
    facts = SessionFacts(dt.date(2026, 3, 2))
    assert record_session(world.records, world.accounts["practitioner"], world.client, facts)


def test_notes_are_of_a_client_or_of_one_of_their_sessions(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    session = record_session(world.records, practitioner, world.client, SessionFacts(TODAY))
    write_note(world.records, practitioner, world.client, "Sleeps badly.")
    world.clock.forward(dt.timedelta(minutes=1))
    write_note(world.records, practitioner, world.client, "Tolerated well.", session)
    notes = notes_of(world.records, practitioner, world.client)
    assert [(note.text, note.session_id) for note in notes] == [("Sleeps badly.", None), ("Tolerated well.", session)]
    assert {note.author_id for note in notes} == {practitioner.account_id}


def test_a_note_cannot_be_put_to_another_clients_session(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    assert practitioner.account_id is not None
    other = record_session(world.records, practitioner, world.client, SessionFacts(TODAY))
    people.assign(world.records, CONSOLE, world.other_client, practitioner.account_id)
    with pytest.raises(SessionError, match="not one of this client's"):
        write_note(world.records, practitioner, world.other_client, "Swapped.", other)
    assert world.count(Note) == 0


def test_only_the_assigned_write_and_strangers_read_nothing(world: World) -> None:
    for person in ("own client", "administrator", "other client", "other clinic", "nobody"):
        with pytest.raises(AccessDeniedError):
            record_session(world.records, world.accounts[person], world.client, SessionFacts(TODAY))
        with pytest.raises(AccessDeniedError):
            write_note(world.records, world.accounts[person], world.client, "x")
    with pytest.raises(AccessDeniedError):
        sessions_of(world.records, world.accounts["other client"], world.client)
    with pytest.raises(AccessDeniedError):
        notes_of(world.records, world.accounts["administrator"], world.client)
