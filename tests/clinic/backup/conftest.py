"""A folder of backups, and what comes out of one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import audit
from skinmetrics.clinic.backup import rows
from skinmetrics.clinic.backup.making import Backup
from skinmetrics.clinic.backup.restoring import Restored, restore
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.tables import Base
from tests.clinic.conftest import NewUrl
from tests.clinic.world import Clock, World


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@contextlib.contextmanager
def restored(
    backup: Backup, world: World, new_url: NewUrl, tmp_path: Path, kind: str = "sqlite"
) -> Iterator[tuple[Restored, Records]]:
    """The backup restored to a new database and store, and opened there."""
    store = f"file://{tmp_path / 'elsewhere'}"
    with new_url(kind, empty=True) as url:
        done = restore(backup.archive, backup.keys, url, store, world.records.master)
        records = open_records(url, store, world.records.master.as_text(), tmp_path / "no.key")
        yield done, replace(records, now=Clock(world.clock()))
        records.database.engine.dispose()


def all_rows(records: Records) -> dict[str, list[str]]:
    """Every row that a backup keeps, as text; the audit without the event that restoring adds."""
    with records.database.reading() as db:
        last = audit.end(db).position
        found = {
            name: sorted(str(tuple(row)) for row in db.execute(sa.select(table)))
            for name, table in Base.metadata.tables.items()
            if name not in {*rows.LEFT_OUT, "audit_head", "audit_event"}
        }
        events = Base.metadata.tables["audit_event"]
        kept = sa.select(events).where(events.c.position < last).order_by(events.c.position)
        return found | {"audit_event": [str(tuple(row)) for row in db.execute(kept)]}
