"""Who asks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Actor:
    """A signed-in account, someone at the machine's own console, or nobody.

    `sign_in` is the hash of the token that they came in by: what they may do ends with it, however long a page that
    they opened with it stays open.
    """

    account_id: uuid.UUID | None = None
    at_console: bool = False
    sign_in: bytes | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """As the audit names it: a random id, no name."""
        if self.account_id is not None:
            return str(self.account_id)
        return "console" if self.at_console else "nobody"


NOBODY: Final = Actor()
CONSOLE: Final = Actor(at_console=True)
