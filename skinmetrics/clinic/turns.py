"""Taking turns at scoring: of several processes on the same records, one at a time looks for what is left to do.

Without it nothing would be wrong, since scores are written once, but the same photos would be scored several times.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from skinmetrics.clinic.database import Database

_SCORING_LOCK: Final = 0x5C02E


@contextmanager
def scoring_turn(database: Database) -> Iterator[bool]:
    """Yield whether it is this process's turn until the block ends; the turn of a process that dies ends with it."""
    file = database.engine.url.database
    if database.is_sqlite and file:
        with _turn_by_file(Path(f"{file}-scoring")) as ours:
            yield ours
        return
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        ours = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_SCORING_LOCK))))
        try:
            yield ours
        finally:
            if ours:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_SCORING_LOCK)))


@contextmanager
def _turn_by_file(file: Path) -> Iterator[bool]:
    """A write lock on an empty SQLite database: one that the system takes back from the dead, everywhere alike."""
    file.touch(mode=0o600)
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
