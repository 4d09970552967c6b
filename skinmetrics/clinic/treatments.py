"""Sessions of acupuncture, and notes."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action, require
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ChangedMeanwhileError, ClinicError
from skinmetrics.clinic.hold import refuse_if_held
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, Note, NoteBefore, Session, SessionPoint, Side
from skinmetrics.clinic.tables.base import plain


class SessionError(ClinicError):
    """A session that cannot have been: in the future, or with fewer than no needles or minutes."""


class NoteError(ClinicError):
    """A note that says nothing."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "A note without words says nothing. Write something, or delete the note."


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
class Before:
    """What a note said until it was corrected, when that was and who did it; `name` is theirs, empty for the console
    and for gone accounts.
    """

    text: str
    corrected_at: dt.datetime
    corrected_by: uuid.UUID | None
    name: str


@dataclass(frozen=True)
class NoteEntry:
    """A note, about a session or (None) about the client, with what it said before each correction, oldest first."""

    id: uuid.UUID
    session_id: uuid.UUID | None
    author_id: uuid.UUID | None
    written_at: dt.datetime
    text: str
    before: tuple[Before, ...] = ()


def record_session(
    records: Records, actor: Actor, client_id: uuid.UUID, facts: SessionFacts, note: str = ""
) -> uuid.UUID:
    """Write a session down, and with it a note where one is given; its id. Raises AccessDeniedError, SessionError."""
    session_id = uuid.uuid4()
    with records.acting() as db:
        place = records.admit(db, actor, Action.RECORD_SESSION, client_id, session_id)
        assert place.clinic_id is not None  # noqa: S101 (a client always has a clinic)
        _check(records, db, place.clinic_id, facts)
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
        _add_points(db, session_id, facts)
        if note:
            _write_note(records, db, actor, client_id, note, session_id)
    return session_id


def correct_session(
    records: Records, actor: Actor, session_id: uuid.UUID, facts: SessionFacts, *, was: SessionFacts | None = None
) -> None:
    """Write down anew what a session was; when it was before stays in the audit.

    `was` is what the records said of it when the correction was begun. Nothing is saved if they say something else by
    now; without it, whatever they say is replaced.
    Raises AccessDeniedError, SessionError, LegalHoldError, ChangedMeanwhileError.
    """
    with records.acting() as db:
        place = records.admit(db, actor, Action.CORRECT_SESSION, session_id, _was(db, session_id))
        row = db.get_one(Session, session_id)
        refuse_if_held(records, db, row.client_id)
        _refuse_if_changed(db, row, was)
        assert place.clinic_id is not None  # noqa: S101 (a client always has a clinic)
        _check(records, db, place.clinic_id, facts)
        row.held_on, row.held_at, row.needles, row.minutes = facts.held_on, facts.held_at, facts.needles, facts.minutes
        db.execute(sa.delete(SessionPoint).where(SessionPoint.session_id == session_id))
        _add_points(db, session_id, facts)


def delete_session(records: Records, actor: Actor, session_id: uuid.UUID, *, was: SessionFacts | None = None) -> None:
    """Delete a session and the notes about it; when it was stays in the audit. `was` as for `correct_session`.

    Raises AccessDeniedError, LegalHoldError, ChangedMeanwhileError.
    """
    with records.acting() as db:
        place = records.admit(db, actor, Action.DELETE_SESSION, session_id, _was(db, session_id))
        assert place.client_id is not None  # noqa: S101 (a session always has a client)
        refuse_if_held(records, db, place.client_id)
        _refuse_if_changed(db, db.get_one(Session, session_id), was)
        db.execute(sa.delete(Session).where(Session.id == session_id))


def _refuse_if_changed(db: orm.Session, row: Session, was: SessionFacts | None) -> None:
    if was is None:
        return
    points = db.scalars(sa.select(SessionPoint).where(SessionPoint.session_id == row.id))
    if _entry(row, points).facts != was:
        raise ChangedMeanwhileError


def _check(records: Records, db: orm.Session, clinic_id: uuid.UUID, facts: SessionFacts) -> None:
    if facts.held_on > records.local_day(db, clinic_id):
        raise SessionError("The session's date is in the future. Give the day on which it was held.")
    if any(number is not None and number < 0 for number in (facts.needles, facts.minutes)):
        raise SessionError("Needles and minutes cannot be fewer than none. Leave them empty when not noted.")


def _add_points(db: orm.Session, session_id: uuid.UUID, facts: SessionFacts) -> None:
    db.add_all(SessionPoint(session_id=session_id, **vars(point)) for point in set(facts.points))


def _was(db: orm.Session, session_id: uuid.UUID) -> str:
    """When a session was, for the audit, before it is changed; empty where there is none.

    What was done stays out of it, as the audit outlives an erasure.
    """
    row = db.get(Session, session_id)
    if row is None:
        return ""
    time = f" {row.held_at:%H:%M}" if row.held_at else ""
    return f"{session_id} was {row.held_on}{time}"


