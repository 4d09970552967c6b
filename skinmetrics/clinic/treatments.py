"""Sessions of acupuncture, and notes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action, require
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Note, Session, SessionPoint, Side


class SessionError(ClinicError):
    """A session that cannot have been: in the future, or with fewer than no needles or minutes."""


@dataclass(frozen=True, order=True)
class NeedledPoint:
    """A point by its code, the side of the client's own face, and how it was treated (empty when not noted)."""

    point: str
    side: Side
    technique: str = ""


@dataclass(frozen=True)
class SessionFacts:
    """What was done: on which local day, where, with how many needles, for how many minutes, from what local time on.

    None: not noted.
    """

    held_on: dt.date
    points: tuple[NeedledPoint, ...] = ()
    needles: int | None = None
    minutes: int | None = None
    held_at: dt.time | None = None

    @property
    def local(self) -> dt.datetime:
        """When it began, on the clinic's wall clock; where no time was noted, at noon."""
        return dt.datetime.combine(self.held_on, self.held_at or dt.time(12))


@dataclass(frozen=True)
class SessionEntry:
    """A session in the records, with who held it (None when that account is gone or it was recorded at the console)."""

    id: uuid.UUID
    practitioner_id: uuid.UUID | None
    facts: SessionFacts


@dataclass(frozen=True)
class NoteEntry:
    """A note, about a session or (None) about the client."""

    id: uuid.UUID
    session_id: uuid.UUID | None
    author_id: uuid.UUID | None
    written_at: dt.datetime
    text: str


def record_session(records: Records, actor: Actor, client_id: uuid.UUID, facts: SessionFacts) -> uuid.UUID:
    """Write a session down; its id. Raises AccessDeniedError, SessionError."""
    session_id = uuid.uuid4()
    with records.acting() as db:
        place = records.admit(db, actor, Action.RECORD_SESSION, client_id, session_id)
        assert place.clinic_id is not None  # noqa: S101 (a client always has a clinic)
        if facts.held_on > records.local_day(db, place.clinic_id):
            raise SessionError("The session's date is in the future. Give the day on which it was held.")
        if any(number is not None and number < 0 for number in (facts.needles, facts.minutes)):
            raise SessionError("Needles and minutes cannot be fewer than none. Leave them empty when not noted.")
        db.add(
            Session(
                id=session_id,
                client_id=client_id,
                practitioner_id=actor.account_id,
                held_on=facts.held_on,
                held_at=facts.held_at,
                needles=facts.needles,
                minutes=facts.minutes,
                recorded_at=records.now(),
            )
        )
        db.flush()
        db.add_all(SessionPoint(session_id=session_id, **vars(point)) for point in set(facts.points))
    return session_id


def sessions_of(records: Records, actor: Actor, client_id: uuid.UUID) -> list[SessionEntry]:
    """A client's sessions, oldest first. Raises AccessDeniedError."""
    with records.database.reading() as db:
        require(db, actor, Action.VIEW_SESSIONS, client_id)
        return session_entries(db, client_id)


def session_entries(db: orm.Session, client_id: uuid.UUID) -> list[SessionEntry]:
    """A client's sessions, oldest first, without asking who wants them."""
    rows = db.scalars(
        sa.select(Session)
        .where(Session.client_id == client_id)
        .order_by(Session.held_on, Session.held_at.nulls_first(), Session.recorded_at)
    ).all()
    points: dict[uuid.UUID, list[NeedledPoint]] = {row.id: [] for row in rows}
    treated = sa.select(SessionPoint).join(Session).where(Session.client_id == client_id)
    for row in db.scalars(treated):
        points[row.session_id].append(NeedledPoint(row.point, row.side, row.technique))
    return [
        SessionEntry(
            row.id,
            row.practitioner_id,
            SessionFacts(row.held_on, tuple(sorted(points[row.id])), row.needles, row.minutes, row.held_at),
        )
        for row in rows
    ]


def write_note(
    records: Records, actor: Actor, client_id: uuid.UUID, text: str, session_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Write a note about a client, or about one of their sessions; its id.

    Raises AccessDeniedError; SessionError when the session is not this client's.
    """
    note_id = uuid.uuid4()
    with records.acting() as db:
        records.admit(db, actor, Action.WRITE_NOTE, client_id, note_id)
        if session_id is not None:
            session = db.get(Session, session_id)
            if session is None or session.client_id != client_id:
                raise SessionError("This session is not one of this client's. Choose the session again.")
        db.add(
            Note(
                id=note_id,
                client_id=client_id,
                session_id=session_id,
                author_id=actor.account_id,
                written_at=records.now(),
                text=text,
            )
        )
    return note_id


def notes_of(records: Records, actor: Actor, client_id: uuid.UUID) -> list[NoteEntry]:
    """A client's notes, oldest first. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.VIEW_NOTES, client_id)
        return note_entries(db, client_id)


def note_entries(db: orm.Session, client_id: uuid.UUID) -> list[NoteEntry]:
    """A client's notes, oldest first, without asking who wants them."""
    rows = db.scalars(sa.select(Note).where(Note.client_id == client_id).order_by(Note.written_at, Note.id))
    return [NoteEntry(row.id, row.session_id, row.author_id, row.written_at, row.text) for row in rows]
