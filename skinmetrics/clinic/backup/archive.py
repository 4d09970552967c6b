"""The archive: a zip of sealed parts with a sealed list of them, so that a missing, changed or foreign part shows."""

from __future__ import annotations

import datetime as dt
import json
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from skinmetrics.clinic.audit import End
from skinmetrics.clinic.backup import rows
from skinmetrics.clinic.backup.rows import Batch
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.vault.keys import ClientCipher, MasterKey
from skinmetrics.clinic.vault.sealing import SealBrokenError, seal, unseal
from skinmetrics.clinic.vault.store import PhotoKey

_MANIFEST: Final = "manifest"
_COMMON: Final = "common"


class ArchiveError(ClinicError):
    """The archive is damaged, incomplete, no backup at all, or of another master key."""


@dataclass
class Manifest:
    """What the archive holds: parts of the installation, parts and photos of each client."""

    id: str
    made_at: str
    revision: str
    audit_position: int
    audit_digest: str
    common_parts: int = 0
    client_parts: dict[str, int] = field(default_factory=dict)
    photos: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def new(cls, made_at: dt.datetime, revision: str, end: End) -> Manifest:
        """The list of an archive that is still empty."""
        return cls(uuid.uuid4().hex, made_at.isoformat(), revision, end.position, end.digest.hex())

    @property
    def audit_end(self) -> End:
        """Where the audit ended when the backup was made."""
        return End(self.audit_position, bytes.fromhex(self.audit_digest))

    @property
    def clients(self) -> list[uuid.UUID]:
        """The clients that the archive holds."""
        return [uuid.UUID(client) for client in self.client_parts]

    def photo_keys(self, client_id: uuid.UUID) -> list[PhotoKey]:
        """The places of a client's photos."""
        return [PhotoKey(client_id, uuid.UUID(photo)) for photo in self.photos.get(client_id.hex, [])]


class ArchiveWriter:
    """Writes an archive part by part; leaving its block without an exception makes it a whole one."""

    def __init__(self, out: BinaryIO, master: MasterKey, manifest: Manifest) -> None:
        """Begin an archive."""
        self._zip = zipfile.ZipFile(out, "w", allowZip64=True)
        self._key = master.derive("backup")
        self._manifest = manifest

    def __enter__(self) -> Self:
        """Begin the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Write the list of everything added and the end of the zip; nothing more after an exception."""
        if kind is None:
            sealed = seal(self._key, json.dumps(asdict(self._manifest)).encode(), b"manifest")
            self._zip.writestr(_MANIFEST, sealed)
            self._zip.close()
        else:
            with suppress(OSError, ValueError):  # an unfinished zip can fail once more as it closes
                self._zip.close()

    def add_common(self, batch: Batch) -> None:
        """Add rows that belong to no client, sealed by the master key."""
        name = _part(_COMMON, self._manifest.common_parts)
        self._zip.writestr(name, seal(self._key, rows.encode(batch), _binding(self._manifest, name)))
        self._manifest.common_parts += 1

    def add_personal(self, client_id: uuid.UUID, cipher: ClientCipher, batch: Batch) -> None:
        """Add rows of a client, sealed by the client's key."""
        number = self._manifest.client_parts.setdefault(client_id.hex, 0)
        name = _part(client_id.hex, number)
        self._zip.writestr(name, seal(cipher.secret, rows.encode(batch), _binding(self._manifest, name)))
        self._manifest.client_parts[client_id.hex] += 1

    def add_photo(self, key: PhotoKey, sealed: bytes) -> None:
        """Add a photo's file as it lies in the store."""
        self._zip.writestr(key.path, sealed)
        self._manifest.photos.setdefault(key.client_id.hex, []).append(key.photo_id.hex)


class Archive:
    """An archive opened for reading. Every read raises ArchiveError where it is not as it was written."""

    def __init__(self, file: Path, master: MasterKey) -> None:
        """Open an archive. Raises ArchiveError."""
        self._key = master.derive("backup")
        try:
            self._zip = zipfile.ZipFile(file)
            sealed = self._zip.read(_MANIFEST)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise ArchiveError(f"{file} is no whole backup: {error}. Use another one.") from error
        try:
            fields: dict[str, Any] = json.loads(unseal(self._key, sealed, b"manifest"))
        except SealBrokenError as error:
            raise ArchiveError(
                f"{file} does not open with this master key, or was changed. Use the key that it was made with."
            ) from error
        self.manifest = Manifest(**fields)

    def common(self) -> Iterator[Batch]:
        """The rows that belong to no client."""
        for number in range(self.manifest.common_parts):
            yield self._batch(_part(_COMMON, number), self._key)

    def personal(self, client_id: uuid.UUID, cipher: ClientCipher) -> Iterator[Batch]:
        """The rows of a client."""
        for number in range(self.manifest.client_parts[client_id.hex]):
            yield self._batch(_part(client_id.hex, number), cipher.secret)

    def photo(self, key: PhotoKey) -> bytes:
        """A photo's sealed file."""
        return self._read(key.path)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _batch(self, name: str, key: bytes) -> Batch:
        try:
            return rows.decode(unseal(key, self._read(name), _binding(self.manifest, name)))
        except SealBrokenError as error:
            raise ArchiveError(f"Part {name} of the backup was changed. Use another backup.") from error

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise ArchiveError(f"Part {name} of the backup is missing or damaged. Use another backup.") from error


def _part(whose: str, number: int) -> str:
    return f"rows/{whose}/{number:06}"


def _binding(manifest: Manifest, name: str) -> bytes:
    return f"backup {manifest.id} {name}".encode()
