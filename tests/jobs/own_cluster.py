"""A Dask cluster as an operator would run it: a scheduler and workers as processes of their own, and who kills them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread

import psutil  # type: ignore[import-untyped]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def own_cluster(workers: int = 2, port: int | None = None) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The scheduler's address, and the keeper of each worker, which replaces it when it dies."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "DASK_LOGGING__DISTRIBUTED": "critical",
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
        "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",  # as docs/settings.md recommends
    }
    with ExitStack() as undo:

        def start(module: str, *options: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *options, "--host", "127.0.0.1"]
            process = subprocess.Popen([*command, "--no-dashboard"], env=environment, stderr=subprocess.DEVNULL)
            undo.callback(process.wait)
            undo.callback(process.terminate)
            return process

        port = port or free_port()
        address = f"tcp://127.0.0.1:{port}"
        start("dask_scheduler", "--port", str(port))
        one = ("--nworkers", "1", "--nthreads", "1", "--death-timeout", "600")
        yield address, [psutil.Process(start("dask_worker", address, *one).pid) for _ in range(workers)]


def kill_one(keepers: Sequence[psutil.Process], dice: Random) -> int:
    """Kill a worker, any that is alive; how many that were."""
    children = [child for keeper in keepers for child in keeper.children()]
    alive = [child for child in children if child.is_running() and "spawn_main" in " ".join(child.cmdline())]
    if not alive:
        return 0
    dice.choice(alive).kill()
    return 1


@dataclass
class Killer:
    """Kills one worker, any that is alive, every so many seconds for as long as the block lasts."""

    keepers: Sequence[psutil.Process]
    seconds: float
    killed: int = 0
    _stop: Event = field(default_factory=Event)
    _dice: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - which worker dies is no secret

    def __enter__(self) -> Killer:
        self._thread = Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self.seconds):
            self.killed += kill_one(self.keepers, self._dice)
