from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from skinmetrics.clinic import hold, people
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.errors import ChangedMeanwhileError
from skinmetrics.clinic.hold import LegalHoldError
from skinmetrics.clinic.oversight import view_audit
from skinmetrics.clinic.tables import Note, NoteBefore, Session, SessionPoint, Side
from skinmetrics.clinic.treatments import (
    Before,
    NeedledPoint,
    NoteError,
    SessionError,
    SessionFacts,
    correct_note,
    correct_session,
    delete_note,
    delete_session,
    notes_of,
    record_session,
    sessions_of,
    when_it_was,
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


def audited(world: World, action: str) -> list[str]:
    events = view_audit(world.records, world.accounts["administrator"], world.clinic)
    return [each.event.subject for each in events if each.event.action == action]


@pytest.mark.parametrize("person", ["practitioner", "console"])
def test_a_session_is_corrected_and_the_audit_says_what_it_was(world: World, person: str) -> None:
    actor = CONSOLE if person == "console" else world.accounts[person]
    before = SessionFacts(TODAY, POINTS, needles=12, minutes=30, held_at=dt.time(9, 30))
    session = world.session(before)
    after = SessionFacts(TODAY - dt.timedelta(days=4), POINTS[1:], minutes=20)
    correct_session(world.records, actor, session, after)
    (found,) = sessions_of(world.records, world.accounts["practitioner"], world.client)
    assert (found.id, found.practitioner_id) == (session, world.accounts["practitioner"].account_id)
    assert found.facts == SessionFacts(after.held_on, tuple(sorted(after.points)), minutes=20)
    (told,) = audited(world, "correct_session")
    assert told == f"{session} was 2026-03-01 09:30", "and not what was done: the audit outlives an erasure"
    assert when_it_was(told) == (TODAY, dt.time(9, 30))
    assert when_it_was(str(session)) is None


def test_a_correction_to_what_cannot_have_been_changes_nothing(world: World) -> None:
    session = world.session(SessionFacts(TODAY, POINTS))
    for facts in (SessionFacts(TODAY + dt.timedelta(days=1)), SessionFacts(TODAY, needles=-1)):
        with pytest.raises(SessionError):
            correct_session(world.records, world.accounts["practitioner"], session, facts)
    (found,) = sessions_of(world.records, world.accounts["practitioner"], world.client)
    assert found.facts == SessionFacts(TODAY, tuple(sorted(POINTS)))
    assert audited(world, "correct_session") == []


def test_a_session_that_somebody_changed_meanwhile_is_neither_corrected_nor_deleted(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    session = world.session(SessionFacts(TODAY, POINTS, minutes=30))
    (seen,) = sessions_of(world.records, practitioner, world.client)
    of_a_colleague = replace(seen.facts, points=tuple(sorted(POINTS))[1:])
    correct_session(world.records, CONSOLE, session, of_a_colleague, was=seen.facts)
    with pytest.raises(ChangedMeanwhileError):
        correct_session(world.records, practitioner, session, replace(seen.facts, minutes=25), was=seen.facts)
    with pytest.raises(ChangedMeanwhileError):
        delete_session(world.records, practitioner, session, was=seen.facts)
    (found,) = sessions_of(world.records, practitioner, world.client)
    assert found.facts == of_a_colleague
    assert (len(audited(world, "correct_session")), audited(world, "delete_session")) == (1, [])
    delete_session(world.records, practitioner, session, was=found.facts)
    assert world.count(Session) == 0


def test_a_deleted_session_takes_its_notes_along_and_no_others(world: World) -> None:
    kept, gone = world.session(), world.session(SessionFacts(TODAY, POINTS))
    world.note("Of the client.")
    world.note("Of what is kept.", kept)
    world.note("Of what goes.", gone)
    delete_session(world.records, world.accounts["practitioner"], gone)
    assert [one.id for one in sessions_of(world.records, CONSOLE, world.client)] == [kept]
    assert {one.text for one in notes_of(world.records, CONSOLE, world.client)} == {
        "Of the client.",
        "Of what is kept.",
    }
    assert world.count(SessionPoint) == 0
    (told,) = audited(world, "delete_session")
    assert when_it_was(told) == (TODAY, None)
    with pytest.raises(AccessDeniedError):
        delete_session(world.records, world.accounts["practitioner"], gone)


def test_a_note_is_corrected_and_deleted_and_the_audit_never_says_its_words(world: World) -> None:
    practitioner, note = world.accounts["practitioner"], world.note("Sleeps badly.")
    correct_note(world.records, practitioner, note, "Sleeps well.")
    assert [one.text for one in notes_of(world.records, practitioner, world.client)] == ["Sleeps well."]
    with pytest.raises(NoteError):
        correct_note(world.records, practitioner, note, "  ")
    delete_note(world.records, CONSOLE, note)
    assert world.count(Note) == 0
    assert audited(world, "correct_note") == [f"{note} of 2026-03-01, 13 letters"]
    assert audited(world, "delete_note") == [f"{note} of 2026-03-01, 12 letters"]


def test_a_corrected_note_says_what_it_said_before_when_and_by_whom(world: World) -> None:
    practitioner, note = world.accounts["practitioner"], world.note("Sleeps badly.")
    first = world.clock()
    correct_note(world.records, practitioner, note, "Sleeps well.")
    correct_note(world.records, practitioner, note, "Sleeps well.")
    world.clock.forward(dt.timedelta(hours=1))
    correct_note(world.records, CONSOLE, note, "Sleeps.")
    (found,) = notes_of(world.records, practitioner, world.client)
    assert found.text == "Sleeps."
    assert found.before == (
        Before("Sleeps badly.", first, practitioner.account_id, "Practitioner"),
        Before("Sleeps well.", world.clock(), None, ""),
    )
    delete_note(world.records, practitioner, note)
    assert world.count(NoteBefore) == 0


def test_a_note_that_differs_by_what_is_not_kept_was_not_corrected(world: World) -> None:
    practitioner, note = world.accounts["practitioner"], world.note("Sleeps badly.")
    correct_note(world.records, practitioner, note, "Sleeps\0 badly.")
    assert world.count(NoteBefore) == 0
    with pytest.raises(NoteError):
        correct_note(world.records, practitioner, note, "\0")


def test_a_note_that_somebody_changed_meanwhile_is_neither_corrected_nor_deleted(world: World) -> None:
    practitioner, note = world.accounts["practitioner"], world.note("Sleeps badly.")
    correct_note(world.records, CONSOLE, note, "Sleeps badly. Bears no iodine.", was="Sleeps badly.")
    with pytest.raises(ChangedMeanwhileError):
        correct_note(world.records, practitioner, note, "Sleeps well.", was="Sleeps badly.")
    with pytest.raises(ChangedMeanwhileError):
        delete_note(world.records, practitioner, note, was="Sleeps badly.")
    (found,) = notes_of(world.records, practitioner, world.client)
    assert found.text == "Sleeps badly. Bears no iodine."
    assert (len(audited(world, "correct_note")), audited(world, "delete_note")) == (1, [])
    delete_note(world.records, practitioner, note, was=found.text)
    assert world.count(Note) == 0


def test_what_must_be_kept_is_neither_corrected_nor_deleted(world: World) -> None:
    session, note = world.session(), world.note()
    hold.place_hold(world.records, CONSOLE, world.client, "a claim")
    practitioner = world.accounts["practitioner"]
    with pytest.raises(LegalHoldError):
        correct_session(world.records, practitioner, session, SessionFacts(TODAY, POINTS))
    with pytest.raises(LegalHoldError):
        delete_session(world.records, practitioner, session)
    with pytest.raises(LegalHoldError):
        correct_note(world.records, practitioner, note, "Something else.")
    with pytest.raises(LegalHoldError):
        delete_note(world.records, practitioner, note)
    (found,) = sessions_of(world.records, practitioner, world.client)
    assert found.facts == SessionFacts(TODAY)
    assert [one.text for one in notes_of(world.records, practitioner, world.client)] == ["Sleeps badly."]
