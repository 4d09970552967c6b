"""What a client allows: each purpose on its own, dated, with the version of the text agreed to, and withdrawable.

Consent is a list that only grows; the newest entry of a purpose holds. Nothing caches it, so a withdrawal stops
the next view, the next upload and the next scoring.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import Client, Consent, Purpose

IN_WORDS: Final[Mapping[Purpose, str]] = {
    Purpose.MEASURING: "keeping and measuring the photos",
    Purpose.PRACTITIONER: "use of photos and scores by the practitioner",
    Purpose.STATISTICS: "use in the clinic's statistics",
    Purpose.SHOWING: "showing as before and after",
}


@dataclass(eq=False)
class ConsentNeededError(ClinicError):
    """The client has not allowed this, or allows it no longer; only they can where they have an account."""

    missing: frozenset[Purpose]
    has_account: bool = False

    def __str__(self) -> str:
        """The sentence for people."""
        wanted = " and ".join(IN_WORDS[purpose] for purpose in Purpose if purpose in self.missing)
        if self.has_account:
            return f"The client has not consented to {wanted}. They can do so under My data."
        return f"The client has not consented to {wanted}. They can do so under My data, or on paper."


@dataclass(frozen=True)
class Entry:
    """One consent given or withdrawn."""

    purpose: Purpose
    given: bool
    version: str
    at: dt.datetime
    local_day: dt.date


def given(db: orm.Session, client_id: uuid.UUID) -> frozenset[Purpose]:
    """The purposes that the client allows now."""
    return given_by(db, [client_id])[client_id]


def given_by(db: orm.Session, clients: Collection[uuid.UUID]) -> Mapping[uuid.UUID, frozenset[Purpose]]:
    """The purposes that each client allows now."""
    query = sa.select(Consent.client_id, Consent.purpose, Consent.given).where(Consent.client_id.in_(clients))
    newest = {(client_id, purpose): given for client_id, purpose, given in db.execute(query.order_by(Consent.id))}
    return {client: frozenset(each for each in Purpose if newest.get((client, each))) for client in clients}


def history(db: orm.Session, client_id: uuid.UUID) -> list[Entry]:
    """Everything that the client allowed and withdrew, oldest first."""
    query = sa.select(Consent).where(Consent.client_id == client_id).order_by(Consent.id)
    return [Entry(row.purpose, row.given, row.version, row.at, row.local_day) for row in db.scalars(query)]


def allows(purpose: Purpose, client_id: sa.SQLColumnExpression[uuid.UUID]) -> sa.ColumnElement[bool]:
    """An SQL condition: the client of the enclosing query allows `purpose` now."""
    newest = (
        sa.select(Consent.given)
        .where(Consent.client_id == client_id, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, sa.false())


def allowing(purpose: Purpose) -> sa.Select[uuid.UUID]:
    """The clients who allow `purpose` now, as a query to select from."""
    return sa.select(Client.id).where(allows(purpose, Client.id))
