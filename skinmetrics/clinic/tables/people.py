"""Who there is, what they are to each other, and what they allow."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, validates

from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.tables.base import Base, PlainText, Purpose, RoleName, done_by, new_id, row_of
from skinmetrics.metrics.lengths import Lengths


class Installation(Base):
    """The one row about this installation: a value that only its master key gives."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_check: Mapped[bytes]
    created_at: Mapped[dt.datetime]


class Clinic(Base):
    """The tenant that clients and practitioners belong to; its time zone gives the local day.

    `language` is what its pages speak first (None: each browser's), `lengths` what lengths are shown in, `keep_months`
    how long records are kept after the last visit (None: until somebody erases them).
    """

    __tablename__ = "clinic"
    id: Mapped[uuid.UUID] = new_id()
    name: Mapped[str]
    time_zone: Mapped[str]
    created_at: Mapped[dt.datetime]
    language: Mapped[str | None]
    lengths: Mapped[Lengths] = mapped_column(default=Lengths.MILLIMETRES, server_default=Lengths.MILLIMETRES.value)
    keep_months: Mapped[int | None]


class Account(Base):
    """Someone who can sign in. `login` is an e-mail address in lower case, `language` what they have chosen to read."""

    __tablename__ = "account"
    id: Mapped[uuid.UUID] = new_id()
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]
    language: Mapped[str | None]


class Role(Base):
    """What an account is in a clinic; it may be several things."""

    __tablename__ = "role"
    account_id: Mapped[uuid.UUID] = row_of("account", primary_key=True)
    clinic_id: Mapped[uuid.UUID] = row_of("clinic", primary_key=True)
    name: Mapped[RoleName] = mapped_column(primary_key=True)
    __table_args__ = (Index(None, "clinic_id", "name"),)


WITHOUT_ACCOUNT: Final = "coalesce(account_id, id) = id"
"""That `account_id` is NULL, said so that SQLite does not go by the index of accounts, and then sort everybody."""


def _in_the_order_of_names(name: str, among: str) -> Index:
    """An index by which a list begins anywhere in the alphabet, of the clients that lists show together."""
    where = sa.text(among)
    return Index(name, "clinic_id", "name_key", "id", sqlite_where=where, postgresql_where=where)


def _name_key(inserting: DefaultExecutionContext) -> str:
    values: dict[str, str] = inserting.get_current_parameters()  # type: ignore[no-untyped-call]
    return same_name(values["name"])


class Client(Base):
    """The person photographed. A legal hold blocks erasure while `hold_since` is set; who is archived is in no list.

    `name_key` is what lists are sorted by and searched in: the same_name of `name`, put there with it.
    """

    __tablename__ = "client"
    id: Mapped[uuid.UUID] = new_id()
    clinic_id: Mapped[uuid.UUID] = row_of("clinic", index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(
        PlainText().with_variant(PlainText(collation="C"), "postgresql"), default=_name_key, server_default=""
    )
    created_at: Mapped[dt.datetime]
    hold_since: Mapped[dt.datetime | None]
    hold_reason: Mapped[str | None]
    archived_at: Mapped[dt.datetime | None]
    __table_args__ = (
        _in_the_order_of_names("ix_client_present", "archived_at IS NULL"),
        _in_the_order_of_names("ix_client_archived", "archived_at IS NOT NULL"),
        _in_the_order_of_names("ix_client_invitable", f"archived_at IS NULL AND {WITHOUT_ACCOUNT}"),
    )

    @validates("name")
    def _renamed(self, _: str, name: str) -> str:
        self.name_key = same_name(name)
        return name


class ClientKey(Base):
    """The client's photo key, wrapped by the master key. Never part of a backup's archive."""

    __tablename__ = "client_key"
    client_id: Mapped[uuid.UUID] = row_of("client", primary_key=True)
    wrapped: Mapped[bytes]


class Assignment(Base):
    """A practitioner treats a client, until it ends."""

    __tablename__ = "assignment"
    id: Mapped[uuid.UUID] = new_id()
    practitioner_id: Mapped[uuid.UUID] = row_of("account")
    client_id: Mapped[uuid.UUID] = row_of("client", index=True)
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    __table_args__ = (
        Index(
            "uq_assignment_current",
            "practitioner_id",
            "client_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )


class Consent(Base):
    """A client allowed or withdrew one purpose; the newest row of a purpose holds."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[uuid.UUID] = row_of("client")
    purpose: Mapped[Purpose]
    given: Mapped[bool]
    version: Mapped[str]
    at: Mapped[dt.datetime]
    local_day: Mapped[dt.date]
    recorded_by: Mapped[uuid.UUID | None] = done_by()
    __table_args__ = (Index(None, "client_id", "purpose", "id"),)


class Erasure(Base):
    """Proof that a client was erased. Holds random ids and counts only, and so no personal data."""

    __tablename__ = "erasure"
    client_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    clinic_id: Mapped[uuid.UUID] = row_of("clinic", index=True)
    erased_at: Mapped[dt.datetime]
    photos: Mapped[int]


class KeyCopy(Base):
    """A folder with a copy of the clients' keys for restoring backups; stale until it knows what was taken back."""

    __tablename__ = "key_copy"
    path: Mapped[str] = mapped_column(primary_key=True)
    stale: Mapped[bool]
