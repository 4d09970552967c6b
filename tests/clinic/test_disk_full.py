"""A full disk: a clear sentence, nothing half saved, and work goes on when there is room."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import resource
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup.making import back_up
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.durable import replacing
from skinmetrics.clinic.errors import StorageFullError
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.tables import Photo, UnsettledFile
from skinmetrics.clinic.vault.store import PhotoKey
from tests.clinic.world import Clock, World, header

SIZE = 80_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def content(seed: int) -> bytes:
    return random.Random(seed).randbytes(SIZE)  # noqa: S311


def fill_up(records: Records, client: uuid.UUID) -> dict[uuid.UUID, bytes]:
    """Upload until there is no room."""
    saved: dict[uuid.UUID, bytes] = {}
    for seed in range(1000):
        try:
            saved[photos.save(records, CONSOLE, client, content(seed), header()).photo_id] = content(seed)
        except StorageFullError:
            return saved
    raise AssertionError("the disk never got full")


def test_a_full_disk_during_uploads(small_disk: Path) -> None:
    reserve = small_disk / "reserve"
    reserve.write_bytes(bytes(600_000))
    records = open_records(
        f"sqlite:///{small_disk / 'clinic.db'}", f"file://{small_disk / 'store'}", None, small_disk / "master.key"
    )
    world = World.populate(records, Clock())
    saved = fill_up(records, world.client)
    assert len(saved) > 5
    for _ in range(3):
        with pytest.raises(StorageFullError, match="The disk is full, so nothing was saved"):
            photos.save(records, CONSOLE, world.client, content(len(saved) + 2000), header())

    reserve.unlink()
    repair(records)
    photos.repair(records, dt.timedelta(0))  # as a start does once the uploads are long over
    assert world.count(Photo) == len(saved)
    assert world.count(UnsettledFile) == 0
    assert list(check(records)) == []
    for photo, data in saved.items():
        assert photos.fetch(records, PhotoKey(world.client, photo)) == data
    assert photos.save(records, CONSOLE, world.client, content(5000), header())
    records.database.engine.dispose()


def test_a_full_disk_during_a_backup_leaves_no_half_archive(world: World, small_disk: Path) -> None:
    for seed in range(60):
        world.photo(content(seed))
    with pytest.raises(StorageFullError):
        back_up(world.records, small_disk)
    assert list(small_disk.iterdir()) == []
    with world.records.database.reading() as db:
        assert len(db.scalars(sa.select(Photo.id)).all()) == 60


def write_beyond_the_limit(file: Path, answer: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        with replacing(file) as out:
            out.write(bytes(5000))
    except StorageFullError:
        os.close(os.open(answer, os.O_CREAT | os.O_WRONLY))


def test_a_file_beyond_the_limit_of_the_process_leaves_the_old_one(tmp_path: Path) -> None:
    file, answer = tmp_path / "file", tmp_path / "answer"
    file.write_bytes(b"old")
    process = multiprocessing.get_context("forkserver").Process(target=write_beyond_the_limit, args=(file, answer))
    process.start()
    process.join()
    assert answer.exists()
    assert file.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answer", "file"]
