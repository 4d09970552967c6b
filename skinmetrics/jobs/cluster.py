"""A local Dask cluster in a process of its own: `python -m skinmetrics.jobs.cluster`.

It does not live in the program that uses it, because multiprocessing runs a program's `__main__` again in
each process it starts, and under Streamlit that is, at any moment, somebody's page.

Options are read as one line of JSON from stdin, the way in is written as one line of JSON to stdout, and
the end of stdin, however it comes about, ends the cluster.
"""
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass

import dask
from distributed import LocalCluster, Security

_CONFIG = {
    # A photo is never written to disk, not even to make room for another.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    # Every item on a lost worker comes back; who is tried again is for the runner to say.
    "distributed.scheduler.allowed-failures": 0,
    # After this long the cluster gives up a worker that happens to be restarting; the nannies alone see to that.
    "distributed.deploy.lost-worker-timeout": "1000 days",
    # Looking a hundred times a second at what a worker does is for those who tune it.
    "distributed.worker.profile.enabled": False,
    # How late its loop is every process asks itself; fifty times a second it is most of what idle workers do.
    "distributed.admin.tick.interval": "500ms",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


@dataclass(frozen=True)
class Options:
    """What to start."""

    workers: int
    """Number of worker processes."""
    worker_memory: str
    """Bound of each in the words of Dask ("2GB"); a worker above it is ended."""


@dataclass(frozen=True)
class Entrance:
    """Where the scheduler listens, and the keys that it asks for."""

    address: str
    tls_ca_file: str
    tls_client_cert: str
    tls_client_key: str

    def security(self) -> Security:
        """The keys as Dask wants them."""
        return Security(
            tls_ca_file=self.tls_ca_file,
            tls_client_cert=self.tls_client_cert,
            tls_client_key=self.tls_client_key,
            require_encryption=True,
        )


def serve(options: Options) -> None:
    """Run a cluster on the loopback interface until stdin ends.

    Keys that exist only in memory keep other users of the machine from the photos, and from running
    code through the scheduler's port.
    """
    keys = Security.temporary()
    with (
        dask.config.set(_CONFIG),
        LocalCluster(
            n_workers=options.workers,
            threads_per_worker=1,
            memory_limit=options.worker_memory,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            security=keys,
        ) as cluster,
    ):
        entrance = Entrance(cluster.scheduler_address, keys.tls_ca_file, keys.tls_client_cert, keys.tls_client_key)
        sys.stdout.write(json.dumps(asdict(entrance)) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    serve(Options(**json.loads(sys.stdin.readline())))
