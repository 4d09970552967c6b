"""The file of keys beside the backups: the clients' keys, wrapped, who was erased, and what clients took back.

There is one in each folder of backups, and each names all these folders. It is replaced by every backup, every erasure
and whatever else clients take back, never kept in versions: an old copy of it would open old archives for clients
erased since.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.backup.taken_back import NOTHING, TakenBack, as_json, from_json, taken_back
from skinmetrics.clinic.durable import drop_unfinished, replacing
from skinmetrics.clinic.errors import ClinicError, StorageFullError
from skinmetrics.clinic.findings import Finding
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import ClientKey, Erasure, KeyCopy
from skinmetrics.clinic.vault.keys import ClientKeyError, MasterKey
from skinmetrics.clinic.vault.sealing import SealBrokenError, seal, unseal

FILE_NAME: Final = "skinmetrics.keys"
_BOUND_TO: Final = b"file of keys"


class KeyCopyError(ClinicError):
    """The file of keys is missing, damaged, of another master key, or too old for the archive."""


@dataclass(frozen=True)
class Erased:
    """A client erased: never to be restored."""

    client_id: uuid.UUID
    clinic_id: uuid.UUID
    erased_at: dt.datetime
    photos: int


@dataclass(frozen=True)
class KeyCopyContent:
    """What the file holds: wrapped keys by client, and every erasure up to when it was written; `taken`: what else
    clients took back until then; `folders`: where the files of keys were. Earlier versions did not tell of these two.
    """

    written_at: dt.datetime
    wrapped: Mapping[uuid.UUID, bytes]
    erased: Mapping[uuid.UUID, Erased]
    taken: TakenBack = NOTHING
    folders: tuple[str, ...] = ()


def moment(records: Records, folder: Path) -> dt.datetime:
    """The time for a new archive in `folder`: now, or right after the file of keys if a clock that was ahead wrote it.

    An archive and the file of keys know by their times which of them is older, so times go on in every folder.
    Raises KeyCopyError when a file of keys is there that this master key does not open.
    """
    there = _there(folder / FILE_NAME, records.master)
    return records.now() if there is None else max(records.now(), there.written_at + dt.timedelta.resolution)


def write_copy(records: Records, folder: Path, made_at: dt.datetime | None = None) -> None:
    """Write the file of keys in `folder` as the records are now, and keep it so from now on.

    It is never older than the one that it replaces, nor than `made_at`, the time of an archive beside it, even where
    the clock was set back. One that this master key does not open is left as it is.
    Raises KeyCopyError, StorageFullError, OSError.
    """
    with records.database.writing() as db:
        # Known before it exists: a process killed in between must not leave a file that no erasure rewrites.
        register(db, folder)
    # Acting takes turns with erasures: one comes before, and is in the file, or after, and then rewrites it.
    with records.acting() as db:
        now = max(records.now(), made_at or records.now())
        there = _there(folder / FILE_NAME, records.master)
        content = _going_on(_of_records(records, db, now, there), there)
        drop_unfinished(folder, FILE_NAME, dt.timedelta(0))
        with replacing(folder / FILE_NAME) as out:
            out.write(seal(records.master.derive("file of keys"), _as_json(content), _BOUND_TO))
        db.get_one(KeyCopy, str(folder.absolute())).stale = False


def register(db: orm.Session, folder: Path) -> None:
    """Have whatever is taken back from now on rewrite the file of keys in `folder`."""
    path = str(folder.absolute())
    if db.get(KeyCopy, path) is None:
        db.add(KeyCopy(path=path, stale=False))


def register_as_restored(db: orm.Session, copy: KeyCopyContent, folder: Path) -> None:
    """Go on with the folders that `copy` names; all but `folder`, where it lies, may know less than it."""
    db.add_all(KeyCopy(path=path, stale=True) for path in copy.folders if path != str(folder.absolute()))
    db.flush()
    if db.get(KeyCopy, str(folder.absolute())) is None:
        db.add(KeyCopy(path=str(folder.absolute()), stale=False))


def outdate(db: orm.Session) -> None:
    """Note that every file of keys is to be rewritten, in the transaction that takes something back."""
    db.execute(sa.update(KeyCopy).values(stale=True))


def refresh_copies(records: Records) -> None:
    """Rewrite every file of keys that is older than what was taken back, where it can be reached."""
    for file in stale_copies(records):
        # On a disk that is not there now, a new file in the empty mount point would hide the old one.
        # Of what cannot be rewritten check_copies tells, and the next start tries again.
        with suppress(OSError, KeyCopyError, StorageFullError):
            if file.exists():
                write_copy(records, file.parent)


def name_folders(records: Records) -> None:
    """Have every file of keys that can be reached now name all folders; none is out of date for not doing so."""
    with records.database.reading() as db:
        folders = db.scalars(sa.select(KeyCopy.path)).all()
    for folder in map(Path, folders):
        with suppress(OSError, KeyCopyError, StorageFullError):
            if not set(folders) <= set(read_copy(folder / FILE_NAME, records.master).folders):
                write_copy(records, folder)


def stale_copies(records: Records) -> list[Path]:
    """The files of keys that may not know of everything that was taken back."""
    with records.database.reading() as db:
        folders = db.scalars(sa.select(KeyCopy.path).where(KeyCopy.stale).order_by(KeyCopy.path))
        return [Path(folder) / FILE_NAME for folder in folders]


def check_copies(records: Records) -> list[Finding]:
    """The files of keys that do not know of everything that was taken back because they could not be rewritten."""
    return [
        Finding(
            "key_copy",
            f"{file} may still hold keys of erased clients, and not know of photos deleted and consents "
            "withdrawn since. Make the folder reachable and writable again, and make a backup into it.",
        )
        for file in stale_copies(records)
    ]


def read_copy(file: Path, master: MasterKey) -> KeyCopyContent:
    """Read a file of keys. Raises KeyCopyError."""
    try:
        plain = unseal(master.derive("file of keys"), file.read_bytes(), _BOUND_TO)
    except OSError as error:
        raise KeyCopyError(f"The file of keys {file} cannot be read: {error}. It lies beside the backups.") from error
    except SealBrokenError as error:
        raise KeyCopyError(
            f"The file of keys {file} does not open with this master key. Use the key that the backup was made with."
        ) from error
    return _from_json(json.loads(plain))


def _of_records(records: Records, db: orm.Session, now: dt.datetime, there: KeyCopyContent | None) -> KeyCopyContent:
    keys = db.execute(sa.select(ClientKey.client_id, ClientKey.wrapped))
    wrapped = {client: key for client, key in keys if _opens(records.master, client, key)}
    erased = db.execute(sa.select(Erasure.client_id, Erasure.clinic_id, Erasure.erased_at, Erasure.photos)).all()
    taken = taken_back(db, NOTHING if there is None else there.taken)
    folders = tuple(db.scalars(sa.select(KeyCopy.path).order_by(KeyCopy.path)))
    return KeyCopyContent(now, wrapped, {row.client_id: Erased(*row) for row in erased}, taken, folders)


def _opens(master: MasterKey, client_id: uuid.UUID, wrapped: bytes) -> bool:
    """Whether a key is whole: a damaged one must not replace what opens the earlier archives."""
    try:
        master.unwrap(client_id, wrapped)
    except ClientKeyError:
        return False
    return True


def _there(file: Path, master: MasterKey) -> KeyCopyContent | None:
    """What the file says that is to be replaced. Raises KeyCopyError: other records may have no other copy."""
    if not file.exists():
        return None
    try:
        return read_copy(file, master)
    except KeyCopyError as error:
        if isinstance(error.__cause__, OSError):
            raise KeyCopyError(
                f"{file} is there and cannot be read: {error.__cause__.strerror}. Nothing was written. "
                "Make it readable again, or back up into another folder."
            ) from error
        raise KeyCopyError(
            f"{file} cannot be read with this master key: it is of other records, or damaged. Nothing was written. "
            "See that SKINMETRICS_DATA and the master key are those of this clinic, or back up into another folder. "
            "If the file is damaged, move it out of this folder and back up again."
        ) from error


def _going_on(ours: KeyCopyContent, there: KeyCopyContent | None) -> KeyCopyContent:
    """Keep what the file says of clients whom the records do not know, its erasures, and its time if that is later.

    Records that were restored from an older archive lack clients of newer ones, which would never open again; restored
    from older keys, they have clients again whom this file knows to be erased.
    """
    if there is None:
        return ours
    gone = {**there.erased, **ours.erased}
    wrapped = {client: key for client, key in {**there.wrapped, **ours.wrapped}.items() if client not in gone}
    written_at = max(ours.written_at, there.written_at)
    return replace(ours, written_at=written_at, wrapped=wrapped, erased=gone, taken=ours.taken.without(gone.keys()))


def _as_json(content: KeyCopyContent) -> bytes:
    return json.dumps(
        {
            "written_at": content.written_at.isoformat(),
            "wrapped": {client.hex: base64.b64encode(key).decode() for client, key in content.wrapped.items()},
            "erased": [
                [each.client_id.hex, each.clinic_id.hex, each.erased_at.isoformat(), each.photos]
                for each in content.erased.values()
            ],
            "taken_back": as_json(content.taken),
            "folders": content.folders,
        }
    ).encode()


def _from_json(data: dict[str, Any]) -> KeyCopyContent:
    erased = [
        Erased(uuid.UUID(client), uuid.UUID(clinic), dt.datetime.fromisoformat(at), photos)
        for client, clinic, at, photos in data["erased"]
    ]
    return KeyCopyContent(
        dt.datetime.fromisoformat(data["written_at"]),
        {uuid.UUID(client): base64.b64decode(key) for client, key in data["wrapped"].items()},
        {each.client_id: each for each in erased},
        from_json(data.get("taken_back", {})),
        tuple(data.get("folders", ())),
    )
