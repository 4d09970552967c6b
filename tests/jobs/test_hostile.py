"""Photos changed at random, of every format, through worker processes: each gets one answer, and nothing else dies.

TEST_HOSTILE sets how many.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pillow_heif
import psutil  # type: ignore[import-untyped]
import pytest
from PIL import Image

from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.photo_work import Worked, work_on
from skinmetrics.jobs.runner import Done, WorkerLost, in_order
from skinmetrics.jobs.warm import warm_up
from skinmetrics.scoring import PhotoRefused

HOSTILE = int(os.environ.get("TEST_HOSTILE", "24"))
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MEMORY = 1_000_000_000
SAMPLE = next((Path(__file__).parents[2] / "sample_images").glob("*/*.jpg"))


@pytest.fixture(scope="module")
def workers() -> Iterator[DaskRunner]:
    runner = DaskRunner(Options(workers=2, worker_memory="1GB"), seconds_per_item=20, prepare=warm_up)
    yield runner
    runner.close()


def sources() -> dict[str, bytes]:
    """A face in each format, with an EXIF block."""
    pillow_heif.register_heif_opener()
    with Image.open(SAMPLE) as image:
        small = image.convert("RGB").reduce(4)
    tags = Image.Exif()
    tags[0x0112] = 6
    tags[0x9003] = "2026:03:01 09:00:00"
    found = {}
    for kind in FORMATS:
        file = io.BytesIO()
        small.save(file, kind, exif=tags)
        found[kind] = file.getvalue()
    return found


def mutated(data: bytes, dice: np.random.Generator) -> bytes:
    """The file with some bytes changed, often where its structure is, or a piece cut out, repeated or cut off."""
    raw = bytearray(data)
    size = len(raw)
    match int(dice.integers(5)):
        case 0:  # anywhere
            for place in dice.integers(size, size=int(dice.integers(1, 64))):
                raw[place] = int(dice.integers(256))
        case 1:  # at the beginning, where sizes and offsets are
            for place in dice.integers(min(size, 600), size=int(dice.integers(1, 12))):
                raw[place] = int(dice.choice([0, 1, 0x7F, 0x80, 0xFF, int(dice.integers(256))]))
        case 2:
            del raw[int(dice.integers(1, size)) :]
        case 3:
            start = int(dice.integers(size))
            del raw[start : start + int(dice.integers(1, 2000))]
        case _:
            start = int(dice.integers(size))
            raw[start:start] = raw[start : start + int(dice.integers(1, 2000))] * int(dice.integers(1, 20))
    return bytes(raw)


def watch(stop: Event, highest: list[int]) -> None:
    """The most memory that one of our workers has."""
    us = psutil.Process()
    while not stop.wait(0.05):
        for process in us.children(recursive=True):
            try:
                highest[0] = max(highest[0], process.memory_info().rss)
            except psutil.Error:
                continue


def test_every_changed_photo_gets_one_answer_and_workers_stay_within_their_memory(workers: DaskRunner) -> None:
    dice = np.random.default_rng(20260301)
    originals = sources()
    files = [mutated(originals[FORMATS[number % len(FORMATS)]], dice) for number in range(HOSTILE)]
    workers.start()
    stop, highest = Event(), [0]
    watcher = Thread(target=watch, args=(stop, highest))
    watcher.start()
    try:
        outcomes = list(in_order(workers.map(partial(work_on, limits=Limits()), files)))
    finally:
        stop.set()
        watcher.join()
    said: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, Done):
            assert isinstance(outcome.value, Worked)
            scored = outcome.value.scored
            said[scored.code if isinstance(scored, PhotoRefused) else "scored"] += 1
            if isinstance(scored, PhotoRefused):
                assert scored.message.endswith(".")
        else:
            assert isinstance(outcome.error, WorkerLost), outcome.error
            said["worker lost"] += 1
    print(f"{HOSTILE} files, at most {highest[0] / 1e6:.0f} MB: {dict(said)}")  # noqa: T201
    assert said.total() == HOSTILE
    assert len(said) > 2
    assert highest[0] <= MEMORY
    whole = [*in_order(workers.map(partial(work_on, limits=Limits()), list(originals.values())))]
    assert all(isinstance(outcome, Done) for outcome in whole)
