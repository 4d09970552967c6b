"""Making a backup while the program runs, and checking one."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Iterator, Mapping, Set
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlalchemy import orm

from skinmetrics.clinic import audit
from skinmetrics.clinic.access import Place
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup import rows
from skinmetrics.clinic.backup.archive import Archive, ArchiveError, ArchiveWriter, Manifest
from skinmetrics.clinic.backup.key_copy import (
    FILE_NAME,
    KeyCopyContent,
    KeyCopyError,
    moment,
    name_folders,
    read_copy,
    write_copy,
)
from skinmetrics.clinic.backup.references import References
from skinmetrics.clinic.checks import check_audit
from skinmetrics.clinic.durable import ABANDONED, drop_unfinished, replacing
from skinmetrics.clinic.errors import ClinicError, NotFoundError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client, Photo
from skinmetrics.clinic.vault.keys import ClientCipher, ClientKeyError, MasterKey
from skinmetrics.clinic.vault.patience import Patience
from skinmetrics.clinic.vault.sealing import SealBrokenError
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, PhotoStore, StoreError

_DOWN: Final = 3
"""Photos one after the other that fail slowly until the store is taken to be down: a worn disk is slow at one too."""


@dataclass(frozen=True)
class Backup:
    """A finished backup. `problems` names the photos that were missing from the store, damaged in it or could not be
    read, clients who are not in it, and what is wrong with the audit.
    """

    archive: Path
    keys: Path
    clients: int
    photos: int
    problems: tuple[str, ...]


@dataclass
class _Reading:
    """Reads photos for an archive, and remembers those that could not be read, each with what the store said."""

    store: PhotoStore
    failed: dict[uuid.UUID, str] = field(default_factory=dict)
    _patience: Patience = field(default_factory=Patience)
    _in_a_row: int = 0
    _answered: bool = False
    _error: StoreError | None = None

    def get(self, key: PhotoKey) -> bytes | None:
        """The sealed bytes, None where there are none to be had. Raises StoreError when the store seems to be down."""
        try:
            with self._patience.trying():
                sealed = self.store.get(key)
        except PhotoMissingError:
            self._well()
            return None
        except StoreError as error:
            self._in_a_row, self._error = self._in_a_row + 1, error
            if self._patience.ended and self._in_a_row >= _DOWN:
                raise
            self.failed[key.photo_id] = str(error)
            return None
        self._well()
        return sealed

    def _well(self) -> None:
        self._patience, self._in_a_row, self._answered = Patience(), 0, True

    def end(self) -> None:
        """After the last photo. Raises StoreError when several were asked for and the store gave nothing at all."""
        if self._error is not None and not self._answered and self._in_a_row >= _DOWN:
            raise self._error


def back_up(records: Records, folder: Path) -> Backup:
    """Write one moment of the records into a new archive in `folder`, rewrite the keys beside it, and check both.

    The audit must go on from where the newest archive there found it. Others may go on working. A photo that the store
    cannot read keeps its row, and is a problem of the backup; earlier archives stay as they are.
    Raises StorageFullError, OSError, ArchiveError, KeyCopyError, and StoreError when the store no longer answers.
    """
    made_at = moment(records, folder)
    wrong = _audit_problems(records, folder)
    drop_unfinished(folder, "*.backup", ABANDONED)
    file = folder / f"skinmetrics-{records.now():%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:4]}.backup"
    reading = _Reading(records.store)
    with replacing(file) as out, records.database.reading() as db:
        revision = MigrationContext.configure(db.connection()).get_current_revision() or ""
        manifest = Manifest.new(made_at, revision, audit.end(db))
        with ArchiveWriter(out, records.master, manifest) as writer:
            for batch in rows.common(db):
                writer.add_common(batch)
            for client_id in db.scalars(sa.select(Client.id).order_by(Client.id)).all():
                wrong += _add_client(records, db, writer, client_id, reading)
            reading.end()
    try:
        write_copy(records, folder, made_at)
        checked = check_backup(file, folder / FILE_NAME, records.master, reading.failed)
    except ClinicError:
        file.unlink()  # a backup that does not open must not be counted on
        raise
    name_folders(records)
    with records.acting() as db:
        records.log(db, CONSOLE, "back_up", Place(None), file.name)
    return replace(checked, problems=(*checked.problems, *wrong, *_erased_before(records, checked.keys)))


def _audit_problems(records: Records, folder: Path) -> list[str]:
    """What is wrong with the audit, by itself or against where it ended in the newest archive in `folder`."""
    newest = _newest(folder, records.master)
    return [finding.message for finding in check_audit(records, newest.audit_end if newest else None)]


def _erased_before(records: Records, keys: Path) -> list[str]:
    """The clients of whom the file of keys knows that they were erased, and who came back with older keys."""
    with records.database.reading() as db:
        clients = set(db.scalars(sa.select(Client.id)))
    return [
        f"Client {client} is not in this backup: they were erased, as {keys} knows, and came back with older keys. "
        "Erase them again, or back up into another folder."
        for client in read_copy(keys, records.master).erased
        if client in clients
    ]


def _newest(folder: Path, master: MasterKey) -> Manifest | None:
    """The list of the newest archive in `folder` that opens with this master key; names go by clocks set back too."""
    found: list[Manifest] = []
    for file in folder.glob("*.backup"):
        with suppress(ArchiveError), closing(Archive(file, master)) as archive:
            found.append(archive.manifest)
    return max(found, key=lambda manifest: dt.datetime.fromisoformat(manifest.made_at), default=None)


def _add_client(
    records: Records, db: orm.Session, writer: ArchiveWriter, client_id: uuid.UUID, reading: _Reading
) -> list[str]:
    """Add a client as of the snapshot, less the photos deleted since; or say why nothing of them can be added."""
    try:
        cipher = records.cipher(db, client_id)
    except (ClientKeyError, NotFoundError):
        return [
            f"Client {client_id} is not in this backup: the key is damaged or missing in the database. "
            "Keep the earlier archives, and restore the newest one that has them."
        ]
    gone: set[uuid.UUID] = set()
    for photo_id in db.scalars(sa.select(Photo.id).where(Photo.client_id == client_id).order_by(Photo.id)).all():
        key = PhotoKey(client_id, photo_id)
        if (sealed := reading.get(key)) is not None:
            writer.add_photo(key, sealed)
            continue
        with records.database.reading() as now:
            if now.get(Photo, photo_id) is None:
                gone.add(photo_id)
    for batch in rows.personal(db, client_id):
        table, left = rows.without_photos(batch, gone)
        if left:
            writer.add_personal(client_id, cipher, (table, left))
    return []


def check_backup(
    file: Path, keys: Path, master: MasterKey, unread: Mapping[uuid.UUID, str] = MappingProxyType({})
) -> Backup:
    """Open every part and photo of a backup, compare them with their rows, and the rows with each other.

    `unread`: photos that could not be read when it was made, and what the store said.
    Raises ArchiveError, KeyCopyError.
    """
    with closing(Archive(file, master)) as archive:
        copy = read_copy(keys, master)
        problems: list[str] = []
        clients = photos = 0
        references = References()
        for batch in archive.common():
            references.add(batch)
        for client_id, cipher in ciphers(archive, copy, master):
            clients += 1
            kept = set(archive.manifest.photo_keys(client_id))
            for table, found in archive.personal(client_id, cipher):
                references.add((table, found))
                if table == "photo":
                    photos += len(found)
                    problems += _photo_problems(archive, cipher, found, kept, unread)
    if missing := list(references.missing()):
        raise ArchiveError(
            f"The backup {file.name} cannot be restored: {missing[0]}, which is not in it. Make another one."
        )
    return Backup(file, keys, clients, photos - len(problems), tuple(problems))


def ciphers(archive: Archive, copy: KeyCopyContent, master: MasterKey) -> Iterator[tuple[uuid.UUID, ClientCipher]]:
    """The archive's clients with their keys, less those erased since.

    Raises KeyCopyError when the file of keys is older than the archive: it cannot know who was erased.
    """
    if copy.written_at < dt.datetime.fromisoformat(archive.manifest.made_at):
        raise KeyCopyError("The file of keys is older than the backup. Use the newest one, which any backup rewrites.")
    for client_id in archive.manifest.clients:
        if client_id in copy.erased:
            continue
        if client_id not in copy.wrapped:
            raise KeyCopyError(f"The file of keys lacks client {client_id}. Use the newest file of keys.")
        yield client_id, master.unwrap(client_id, copy.wrapped[client_id])


def _photo_problems(
    archive: Archive, cipher: ClientCipher, found: list[rows.Row], kept: Set[PhotoKey], unread: Mapping[uuid.UUID, str]
) -> Iterator[str]:
    for row in found:
        key = PhotoKey(row["client_id"], row["id"])
        if key not in kept:
            if key.photo_id in unread:
                yield (
                    f"Photo {key.photo_id} could not be read from the photo store, and so is not in the backup. Keep "
                    "the earlier archives, which may have it. Make its file readable, or put it back from one of them, "
                    f"and back up again. {unread[key.photo_id]}"
                )
                continue
            yield f"Photo {key.photo_id} was missing from the photo store, and so is not in the backup."
            continue
        try:
            data = cipher.unseal(key, archive.photo(key))
        except SealBrokenError:
            yield f"Photo {key.photo_id} is damaged."
            continue
        if not hmac.compare_digest(cipher.digest(data), row["digest"]):
            yield f"Photo {key.photo_id} does not match its row."
