"""A backup comes back whole, on another machine, database or version, and over nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from skinmetrics.clinic import overview, photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup import rows
from skinmetrics.clinic.backup.making import back_up
from skinmetrics.clinic.backup.restoring import Restored, RestoreError, restore
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.database import connect, migrate, migration_config
from skinmetrics.clinic.overview import Which
from skinmetrics.clinic.records import open_records
from skinmetrics.clinic.scores import Metric, Scorer, write
from skinmetrics.clinic.tables import Erasure, Photo, Purpose
from skinmetrics.clinic.vault.keys import MasterKey, MasterKeyError
from tests.clinic.backup.conftest import all_rows, restored
from tests.clinic.conftest import KINDS, NewUrl
from tests.clinic.test_erasure import fill
from tests.clinic.test_scores import SCORER, examined
from tests.clinic.world import World, header


@pytest.mark.parametrize("to", KINDS)
def test_everything_comes_back_on_another_machine_and_database(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path, to: str
) -> None:
    mine, other = fill(world, world.client, b"mine"), fill(world, world.other_client, b"other")
    backup = back_up(world.records, folder)
    assert (backup.clients, backup.photos, backup.problems) == (2, 2, ())
    with restored(backup, world, new_url, tmp_path, to) as (done, records):
        assert done == Restored(clients=2, photos=2, erased=0)
        assert all_rows(records) == all_rows(world.records)
        assert photos.read(records, world.accounts["own client"], mine) == b"mine"
        assert photos.read(records, CONSOLE, other) == b"other"
        assert list(check(records)) == []
        give(records, world.accounts["own client"], world.client, Purpose.MEASURING, "after the restore")
        new = photos.save(records, CONSOLE, world.client, b"new", header()).photo_id
        assert photos.read(records, CONSOLE, new) == b"new"
        newer = Scorer((*SCORER.metrics, Metric("added", 1, "cccc", "%")))
        assert write(records, newer, new, examined())


def test_restored_records_want_the_same_master_key(world: World, folder: Path, new_url: NewUrl, tmp_path: Path) -> None:
    backup = back_up(world.records, folder)
    with new_url("sqlite", empty=True) as url:
        store = f"file://{tmp_path / 'elsewhere'}"
        restore(backup.archive, backup.keys, url, store, world.records.master)
        with pytest.raises(MasterKeyError):
            open_records(url, store, MasterKey(bytes(32)).as_text(), tmp_path / "no.key")


def test_nothing_is_restored_over_other_records(world: World, folder: Path, new_url: NewUrl, tmp_path: Path) -> None:
    world.photo(b"photo")
    backup = back_up(world.records, folder)
    url = str(world.records.database.engine.url.render_as_string(hide_password=False))
    with pytest.raises(RestoreError, match="Give an empty one"):
        restore(backup.archive, backup.keys, url, f"file://{tmp_path / 'x'}", world.records.master)
    world.photo(b"a photo that is not in the backup")
    with new_url("sqlite", empty=True) as empty, pytest.raises(RestoreError, match="empty folder or bucket"):
        restore(backup.archive, backup.keys, empty, f"file://{tmp_path / 'store'}", world.records.master)


def test_an_interrupted_restore_can_be_run_again(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = world.photo(b"photo")
    backup = back_up(world.records, folder)
    store = f"file://{tmp_path / 'elsewhere'}"

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with new_url("sqlite", empty=True) as url:
        with monkeypatch.context() as patch:
            patch.setattr(rows, "continue_numbering", die)
            with pytest.raises(KeyboardInterrupt):
                restore(backup.archive, backup.keys, url, store, world.records.master)
        assert restore(backup.archive, backup.keys, url, store, world.records.master).photos == 1
        records = open_records(url, store, world.records.master.as_text(), tmp_path / "no.key")
        assert photos.read(records, CONSOLE, photo) == b"photo"
        records.database.engine.dispose()


def test_a_backup_of_another_version_says_what_to_do(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    with world.records.database.writing() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    backup = back_up(world.records, folder)
    with new_url("sqlite", empty=True) as url, pytest.raises(RestoreError, match="program that made it"):
        restore(backup.archive, backup.keys, url, f"file://{tmp_path / 'x'}", world.records.master)
    assert world.count(Erasure) == 0


EARLIER = [each.revision for each in ScriptDirectory.from_config(migration_config()).walk_revisions()][1:]


@pytest.mark.parametrize("version", EARLIER)
def test_a_backup_of_an_earlier_version_is_restored(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    photo, ahead = fill(world, world.client, b"mine"), world.photo(b"of a camera whose clock was ahead")
    with world.records.database.writing() as db:
        row = db.get_one(Photo, ahead)
        row.taken_at, row.taken_on = None, dt.date(2031, 1, 1)
    with new_url("sqlite", empty=True) as url:
        old = connect(url)
        migrate(old, version)
        known = {name: {each["name"] for each in sa.inspect(old).get_columns(name)} for name in table_names(old)}
        old.dispose()
    encode = rows.encode

    def as_it_was(batch: rows.Batch) -> bytes:
        name, found = batch
        columns = known.get(name, set())
        kept = [{key: value for key, value in row.items() if key in columns} for row in found]
        return encode((name, kept if columns else []))

    monkeypatch.setattr(rows, "encode", as_it_was)
    with world.records.database.writing() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    backup = back_up(world.records, folder)
    with restored(backup, world, new_url, tmp_path, "sqlite") as (done, records):
        assert done.photos == 2
        assert photos.read(records, world.accounts["own client"], photo) == b"mine"
        with records.database.reading() as db:
            assert (db.get_one(Photo, ahead).taken_on is None) == (version < "0010"), "that version kept days to come"
        found = overview.names(records, world.accounts["practitioner"], world.clinic, Which(search="ADA"))
        assert [one.name for one in found] == ["Ada"]
        assert list(check(records)) == []


def table_names(engine: sa.Engine) -> list[str]:
    return sa.inspect(engine).get_table_names()
