"""What was done: sessions of acupuncture, and notes."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from skinmetrics.clinic.tables.base import Base, Side, done_by, new_id, row_of


class Session(Base):
    """One acupuncture treatment, on a local day; `held_at` is the local time at which it began (None: not noted)."""

    __tablename__ = "session"
    id: Mapped[uuid.UUID] = new_id()
    client_id: Mapped[uuid.UUID] = row_of("client")
    practitioner_id: Mapped[uuid.UUID | None] = done_by()
    held_on: Mapped[dt.date]
    held_at: Mapped[dt.time | None]
    needles: Mapped[int | None]
    minutes: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]
    __table_args__ = (Index(None, "client_id", "held_on"),)


class SessionPoint(Base):
    """A point treated in a session, on a side, with a technique (empty when not noted)."""

    __tablename__ = "session_point"
    session_id: Mapped[uuid.UUID] = row_of("session", primary_key=True)
    point: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[Side] = mapped_column(primary_key=True)
    technique: Mapped[str] = mapped_column(primary_key=True)


class Note(Base):
    """What a practitioner wrote about a client, or about one session."""

    __tablename__ = "note"
    id: Mapped[uuid.UUID] = new_id()
    client_id: Mapped[uuid.UUID] = row_of("client", index=True)
    session_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[uuid.UUID | None] = done_by()
    written_at: Mapped[dt.datetime]
    text: Mapped[str]


class NoteBefore(Base):
    """What a note said before somebody corrected it; it goes with the note."""

    __tablename__ = "note_before"
    id: Mapped[uuid.UUID] = new_id()
    client_id: Mapped[uuid.UUID] = row_of("client", index=True)
    note_id: Mapped[uuid.UUID] = row_of("note", index=True)
    text: Mapped[str]
    corrected_at: Mapped[dt.datetime]
    corrected_by: Mapped[uuid.UUID | None] = done_by()
