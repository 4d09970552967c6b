"""kill -9 at random moments: what was acknowledged is there, what was not is whole or absent.

TEST_KILLS sets how many rounds each database gets; each kills one process that serves and one that scores.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
import uuid
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import people, photos
from skinmetrics.clinic.backup.key_copy import FILE_NAME, read_copy
from skinmetrics.clinic.backup.making import back_up, check_backup
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client, ClientKey, Erasure, Examination, Photo, Score, UnsettledFile
from skinmetrics.clinic.vault.store import PhotoKey
from tests.clinic import chaos
from tests.clinic.chaos import Place

KILLS = int(os.environ.get("TEST_KILLS", "4"))
LONGEST_LIFE = 0.4
SEED = 20260301


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Place:
    found = Place(
        database_url,
        f"file://{tmp_path / 'store'}",
        tmp_path / "master.key",
        tmp_path / "backups",
        tmp_path / "journal",
    )
    records = found.open()
    with records.database.writing() as db:
        people.new_clinic(records, db, "Clinic", "UTC")
    back_up(records, found.backups)
    records.database.engine.dispose()
    return found


@pytest.fixture(scope="module")
def context() -> ForkServerContext:
    """Starts processes that have what they work with imported already."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([chaos.__name__])
    with pytest.MonkeyPatch.context() as patch:
        # Before Python 3.13 the server is not told where modules are, and says nothing of what it cannot import.
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        forkserver.ensure_running()
    return found


def at_work(said: list[str]) -> bool:
    """Both are ready, and the first photo of this life is saved: a busy machine may take long until then."""
    return said.count("ready") == 2 and "saved" in said


def live_and_die(context: ForkServerContext, place: Place, round_: int, lives: random.Random) -> None:
    """Run a serving and a scoring process, each for a random while from when both are at work, and kill them."""
    before = len(place.read())
    processes = [
        context.Process(target=chaos.run, args=(place, role, SEED + round_), daemon=True) for role in ("web", "worker")
    ]
    for process in processes:
        process.start()
    try:
        deadline = time.monotonic() + 60
        while not at_work([word for word, _ in place.read()[before:]]):
            assert all(process.is_alive() for process in processes), "a process ended by itself"
            assert time.monotonic() < deadline, "the processes did not start"
            time.sleep(0.005)
        for process in lives.sample(processes, 2):
            time.sleep(lives.uniform(0, LONGEST_LIFE / 2))
            assert process.is_alive(), "a process ended by itself"
            process.kill()
    finally:
        for process in processes:
            process.kill()
            process.join()


def assert_whole(records: Records, place: Place) -> None:
    """Nothing acknowledged is lost, nothing is half done, and the next start has repaired the rest."""
    journal = place.read()
    assert list(check(records)) == []
    with records.database.reading() as db:
        assert db.scalars(sa.select(UnsettledFile)).all() == []
        clients = set(db.scalars(sa.select(Client.id)))
        assert set(db.scalars(sa.select(ClientKey.client_id))) == clients
        kept = set(db.execute(sa.select(Photo.client_id, Photo.id)).all())
        proven = set(db.scalars(sa.select(Erasure.client_id)))
        counts = sa.select(sa.func.count(Score.region)).select_from(Examination)
        by_photo = db.scalars(
            counts.outerjoin(Score, Score.photo_id == Examination.photo_id).group_by(Examination.photo_id)
        ).all()
        examined = set(db.scalars(sa.select(Examination.photo_id)))
    for client, photo, seed in chaos.saved(journal):
        assert photos.fetch(records, PhotoKey(client, photo)) == chaos.content(seed)
    assert {(key.client_id, key.photo_id) for key, _ in records.store.stored()} == kept
    assert set(by_photo) <= {len(chaos.RESULT.values)}
    scored = {uuid.UUID(what) for word, what in journal if word == "scored"}
    assert scored & {photo for _, photo in kept} <= examined
    erased = {uuid.UUID(what) for word, what in journal if word == "erased"}
    assert erased <= proven
    assert not proven & clients


def assert_backups_open(records: Records, place: Place) -> None:
    for archive in [what for word, what in place.read() if word == "backed_up"][-2:]:
        assert check_backup(place.backups / archive, place.backups / FILE_NAME, records.master).problems == ()
    if (place.backups / FILE_NAME).exists():
        with records.database.reading() as db:
            proven = set(db.scalars(sa.select(Erasure.client_id)))
        assert not proven & set(read_copy(place.backups / FILE_NAME, records.master).wrapped)


def test_nothing_acknowledged_is_lost_by_kill_9(context: ForkServerContext, place: Place) -> None:
    lives = random.Random(SEED)  # noqa: S311
    for round_ in range(KILLS):
        live_and_die(context, place, round_, lives)
        records = place.open()
        chaos.settle(records)
        assert_whole(records, place)
        assert_backups_open(records, place)
        records.database.engine.dispose()
    done = {word for word, _ in place.read()}
    assert {"saved", "scored"} <= done
