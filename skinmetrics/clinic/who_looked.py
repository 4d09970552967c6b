"""What a client may know of the audit: who looked at their records, and who changed them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from skinmetrics.clinic.access import Action, require
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, AuditEvent


@dataclass(frozen=True)
class Seen:
    """One thing done with a client's records, as the audit names action and subject.

    `who` is a name; empty for the console and for gone accounts.
    """

    at: dt.datetime
    who: str
    own: bool
    action: str
    subject: str


def who_looked(records: Records, actor: Actor, client_id: uuid.UUID, limit: int = 100) -> list[Seen]:
    """What was done with a client's records, newest first; for who may export them. Raises AccessDeniedError."""
    query = (
        sa.select(AuditEvent.at, AuditEvent.actor, AuditEvent.action, AuditEvent.subject)
        .where(AuditEvent.client_id == client_id)
        .order_by(AuditEvent.position.desc())
        .limit(limit)
    )
    with records.database.reading() as db:
        require(db, actor, Action.EXPORT_CLIENT, client_id)
        rows = db.execute(query).all()
        ids = {uuid.UUID(row.actor) for row in rows if row.actor not in ("console", "nobody")}
        names = dict(db.execute(sa.select(Account.id, Account.name).where(Account.id.in_(ids))).all())
    named = {str(account): name for account, name in names.items()}
    return [Seen(row.at, named.get(row.actor, ""), row.actor == str(actor), row.action, row.subject) for row in rows]
