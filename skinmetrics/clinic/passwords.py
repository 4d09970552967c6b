"""Passwords as argon2id hashes (RFC 9106), a bounded number at a time: each takes 64 MiB and a core."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from skinmetrics.clinic.errors import ClinicError

MIN_LENGTH: Final = 10
MAX_LENGTH: Final = 200
_AT_ONCE: Final = 2


class PasswordError(ClinicError):
    """The password chosen is too short or too long."""


@dataclass(frozen=True)
class Passwords:
    """Makes and checks hashes; RFC 9106's second recommended parameters unless told otherwise."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE))

    def hash(self, password: str) -> str:
        """The hash to keep. Raises PasswordError."""
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise PasswordError(
                f"Choose a password of {MIN_LENGTH} to {MAX_LENGTH} characters. Several words are good."
            )
        with self._turns:
            return self.hasher.hash(password)

    def matches(self, kept: str, password: str) -> bool:
        """Whether `password` is the one. With an empty or unusable hash it takes as long, and never is."""
        usable = kept.startswith("$argon2id$")
        try:
            with self._turns:
                self.hasher.verify(kept if usable else self._decoy(), password[: MAX_LENGTH + 1])
        except (VerificationError, InvalidHashError):
            return False
        return usable

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than are used now."""
        return self.hasher.check_needs_rehash(kept)

    def _decoy(self) -> str:
        """A hash of nothing that anyone knows, with these parameters: who has no account waits as long as who has."""
        used = self.hasher
        return f"$argon2id$v=19$m={used.memory_cost},t={used.time_cost},p={used.parallelism}${'A' * 22}${'A' * 43}"
