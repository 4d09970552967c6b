"""Who did what, when: an append-only chain in which each event's keyed digest covers the one before it.

The key comes from the master key, so someone with the database alone can neither change, insert nor drop an event
in the middle unseen. What they can do is cut events off the end together with the head; an `End` kept elsewhere
(every backup holds one, and the next backup is checked against it) shows that.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.tables import AuditEvent, AuditHead

_HEAD: Final = 1
_BATCH: Final = 1000


@dataclass(frozen=True)
class Event:
    """One thing that was done. `subject` is the id of what it was done to, never its content, except that of a session
    which was corrected or deleted it says when that was: whoever moves the first one moves every verdict.
    """

    at: dt.datetime
    actor: str
    action: str
    clinic_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    subject: str = ""


@dataclass(frozen=True)
class Entry:
    """An event with its place in the chain."""

    position: int
    event: Event


@dataclass(frozen=True)
class End:
    """Where the chain ended at some moment."""

    position: int
    digest: bytes


def begin(db: orm.Session, key: bytes) -> None:
    """Start an empty chain."""
    db.add(AuditHead(id=_HEAD, position=0, digest=_start(key)))


def take_turn(db: orm.Session) -> None:
    """Wait for the other writers of the audit, before anything else is locked: so they cannot block one another."""
    db.execute(sa.select(AuditHead.position).where(AuditHead.id == _HEAD).with_for_update())


def append(db: orm.Session, key: bytes, event: Event) -> None:
    """Add an event. Other writers wait from here to the end of this transaction, so that the chain has no forks."""
    grown = sa.update(AuditHead).where(AuditHead.id == _HEAD).values(position=AuditHead.position + 1)
    position, before = db.execute(
        grown.returning(AuditHead.position, AuditHead.digest), execution_options={"synchronize_session": False}
    ).one()
    digest = _link(key, before, position, event)
    db.execute(sa.insert(AuditEvent).values(position=position, digest=digest, **vars(event)))
    db.execute(
        sa.update(AuditHead).where(AuditHead.id == _HEAD).values(digest=digest),
        execution_options={"synchronize_session": False},
    )


def end(db: orm.Session) -> End:
    """Where the chain ends now."""
    return End(*db.execute(sa.select(AuditHead.position, AuditHead.digest).where(AuditHead.id == _HEAD)).one())


def verify(db: orm.Session, key: bytes, known: End | None = None) -> str | None:
    """What is wrong with the chain, in words, or None. `known` is an end seen earlier, which it must still contain."""
    position, digest = 0, _start(key)
    for row in _rows(db):
        if row.position != position + 1:
            return f"Audit events {position + 1} to {row.position - 1} were removed."
        if not hmac.compare_digest(row.digest, _link(key, digest, row.position, _event(row))):
            return f"Audit event {row.position} was changed, or one before it was replaced."
        position, digest = row.position, row.digest
        if known is not None and position == known.position and digest != known.digest:
            return (
                f"The audit up to event {position} is not the one that was backed up: "
                "events were replaced, or an older backup was restored."
            )
    if end(db) != End(position, digest):
        return f"The audit ends at event {position}, but its head says otherwise: events were removed from its end."
    if known is not None and position < known.position:
        return (
            f"The audit ends at event {position}, but a backup has {known.position}: "
            "events were removed, or an older backup was restored."
        )
    return None


def events(db: orm.Session, clinic_id: uuid.UUID, *, before: int | None = None, limit: int = 100) -> list[Entry]:
    """A clinic's newest events first, from those before position `before`."""
    query = sa.select(AuditEvent).where(AuditEvent.clinic_id == clinic_id).order_by(AuditEvent.position.desc())
    if before is not None:
        query = query.where(AuditEvent.position < before)
    return [Entry(row.position, _event(row)) for row in db.scalars(query.limit(limit))]


def _rows(db: orm.Session) -> Iterator[AuditEvent]:
    query = sa.select(AuditEvent).order_by(AuditEvent.position)
    return iter(db.scalars(query, execution_options={"yield_per": _BATCH}))


def _event(row: AuditEvent) -> Event:
    return Event(row.at, row.actor, row.action, row.clinic_id, row.client_id, row.subject)


def _start(key: bytes) -> bytes:
    return hmac.digest(key, b"start of the audit", "sha256")


def _link(key: bytes, before: bytes, position: int, event: Event) -> bytes:
    said = {name: value if isinstance(value, str) else _text(value) for name, value in vars(event).items()}
    text = json.dumps({"position": position, **said}, sort_keys=True, ensure_ascii=True)
    return hmac.digest(key, before + text.encode(), "sha256")


def _text(value: dt.datetime | uuid.UUID | None) -> str | None:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return None if value is None else value.hex
