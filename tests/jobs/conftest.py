from __future__ import annotations

from collections.abc import Iterator

import pytest

from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner


@pytest.fixture(scope="session")
def workers() -> Iterator[DaskRunner]:
    """Two worker processes of 400 MB that may take two seconds for an item."""
    runner = DaskRunner(Options(workers=2, worker_memory="400MB"), seconds_per_item=2.0)
    yield runner
    runner.close()
