"""What worker processes promise beyond the contract of every runner: that nothing an item does reaches the others."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dask
import numpy as np
import psutil  # type: ignore[import-untyped]
import pytest
from distributed import Client, get_worker

from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.runner import Done, Failed, WorkerLost, in_order
from skinmetrics.jobs.warm import warm_up
from tests.jobs.own_cluster import free_port, own_cluster

ARRAY_BYTES, AGAIN = 8_000_000, 20


def dies(_: int) -> None:
    os._exit(1)


def eats_memory(_: int) -> None:
    hoard = [bytes([n]) * 50_000_000 for n in range(1, 21)]  # 1 GB at most, should the limit not hold
    time.sleep(0.025 * len(hoard))


def sticks(_: int) -> None:
    time.sleep(60)


@pytest.mark.parametrize("deadly", [dies, eats_memory, sticks])
def test_an_item_that_takes_its_worker_down_each_time_is_marked_and_the_others_go_on(
    workers: DaskRunner, deadly: Callable[[int], None]
) -> None:
    def work(number: int) -> int:
        if number == 2:
            deadly(number)
        return number * 10

    outcomes = list(in_order(workers.map(work, range(6))))
    assert [o for o in outcomes if o.index != 2] == [Done(n, n * 10) for n in range(6) if n != 2]
    assert isinstance(outcomes[2], Failed)
    assert isinstance(outcomes[2].error, WorkerLost)


def test_an_item_whose_worker_others_killed_is_done_in_the_end(workers: DaskRunner, tmp_path: Path) -> None:
    def unlucky(number: int) -> int:
        log = tmp_path / "begun"
        log.touch()
        with log.open("a") as begun:
            begun.write("x")
        if len(log.read_text()) <= 2:
            os._exit(1)
        return number

    assert list(workers.map(unlucky, [7])) == [Done(0, 7)]


def process_id(_: int) -> int:
    return os.getpid()


def test_work_is_done_in_other_processes(workers: DaskRunner) -> None:
    (outcome,) = workers.map(process_id, [0])
    assert isinstance(outcome, Done)
    assert outcome.value != os.getpid()


def test_who_waits_does_not_wait_for_the_background(workers: DaskRunner) -> None:
    def slow(_: int) -> None:
        time.sleep(0.2)

    waiting = 60
    background = workers.map(slow, range(waiting), background=True)
    done = [next(background)]  # under way
    with ThreadPoolExecutor(1) as apart:
        rest = apart.submit(lambda: done.extend(background))
        assert len(list(workers.map(process_id, range(12)))) == 12
        before = len(done)
        rest.result()
    assert before < waiting / 2, "twelve quick items waited for half of the background"
    assert len(done) == waiting


def prepare() -> None:
    os.environ["PREPARED"] = "yes"


def how_prepared(lethal: bool) -> str | None:  # noqa: FBT001 - the item
    if lethal:
        os._exit(1)
    return os.environ.get("PREPARED")


def cluster_processes(of: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(of).children() if "skinmetrics.jobs.cluster" in child.cmdline()]


def test_every_worker_is_prepared_and_a_lost_cluster_is_replaced(workers: DaskRunner) -> None:
    workers.start()
    others = cluster_processes(os.getpid())
    runner = DaskRunner(Options(workers=1, worker_memory="400MB"), prepare=prepare)
    try:
        assert list(runner.map(how_prepared, [False])) == [Done(0, "yes")]
        lost, after = in_order(runner.map(how_prepared, [True, False]))
        assert isinstance(lost, Failed)
        assert after == Done(1, "yes")

        (cluster,) = [process for process in cluster_processes(os.getpid()) if process not in others]
        cluster.kill()
        cluster.wait(10)
        assert list(runner.map(how_prepared, [False])) == [Done(0, "yes")]
    finally:
        runner.close()
    assert cluster_processes(os.getpid()) == others


def test_a_scheduler_that_was_away_is_reached_again() -> None:
    port = free_port()
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):  # after which a client gives up for good
        runner = DaskRunner(Options(workers=1, worker_memory="400MB"), scheduler_url=f"tcp://127.0.0.1:{port}")
        try:
            with own_cluster(1, port):
                until_reached(runner)
            threads = threading.active_count()
            for _ in range(3):
                with pytest.raises(OSError, match="Timed out"):
                    list(runner.map(process_id, [0]))
            assert threading.active_count() <= threads, "each attempt leaves a thread"
            with own_cluster(1, port):
                until_reached(runner)
        finally:
            runner.close()


def until_reached(runner: DaskRunner) -> None:
    """Wait for a scheduler that begins to listen, as who scores does: by trying again."""
    for _ in range(30):
        try:
            (outcome,) = runner.map(process_id, [0])
        except OSError:
            continue
        assert isinstance(outcome, Done)
        return
    raise AssertionError("never reached")


def pages_asked_for(_: int) -> int:
    """How many pages of memory the system has to find for the same array, again and again."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(AGAIN):
        np.ones(ARRAY_BYTES, np.uint8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="Only glibc is told how to keep memory.")
