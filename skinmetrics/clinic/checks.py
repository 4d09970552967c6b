"""What can be wrong with the records, looked for and said in words; the basis of `doctor`."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import sqlalchemy as sa

from skinmetrics.clinic import audit
from skinmetrics.clinic.backup.key_copy import check_copies
from skinmetrics.clinic.errors import ClinicError, DatabaseDownError
from skinmetrics.clinic.findings import Finding
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client, ClientKey, Photo, UnsettledFile
from skinmetrics.clinic.vault.keys import ClientCipher, ClientKeyError
from skinmetrics.clinic.vault.patience import Patience
from skinmetrics.clinic.vault.sealing import SealBrokenError
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, StoreError

_BATCH: Final = 500


def check(records: Records) -> Iterator[Finding]:
    """Everything wrong with database, audit and photos; nothing when all is well. Reads every photo.

    What fails in the middle is a finding too, and the next is looked at all the same.
    """
    parts: dict[str, Callable[[Records], Iterable[Finding]]] = {
        "database": check_database,
        "audit": check_audit,
        "key_copy": check_copies,
        "photo_damaged": check_photos,
        "unknown_file": check_unknown_files,
    }
    for code, part in parts.items():
        try:
            yield from part(records)
        except Exception as error:  # damaged rows fail in many ways
            yield Finding(code, in_words(error))


def in_words(error: Exception) -> str:
    """What made a check end, in one line."""
    cause = error.__cause__ if isinstance(error, DatabaseDownError) else error
    if isinstance(cause, (ClinicError, OSError)):
        return str(cause)
    why = str(getattr(cause, "orig", cause)).strip().partition("\n")[0] or type(cause).__name__
    return f"The database cannot be read: {why}. If it is damaged, restore a backup into an empty one."


def check_audit(records: Records, known: audit.End | None = None) -> Iterator[Finding]:
    """Whether the audit is whole; `known` is an end that it must contain, from a backup."""
    with records.database.reading() as db:
        if wrong := audit.verify(db, records.audit_key, known):
            yield Finding("audit", wrong)


def check_database(records: Records) -> Iterator[Finding]:
    """Whether SQLite's file is intact; a PostgreSQL server checks its own."""
    if not records.database.is_sqlite:
        return
    with records.database.engine.connect() as connection:
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if said != "ok":
                yield Finding("database", f"The database file is damaged: {said}. Restore a backup.")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            yield Finding("database", "The database has rows that refer to missing rows. Restore a backup.")


def check_photos(records: Records) -> Iterator[Finding]:
    """Every photo opened and compared with its row, as long as the store answers."""
    patience = Patience()
    with records.database.reading() as db:
        clients = db.execute(
            sa.select(Client.id, ClientKey.wrapped).outerjoin(ClientKey, ClientKey.client_id == Client.id)
        ).all()
    for client_id, wrapped in clients:
        if wrapped is None:
            yield Finding("key_missing", f"Client {client_id} has no key. Restore the newest backup with its keys.")
            continue
        try:
            cipher = records.master.unwrap(client_id, wrapped)
        except ClientKeyError as error:
            yield Finding("key_damaged", str(error))
            continue
        query = sa.select(Photo.id, Photo.digest).where(Photo.client_id == client_id)
        with records.database.reading() as db:
            photos = db.execute(query).all()
        for photo_id, digest in photos:
            if patience.ended:
                yield Finding("photo_missing", "The photo store did not answer, so the other photos were not checked.")
                return
            yield from _check_photo(records, cipher, PhotoKey(client_id, photo_id), digest, patience)


def _check_photo(
    records: Records, cipher: ClientCipher, key: PhotoKey, digest: bytes, patience: Patience
) -> Iterator[Finding]:
    try:
        with patience.trying():
            sealed = records.store.get(key)
        data = cipher.unseal(key, sealed)
    except StoreError as error:
        yield Finding(
            "photo_damaged",
            f"The file of photo {key.photo_id} cannot be read. Make it readable, or restore it from a backup. {error}",
        )
    except PhotoMissingError as error:
        if _still_there(records, key):
            yield Finding("photo_missing", str(error))
    except SealBrokenError:
        yield Finding(
            "photo_damaged",
            f"The file of photo {key.photo_id} was changed in the photo store. Restore it from a backup.",
        )
    else:
        if not hmac.compare_digest(cipher.digest(data), digest):
            yield Finding("photo_damaged", f"The row of photo {key.photo_id} was changed. Restore a backup.")


def _still_there(records: Records, key: PhotoKey) -> bool:
    """Whether the photo was not deleted while the check ran."""
    with records.database.reading() as db:
        return db.get(Photo, key.photo_id) is not None


def check_unknown_files(records: Records) -> Iterator[Finding]:
    """Every file in the store that no row knows."""
    stored = [key for key, _ in records.store.stored()]
    for start in range(0, len(stored), _BATCH):
        keys = stored[start : start + _BATCH]
        ids = {key.photo_id for key in keys}
        with records.database.reading() as db:
            known = set(db.scalars(sa.select(Photo.id).where(Photo.id.in_(ids))))
            known |= set(db.scalars(sa.select(UnsettledFile.photo_id).where(UnsettledFile.photo_id.in_(ids))))
        for key in keys:
            if key.photo_id not in known:
                yield Finding(
                    "unknown_file", f"{key.path} in the photo store belongs to no photo. Is this the right database?"
                )
