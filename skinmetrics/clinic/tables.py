"""The tables. Times are UTC; where people think in days, the local day is kept beside the time."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC on every database (SQLite itself keeps no offset)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """To UTC. Raises ValueError for a naive datetime: nobody knows which moment it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Back as an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value.astimezone(dt.UTC)


class RoleName(enum.StrEnum):
    """What an account is in a clinic."""

    ADMINISTRATOR = "administrator"
    PRACTITIONER = "practitioner"
    CLIENT = "client"


class Side(enum.StrEnum):
    """The side of the client's own face."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"


class Purpose(enum.StrEnum):
    """What a client may allow, each on its own."""

    MEASURING = "measuring"
    PRACTITIONER = "practitioner"
    STATISTICS = "statistics"
    SHOWING = "showing"


class Outcome(enum.StrEnum):
    """How an examination of a photo ended: with scores, or refused with a reason."""

    SCORED = "scored"
    REFUSED = "refused"


class LinkPurpose(enum.StrEnum):
    """What a one-time link or code is for."""

    SETUP = "setup"
    INVITATION = "invitation"
    RESET = "reset"


def _words(kind: type[enum.StrEnum]) -> sa.Enum:
    return sa.Enum(kind, native_enum=False, length=16, values_callable=lambda members: [m.value for m in members])


NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it off the class)
        dt.datetime: UtcDateTime,
        dict[str, Any]: sa.JSON(none_as_null=True),
        str: sa.Text,
        RoleName: _words(RoleName),
        Side: _words(Side),
        Purpose: _words(Purpose),
        Outcome: _words(Outcome),
        LinkPurpose: _words(LinkPurpose),
    }


def _id() -> Mapped[uuid.UUID]:
    return mapped_column(primary_key=True, default=uuid.uuid4)


def _of(table: str, *, primary_key: bool = False, index: bool = False) -> Mapped[uuid.UUID]:
    """A reference to a row without which this one has no meaning: it goes when that goes."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=primary_key, index=index)


