"""Signing in, and who did what."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from skinmetrics.clinic.tables.base import Base, LinkPurpose, RoleName, row_of


class AuditEvent(Base):
    """Who did what to whom and when; each row's digest covers the row before it.

    Ids are kept without foreign keys: an event outlives the account and the client it names.
    """

    __tablename__ = "audit_event"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    clinic_id: Mapped[uuid.UUID | None]
    actor: Mapped[str]
    action: Mapped[str]
    client_id: Mapped[uuid.UUID | None]
    subject: Mapped[str]
    digest: Mapped[bytes]
    __table_args__ = (Index(None, "clinic_id", "position"), Index(None, "client_id", "position"))


class AuditHead(Base):
    """The one row that says where the audit chain ends; updating it queues up concurrent writers."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    digest: Mapped[bytes]


class SignIn(Base):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "sign_in"
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = row_of("account", index=True)
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class SignInFailure(Base):
    """A failed attempt, counted under a keyed hash of who tried from where."""

    __tablename__ = "sign_in_failure"
    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[bytes]
    at: Mapped[dt.datetime]
    __table_args__ = (Index(None, "bucket", "at"),)


class OneTimeLink(Base):
    """An invitation, a password reset or the set-up code: used once, until it expires. Only its hash is kept.

    `made_by` is None for what was made at the console.
    """

    __tablename__ = "one_time_link"
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose]
    clinic_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"))
    role: Mapped[RoleName | None]
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
