"""The opened records: database, photo store and master key together, checked to belong together."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import orm

from skinmetrics.clinic import access, audit
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.database import Database, open_database
from skinmetrics.clinic.errors import NotFoundError
from skinmetrics.clinic.tables import ClientKey, Clinic, Installation
from skinmetrics.clinic.vault.keys import ClientCipher, MasterKey, MasterKeyError, make_master_key, read_master_key
from skinmetrics.clinic.vault.store import PhotoStore, open_store

_ONLY: Final = 1


def utc_now() -> dt.datetime:
    """Tell the time, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Records:
    """Everything that the clinic keeps, ready for use."""

    database: Database
    store: PhotoStore
    master: MasterKey
    now: Callable[[], dt.datetime] = utc_now

    @property
    def audit_key(self) -> bytes:
        """The key of the audit chain."""
        return self.master.derive("audit")

    @contextmanager
    def acting(self) -> Iterator[orm.Session]:
        """A transaction for something that the audit will tell; these take turns. Raises StorageFullError."""
        with self.database.writing() as db:
            audit.take_turn(db)
            yield db

    def admit(
        self, db: orm.Session, actor: Actor, action: access.Action, target: uuid.UUID, subject: uuid.UUID | str = ""
    ) -> access.Place:
        """Check that `actor` may do `action`, and write into the audit that they did, in the same transaction.

        Raises AccessDeniedError, ConsentNeededError.
        """
        place = access.require(db, actor, action, target)
        self.log(db, actor, action, place, subject or target)
        return place

    def log(
        self, db: orm.Session, actor: Actor, action: str, place: access.Place, subject: uuid.UUID | str = ""
    ) -> None:
        """Write into the audit what is not an action on somebody's records (a sign-in, for one)."""
        event = audit.Event(self.now(), str(actor), str(action), place.clinic_id, place.client_id, str(subject))
        audit.append(db, self.audit_key, event)

    def cipher(self, db: orm.Session, client_id: uuid.UUID) -> ClientCipher:
        """A client's key. Raises NotFoundError for a client that is erased, ClientKeyError."""
        row = db.get(ClientKey, client_id)
        if row is None:
            raise NotFoundError("This client is not in the records any more.")
        return self.master.unwrap(client_id, row.wrapped)

    def local_day(self, db: orm.Session, clinic_id: uuid.UUID, moment: dt.datetime | None = None) -> dt.date:
        """The clinic's calendar day at `moment` (default: now)."""
        clinic = db.get_one(Clinic, clinic_id)
        return (moment or self.now()).astimezone(ZoneInfo(clinic.time_zone)).date()


def open_records(database_url: str, store_url: str, master_key: str | None, key_file: Path) -> Records:
    """Open the clinic's records, or start new ones (then with a new key in `key_file` if no `master_key` is given).

    Raises MasterKeyError when the key is missing, malformed or of other records; StoreError.
    """
    database = open_database(database_url)
    store = open_store(store_url)
    with database.reading() as db:
        installation = db.get(Installation, _ONLY)
    master = read_master_key(master_key, key_file)
    if installation is None:
        records = Records(database, store, master or make_master_key(key_file))
        installation = _install(records)
    elif master is None:
        raise MasterKeyError(
            f"The master key is missing. Put it back as {key_file}, or set SKINMETRICS_MASTER_KEY; "
            "without it no photo can be opened."
        )
    else:
        records = Records(database, store, master)
    if not hmac.compare_digest(installation.key_check, _key_check(records.master)):
        raise MasterKeyError(
            "This master key is not the one of these records. Use the key that they were started with."
        )
    return records


def _install(records: Records) -> Installation:
    """Mark new records with their master key; the first of several processes does it."""
    with records.database.writing() as db:
        lock_installation(db)
        installation = db.get(Installation, _ONLY)
        if installation is None:
            installation = Installation(id=_ONLY, key_check=_key_check(records.master), created_at=records.now())
            db.add(installation)
            audit.begin(db, records.audit_key)
        return installation


def lock_installation(db: orm.Session) -> None:
    """Make other first starts wait until this transaction ends; SQLite's writers wait anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.connection().exec_driver_sql("LOCK TABLE installation IN EXCLUSIVE MODE")


def _key_check(master: MasterKey) -> bytes:
    return hmac.digest(master.derive("key check"), b"skinmetrics", "sha256")
