"""Backups: consistent while others work, shut to who lacks the keys, and checked."""

from __future__ import annotations

import contextlib
import threading
import uuid
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import audit, photos, remarks
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup import rows
from skinmetrics.clinic.backup.archive import Archive, ArchiveError, Manifest
from skinmetrics.clinic.backup.key_copy import KeyCopyError, read_copy
from skinmetrics.clinic.backup.making import back_up, check_backup
from skinmetrics.clinic.checks import check, check_audit
from skinmetrics.clinic.erasure import erase
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import ClientKey, Photo
from skinmetrics.clinic.vault import patience
from skinmetrics.clinic.vault.keys import MasterKey
from skinmetrics.clinic.vault.store import FolderStore, PhotoKey, StoreError
from skinmetrics.progress.exclusion import Confounder
from tests.clinic.backup.conftest import restored
from tests.clinic.conftest import NewUrl
from tests.clinic.test_erasure import fill
from tests.clinic.world import World, cut_off, header


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
        # What is deleted between the archive and the copy of the keys, which knows of it, is not given back.
        assert done.photos + done.deleted == backup.photos >= 1


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
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = fill(world, world.client, b"gone")
    remarks.exclude(world.records, world.accounts["practitioner"], gone, "flash")
    remarks.remark(world.records, world.accounts["practitioner"], gone, [Confounder.SUNBURN])
    remarks.confirm(world.records, world.accounts["practitioner"], gone)
    fill(world, world.other_client, b"kept")
    of_installation = rows.common

    def deleting(db: orm.Session) -> Iterator[rows.Batch]:
        yield from of_installation(db)
        photos.delete(world.records, world.accounts["own client"], gone)

    monkeypatch.setattr(rows, "common", deleting)
    backup = back_up(world.records, folder)
    assert (backup.clients, backup.photos, backup.problems) == (2, 1, ())
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert done.clients == 2
        assert list(check(records)) == []


