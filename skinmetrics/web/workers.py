"""The worker processes that all visitors of this server share."""

from __future__ import annotations

from functools import cache

from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.settings import settings
from skinmetrics.web.quick_look.look import prepare_worker


@cache
def workers() -> DaskRunner:
    """The runner of this process; its workers start with `start` or with the first photo."""
    chosen = settings()
    return DaskRunner(
        Options(workers=chosen.workers, worker_memory=chosen.worker_memory),
        scheduler_url=chosen.scheduler_url,
        prepare=prepare_worker,
    )
