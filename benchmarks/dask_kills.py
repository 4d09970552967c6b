"""Scoring by a Dask cluster while its workers are killed, and how much faster than inline it is when they are not.

    .venv/bin/python -m benchmarks.dask_kills [--photos 200] [--every 10] [--timed 40]

A scheduler and two workers run as processes of their own. PHOTOS are scored while one worker, any, is killed every so
many seconds; each must be scored once, the run end by itself, and all scores be those of an inline run, bit for bit.
Then TIMED photos are scored inline, and by two workers that are left alone, which are warm.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.catch_up import CatchUp
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.jobs.photo_work import work_on
from skinmetrics.jobs.runner import Done, Runner
from skinmetrics.jobs.warm import warm_up
from tests.jobs.one_client import add, everything, outcomes, records_of_one_client, sample_files
from tests.jobs.own_cluster import Killer, own_cluster

TOLD_EVERY = 20
OPTIONS = Options(workers=2, worker_memory="2GB")


@contextmanager
def on_own_cluster() -> Iterator[tuple[DaskRunner, Killer]]:
    """A runner on a scheduler and two workers of their own, and who would kill them."""
    with own_cluster(OPTIONS.workers) as (address, keepers):
        runner = DaskRunner(OPTIONS, scheduler_url=address, prepare=warm_up)
        try:
            runner.start()
            yield runner, Killer(keepers, 10)
        finally:
            runner.close()


def score(folder: Path, photos: int, runner: Runner) -> tuple[Counter[str | None], list[tuple[object, ...]], float]:
    """How the photos ended, all their scores, and the seconds that it took."""
    folder.mkdir()
    with records_of_one_client(folder) as records:
        add(records, sample_files(photos))
        begun, done = time.perf_counter(), 0

        def tell() -> None:
            nonlocal done
            done += 1
            if done % TOLD_EVERY == 0:
                print(f"  {done} photos, {time.perf_counter() - begun:.0f} s", flush=True)

        CatchUp(records, runner, Limits()).run(tell)
        return Counter(outcomes(records).values()), everything(records), time.perf_counter() - begun


def kills(photos: int, every: float) -> bool:
    """Score while workers are killed, and inline; whether all went well."""
    with tempfile.TemporaryDirectory() as folder:
        with on_own_cluster() as (runner, killer):
            killer.seconds = every
            with killer:
                ended, scores, seconds = score(Path(folder) / "killed", photos, runner)
        print(f"{photos} photos, a worker killed every {every:g} s: {killer.killed} kills, {seconds:.0f} s, {ended}")
        _, inline, _ = score(Path(folder) / "inline", photos, InlineRunner())
    same = scores == inline
    print(f"{len(scores)} scores, {'equal to' if same else 'DIFFERENT FROM'} those of the inline run, bit for bit")
    return same and ended == {None: photos}


def throughput(photos: int) -> None:
    """Photos a second inline and by two workers, in turns, and the ratio."""
    files = list(sample_files(photos))
    work = partial(work_on, limits=Limits())
    warm_up()
    rates = {}
    with on_own_cluster() as (runner, _):
        for name, way in (("inline", InlineRunner()), ("two workers", runner)):
            list(way.map(work, files[:4]))
            begun = time.perf_counter()
            assert all(isinstance(outcome, Done) for outcome in way.map(work, files, background=True))  # noqa: S101
            rates[name] = photos / (time.perf_counter() - begun)
            print(f"{name}: {rates[name]:.2f} photos a second")
    print(f"two workers are {rates['two workers'] / rates['inline']:.2f} times as fast as inline ({photos} photos)")


def main() -> None:
    """Run both parts; a part of 0 photos is left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--timed", type=int, default=40)
    chosen = parser.parse_args()
    well = kills(chosen.photos, chosen.every) if chosen.photos else True
    if chosen.timed:
        throughput(chosen.timed)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
