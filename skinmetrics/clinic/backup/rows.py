"""Rows of the tables as JSON and back, the same from and to every database."""

from __future__ import annotations

import base64
import datetime as dt
import enum
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.tables import Account, Base, Client, Photo, Role, RoleName, Session

COMMON: Final = ("installation", "clinic", "metric_version", "audit_head", "audit_event", "erasure")
"""Tables of the whole installation. Accounts and roles are common too, but for those of clients."""

PERSONAL: Final = (
    "client",
    "assignment",
    "session",
    "session_point",
    "note",
    "note_before",
    "burst",
    "photo",
    "photo_exclusion",
    "photo_confirmation",
    "photo_remark",
    "photo_side",
    "examination",
    "score",
    "consent",
)
"""Tables whose rows belong to one client each."""

SHARED_OUT: Final = ("account", "role")
"""Tables of which the clients' rows go with the client and the others with the installation."""

LEFT_OUT: Final = ("client_key", "key_copy", "sign_in", "sign_in_failure", "one_time_link", "unsettled_file")
"""Keys, and the folders of their copies, are in the file of keys; the others are of the moment, not to come back."""

_BATCH: Final = 5000
Row = dict[str, Any]
Batch = tuple[str, list[Row]]


def common(db: orm.Session) -> Iterator[Batch]:
    """The rows that belong to no client, by table, in an order in which they can be inserted."""
    of_clients = _account_of_clients_only()
    for table in Base.metadata.sorted_tables:
        if table.name in COMMON:
            yield from _batches(db, table, sa.true())
        elif table.name == "account":
            yield from _batches(db, table, table.c.id.not_in(of_clients))
        elif table.name == "role":
            yield from _batches(db, table, table.c.account_id.not_in(of_clients))


def personal(db: orm.Session, client_id: uuid.UUID) -> Iterator[Batch]:
    """The rows of one client: first their account and roles, then the others in an order to insert them."""
    own_account = _account_of_clients_only().where(Client.id == client_id)
    photos = sa.select(Photo.id).where(Photo.client_id == client_id)
    sessions = sa.select(Session.id).where(Session.client_id == client_id)
    yield from _batches(db, Base.metadata.tables["account"], Account.id.in_(own_account))
    yield from _batches(db, Base.metadata.tables["role"], Role.account_id.in_(own_account))
    for table in Base.metadata.sorted_tables:
        column = table.c
        if table.name == "client":
            yield from _batches(db, table, column.id == client_id)
        elif table.name in PERSONAL and "client_id" in column:
            yield from _batches(db, table, column.client_id == client_id)
        elif table.name in PERSONAL and "photo_id" in column:
            yield from _batches(db, table, column.photo_id.in_(photos))
        elif table.name in PERSONAL:
            yield from _batches(db, table, column.session_id.in_(sessions))


def encode(batch: Batch) -> bytes:
    """A batch as JSON in which every value keeps its type."""
    table, rows = batch
    written = [{name: _written(value) for name, value in row.items()} for row in rows]
    return json.dumps({"table": table, "rows": written}, ensure_ascii=False).encode()


def decode(data: bytes) -> Batch:
    """What `encode` was given. Raises ValueError, KeyError or TypeError for anything else."""
    batch = json.loads(data)
    return batch["table"], [{name: _read(value) for name, value in row.items()} for row in batch["rows"]]


def insert(db: orm.Session, batch: Batch) -> None:
    """Put a batch into the database."""
    table, rows = batch
    if rows:
        db.execute(sa.insert(Base.metadata.tables[table]), rows)


def without_missing_accounts(batch: Batch, accounts: Set[uuid.UUID]) -> Batch:
    """Do to rows that name an account not in `accounts` what the database does when an account is deleted."""
    return _as_when_deleted(batch, "account", lambda account: account not in accounts)


def without_photos(batch: Batch, gone: Set[uuid.UUID]) -> Batch:
    """Take out photos that are `gone`, and do to rows that name them what the database does when they are deleted."""
    table, found = batch
    if table == "photo":
        return table, [row for row in found if row["id"] not in gone]
    return _as_when_deleted(batch, "photo", gone.__contains__)


def continue_numbering(db: orm.Session) -> None:
    """Let PostgreSQL's counters go on behind the inserted numbers; SQLite does by itself."""
    if db.get_bind().dialect.name != "postgresql":
        return
    for table in ("metric_version", "consent"):
        top = sa.func.max(Base.metadata.tables[table].c.id)
        counter = sa.func.pg_get_serial_sequence(table, "id")
        db.execute(sa.select(sa.func.setval(counter, top)).having(top.is_not(None)))


def _as_when_deleted(batch: Batch, target: str, gone: Callable[[uuid.UUID], bool]) -> Batch:
    table, found = batch
    for column in Base.metadata.tables[table].columns:
        for key in (key for key in column.foreign_keys if key.column.table.name == target):
            naming = [row.get(column.name) is not None and gone(row[column.name]) for row in found]
            if key.ondelete == "SET NULL":
                found = [{**row, column.name: None} if hit else row for row, hit in zip(found, naming, strict=True)]
            else:
                found = [row for row, hit in zip(found, naming, strict=True) if not hit]
    return table, found


def _account_of_clients_only() -> sa.Select[uuid.UUID | None]:
    staff = sa.exists().where(Role.account_id == Client.account_id, Role.name != RoleName.CLIENT)
    own = sa.exists().where(Account.id == Client.account_id)
    return sa.select(Client.account_id).where(own, ~staff)


def _batches(db: orm.Session, table: sa.Table, which: sa.ColumnElement[bool]) -> Iterator[Batch]:
    query = sa.select(table).where(which).order_by(*table.primary_key)
    found = db.execute(query, execution_options={"yield_per": _BATCH})
    for partition in found.mappings().partitions():
        yield table.name, [dict(row) for row in partition]


def _written(value: object) -> object:
    match value:
        case enum.Enum():
            return value.value
        case uuid.UUID():
            return {"uuid": value.hex}
        case dt.datetime():
            return {"time": value.isoformat()}
        case dt.date():
            return {"day": value.isoformat()}
        case dt.time():
            return {"clock": value.isoformat()}
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
        case dict() | list():
            return {"json": value}
        case _:
            return value


def _read(value: object) -> object:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    readers: Mapping[str, Any] = {
        "uuid": uuid.UUID,
        "time": dt.datetime.fromisoformat,
        "day": dt.date.fromisoformat,
        "clock": dt.time.fromisoformat,
        "bytes": base64.b64decode,
        "json": lambda plain: plain,
    }
    return readers[kind](text)
