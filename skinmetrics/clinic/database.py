"""The database: SQLite in a file by default, PostgreSQL by URL, the same to everyone above."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from threading import Event, Lock
from time import monotonic, sleep
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import event, orm

from skinmetrics.clinic.errors import ClinicError, DatabaseDownError, StorageFullError

BUSY_SECONDS: Final = 30
_POSTGRES_DISK_FULL: Final = "53100"
_MIGRATION_LOCK: Final = 0x536B696E
_one_thread_migrates = Lock()  # Alembic keeps what it works on in variables of its modules

_log = logging.getLogger(__name__)


class DatabaseError(ClinicError):
    """The database cannot be opened: unreachable, damaged, or of a newer version. For whoever starts the program."""


@dataclass(frozen=True)
class Database:
    """Transactions on one database. Each context manager is one transaction, rolled back by an exception."""

    engine: sa.Engine
    _unforgotten: Event = field(default_factory=Event, repr=False, compare=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[orm.Session]:
        """A transaction that sees one moment of the records and writes nothing. Raises DatabaseDownError."""
        isolation = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        try:
            with orm.Session(self.engine.execution_options(**isolation), expire_on_commit=False) as db:
                yield db
        except sa.exc.OperationalError as error:
            raise self._down(error) from error

    @contextmanager
    def writing(self) -> Iterator[orm.Session]:
        """A transaction that is durable when the block has been left. Raises StorageFullError, DatabaseDownError."""
        engine = self.engine.execution_options(begin="IMMEDIATE")
        try:
            with orm.Session(engine, expire_on_commit=False) as db, db.begin():
                yield db
        except sa.exc.DBAPIError as error:
            if _is_full(error):
                raise StorageFullError from error
            if isinstance(error, sa.exc.OperationalError):
                raise self._down(error) from error
            raise

    def _down(self, error: sa.exc.OperationalError) -> DatabaseDownError:
        _log.error("%s", _unusable(self.engine, error))
        return DatabaseDownError()

    def forget_deleted(self) -> None:
        """Empty SQLite's write-ahead log, which holds what was deleted.

        Where somebody is reading just now, or the disk is full, that is left to `forget_again`.
        """
        if not self.is_sqlite:
            return
        self._unforgotten.clear()  # before it is tried: another thread may fail meanwhile with what it deleted
        if not self._emptied_log():
            self._unforgotten.set()

    def forget_again(self) -> None:
        """Do what `forget_deleted` could not do in this process, if there is any such thing."""
        if self._unforgotten.is_set():
            self.forget_deleted()

    def _emptied_log(self) -> bool:
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")
            try:
                busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                return False
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
            return not busy
        finally:
            connection.close()


def open_database(url: str) -> Database:
    """Connect to `url` (sqlite:///FILE or postgresql+psycopg://…) and bring its tables up to date.

    Raises DatabaseError, StorageFullError.
    """
    engine = _named(url)
    try:
        migrate(engine)
    except sa.exc.DBAPIError as error:
        if _is_full(error):
            raise StorageFullError from error
        raise DatabaseError(_unusable(engine, error)) from error
    except CommandError as error:
        message = "The records were made by a newer version of this program. Install that version, or restore a backup."
        raise DatabaseError(message) from error
    return Database(engine)


def holds_records(url: str) -> bool:
    """Whether records were begun at `url`; looking makes no file and no table. Raises DatabaseError, OSError."""
    if url.startswith("sqlite") and not Path(sa.make_url(url).database or "").is_file():
        return False
    engine = _named(url)
    try:
        with engine.connect() as connection:
            begun = sa.text("SELECT count(*) FROM installation")
            return sa.inspect(connection).has_table("installation") and connection.scalar(begun) > 0
    except sa.exc.DBAPIError as error:
        raise DatabaseError(_unusable(engine, error)) from error
    finally:
        engine.dispose()


def _named(url: str) -> sa.Engine:
    try:
        return connect(url)
    except (sa.exc.ArgumentError, ImportError, ValueError) as error:
        raise DatabaseError(f"SKINMETRICS_DATABASE_URL names no database that can be used: {error}") from None


def _unusable(engine: sa.Engine, error: sa.exc.DBAPIError) -> str:
    """What is wrong, without the password that the URL may hold."""
    why = str(error.orig).strip().partition("\n")[0]
    where = engine.url.render_as_string(hide_password=True)
    if isinstance(error, sa.exc.OperationalError):
        return f"The database {where} cannot be reached: {why}. Look whether it runs, and SKINMETRICS_DATABASE_URL."
    return f"The database {where} cannot be used: {why}. If it is damaged, restore a backup into an empty one."


def connect(url: str) -> sa.Engine:
    """An engine for `url` with foreign keys, durable commits and immediate write locks; touches no table.

    What it was to write stays out of its errors, which end in a log.
    """
    target = sa.make_url(url)
    if target.get_backend_name() != "sqlite":
        return sa.create_engine(target, pool_pre_ping=True, hide_parameters=True)
    if target.database:
        file = Path(target.database)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)  # SQLite gives the files that it adds the same permissions
    engine = sa.create_engine(target, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own: _begin_sqlite does
    _write_ahead(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Choose the write-ahead log. SQLite does not wait by itself while others open the same new file."""
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its lock at once: one that first reads could not be let in later without a deadlock.
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _is_full(error: sa.exc.DBAPIError) -> bool:
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == _POSTGRES_DISK_FULL


def is_out_of_space(error: OSError) -> bool:
    """Whether the operating system refused to write for want of room."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the tables to `revision`, all or nothing, one process and in it one thread at a time."""
    with _one_thread_migrates, engine.execution_options(begin="IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        command.upgrade(migration_config(connection), revision)


def migration_config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration for the packaged migrations."""
    config = Config()
    config.set_main_option("script_location", str(files("skinmetrics.clinic") / "migrations"))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config
