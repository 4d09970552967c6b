"""One file that fails, which others go on after, told from a store that is down, which each file would wait for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Final

from skinmetrics.clinic.vault.store import StoreError

SECONDS: Final = 30.0
"""A file that cannot be read or deleted says so at once; a bucket that does not answer is asked for minutes."""


@dataclass
class Patience:
    """Counts the time that a store's failures took."""

    left: float = SECONDS

    @property
    def ended(self) -> bool:
        """Whether the store is better left alone for now."""
        return self.left <= 0

    @contextmanager
    def trying(self) -> Iterator[None]:
        """A block that uses the store; what it raises goes on."""
        began = monotonic()
        try:
            yield
        except StoreError:
            self.left -= monotonic() - began
            raise
