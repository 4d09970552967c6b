"""Work done by worker processes, through dask.distributed: on this machine or wherever a scheduler is."""
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import atexit
import faulthandler
import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from typing import Any, TypeGuard

import dask
from distributed import Client, Future, KilledWorker, WorkerPlugin, as_completed
from distributed.client import FutureCancelledError
from distributed.utils import LoopRunner

from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.jobs.cluster import Entrance, Options
from skinmetrics.jobs.runner import Done, Failed, Item, Value, WorkerLost

_PATIENCE_SECONDS = 10.0
_EXPECTED = (PhotoError, FaceError)
"""What is said of a photo and no fault of the program: Dask would print it with all that led to it."""

dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})  # photos travel inside the task


class DaskRunner:
    """Runs each item in a worker process that may die of it without harm to anything else.

    The workers start with the first use, or with `start`. Workers of a scheduler elsewhere must have one
    thread each, since an item that takes too long ends its whole process.
    """

    def __init__(
        self,
        options: Options,
        *,
        scheduler_url: str | None = None,
        seconds_per_item: float = 60.0,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """`prepare` runs once in every worker when it starts; with a `scheduler_url`, `options` are its own affair."""
        self._options = options
        self._scheduler_url = scheduler_url
        self._seconds = seconds_per_item
        self._prepare = prepare
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._client: Client | None = None
        # One for all clients: a client that reaches no scheduler would leave the thread of its own behind.
        self._loop = LoopRunner()

    def start(self) -> None:
        """Start or reach the workers, and have them prepared."""
        self._connected()

    def map(
        self, function: Callable[[Item], Value], items: Sequence[Item], *, background: bool = False
    ) -> Iterator[Done[Value] | Failed]:
        """See `Runner.map`. Items whose worker was lost are tried again, each alone, when the others are done.

        A lost worker does not tell which of the items that it held was to blame, nor whether any was. Given up is an
        item that also takes down a worker that nobody else uses.
        """
        bounded = self._bounded(function)
        lost: list[int] = []
        client = self._connected()
        threads = sum(client.nthreads().values())
        # One more at each worker than it can do is there when it has done one; what is urgent goes before it.
        width, urgency = 2 * threads, 0 if background else 1
        for outcome in _spread(client, bounded, dict(enumerate(items)), width, urgency):
            if _is_lost(outcome):
                lost.append(outcome.index)
            else:
                yield outcome
        with ExitStack() as undo:
            apart: DaskRunner | None = None
            for index in lost:
                item = {index: items[index]}
                (outcome,) = _spread(self._connected(), bounded, item, 1, urgency)
                if _is_lost(outcome):
                    if apart is None:
                        apart = self._apart()
                        undo.callback(apart.close)
                    (outcome,) = _spread(apart._connected(), bounded, item, 1, urgency)
                yield outcome

    def _apart(self) -> DaskRunner:
        """One worker of our own on this machine, for an item that may be hostile or may have had bad luck."""
        options = Options(1, self._options.worker_memory)
        return DaskRunner(options, seconds_per_item=self._seconds, prepare=self._prepare)

    def close(self) -> None:
        """See `Runner.close`."""
        with self._lock:
            self._let_go(_PATIENCE_SECONDS)
            self._loop.stop()
            self._loop = LoopRunner()

    def _bounded(self, function: Callable[[Item], Value]) -> Callable[[Item], Value | _Refused]:
        seconds = self._seconds

        def bounded(item: Item) -> Value | _Refused:
            try:
                return _within(seconds, function, item)
            except _EXPECTED as error:
                return _Refused(error)

        return bounded

    def _connected(self) -> Client:
        with self._lock:
            if self._client is not None and self._is_gone(self._client):
                self._let_go(1)
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _is_gone(self, client: Client) -> bool:
        """A client that lost its scheduler gives up after half a minute, and then never works again."""
        ended = self._process is not None and self._process.poll() is not None
        return ended or client.status != "running"

    def _let_go(self, seconds: float) -> None:
        client, self._client = self._client, None
        process, self._process = self._process, None
        if client is not None:
            with suppress(TimeoutError):  # nobody is there to say goodbye to
                client.close(timeout=seconds)
        if process is not None:
            _end(process)

    def _connect(self) -> Client:
        if not self._loop.is_started():
            self._loop.start()
        loop = self._loop.loop
        with ExitStack() as undo:
            if self._scheduler_url is not None:
                client = Client(self._scheduler_url, loop=loop, set_as_default=False)
            else:
                process, entrance = _start_cluster(self._options)
                undo.callback(_end, process)
                atexit.register(_end, process)
                client = Client(
                    entrance.address,
                    loop=loop,
                    security=entrance.security(),
                    timeout=_PATIENCE_SECONDS,
                    set_as_default=False,
                )
                self._process = process
            if self._prepare is not None:
                client.register_plugin(_Prepared(self._prepare), name="skinmetrics-prepared")
            undo.pop_all()
        return client


@dataclass(frozen=True)
class _Refused:
    """What an item raised that may well happen."""

    error: Exception


class _Prepared(WorkerPlugin):
    """Runs a function in every worker, those that replace a lost one included, before its first item."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        self._prepare = prepare

    def setup(self, worker: object) -> None:  # noqa: ARG002 - Dask's signature
        self._prepare()


def _start_cluster(options: Options) -> tuple[subprocess.Popen[str], Entrance]:
    process = subprocess.Popen(
        [sys.executable, "-m", "skinmetrics.jobs.cluster"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # Ctrl-C is for whoever started us, who then ends the cluster in peace
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError("pipes were asked for")
    process.stdin.write(json.dumps(asdict(options)) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError("The worker processes did not start; the lines above say why.")
    return process, Entrance(**json.loads(answer))


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _spread(
    client: Client, function: Callable[[Item], Value | _Refused], items: Mapping[int, Item], width: int, urgency: int
) -> Iterator[Done[Value] | Failed]:
    """Keep `width` items at the workers and no more, so that few are lost with one that takes its worker down."""
    waiting = iter(items.items())
    places: dict[Future[Any], int] = {}
    running = as_completed(loop=client.loop)

    def begin() -> None:
        for index, item in waiting:
            future = client.submit(function, item, key=f"item-{uuid.uuid4().hex}", pure=False, priority=urgency)
            places[future] = index
            running.add(future)
            return

    for _ in range(max(1, width)):
        begin()
    try:
        for future in running:
            outcome = _outcome(places.pop(future), future)
            future.release()  # or a worker lost later would have this item done again
            begin()
            yield outcome
    finally:
        client.cancel(list(places), force=True)


def _outcome(index: int, future: Future[Any]) -> Done[Any] | Failed:
    try:
        value = future.result()
    except (KilledWorker, FutureCancelledError) as error:  # the second when the whole cluster went away
        lost = WorkerLost("The worker process was lost.")
        lost.__cause__ = error
        return Failed(index, lost)
    except Exception as error:
        return Failed(index, error)
    return Failed(index, value.error) if isinstance(value, _Refused) else Done(index, value)


def _is_lost(outcome: Done[Any] | Failed) -> TypeGuard[Failed]:
    return isinstance(outcome, Failed) and isinstance(outcome.error, WorkerLost)


def _within(seconds: float, function: Callable[[Item], Value], item: Item) -> Value:
    """Call the function, and end this process if it takes longer: nothing less stops a stuck decoder."""
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        return function(item)
    finally:
        faulthandler.cancel_dump_traceback_later()
