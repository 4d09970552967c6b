"""What all tables share: how times, words and ids are kept."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from skinmetrics.metrics.lengths import Lengths


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


def plain(text: str) -> str:
    """Text as `PlainText` keeps it."""
    return text.replace("\0", "")


class PlainText(sa.TypeDecorator[str]):
    """Text without NUL characters, which something pasted may hold: PostgreSQL refuses them."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Without them, on every database alike."""
        return None if value is None else plain(value)


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


def words(kind: type[enum.StrEnum]) -> sa.Enum:
    """An enumeration kept as its words, on every database alike."""
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
        str: PlainText,
        RoleName: words(RoleName),
        Side: words(Side),
        Purpose: words(Purpose),
        Outcome: words(Outcome),
        LinkPurpose: words(LinkPurpose),
        Lengths: words(Lengths),
    }


def new_id() -> Mapped[uuid.UUID]:
    """A random id."""
    return mapped_column(primary_key=True, default=uuid.uuid4)


def row_of(table: str, *, primary_key: bool = False, index: bool = False) -> Mapped[uuid.UUID]:
    """A reference to a row without which this one has no meaning: it goes when that goes."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=primary_key, index=index)


def done_by() -> Mapped[uuid.UUID | None]:
    """The account that did it; the row stays when the account goes."""
    return mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
