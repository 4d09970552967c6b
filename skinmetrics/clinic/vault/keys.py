"""The master key, and the clients' keys that it wraps."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from skinmetrics.clinic.durable import write_new
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.vault.sealing import KEY_BYTES, SealBrokenError, derive, seal, unseal
from skinmetrics.clinic.vault.store import PhotoKey

_OTHERS_MAY = 0o077


class MasterKeyError(ClinicError):
    """There is no usable master key, or it is not the one that these records were made with."""


class ClientKeyError(ClinicError):
    """A client's key cannot be unwrapped although the master key is right."""


@dataclass(frozen=True)
class ClientCipher:
    """Seals and opens one client's photos, each bound to its own place in the store."""

    secret: bytes = field(repr=False)

    def seal(self, place: PhotoKey, data: bytes) -> bytes:
        """`data` sealed for `place`."""
        return seal(self.secret, data, place.binding)

    def unseal(self, place: PhotoKey, sealed: bytes) -> bytes:
        """What was sealed for `place`. Raises SealBrokenError."""
        return unseal(self.secret, sealed, place.binding)

    def digest(self, data: bytes) -> bytes:
        """32 bytes that tell the same photo again, and tell nothing to anyone without this key."""
        return hmac.digest(derive(self.secret, "photo digest"), data, "sha256")


@dataclass(frozen=True)
class MasterKey:
    """The key that wraps every client's key; 32 random bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> MasterKey:
        """Read the base64 form that `as_text` writes. Raises MasterKeyError."""
        try:
            secret = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise MasterKeyError(_MALFORMED) from error
        if len(secret) != KEY_BYTES:
            raise MasterKeyError(_MALFORMED)
        return cls(secret)

    def as_text(self) -> str:
        """The key as URL-safe base64, 44 characters."""
        return base64.urlsafe_b64encode(self.secret).decode()

    def derive(self, use: str) -> bytes:
        """An independent key for one use."""
        return derive(self.secret, use)

    def new_client_key(self, client_id: uuid.UUID) -> bytes:
        """A new key for a client, wrapped."""
        return self.wrap(client_id, secrets.token_bytes(KEY_BYTES))

    def wrap(self, client_id: uuid.UUID, secret: bytes) -> bytes:
        """A client's key as it is stored."""
        return seal(self.derive("client keys"), secret, client_id.bytes)

    def unwrap(self, client_id: uuid.UUID, wrapped: bytes) -> ClientCipher:
        """A client's key, ready for use. Raises ClientKeyError."""
        try:
            return ClientCipher(unseal(self.derive("client keys"), wrapped, client_id.bytes))
        except SealBrokenError as error:
            raise ClientKeyError(
                f"The key of client {client_id} is damaged in the database. Restore the newest backup with its keys."
            ) from error


_MALFORMED = (
    "The master key must be 32 bytes in base64 (44 characters). "
    "Set SKINMETRICS_MASTER_KEY to the key that this clinic was started with."
)


def read_master_key(value: str | None, file: Path) -> MasterKey | None:
    """The master key from `value` (the setting), else from `file`; None when there is neither.

    Raises MasterKeyError when it is malformed, or when others than its owner may read the file.
    """
    if value:
        return MasterKey.from_text(value)
    if not file.exists():
        return None
    if os.name == "posix" and file.stat().st_mode & _OTHERS_MAY:
        raise MasterKeyError(f"Others may read the master key. Run: chmod 600 {file}")
    return MasterKey.from_text(file.read_text(encoding="ascii", errors="replace"))


def make_master_key(file: Path) -> MasterKey:
    """A new random key, durably in `file` for its owner alone; if another process was first, that one's key."""
    key = MasterKey(secrets.token_bytes(KEY_BYTES))
    if write_new(file, f"{key.as_text()}\n".encode()):
        return key
    return MasterKey.from_text(file.read_text(encoding="ascii"))
