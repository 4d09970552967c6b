"""Authenticated encryption: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D)."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_FORMAT: Final = b"SKM1"
_NONCE_BYTES: Final = 12


class SealBrokenError(Exception):
    """The bytes were not sealed by this key for this purpose, or were changed since."""


def seal(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    """`data` encrypted so that it opens only with the same 32-byte key and the same `bound_to`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, data, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The bytes that `seal` was given. Raises SealBrokenError."""
    if not sealed.startswith(_FORMAT):
        raise SealBrokenError
    start = len(_FORMAT)
    nonce, encrypted = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, encrypted, bound_to)
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError from error


def derive(key: bytes, use: str) -> bytes:
    """An independent 32-byte key for one use of `key` (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"skinmetrics {use}".encode()).derive(key)
