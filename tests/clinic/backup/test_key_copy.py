"""The keys beside the archives: they never bring an erased client back, and open old archives."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import people
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup import key_copy, rows
from skinmetrics.clinic.backup.key_copy import FILE_NAME, KeyCopyError, read_copy
from skinmetrics.clinic.backup.making import back_up, check_backup
from skinmetrics.clinic.backup.restoring import Restored, RestoreError, restore
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.durable import replacing
from skinmetrics.clinic.erasure import erase, proofs
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.tables import Client, KeyCopy
from skinmetrics.clinic.vault.keys import MasterKey
from skinmetrics.clinic.vault.sealing import seal, unseal
from tests.clinic.backup.conftest import all_rows, restored
from tests.clinic.conftest import NewUrl
from tests.clinic.test_erasure import fill
from tests.clinic.world import World


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


def test_a_client_erased_after_a_restore_is_not_restored_again(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    fill(world, world.client, b"mine")
    fill(world, world.other_client, b"other")
    backup = back_up(world.records, folder)
    with restored(backup, world, new_url, tmp_path) as (_, records):
        erase(records, CONSOLE, world.client)
        assert list(check(records)) == []
    assert world.client not in read_copy(backup.keys, world.records.master).wrapped
    assert check_backup(backup.archive, backup.keys, world.records.master).clients == 1
    with restored(backup, world, new_url, tmp_path / "again") as (done, records):
        assert done == Restored(clients=1, photos=1, erased=1)
        assert list(check(records)) == []


def test_keys_out_of_reach_after_a_restore_are_reported_until_they_are_rewritten(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    backup = back_up(world.records, folder)
    with restored(backup, world, new_url, tmp_path) as (_, records):
        away = folder.rename(folder.with_name("away"))
        erase(records, CONSOLE, world.client)
        assert [finding.code for finding in check(records)] == ["key_copy"]
        away.rename(folder)
        repair(records)
        assert list(check(records)) == []
    assert world.client not in read_copy(backup.keys, world.records.master).wrapped


def test_a_restored_older_archive_leaves_newer_ones_their_keys(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    older = back_up(world.records, folder)
    world.clock.forward(dt.timedelta(days=1))
    come, gone = (people.add_client(world.records, CONSOLE, world.clinic, name) for name in ("Cara", "Dora"))
    world.clock.forward(dt.timedelta(days=1))
    newer = back_up(world.records, folder)
    erase(world.records, CONSOLE, gone)
    with restored(older, world, new_url, tmp_path) as (_, records):
        world.clock.forward(dt.timedelta(days=1))
        erase(records, CONSOLE, world.client)
    keys = read_copy(newer.keys, world.records.master)
    assert come in keys.wrapped
    assert {world.client, gone} <= set(keys.erased)
    assert check_backup(newer.archive, newer.keys, world.records.master).clients == 2


def test_keys_under_another_name_which_no_erasure_would_reach_are_refused(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    backup = back_up(world.records, folder)
    keys = backup.keys.rename(tmp_path / "old.keys")
    with new_url("sqlite", empty=True) as url, pytest.raises(RestoreError, match="must be called"):
        restore(backup.archive, keys, url, f"file://{tmp_path / 'x'}", world.records.master)


def test_an_unreachable_file_of_keys_is_rewritten_at_the_next_start(world: World, folder: Path) -> None:
    backup = back_up(world.records, folder)
    away = folder.rename(folder.with_name("away"))
    assert erase(world.records, CONSOLE, world.client).unreached == (backup.keys,)
    assert not folder.exists()
    assert [finding.code for finding in check(world.records)] == ["key_copy"]
    repair(world.records)
    assert not folder.exists()
    away.rename(folder)
    repair(world.records)
    assert world.client not in read_copy(backup.keys, world.records.master).wrapped
    assert list(check(world.records)) == []
    assert erase(world.records, CONSOLE, world.other_client).unreached == ()


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


def without_folders(file: Path, master: MasterKey) -> None:
    """The file of keys as earlier versions wrote it."""
    plain = json.loads(unseal(master.derive("file of keys"), file.read_bytes(), b"file of keys"))
    del plain["folders"]
    file.write_bytes(seal(master.derive("file of keys"), json.dumps(plain).encode(), b"file of keys"))


def test_an_erasure_after_a_restore_reaches_or_names_every_folder_of_backups(
    world: World, tmp_path: Path, new_url: NewUrl
) -> None:
    first, second, away = (tmp_path / name for name in ("first", "second", "away"))
    backup, other = back_up(world.records, first), back_up(world.records, second)
    assert list(check(world.records)) == []
    second.rename(away)
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert done.unreached == (other.keys,)
        assert erase(records, CONSOLE, world.client).unreached == (other.keys,)
        (finding,) = check(records)
        assert (finding.code, str(other.keys) in finding.message) == ("key_copy", True)
        assert world.client not in read_copy(backup.keys, world.records.master).wrapped
        assert not second.exists()
        away.rename(second)
        repair(records)
        assert world.client not in read_copy(other.keys, world.records.master).wrapped
        assert list(check(records)) == []


def test_a_folder_that_was_away_when_another_came_to_be_learns_of_it(
    world: World, tmp_path: Path, new_url: NewUrl
) -> None:
    first, second, away = (tmp_path / name for name in ("first", "second", "away"))
    backup = back_up(world.records, first)
    first.rename(away)
    other = back_up(world.records, second)
    assert not first.exists()
    assert list(check(world.records)) == [], "nothing was taken back that it should know of"
    away.rename(first)
    repair(world.records)
    with restored(backup, world, new_url, tmp_path) as (done, _):
        assert done.unreached == (other.keys,)


def test_a_file_of_keys_that_names_no_folders_is_restored_from(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    backup = back_up(world.records, folder)
    without_folders(backup.keys, world.records.master)
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert done == Restored(clients=2, photos=0, erased=0)
        assert list(check(records)) == []
        assert erase(records, CONSOLE, world.client).unreached == ()
    assert read_copy(backup.keys, world.records.master).folders == (str(folder),)


def test_a_folder_that_knows_of_an_erasure_keeps_it_after_a_restore_from_one_that_does_not(
    world: World, tmp_path: Path, new_url: NewUrl
) -> None:
    first, second, away = (tmp_path / name for name in ("first", "second", "away"))
    backup, other = back_up(world.records, first), back_up(world.records, second)
    first.rename(away)
    erase(world.records, CONSOLE, world.client)
    away.rename(first)
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert (done.clients, done.erased) == (2, 0)
        repair(records)
        kept = read_copy(other.keys, world.records.master)
        assert world.client in kept.erased
        assert world.client not in kept.wrapped
        again = back_up(records, second)
        assert again.clients == 1
        _of_the_audit, problem = again.problems
        assert problem.startswith(f"Client {world.client} is not in this backup: they were erased")
        erase(records, CONSOLE, world.client)
        assert back_up(records, second).problems == ()


def foreign(file: Path) -> bytes:
    """The file of keys of other records, in place of ours."""
    sealed = seal(MasterKey(bytes(32)).derive("file of keys"), b"{}", b"file of keys")
    file.write_bytes(sealed)
    return sealed


def cut_short(file: Path) -> bytes:
    sealed = file.read_bytes()[:-1]
    file.write_bytes(sealed)
    return sealed


@pytest.mark.parametrize("harm", [foreign, cut_short])
def test_a_file_of_keys_that_does_not_open_is_never_replaced(
    world: World, folder: Path, harm: Callable[[Path], bytes]
) -> None:
    backup = back_up(world.records, folder)
    as_it_is = harm(backup.keys)
    with pytest.raises(KeyCopyError, match=r"of other records, or damaged\. Nothing was written"):
        back_up(world.records, folder)
    assert sorted(folder.iterdir()) == sorted([backup.archive, backup.keys])
    assert erase(world.records, CONSOLE, world.client).unreached == (backup.keys,)
    repair(world.records)
    assert backup.keys.read_bytes() == as_it_is
    assert [finding.code for finding in check(world.records)] == ["key_copy"]


def test_a_file_of_keys_that_cannot_be_read_is_never_replaced(world: World, folder: Path) -> None:
    (folder / FILE_NAME).mkdir(parents=True)
    with pytest.raises(KeyCopyError, match=r"is there and cannot be read: .*\. Nothing was written"):
        back_up(world.records, folder)
    assert list(folder.iterdir()) == [folder / FILE_NAME]
    assert world.count(KeyCopy) == 0


def test_a_file_of_keys_spoilt_while_the_backup_runs_leaves_no_archive_without_keys(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(world.records, folder)
    of_installation = rows.common

    def spoiling(db: orm.Session) -> Iterator[rows.Batch]:
        foreign(folder / FILE_NAME)
        return of_installation(db)

    monkeypatch.setattr(rows, "common", spoiling)
    with pytest.raises(KeyCopyError):
        back_up(world.records, folder)
    assert len(list(folder.glob("*.backup"))) == 1


def test_a_folder_of_which_nothing_can_be_told_stops_no_erasure(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = back_up(world.records, folder)
    there = Path.exists

    def failing(path: Path) -> bool:
        if path == backup.keys:
            raise OSError(errno.EIO, "Input/output error")
        return there(path)

    monkeypatch.setattr(Path, "exists", failing)
    assert erase(world.records, CONSOLE, world.client).unreached == (backup.keys,)


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


def test_an_archive_of_a_clock_that_was_ahead_opens_once_the_clock_is_right(world: World, folder: Path) -> None:
    world.photo(b"photo")
    world.clock.forward(dt.timedelta(days=365))
    ahead = back_up(world.records, folder)
    old = shutil.copy(folder / FILE_NAME, folder / "old.keys")
    world.clock.forward(-dt.timedelta(days=364))
    right = back_up(world.records, folder)
    for each in (ahead, right):
        assert check_backup(each.archive, each.keys, world.records.master).photos == 1
    with pytest.raises(KeyCopyError, match="older than the backup"):
        check_backup(right.archive, Path(old), world.records.master)
    erase(world.records, CONSOLE, world.client)
    for each in (ahead, right):
        assert check_backup(each.archive, each.keys, world.records.master).clients == 1


def test_a_backup_during_which_the_clock_is_set_back_is_kept(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_installation = rows.common

    def setting_back(db: orm.Session) -> Iterator[rows.Batch]:
        world.clock.forward(-dt.timedelta(seconds=5))
        return of_installation(db)

    monkeypatch.setattr(rows, "common", setting_back)
    backup = back_up(world.records, folder)
    assert check_backup(backup.archive, backup.keys, world.records.master).clients == 2
