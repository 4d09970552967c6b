"""What a client may know of the audit: who looked at their records, and who changed them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action, require
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, AuditEvent, Client, Clinic
from skinmetrics.clinic.treatments import when_it_was

_BATCH: Final = 1000
_MOST_READ: Final = 20_000


@dataclass(frozen=True)
class Seen:
    """One thing done with a client's records by one person on one day of the clinic's, as the audit names action and
    subject. `at` and `subject` are of the last of its `times`.

    `who` is a name; empty for the console and for gone accounts.
    """

    at: dt.datetime
    who: str
    own: bool
    action: str
    subject: str
    times: int


def who_looked(records: Records, actor: Actor, client_id: uuid.UUID, limit: int = 100) -> list[Seen]:
    """What was done with a client's records, newest first; for who may export them. Raises AccessDeniedError.

    The newest `limit` of the actor's own, and as many of everybody else's: neither leaves no room for the other. Of
    each, the last 20 000 events are looked at.
    """
    mine = AuditEvent.actor == str(actor)
    with records.database.reading() as db:
        require(db, actor, Action.EXPORT_CLIENT, client_id)
        zone = ZoneInfo(db.scalars(sa.select(Clinic.time_zone).join(Client).where(Client.id == client_id)).one())
        found = [one for whose in (mine, ~mine) for one in _newest(db, client_id, whose, zone, limit)]
        ids = {uuid.UUID(event.actor) for event, _ in found if event.actor not in ("console", "nobody")}
        names = dict(db.execute(sa.select(Account.id, Account.name).where(Account.id.in_(ids))).all())
    named = {str(account): name for account, name in names.items()}
    return [
        Seen(event.at, named.get(event.actor, ""), event.actor == str(actor), event.action, event.subject, times)
        for event, times in sorted(found, key=lambda one: one[0].position, reverse=True)
    ]


def _newest(
    db: orm.Session, client_id: uuid.UUID, whose: sa.ColumnElement[bool], zone: ZoneInfo, limit: int
) -> Iterator[tuple[AuditEvent, int]]:
    """The last event of each day, person and action, and how many there were; sessions by when they had been."""
    last: dict[object, AuditEvent] = {}
    times: Counter[object] = Counter()
    of_client = sa.select(AuditEvent).where(AuditEvent.client_id == client_id, whose)
    query = of_client.order_by(AuditEvent.position.desc()).limit(_MOST_READ)
    day: dt.date | None = None
    with db.scalars(query, execution_options={"yield_per": _BATCH}) as events:
        for event in events:
            before, day = day, event.at.astimezone(zone).date()
            if len(last) == limit and day != before:
                break
            key = day, event.actor, event.action, when_it_was(event.subject)
            if key in last or len(last) < limit:  # the day of the last ones is counted to its end
                last.setdefault(key, event)
                times[key] += 1
    return ((event, times[key]) for key, event in last.items())