def _by() -> Mapped[uuid.UUID | None]:
    """The account that did it; the row stays when the account goes."""
    return mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Installation(Base):
    """The one row about this installation: a value that only its master key gives."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_check: Mapped[bytes]
    created_at: Mapped[dt.datetime]


class Clinic(Base):
    """The tenant that clients and practitioners belong to; its time zone gives the local day."""

    __tablename__ = "clinic"
    id: Mapped[uuid.UUID] = _id()
    name: Mapped[str]
    time_zone: Mapped[str]
    created_at: Mapped[dt.datetime]


class Account(Base):
    """Someone who can sign in. `login` is an e-mail address in lower case."""

    __tablename__ = "account"
    id: Mapped[uuid.UUID] = _id()
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]


class Role(Base):
    """What an account is in a clinic; it may be several things."""

    __tablename__ = "role"
    account_id: Mapped[uuid.UUID] = _of("account", primary_key=True)
    clinic_id: Mapped[uuid.UUID] = _of("clinic", primary_key=True)
    name: Mapped[RoleName] = mapped_column(primary_key=True)


class Client(Base):
    """The person photographed. A legal hold blocks erasure while `hold_since` is set."""

    __tablename__ = "client"
    id: Mapped[uuid.UUID] = _id()
    clinic_id: Mapped[uuid.UUID] = _of("clinic", index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), unique=True)
    name: Mapped[str]
    created_at: Mapped[dt.datetime]
    hold_since: Mapped[dt.datetime | None]
    hold_reason: Mapped[str | None]


class ClientKey(Base):
    """The client's photo key, wrapped by the master key. Never part of a backup's archive."""

    __tablename__ = "client_key"
    client_id: Mapped[uuid.UUID] = _of("client", primary_key=True)
    wrapped: Mapped[bytes]


class Assignment(Base):
    """A practitioner treats a client, until it ends."""

    __tablename__ = "assignment"
    id: Mapped[uuid.UUID] = _id()
    practitioner_id: Mapped[uuid.UUID] = _of("account")
    client_id: Mapped[uuid.UUID] = _of("client", index=True)
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


class Session(Base):
    """One acupuncture treatment, on a local day."""

    __tablename__ = "session"
    id: Mapped[uuid.UUID] = _id()
    client_id: Mapped[uuid.UUID] = _of("client")
    practitioner_id: Mapped[uuid.UUID | None] = _by()
    held_on: Mapped[dt.date]
    needles: Mapped[int | None]
    minutes: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]
    __table_args__ = (Index(None, "client_id", "held_on"),)


class SessionPoint(Base):
    """A point treated in a session, on a side, with a technique (empty when not noted)."""

    __tablename__ = "session_point"
    session_id: Mapped[uuid.UUID] = _of("session", primary_key=True)
    point: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[Side] = mapped_column(primary_key=True)
    technique: Mapped[str] = mapped_column(primary_key=True)


class Note(Base):
    """What a practitioner wrote about a client, or about one session."""

    __tablename__ = "note"
    id: Mapped[uuid.UUID] = _id()
    client_id: Mapped[uuid.UUID] = _of("client", index=True)
    session_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[uuid.UUID | None] = _by()
    written_at: Mapped[dt.datetime]
    text: Mapped[str]


class Burst(Base):
    """Photos taken within minutes, which count as one measurement."""

    __tablename__ = "burst"
    id: Mapped[uuid.UUID] = _id()
    client_id: Mapped[uuid.UUID] = _of("client", index=True)


class Photo(Base):
    """A saved photo; its bytes lie sealed in the photo store under its id.

    `digest` is keyed by the client's key, so that it tells a photo seen twice but nothing to who lacks the key.
    `taken_at` is None where only the day is known, `taken_on` (the local day) where not even that.
    """

    __tablename__ = "photo"
    id: Mapped[uuid.UUID] = _id()
    client_id: Mapped[uuid.UUID] = _of("client")
    burst_id: Mapped[uuid.UUID] = _of("burst", index=True)
    digest: Mapped[bytes]
    format: Mapped[str]
    n_bytes: Mapped[int]
    taken_at: Mapped[dt.datetime | None]
    taken_on: Mapped[dt.date | None]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID | None] = _by()
    __table_args__ = (UniqueConstraint("client_id", "digest"), Index(None, "client_id", "taken_on"))


class PhotoExclusion(Base):
    """A photo is left out of what is judged, with the reason that a practitioner gave; it stays visible."""

    __tablename__ = "photo_exclusion"
    photo_id: Mapped[uuid.UUID] = _of("photo", primary_key=True)
    reason: Mapped[str]
    excluded_at: Mapped[dt.datetime]
    excluded_by: Mapped[uuid.UUID | None] = _by()


class PhotoRemark(Base):
    """Something besides treatment that may show on a photo (progress.exclusion.Confounder), as somebody told."""

    __tablename__ = "photo_remark"
    photo_id: Mapped[uuid.UUID] = _of("photo", primary_key=True)
    confounder: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[dt.datetime]
    told_by: Mapped[uuid.UUID | None] = _by()


class UnsettledFile(Base):
    """A photo's files may lie in the store without a photo row: an upload under way, or (doomed) not yet deleted.

    Written before such a file can exist, so that a killed process leaves nothing that nobody knows of.
    """

    __tablename__ = "unsettled_file"
    photo_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    client_id: Mapped[uuid.UUID]
    since: Mapped[dt.datetime]
    doomed: Mapped[bool]


class MetricVersion(Base):
    """A metric as it was computed: its version and the hash of its parameters."""

    __tablename__ = "metric_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    metric: Mapped[str]
    version: Mapped[int]
    parameters_hash: Mapped[str]
    unit: Mapped[str]
    __table_args__ = (UniqueConstraint("metric", "version", "parameters_hash"),)


class Examination(Base):
    """A photo has been looked at by one scorer (the digest of all its metric versions), with this outcome."""

    __tablename__ = "examination"
    photo_id: Mapped[uuid.UUID] = _of("photo", primary_key=True)
    scorer: Mapped[str] = mapped_column(primary_key=True)
    examined_at: Mapped[dt.datetime]
    outcome: Mapped[Outcome]
    code: Mapped[str | None]
    message: Mapped[str | None]
    capture: Mapped[dict[str, Any] | None]
    face: Mapped[dict[str, Any] | None]


class Score(Base):
    """A metric's value for a photo and region ("face" is the whole face), or why there is none."""

    __tablename__ = "score"
    photo_id: Mapped[uuid.UUID] = _of("photo", primary_key=True)
    metric_version_id: Mapped[int] = mapped_column(ForeignKey("metric_version.id"), primary_key=True)
    fine: Mapped[bool] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float | None]
    declined: Mapped[str | None]
    __table_args__ = ({"sqlite_with_rowid": False},)


class Consent(Base):
    """A client allowed or withdrew one purpose; the newest row of a purpose holds."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[uuid.UUID] = _of("client")
    purpose: Mapped[Purpose]
    given: Mapped[bool]
    version: Mapped[str]
    at: Mapped[dt.datetime]
    local_day: Mapped[dt.date]
    recorded_by: Mapped[uuid.UUID | None] = _by()
    __table_args__ = (Index(None, "client_id", "purpose", "id"),)


class Erasure(Base):
    """Proof that a client was erased. Holds random ids and counts only, and so no personal data."""

    __tablename__ = "erasure"
    client_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    clinic_id: Mapped[uuid.UUID] = _of("clinic", index=True)
    erased_at: Mapped[dt.datetime]
    photos: Mapped[int]


class KeyCopy(Base):
    """A folder with a copy of the clients' keys for restoring backups; stale until rewritten after an erasure."""

    __tablename__ = "key_copy"
    path: Mapped[str] = mapped_column(primary_key=True)
    stale: Mapped[bool]


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
    __table_args__ = (Index(None, "clinic_id", "position"),)


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
    account_id: Mapped[uuid.UUID] = _of("account", index=True)
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
    """An invitation, a password reset or the set-up code: used once, until it expires. Only its hash is kept."""

    __tablename__ = "one_time_link"
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose]
    clinic_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"))
    role: Mapped[RoleName | None]
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