def test_memory_of_one_array_is_kept_for_the_next() -> None:
    runner = DaskRunner(Options(workers=1, worker_memory="1GB"), prepare=warm_up)
    try:
        (first,) = runner.map(pages_asked_for, [0])
    finally:
        runner.close()
    assert isinstance(first, Done)
    assert first.value < 3 * ARRAY_BYTES / resource.getpagesize()


def prepare_in_vain() -> None:
    raise LookupError("nothing to prepare with")


def test_workers_that_cannot_be_prepared_are_not_left_running(workers: DaskRunner) -> None:
    workers.start()
    before = cluster_processes(os.getpid())
    with pytest.raises(LookupError):
        DaskRunner(Options(workers=1, worker_memory="400MB"), prepare=prepare_in_vain).start()
    assert cluster_processes(os.getpid()) == before


REFUSING = """
from functools import partial
from skinmetrics.imaging.photo import Limits, PhotoError, inspect
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
runner = DaskRunner(Options(workers=1, worker_memory="400MB"))
outcome, = runner.map(partial(inspect, name="letter.jpg", limits=Limits()), [b""])
assert isinstance(outcome.error, PhotoError), outcome
print(outcome.error.code)
runner.close()
"""


def test_a_refused_photo_prints_nothing_into_the_window_of_the_set_up_code() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", REFUSING], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


@pytest.mark.parametrize("kind", [PhotoError, FaceError])
def test_what_a_photo_is_refused_for_arrives_with_its_code(
    workers: DaskRunner, kind: type[PhotoError] | type[FaceError]
) -> None:
    def refuse(_: int) -> None:
        raise kind("unreadable", "Take it again.")

    (outcome,) = workers.map(refuse, [0])
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, kind)
    assert (outcome.error.code, str(outcome.error)) == ("unreadable", "Take it again.")


PROGRAM = """
import time
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
DaskRunner(Options(workers=1, worker_memory="400MB")).start()
print("started", flush=True)
time.sleep(60)
"""


def test_workers_do_not_outlive_the_program_that_started_them() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    program = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "started\n"
    (cluster,) = cluster_processes(program.pid)
    family = [cluster, *cluster.children(recursive=True)]
    assert len(family) > 1
    program.kill()
    program.wait()
    _, alive = psutil.wait_procs(family, timeout=15)
    assert alive == []


def scheduler_address(_: int) -> str:
    return str(get_worker().scheduler.address)


def ms_between_ticks(_: int) -> float:
    return float(get_worker().periodic_callbacks["tick"].callback_time)


def test_a_worker_that_waits_seldom_asks_how_late_its_loop_is(workers: DaskRunner) -> None:
    assert list(workers.map(ms_between_ticks, [0])) == [Done(0, 500.0)]


def test_a_stranger_on_this_machine_cannot_reach_the_workers(workers: DaskRunner) -> None:
    (outcome,) = workers.map(scheduler_address, [0])
    assert isinstance(outcome, Done)
    assert outcome.value.startswith("tls://127.0.0.1:")
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on who hangs up first
        Client(outcome.value.replace("tls:", "tcp:"), timeout=1)  # type: ignore[no-untyped-call]


def test_nothing_listens_beyond_this_machine(workers: DaskRunner) -> None:
    workers.start()
    clusters = cluster_processes(os.getpid())  # another file's workers may still run
    assert clusters
    family = [process for cluster in clusters for process in (cluster, *cluster.children(recursive=True))]
    sockets = [socket for process in family for socket in process.net_connections(kind="inet")]
    assert {socket.laddr.ip for socket in sockets if socket.status == psutil.CONN_LISTEN} == {"127.0.0.1"}
