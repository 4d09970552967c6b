"""Records kept longer than the clinic has said: listed first, erased by an administrator, never by themselves.

The time runs from the last session, the last photo that was added, or the archiving, whichever came last; for a client
of whom there is none of these, from the day on which the record was made.
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import access, erasure
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client, Clinic, Photo, Session


class NotDueError(ClinicError):
    """The client came again, or the clinic keeps records longer now."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "These records are not due any more: the client came again, or the settings were changed. Look again."


@dataclass(frozen=True)
class Due:
    """A client whose records have reached, or soon reach, the end of their time; `held` by a legal hold."""

    id: uuid.UUID
    name: str
    last: dt.date
    on: dt.date
    photos: int
    archived: bool
    held: bool


def due(records: Records, actor: Actor, clinic_id: uuid.UUID, ahead: dt.timedelta = dt.timedelta(0)) -> list[Due]:
    """Who is due today or within `ahead`, the longest due first; nobody while the clinic keeps records without end.

    Raises AccessDeniedError.
    """
    with records.database.reading() as db:
        access.require(db, actor, Action.LIST_DUE, clinic_id)
        found = _due(records, db, clinic_id, Client.clinic_id == clinic_id)
        until = records.local_day(db, clinic_id) + ahead
    return sorted((one for one in found if one.on <= until), key=lambda one: (one.on, one.name, one.id))


def erase_due(records: Records, actor: Actor, client_id: uuid.UUID) -> erasure.Proof:
    """Erase a client who is due today, with everything that `erasure.erase` does and refuses.

    Raises AccessDeniedError, LegalHoldError, NotDueError.
    """
    return erasure.erase(records, actor, client_id, partial(_refuse_if_not_due, records))


def _refuse_if_not_due(records: Records, db: orm.Session, client_id: uuid.UUID) -> None:
    clinic_id = db.get_one(Client, client_id).clinic_id
    today = records.local_day(db, clinic_id)
    if not any(one.on <= today for one in _due(records, db, clinic_id, Client.id == client_id)):
        raise NotDueError


def _due(records: Records, db: orm.Session, clinic_id: uuid.UUID, which: sa.ColumnElement[bool]) -> list[Due]:
    months = db.get_one(Clinic, clinic_id).keep_months
    if months is None:
        return []
    photo = sa.select(sa.func.max(Photo.added_at)).where(Photo.client_id == Client.id).scalar_subquery()
    count = sa.select(sa.func.count()).where(Photo.client_id == Client.id).scalar_subquery()
    session = sa.select(sa.func.max(Session.held_on)).where(Session.client_id == Client.id).scalar_subquery()
    found = []
    for client, added, held_on, photos in db.execute(sa.select(Client, photo, session, count).where(which)):
        moments = [moment for moment in (added, client.archived_at) if moment is not None] or [client.created_at]
        days = [records.local_day(db, clinic_id, moment) for moment in moments]
        last = max([*days, held_on] if held_on is not None else days)
        archived, held = client.archived_at is not None, client.hold_since is not None
        found.append(Due(client.id, client.name, last, months_after(last, months), photos, archived, held))
    return found


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
