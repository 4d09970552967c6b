"""Erasing a client for good: key, rows and account in one transaction, then the sealed files, which nothing opens."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import photos
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.backup.key_copy import outdate, refresh_copies, stale_copies
from skinmetrics.clinic.hold import refuse_if_held
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, Client, Erasure, Photo, Role, RoleName
from skinmetrics.clinic.vault.store import PhotoKey


@dataclass(frozen=True)
class Proof:
    """That a client was erased. The id was random and is now nobody's: no personal data.

    `unreached` are the files of keys beside backups that could not be rewritten at the time: until each is, the
    archives beside it still open for the client.
    """

    client_id: uuid.UUID
    erased_at: dt.datetime
    photos: int
    unreached: tuple[Path, ...] = ()


def erase(
    records: Records,
    actor: Actor,
    client_id: uuid.UUID,
    check: Callable[[orm.Session, uuid.UUID], None] = lambda _db, _client_id: None,
) -> Proof:
    """Erase a client. When this returns, the key is destroyed and no row is left, whatever happens to the files.

    `check` is asked in the same transaction, once nobody else may write, and refuses by raising.

    Files of keys beside backups are rewritten without the key. What of this cannot be done now the proof says, and
    `repair.repair` does it at the next start.
    Raises AccessDeniedError, LegalHoldError.
    """
    with records.acting() as db:
        place = records.admit(db, actor, Action.ERASE_CLIENT, client_id)
        refuse_if_held(records, db, client_id)
        check(db, client_id)
        keys = [PhotoKey(client_id, row) for row in db.scalars(sa.select(Photo.id).where(Photo.client_id == client_id))]
        db.add_all(photos.doomed(key, records.now()) for key in keys)
        proof = Proof(client_id, records.now(), len(keys))
        remove_rows(db, client_id)
        db.add(Erasure(clinic_id=place.clinic_id, client_id=client_id, erased_at=proof.erased_at, photos=len(keys)))
        outdate(db)
    refresh_copies(records)
    photos.remove_doomed(records, keys)
    return replace(proof, unreached=tuple(stale_copies(records)))


def proofs(db: orm.Session) -> list[Proof]:
    """Every erasure so far, oldest first."""
    rows = db.scalars(sa.select(Erasure).order_by(Erasure.erased_at, Erasure.client_id))
    return [Proof(row.client_id, row.erased_at, row.photos) for row in rows]


def remove_rows(db: orm.Session, client_id: uuid.UUID) -> None:
    """Delete a client with all that belongs to them, and their account unless it is also staff's."""
    client = db.get_one(Client, client_id)
    account_id = client.account_id
    db.execute(sa.delete(Client).where(Client.id == client_id))
    db.expunge(client)
    if account_id is None:
        return
    staff = sa.exists().where(Role.account_id == account_id, Role.name != RoleName.CLIENT)
    db.execute(sa.delete(Account).where(Account.id == account_id, ~staff))
    db.execute(sa.delete(Role).where(Role.account_id == account_id, Role.name == RoleName.CLIENT))