def test_a_backup_whose_rows_name_what_is_not_in_it_is_not_kept(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remarks.confirm(world.records, world.accounts["practitioner"], fill(world, world.client, b"mine"))
    of_client = rows.personal

    def forgetting(db: orm.Session, client_id: uuid.UUID) -> Iterator[rows.Batch]:
        return (batch for batch in of_client(db, client_id) if batch[0] != "photo")

    monkeypatch.setattr(rows, "personal", forgetting)
    with pytest.raises(ArchiveError, match=r"names photo\.id .* Make another one"):
        back_up(world.records, folder)
    assert list(folder.glob("*.backup")) == []


def test_the_list_of_photos_is_read_once_for_a_client(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        world.photo(b"%d" % number)
    backup = back_up(world.records, folder)
    asked: list[uuid.UUID] = []
    keys = Manifest.photo_keys

    def counting(manifest: Manifest, client_id: uuid.UUID) -> list[PhotoKey]:
        asked.append(client_id)
        return keys(manifest, client_id)

    monkeypatch.setattr(Manifest, "photo_keys", counting)
    assert check_backup(backup.archive, backup.keys, world.records.master).photos == 3
    assert sorted(asked) == sorted([world.client, world.other_client])


def test_the_next_backup_says_that_events_were_cut_off_the_end_of_the_audit(world: World, folder: Path) -> None:
    with world.records.database.reading() as db:
        early = audit.end(db)
    world.photo(b"photo")
    assert back_up(world.records, folder).problems == ()
    assert back_up(world.records, folder).problems == ()
    (folder / "another.backup").write_bytes(b"of something else")
    cut_off(world.records, early)
    assert list(check_audit(world.records)) == []
    (problem,) = back_up(world.records, folder).problems
    assert problem.startswith(f"The audit ends at event {early.position}, but a backup has ")
    assert back_up(world.records, folder).problems == ()


def test_it_is_the_newest_archive_that_the_audit_must_go_on_from(world: World, folder: Path) -> None:
    """However the names of the archives sort: the clock may have been set back."""
    first = back_up(world.records, folder)
    with world.records.database.reading() as db:
        early = audit.end(db)
    world.photo(b"photo")
    back_up(world.records, folder)
    first.archive.rename(folder / "zzz.backup")
    cut_off(world.records, early)
    assert len(back_up(world.records, folder).problems) == 1


def test_a_photo_missing_or_damaged_in_the_store_is_named(world: World, folder: Path) -> None:
    lost, spoilt, whole = (world.photo(b"%d" % n) for n in range(3))
    world.records.store.delete(PhotoKey(world.client, lost))
    world.records.store.put(PhotoKey(world.client, spoilt), b"spoilt")
    backup = back_up(world.records, folder)
    assert backup.photos == 1
    assert sorted(problem.split()[1] for problem in backup.problems) == sorted([str(lost), str(spoilt)])
    assert whole


def test_a_photo_that_cannot_be_read_is_named_and_stops_nobodys_backup(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    unreadable, kept = world.photo(b"unreadable"), world.photo(b"kept")
    other = fill(world, world.other_client, b"other")
    earlier = back_up(world.records, folder)
    before = earlier.archive.read_bytes()
    worn = worn_out(world, {PhotoKey(world.client, unreadable), PhotoKey(world.client, world.photo(b"too"))})
    backup = back_up(worn, folder)
    assert (backup.clients, backup.photos, len(backup.problems)) == (2, 2, 2)
    (problem,) = (each for each in backup.problems if str(unreadable) in each)
    assert problem.startswith(f"Photo {unreadable} could not be read from the photo store, and so is not in the backup")
    assert problem.endswith("and back up again. Input/output error")
    assert len(check_backup(backup.archive, backup.keys, world.records.master).problems) == 2
    assert earlier.archive.read_bytes() == before

    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert (done.clients, done.photos, len(done.without_file)) == (2, 2, 2)
        assert unreadable in done.without_file
        assert photos.read(records, CONSOLE, kept) == b"kept"
        assert photos.read(records, CONSOLE, other) == b"other"
        missing = [finding for finding in check(records) if str(unreadable) in finding.message]
        assert [finding.code for finding in missing] == ["photo_missing"]
        with zipfile.ZipFile(earlier.archive) as archive:  # as docs/security.md says
            archive.extract(PhotoKey(world.client, unreadable).path, tmp_path / "elsewhere")
        assert photos.read(records, CONSOLE, unreadable) == b"unreadable"


def worn_out(world: World, unreadable: Collection[PhotoKey] | None = None) -> Records:
    """Records on a store that cannot read these photos; none at all where it is not said which."""

    class Worn(FolderStore):
        def get(self, key: PhotoKey) -> bytes:
            if unreadable is None or key in unreadable:
                raise StoreError("Input/output error")
            return super().get(key)

    assert isinstance(world.records.store, FolderStore)
    return replace(world.records, store=Worn(world.records.store.objects, world.records.store.folder))


def test_a_photo_that_cannot_be_read_and_is_deleted_meanwhile_is_no_problem(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = world.photo(b"gone")
    of_installation = rows.common

    def deleting(db: orm.Session) -> Iterator[rows.Batch]:
        yield from of_installation(db)
        photos.delete(world.records, world.accounts["own client"], gone)

    monkeypatch.setattr(rows, "common", deleting)
    backup = back_up(worn_out(world), folder)
    assert (backup.photos, backup.problems) == (0, ())


def test_a_store_that_no_longer_answers_leaves_no_archive_and_is_not_asked_for_every_photo(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        world.photo(b"%d" % number)
    now, asked = [0.0], []

    def waiting() -> float:
        asked.append(now[0])
        now[0] += patience.SECONDS
        return now[0]

    monkeypatch.setattr(patience, "monotonic", waiting)
    with pytest.raises(StoreError):
        back_up(worn_out(world), folder)
    assert len(asked) == 2 * 3
    assert list(folder.glob("*")) == []


@pytest.mark.parametrize(("photos_kept", "refused"), [(2, False), (3, True)])
def test_a_store_that_gives_nothing_at_all_leaves_no_archive(
    world: World, folder: Path, *, photos_kept: int, refused: bool
) -> None:
    for number in range(photos_kept):
        world.photo(b"%d" % number)
    if refused:
        with pytest.raises(StoreError):
            back_up(worn_out(world), folder)
        assert list(folder.glob("*")) == []
    else:
        assert len(back_up(worn_out(world), folder).problems) == photos_kept


def spoil(world: World) -> None:
    with world.records.database.writing() as db:
        db.execute(sa.update(ClientKey).where(ClientKey.client_id == world.client).values(wrapped=b"\0"))


def lose(world: World) -> None:
    with world.records.database.writing() as db:
        db.execute(sa.delete(ClientKey).where(ClientKey.client_id == world.client))


@pytest.mark.parametrize("harm", [spoil, lose])
def test_a_client_whose_key_is_damaged_is_named_and_stops_nobody_elses_backup(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path, harm: Callable[[World], None]
) -> None:
    fill(world, world.client, b"mine")
    fill(world, world.other_client, b"other")
    earlier = back_up(world.records, folder)
    harm(world)
    backup = back_up(world.records, folder)
    assert (backup.clients, backup.photos) == (1, 1)
    (problem,) = backup.problems
    assert problem.startswith(f"Client {world.client} is not in this backup: the key is damaged or missing")
    with restored(backup, world, new_url, tmp_path / "now") as (done, records):
        assert (done.clients, done.photos, done.erased) == (1, 1, 0)
        assert list(check(records)) == []
    with restored(earlier, world, new_url, tmp_path / "then") as (done, records):
        assert (done.clients, done.photos) == (2, 2)
        assert list(check(records)) == []
    assert back_up(world.records, tmp_path / "new").problems == (problem,)


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
