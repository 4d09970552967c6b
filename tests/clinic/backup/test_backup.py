"""Backups: consistent while others work, checked, restorable elsewhere, and never bringing an erased client back."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy import orm

from skinmetrics.clinic import audit, photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup import key_copy, rows
from skinmetrics.clinic.backup.archive import Archive, ArchiveError
from skinmetrics.clinic.backup.key_copy import FILE_NAME, KeyCopyError, read_copy
from skinmetrics.clinic.backup.making import Backup, back_up, check_backup
from skinmetrics.clinic.backup.restoring import Restored, RestoreError, restore
from skinmetrics.clinic.checks import check, check_audit
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.database import connect, migrate, migration_config
from skinmetrics.clinic.durable import replacing
from skinmetrics.clinic.erasure import erase, proofs
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.scores import Metric, Scorer, write
from skinmetrics.clinic.tables import Base, Client, Erasure, KeyCopy, Photo, Purpose
from skinmetrics.clinic.vault.keys import MasterKey, MasterKeyError
from skinmetrics.clinic.vault.store import PhotoKey
from tests.clinic.conftest import KINDS, NewUrl
from tests.clinic.test_erasure import fill
from tests.clinic.test_scores import SCORER, examined
from tests.clinic.world import Clock, World, header


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


def test_an_archive_shows_no_names_notes_addresses_or_photos(world: World, folder: Path) -> None:
    fill(world, world.client, b"mine, unsealed")
    backup = back_up(world.records, folder)
    for file in (backup.archive, backup.keys):
        content = file.read_bytes()
        for secret in (b"mine, unsealed", b"A secret note", b"Ada", b"own.client@", b"administrator@"):
            assert secret not in content
        assert file.stat().st_mode & 0o077 == 0


def test_an_archive_without_the_client_key_opens_nothing_of_the_client(world: World, folder: Path) -> None:
    fill(world, world.client, b"mine")
    backup = back_up(world.records, folder)
    with contextlib.closing(Archive(backup.archive, world.records.master)) as archive:
        common = "".join(str(batch) for batch in archive.common())
        another = world.records.master.unwrap(world.client, world.records.master.new_client_key(world.client))
        with pytest.raises(ArchiveError, match="was changed"):
            list(archive.personal(world.client, another))
    assert "administrator@example.org" in common
    for personal in ("Ada", "own.client@example.org", "A secret note"):
        assert personal not in common


def test_a_client_erased_after_the_backup_does_not_come_back(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    photo, kept = fill(world, world.client, b"mine"), fill(world, world.other_client, b"other")
    backup = back_up(world.records, folder)
    world.clock.forward(dt.timedelta(days=1))
    proof = erase(world.records, CONSOLE, world.client)
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert done == Restored(clients=1, photos=1, erased=1)
        with records.database.reading() as db:
            assert [client.id for client in db.scalars(sa.select(Client))] == [world.other_client]
            assert proofs(db) == [proof]
        assert {key.photo_id for key, _ in records.store.stored()} == {kept}
        assert str(world.accounts["own client"].account_id) not in str(all_rows(records)["account"])
        assert list(check(records)) == []
    assert world.client not in read_copy(backup.keys, world.records.master).wrapped
    assert photo


def test_an_unreachable_file_of_keys_is_rewritten_at_the_next_start(world: World, folder: Path) -> None:
    backup = back_up(world.records, folder)
    away = folder.rename(folder.with_name("away"))
    erase(world.records, CONSOLE, world.client)
    assert not folder.exists()
    assert [finding.code for finding in check(world.records)] == ["key_copy"]
    repair(world.records)
    assert not folder.exists()
    away.rename(folder)
    repair(world.records)
    assert world.client not in read_copy(backup.keys, world.records.master).wrapped
    assert list(check(world.records)) == []


def test_every_folder_of_backups_loses_the_key(world: World, tmp_path: Path) -> None:
    folders = [tmp_path / "daily", tmp_path / "weekly"]
    for each in folders:
        back_up(world.records, each)
    erase(world.records, CONSOLE, world.client)
    for each in folders:
        assert world.client not in read_copy(each / FILE_NAME, world.records.master).wrapped
    assert world.count(KeyCopy) == 2


def test_a_first_backup_killed_before_it_was_noted_still_loses_the_key(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextlib.contextmanager
    def replacing_and_dying(file: Path) -> Iterator[BinaryIO]:
        with replacing(file) as out:
            yield out
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(key_copy, "replacing", replacing_and_dying)
        with pytest.raises(KeyboardInterrupt):
            back_up(world.records, folder)
    erase(world.records, CONSOLE, world.client)
    assert world.client not in read_copy(folder / FILE_NAME, world.records.master).wrapped


def test_what_killed_backups_left_half_written_goes(world: World, folder: Path) -> None:
    back_up(world.records, folder)
    names = (f".{FILE_NAME}.a.partial", ".x.backup.a.partial", ".y.backup.a.partial")
    keys, old, fresh = (folder / name for name in names)
    for file in (keys, old, fresh):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    erase(world.records, CONSOLE, world.client)
    assert (keys.exists(), old.exists(), fresh.exists()) == (False, True, True)
    back_up(world.records, folder)
    assert (old.exists(), fresh.exists()) == (False, True)


def test_keys_older_than_the_archive_are_refused(world: World, folder: Path, tmp_path: Path) -> None:
    back_up(world.records, folder)
    old = shutil.copy(folder / FILE_NAME, tmp_path / "old.keys")
    world.clock.forward(dt.timedelta(days=1))
    newer = back_up(world.records, folder)
    with pytest.raises(KeyCopyError, match="older than the backup"):
        check_backup(newer.archive, Path(old), world.records.master)


def test_old_archives_open_with_the_newest_keys(world: World, folder: Path) -> None:
    world.photo(b"photo")
    old = back_up(world.records, folder)
    world.clock.forward(dt.timedelta(days=1))
    back_up(world.records, folder)
    assert check_backup(old.archive, old.keys, world.records.master).photos == 1
    assert len(list(folder.glob("*.backup"))) == 2


def test_a_backup_made_while_others_work_is_one_moment(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    stop = threading.Event()
    failures: list[Exception] = []

    def work() -> None:
        own, n = world.accounts["own client"], 0
        try:
            while not stop.is_set():
                saved = photos.save(world.records, own, world.client, b"photo %d" % (n := n + 1), header())
                if n % 3 == 0:
                    photos.delete(world.records, own, saved.photo_id)
        except Exception as error:
            failures.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        while world.count(Photo) < 4:
            pass
        backup = back_up(world.records, folder)
    finally:
        stop.set()
        worker.join()
    assert failures == []
    assert backup.problems == ()
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert list(check(records)) == []
        assert done.photos == backup.photos >= 1


def test_a_client_erased_while_the_backup_runs_is_not_in_it(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world, world.client, b"mine")
    fill(world, world.other_client, b"other")
    of_installation = rows.common

    def erasing(db: orm.Session) -> Iterator[rows.Batch]:
        yield from of_installation(db)
        erase(world.records, CONSOLE, world.client)

    monkeypatch.setattr(rows, "common", erasing)
    backup = back_up(world.records, folder)
    assert (backup.clients, backup.problems) == (1, ())
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert (done.clients, done.erased) == (1, 1)
        assert list(check(records)) == []


def test_a_photo_deleted_while_the_backup_runs_is_not_missing_from_it(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = fill(world, world.client, b"gone")
    fill(world, world.other_client, b"kept")
    of_installation = rows.common

    def deleting(db: orm.Session) -> Iterator[rows.Batch]:
        yield from of_installation(db)
        photos.delete(world.records, world.accounts["own client"], gone)

    monkeypatch.setattr(rows, "common", deleting)
    backup = back_up(world.records, folder)
    assert (backup.clients, backup.photos, backup.problems) == (2, 1, ())


def test_the_audit_of_a_backup_shows_events_cut_off_later(world: World, folder: Path) -> None:
    backup = back_up(world.records, folder)
    with contextlib.closing(Archive(backup.archive, world.records.master)) as archive:
        known = archive.manifest.audit_end
    assert list(check_audit(world.records, known)) == []
    later = replace(known, position=known.position + 100)
    assert [finding.code for finding in check_audit(world.records, later)] == ["audit"]


def test_a_photo_missing_or_damaged_in_the_store_is_named(world: World, folder: Path) -> None:
    lost, spoilt, whole = (world.photo(b"%d" % n) for n in range(3))
    world.records.store.delete(PhotoKey(world.client, lost))
    world.records.store.put(PhotoKey(world.client, spoilt), b"spoilt")
    backup = back_up(world.records, folder)
    assert backup.photos == 1
    assert sorted(problem.split()[1] for problem in backup.problems) == sorted([str(lost), str(spoilt)])
    assert whole


def damage(file: Path, *, name: str | None, drop: bool) -> None:
    """Rewrite the zip with the part changed in one bit, or without it (None: the first photo)."""
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    name = name or next(each for each in parts if each.startswith("photos/"))
    found = next(each for each in parts if each.startswith(name))
    if drop:
        del parts[found]
    else:
        parts[found] = parts[found][:-1] + bytes([parts[found][-1] ^ 1])
    with zipfile.ZipFile(file, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


@pytest.mark.parametrize("drop", [True, False], ids=["missing", "changed"])
@pytest.mark.parametrize("name", ["manifest", "rows/common", "rows/{client}", None])
def test_any_part_missing_or_changed_is_noticed(world: World, folder: Path, name: str | None, drop: bool) -> None:  # noqa: FBT001
    world.photo(b"photo")
    backup = back_up(world.records, folder)
    damage(backup.archive, name=name and name.format(client=world.client.hex), drop=drop)
    try:
        problems = check_backup(backup.archive, backup.keys, world.records.master).problems
    except ArchiveError:
        return
    assert problems


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_said(world: World, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.backup"
    file.write_bytes(content)
    with pytest.raises(ArchiveError, match="no whole backup"):
        Archive(file, world.records.master)


def test_another_master_key_is_said(world: World, folder: Path) -> None:
    backup = back_up(world.records, folder)
    with pytest.raises(ArchiveError, match="Use the key that it was made with"):
        check_backup(backup.archive, backup.keys, MasterKey(bytes(32)))
    with pytest.raises(KeyCopyError, match="Use the key that the backup was made with"):
        read_copy(backup.keys, MasterKey(bytes(32)))
    with pytest.raises(KeyCopyError, match="cannot be read"):
        read_copy(folder / "none", world.records.master)


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
    photo = fill(world, world.client, b"mine")
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
        assert done.photos == 1
        assert photos.read(records, world.accounts["own client"], photo) == b"mine"
        assert list(check(records)) == []


def table_names(engine: sa.Engine) -> list[str]:
    return sa.inspect(engine).get_table_names()
