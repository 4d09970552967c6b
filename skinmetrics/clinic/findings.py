"""What a check found wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something wrong, in words.

    `code` is one of: key_missing key_damaged key_copy photo_missing photo_damaged unknown_file audit database.
    """

    code: str
    message: str
