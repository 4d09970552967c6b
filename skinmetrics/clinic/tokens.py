"""Secrets that are handed out once and kept only as a hash: sign-ins, invitations, resets, the set-up code."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final

_CODE_BYTES: Final = 10
_GROUP: Final = 4


def new_token() -> str:
    """A token for a cookie or a link: 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code for typing: 80 random bits as XXXX-XXXX-XXXX-XXXX, of letters and digits that are hard to mistake."""
    text = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def token_hash(token: str) -> bytes:
    """What is kept of a token. A plain SHA-256: the token is random, so there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def code_hash(code: str) -> bytes:
    """What is kept of a typed code; spaces, dashes and case do not matter."""
    return token_hash("".join(code.split()).replace("-", "").upper())
