"""What clients took back: photos that they deleted one by one, and consents that they withdrew.

An archive of before has both. The file of keys tells of them, so that restoring the archive does not bring them back.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action
from skinmetrics.clinic.audit import End, end
from skinmetrics.clinic.tables import AuditEvent, Burst, Client, Consent, Photo, Purpose


@dataclass(frozen=True)
class Withdrawn:
    """A client allows a purpose no longer."""

    client_id: uuid.UUID
    purpose: Purpose
    version: str
    at: dt.datetime
    local_day: dt.date


@dataclass(frozen=True)
class TakenBack:
    """Deleted photos by client, and consents that are withdrawn; `heard` is how far the audit was read for them."""

    deleted: Mapping[uuid.UUID, frozenset[uuid.UUID]] = field(default_factory=dict)
    withdrawn: tuple[Withdrawn, ...] = ()
    heard: End | None = None

    def without(self, clients: Set[uuid.UUID]) -> TakenBack:
        """What clients took back other than these, who are erased, and so with them."""
        deleted = {client: photos for client, photos in self.deleted.items() if client not in clients}
        return TakenBack(deleted, tuple(each for each in self.withdrawn if each.client_id not in clients), self.heard)

    @property
    def photos(self) -> frozenset[uuid.UUID]:
        """All photos that were deleted."""
        return frozenset().union(*self.deleted.values())


NOTHING: Final = TakenBack()


def taken_back(db: orm.Session, before: TakenBack) -> TakenBack:
    """What was taken back by now, where `before` was by then.

    The audit is read from there on, or all of it where it is another one, as after a restore. What `before` tells of
    stays: no id of a photo comes twice, and clients whom these records do not know are in newer archives.
    """
    deleted = {client: set(photos) for client, photos in before.deleted.items()}
    for client_id, photo in db.execute(_deletions(db, before.heard)):
        if client_id is not None:
            deleted.setdefault(client_id, set()).add(uuid.UUID(photo))
    known = set(db.scalars(sa.select(Client.id)))
    strangers = [each for each in before.withdrawn if each.client_id not in known]
    frozen = {client: frozenset(photos) for client, photos in deleted.items()}
    return TakenBack(frozen, (*strangers, *_withdrawals(db)), end(db))


def apply(db: orm.Session, taken: TakenBack, clients: Set[uuid.UUID]) -> int:
    """Withdraw what these clients have withdrawn since their rows were kept; how many consents that are.

    Bursts that lost their last photo go too, as they do when one is deleted.
    """
    db.execute(sa.delete(Burst).where(~sa.exists().where(Photo.burst_id == Burst.id)))
    new = []
    for each in taken.withdrawn:
        newest = sa.select(Consent.given).where(Consent.client_id == each.client_id, Consent.purpose == each.purpose)
        if each.client_id in clients and db.scalar(newest.order_by(Consent.id.desc()).limit(1)):
            new.append(Consent(**vars(each), given=False))
    db.add_all(new)
    return len(new)


def as_json(taken: TakenBack) -> dict[str, Any]:
    """The same as plain values, for `from_json`."""
    return {
        "deleted": {client.hex: sorted(photo.hex for photo in photos) for client, photos in taken.deleted.items()},
        "withdrawn": [
            [each.client_id.hex, each.purpose.value, each.version, each.at.isoformat(), each.local_day.isoformat()]
            for each in taken.withdrawn
        ],
        "heard": None if taken.heard is None else [taken.heard.position, taken.heard.digest.hex()],
    }


def from_json(data: Mapping[str, Any]) -> TakenBack:
    """What `as_json` was given; nothing where it comes from a version that told of none of it."""
    if not data:
        return NOTHING
    position, digest = data["heard"] or (None, "")
    return TakenBack(
        {uuid.UUID(client): frozenset(map(uuid.UUID, photos)) for client, photos in data["deleted"].items()},
        tuple(
            Withdrawn(
                uuid.UUID(client), Purpose(purpose), version, dt.datetime.fromisoformat(at), dt.date.fromisoformat(day)
            )
            for client, purpose, version, at, day in data["withdrawn"]
        ),
        None if position is None else End(position, bytes.fromhex(digest)),
    )


def _deletions(db: orm.Session, heard: End | None) -> sa.Select[uuid.UUID | None, str]:
    query = sa.select(AuditEvent.client_id, AuditEvent.subject).where(AuditEvent.action == str(Action.DELETE_PHOTO))
    if heard is None:
        return query
    there = sa.select(AuditEvent.digest).where(AuditEvent.position == heard.position)
    return query.where(AuditEvent.position > heard.position) if db.scalar(there) == heard.digest else query


def _withdrawals(db: orm.Session) -> list[Withdrawn]:
    newest = sa.select(sa.func.max(Consent.id)).group_by(Consent.client_id, Consent.purpose)
    rows = db.scalars(sa.select(Consent).where(Consent.id.in_(newest), ~Consent.given).order_by(Consent.id))
    return [Withdrawn(row.client_id, row.purpose, row.version, row.at, row.local_day) for row in rows]
