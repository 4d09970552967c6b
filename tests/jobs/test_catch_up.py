"""Scoring what the records lack, through any runner, whatever goes wrong meanwhile.

TEST_DASK_PHOTOS sets how many photos are scored while workers are killed, TEST_DASK_KILL_EVERY how often, in seconds.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event, Thread

import numpy as np
import psutil  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa
from PIL import Image

from skinmetrics.clinic import people, photos, scores
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.consent_changes import give, withdraw
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.tables import Client, Examination, Purpose, Score
from skinmetrics.clinic.vault.store import PhotoKey, Rendition
from skinmetrics.imaging.photo import Limits, inspect
from skinmetrics.jobs.catch_up import KILLED_ITS_WORKER, CatchUp
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.jobs.runner import Done, Failed, Item, Runner, Value, WorkerLost

SAMPLES = sorted((Path(__file__).parents[2] / "sample_images").glob("*/*.jpg"))
KILLED_PHOTOS = int(os.environ.get("TEST_DASK_PHOTOS", "3"))
KILL_EVERY = float(os.environ.get("TEST_DASK_KILL_EVERY", "3"))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path}/records", f"file://{tmp_path}/store", None, tmp_path / "key")
    with opened.database.writing() as db:
        clinic = people.new_clinic(opened, db, "Linden", "UTC")
    client = people.add_client(opened, CONSOLE, clinic, "Cleo")
    give(opened, CONSOLE, client, Purpose.MEASURING, "1")
    yield opened
    opened.database.engine.dispose()


def client_of(records: Records) -> Client:
    with records.database.reading() as db:
        return db.scalars(sa.select(Client)).one()


def noise(seed: int) -> bytes:
    """A photo without a face."""
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (64, 64, 3), dtype=np.uint8)).save(file, "JPEG")
    return file.getvalue()


def add(records: Records, *files: bytes) -> list[PhotoKey]:
    client = client_of(records).id
    saved = [photos.save(records, CONSOLE, client, data, inspect(data, "photo.jpg")) for data in files]
    return [PhotoKey(client, each.photo_id) for each in saved]


def outcomes(records: Records) -> dict[object, str | None]:
    with records.database.reading() as db:
        return {row.photo_id: row.code for row in db.scalars(sa.select(Examination))}


def catch_up(records: Records, runner: Runner | None = None) -> CatchUp:
    return CatchUp(records, runner or InlineRunner(), Limits())


def test_what_is_lacking_is_scored_once_and_a_copy_is_kept_for_the_pages(records: Records) -> None:
    face, nobody = add(records, SAMPLES[0].read_bytes(), noise(1))
    told: list[None] = []
    assert catch_up(records).run(lambda: told.append(None)) == 2
    assert len(told) == 2
    assert outcomes(records) == {face.photo_id: None, nobody.photo_id: "no_face"}
    for key in (face, nobody):
        shown = photos.fetch(records, replace(key, rendition=Rendition.VIEW))
        with Image.open(io.BytesIO(shown)) as image:
            assert max(image.size) <= 1600
    entries = scores.of_client(records, CONSOLE, face.client_id, current_scorer())
    assert {entry.photo_id for entry in entries} == {face.photo_id}
    assert {entry.metric for entry in entries if entry.region == "face"} == {m.id for m in current_scorer().metrics}
    assert catch_up(records).run() == 0


def test_when_a_metric_changes_the_photo_is_scored_again(records: Records) -> None:
    add(records, noise(1))
    first, *others = current_scorer().metrics
    later = scores.Scorer((replace(first, version=first.version + 1), *others))
    assert catch_up(records).run() == 1
    assert CatchUp(records, InlineRunner(), Limits(), scorer=later).run() == 1
    assert CatchUp(records, InlineRunner(), Limits(), scorer=later).run() == 0


class LosesWorkers:
    """A runner whose worker is lost with the item of an index."""

    def __init__(self, index: int) -> None:
        self.index = index

    def map(self, function: Callable[[Item], Value], items: Sequence[Item]) -> Iterator[Done[Value] | Failed]:
        for index, item in enumerate(items):
            yield Failed(index, WorkerLost("lost")) if index == self.index else Done(index, function(item))

    def close(self) -> None:
        pass


def test_a_photo_that_kills_its_worker_is_marked_with_a_reason_and_not_tried_for_ever(records: Records) -> None:
    hostile, harmless = add(records, noise(1), noise(2))
    assert catch_up(records, LosesWorkers(0)).run() == 2
    assert outcomes(records) == {hostile.photo_id: KILLED_ITS_WORKER.code, harmless.photo_id: "no_face"}
    assert catch_up(records).run() == 0


def test_while_stopping_nothing_is_blamed_on_a_photo(records: Records) -> None:
    add(records, noise(1), noise(2), noise(3))
    working = catch_up(records, LosesWorkers(0))
    assert working.run(working.stopping.set) == 1
    working = catch_up(records, LosesWorkers(1))
    working.run(working.stopping.set)
    assert None not in outcomes(records).values()
    assert KILLED_ITS_WORKER.code not in list(outcomes(records).values())[1:]
    assert catch_up(records).run() > 0, "the rest is found again"


def test_a_file_that_does_not_open_is_left_out_and_the_others_go_on(records: Records, tmp_path: Path) -> None:
    broken, whole = add(records, noise(1), noise(2))
    file = tmp_path / "store" / broken.path
    content = file.read_bytes()
    file.write_bytes(content[::-1])
    working = catch_up(records)
    assert working.run() == 1
    assert (set(outcomes(records)), working.left_out()) == ({whole.photo_id}, {broken})
    file.write_bytes(content)
    assert working.run() == 0
    working.forget()
    assert working.run() == 1
    assert set(outcomes(records)) == {whole.photo_id, broken.photo_id}


def test_consent_withdrawn_meanwhile_stops_the_writing(records: Records) -> None:
    first, _ = add(records, noise(1), noise(2))
    client = client_of(records).id
    catch_up(records).run(lambda: withdraw(records, CONSOLE, client, Purpose.MEASURING, "1"))
    assert set(outcomes(records)) == {first.photo_id}


def everything(records: Records) -> list[tuple[object, ...]]:
    """All scores, bit for bit, by the photo's bytes."""
    found = sa.select(Score.photo_id, Score.fine, Score.region, Score.metric_version_id, Score.value, Score.declined)
    with records.database.reading() as db:
        order = db.scalars(sa.select(Examination.photo_id)).all()
        names = {key: photos.fetch(records, PhotoKey(client_of(records).id, key))[-4:] for key in order}
        return sorted((names[row[0]], *row[1:3], row[3], repr(row[4]), row[5]) for row in db.execute(found))


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[psutil.Process]]]:
    """A scheduler and two workers as processes of their own; the address and the workers' keepers."""
    dask = [sys.executable, "-m", "distributed.cli.dask_worker"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "OMP_NUM_THREADS": "1",
        "DASK_LOGGING__DISTRIBUTED": "critical",
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    }
    with ExitStack() as undo:

        def start(*command: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
            undo.callback(process.wait)
            undo.callback(process.terminate)
            return process

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address = f"tcp://127.0.0.1:{port}"
        start(
            sys.executable,
            "-m",
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-dashboard",
        )
        keepers = [
            start(
                *dask,
                address,
                "--nworkers",
                "1",
                "--nthreads",
                "1",
                "--host",
                "127.0.0.1",
                "--no-dashboard",
                "--death-timeout",
                "60",
            )
            for _ in range(2)
        ]
        yield address, [psutil.Process(keeper.pid) for keeper in keepers]


def kill_workers(keepers: list[psutil.Process], stop: Event, killed: list[int]) -> None:
    dice = Random(1)  # noqa: S311 - which worker dies is no secret
    while not stop.wait(KILL_EVERY):
        alive = [
            child for keeper in keepers for child in keeper.children() if "spawn_main" in " ".join(child.cmdline())
        ]
        if alive:
            victim = dice.choice(alive)
            victim.kill()
            killed.append(victim.pid)


def test_workers_killed_again_and_again_change_nothing(
    records: Records, cluster: tuple[str, list[psutil.Process]], tmp_path: Path
) -> None:
    address, keepers = cluster
    files = [SAMPLES[n % len(SAMPLES)].read_bytes() + f"{n:04}".encode() for n in range(KILLED_PHOTOS)]
    add(records, *files)
    runner = DaskRunner(Options(2, "1GB"), scheduler_url=address)
    stop, killed = Event(), list[int]()
    killer = Thread(target=kill_workers, args=(keepers, stop, killed))
    try:
        runner.start()
        killer.start()
        begun = time.monotonic()
        assert catch_up(records, runner).run() == KILLED_PHOTOS
        took = time.monotonic() - begun
    finally:
        stop.set()
        killer.join()
        runner.close()
    assert killed
    print(f"{KILLED_PHOTOS} photos, {len(killed)} workers killed, {took:.1f} s")  # noqa: T201
    assert set(outcomes(records).values()) == {None}

    other = open_records(f"sqlite:///{tmp_path}/inline", f"file://{tmp_path}/inline-store", None, tmp_path / "key-2")
    with other.database.writing() as db:
        clinic = people.new_clinic(other, db, "Linden", "UTC")
    give(other, CONSOLE, people.add_client(other, CONSOLE, clinic, "Cleo"), Purpose.MEASURING, "1")
    add(other, *files)
    catch_up(other).run()
    assert everything(records) == everything(other)
    other.database.engine.dispose()