def when_it_was(subject: str) -> tuple[dt.date, dt.time | None] | None:
    """Day and time before it was changed, out of what the audit says of a session; None for any other subject."""
    found = _WAS.match(subject)
    if found is None:
        return None
    return dt.date.fromisoformat(found["day"]), dt.time.fromisoformat(found["time"]) if found["time"] else None


_WAS: Final = re.compile(r"[-0-9a-f]{36} was (?P<day>\d{4}-\d{2}-\d{2})(?: (?P<time>\d{2}:\d{2}))?")


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
    points: dict[uuid.UUID, list[SessionPoint]] = {row.id: [] for row in rows}
    treated = sa.select(SessionPoint).join(Session).where(Session.client_id == client_id)
    for point in db.scalars(treated):
        points[point.session_id].append(point)
    return [_entry(row, points[row.id]) for row in rows]


def _entry(row: Session, points: Iterable[SessionPoint]) -> SessionEntry:
    needled = sorted(NeedledPoint(each.point, each.side, each.technique) for each in points)
    facts = SessionFacts(row.held_on, tuple(needled), row.needles, row.minutes, row.held_at)
    return SessionEntry(row.id, row.practitioner_id, facts)


def write_note(
    records: Records, actor: Actor, client_id: uuid.UUID, text: str, session_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Write a note about a client, or about one of their sessions; its id.

    Raises AccessDeniedError; SessionError when the session is not this client's.
    """
    with records.acting() as db:
        return _write_note(records, db, actor, client_id, text, session_id)


def _write_note(
    records: Records, db: orm.Session, actor: Actor, client_id: uuid.UUID, text: str, session_id: uuid.UUID | None
) -> uuid.UUID:
    note_id = uuid.uuid4()
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


def correct_note(records: Records, actor: Actor, note_id: uuid.UUID, text: str, *, was: str | None = None) -> None:
    """Put other words in the place of a note's, and keep those. The audit says that it was done, and of neither what
    was written.

    `was` are the note's words when the correction was begun. Nothing is saved if they are others by now; without it,
    whatever they are is replaced.
    Raises AccessDeniedError, NoteError, LegalHoldError, ChangedMeanwhileError.
    """
    text = plain(text)
    with records.acting() as db:
        row = _open_note(records, db, actor, Action.CORRECT_NOTE, note_id, was)
        if not text.strip():
            raise NoteError
        if row.text != text:
            db.add(
                NoteBefore(
                    client_id=row.client_id,
                    note_id=note_id,
                    text=row.text,
                    corrected_at=records.now(),
                    corrected_by=actor.account_id,
                )
            )
            row.text = text


def delete_note(records: Records, actor: Actor, note_id: uuid.UUID, *, was: str | None = None) -> None:
    """Delete a note with what it said before. `was` as for `correct_note`.

    Raises AccessDeniedError, LegalHoldError, ChangedMeanwhileError.
    """
    with records.acting() as db:
        _open_note(records, db, actor, Action.DELETE_NOTE, note_id, was)
        db.execute(sa.delete(Note).where(Note.id == note_id))


def _open_note(
    records: Records, db: orm.Session, actor: Actor, action: Action, note_id: uuid.UUID, was: str | None
) -> Note:
    row = db.get(Note, note_id)
    told = "" if row is None else f"{note_id} of {row.written_at.date()}, {len(row.text)} letters"
    place = records.admit(db, actor, action, note_id, told)
    assert row is not None and place.client_id is not None  # noqa: S101, PT018 (a note always has a client)
    refuse_if_held(records, db, place.client_id)
    if was is not None and row.text != was:
        raise ChangedMeanwhileError
    return row


def notes_of(records: Records, actor: Actor, client_id: uuid.UUID, *, again: bool = False) -> list[NoteEntry]:
    """A client's notes, oldest first; `again` where the audit already says of this visit that they were read.

    Raises AccessDeniedError.
    """
    if again:
        with records.database.reading() as db:
            require(db, actor, Action.VIEW_NOTES, client_id)
            return note_entries(db, client_id)
    with records.acting() as db:
        records.admit(db, actor, Action.VIEW_NOTES, client_id)
        return note_entries(db, client_id)


def note_entries(db: orm.Session, client_id: uuid.UUID) -> list[NoteEntry]:
    """A client's notes, oldest first, without asking who wants them."""
    before: dict[uuid.UUID, list[Before]] = {}
    corrected = sa.select(NoteBefore, Account.name).outerjoin(Account, Account.id == NoteBefore.corrected_by)
    for row, name in db.execute(
        corrected.where(NoteBefore.client_id == client_id).order_by(NoteBefore.corrected_at, NoteBefore.id)
    ):
        told = Before(row.text, row.corrected_at, row.corrected_by, name or "")
        before.setdefault(row.note_id, []).append(told)
    rows = db.scalars(sa.select(Note).where(Note.client_id == client_id).order_by(Note.written_at, Note.id))
    return [
        NoteEntry(row.id, row.session_id, row.author_id, row.written_at, row.text, tuple(before.get(row.id, ())))
        for row in rows
    ]
