"""Who asks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class CameIn:
    """The sign-in that somebody came in by, and the clock by which it grows old."""

    token_hash: bytes = field(repr=False)
    now: Callable[[], dt.datetime] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Actor:
    """A signed-in account, someone at the machine's own console, or nobody.

    What they may do ends with the sign-in that they came in by, however long a page that they opened with it stays
    open.
    """

    account_id: uuid.UUID | None = None
    at_console: bool = False
    sign_in: CameIn | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """As the audit names it: a random id, no name."""
        if self.account_id is not None:
            return str(self.account_id)
        return "console" if self.at_console else "nobody"


NOBODY: Final = Actor()
CONSOLE: Final = Actor(at_console=True)
