"""Restoring a backup, on another machine or another kind of database if need be."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Set
from contextlib import closing
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import orm

from skinmetrics.clinic.access import Place
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup import rows
from skinmetrics.clinic.backup.archive import Archive
from skinmetrics.clinic.backup.key_copy import FILE_NAME, KeyCopyContent, read_copy, register_as_restored, stale_copies
from skinmetrics.clinic.backup.making import ciphers
from skinmetrics.clinic.backup.rows import Batch
from skinmetrics.clinic.backup.taken_back import apply
from skinmetrics.clinic.database import Database, migration_config, open_database
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.migrations.days_by_one_clock import SINCE, set_days
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, ClientKey, Clinic, Erasure, Installation, Photo
from skinmetrics.clinic.vault.keys import ClientCipher, MasterKey
from skinmetrics.clinic.vault.store import PhotoStore, open_store


class RestoreError(ClinicError):
    """The backup cannot be put there."""


@dataclass(frozen=True)
class Restored:
    """What was restored. `erased` are clients in the archive who were erased since, `deleted` photos of others that
    were deleted since, and so stay gone; `withdrawn` are consents that were withdrawn since, and are not given again.
    `unreached` are the files of keys in other folders of backups, which a start rewrites where it finds them;
    `without_file` are photos of which the archive has the row and not the file, which could not be had at that time.
    """

    clients: int
    photos: int
    erased: int
    deleted: int = 0
    withdrawn: int = 0
    unreached: tuple[Path, ...] = ()
    without_file: tuple[uuid.UUID, ...] = ()


def restore(file: Path, keys: Path, database_url: str, store_url: str, master: MasterKey) -> Restored:
    """Put a backup into an empty database and store. Run it again after an interruption: nothing is half restored.

    Whoever is erased afterwards loses their key in the file of keys too, as beside every backup; files of keys in other
    folders, which this one names, count as not reached until they are rewritten. Photos that were
    deleted and consents that were withdrawn before the file of keys was written do not come back.
    Raises ArchiveError, KeyCopyError, RestoreError, StorageFullError, StoreError.
    """
    if keys.name != FILE_NAME:  # erasures rewrite the file of this name in a folder, and would leave this one as it is
        raise RestoreError(f"The file of keys must be called {FILE_NAME}, so that erasures reach it. Rename {keys}.")
    with closing(Archive(file, master)) as archive:
        copy = read_copy(keys, master)
        alive = dict(ciphers(archive, copy, master))
        records = Records(open_database(database_url), open_store(store_url), master)
        try:
            _refuse_if_used(records.database, records.store, archive)
            _refuse_other_version(records.database, archive)
            gone = copy.taken.photos
            listed = [key for client_id in alive for key in archive.manifest.photo_keys(client_id)]
            kept = [key for key in listed if key.photo_id not in gone]
            for key in kept:
                records.store.put(key, archive.photo(key))
            with records.database.writing() as db:
                _insert_rows(db, archive, alive, gone)
                db.add_all(ClientKey(client_id=client_id, wrapped=copy.wrapped[client_id]) for client_id in alive)
                _keep_erased(db, copy)
                register_as_restored(db, copy, keys.parent)
                rows.continue_numbering(db)
                if archive.manifest.revision < SINCE:
                    set_days(db.connection())
                withdrawn = apply(db, copy.taken, alive.keys())
                rowed = set(db.scalars(sa.select(Photo.id)))
                records.log(db, CONSOLE, "restore", Place(None), file.name)
            unreached = tuple(stale_copies(records))
        finally:
            records.database.engine.dispose()
    erased = len(archive.manifest.clients) - len(alive)
    lacking = tuple(sorted(rowed - {key.photo_id for key in kept}))
    return Restored(len(alive), len(kept), erased, len(listed) - len(kept), withdrawn, unreached, lacking)


def _insert_rows(
    db: orm.Session, archive: Archive, alive: Mapping[uuid.UUID, ClientCipher], gone: Set[uuid.UUID]
) -> None:
    """Insert all accounts before the rows that name them, and nothing of photos that are gone."""
    for batch in archive.common():
        rows.insert(db, batch)
    for client_id, cipher in alive.items():
        for batch in takewhile(_is_account, archive.personal(client_id, cipher)):
            rows.insert(db, batch)
    accounts = set(db.scalars(sa.select(Account.id)))
    for client_id, cipher in alive.items():
        for batch in dropwhile(_is_account, archive.personal(client_id, cipher)):
            rows.insert(db, rows.without_photos(rows.without_missing_accounts(batch, accounts), gone))


def _is_account(batch: Batch) -> bool:
    return batch[0] in rows.SHARED_OUT


def _refuse_if_used(database: Database, store: PhotoStore, archive: Archive) -> None:
    with database.reading() as db:
        if db.scalar(sa.select(sa.func.count()).select_from(Installation)):
            raise RestoreError("There are records in this database already. Give an empty one.")
    ours = {key for client in archive.manifest.clients for key in archive.manifest.photo_keys(client)}
    if any(key not in ours for key, _ in store.stored()):
        raise RestoreError("There are other photos in this store already. Give an empty folder or bucket.")


def _refuse_other_version(database: Database, archive: Archive) -> None:
    """Rows of an earlier version fit into the tables of this one: what was added since is empty or has a default.

    A migration that does more with rows than that must do it here too; a test restores every earlier version.
    """
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision() or ""
    versions = ScriptDirectory.from_config(migration_config()).iterate_revisions(current, "base")
    if archive.manifest.revision not in {version.revision for version in versions}:
        raise RestoreError(
            f"The backup has the tables of version {archive.manifest.revision}, this program those of {current}. "
            "Restore it with the program that made it, or a newer one."
        )


def _keep_erased(db: orm.Session, copy: KeyCopyContent) -> None:
    """Carry over the proofs of erasures that happened after the archive was made."""
    known: set[uuid.UUID] = set(db.scalars(sa.select(Erasure.client_id)))
    clinics = set(db.scalars(sa.select(Clinic.id)))
    db.add_all(
        Erasure(**vars(each))
        for each in copy.erased.values()
        if each.client_id not in known and each.clinic_id in clinics
    )
