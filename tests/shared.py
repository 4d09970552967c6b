"""What is costly to make, and the same whoever makes it, one of the processes of pytest makes and the others read."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

Made = TypeVar("Made")

FOLDER = "SKINMETRICS_TESTS_SHARED"
"""Variable of the environment with the folder of what was made; without it each process makes its own."""


def shared(make: Callable[..., Made], *arguments: Any) -> Made:
    """What `make` makes of these arguments, or made of them in another process."""
    if FOLDER not in os.environ:
        return make(*arguments)
    asked = pickle.dumps((make.__module__, make.__qualname__, arguments))
    file = Path(os.environ[FOLDER], sha256(asked).hexdigest())
    if file.exists():
        found: Made = pickle.loads(file.read_bytes())  # noqa: S301 - our own, in a folder that only we may write to
        return found
    made = make(*arguments)
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    unfinished.replace(file)
    return made
