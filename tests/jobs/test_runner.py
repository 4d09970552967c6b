"""The contract of every runner."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.jobs.runner import Done, Failed, Runner, in_order


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[DaskRunner]:
    """A runner on the workers of a scheduler that somebody else started."""
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=False, host="tcp://127.0.0.1", dashboard_address=None
    ) as cluster:
        runner = DaskRunner(Options(workers=1, worker_memory="1GB"), scheduler_url=cluster.scheduler_address)
        yield runner
        runner.close()


@pytest.fixture(params=["inline", "workers", "elsewhere"])
def runner(request: pytest.FixtureRequest) -> Runner:
    if request.param == "inline":
        return InlineRunner()
    found: DaskRunner = request.getfixturevalue(request.param)
    return found


def square(number: int) -> int:
    if number == 3:
        raise ValueError("three is refused")
    return number * number


def test_every_item_has_one_outcome_under_its_own_index(runner: Runner) -> None:
    outcomes = list(runner.map(square, [5, 6, 7, 8, 9]))
    assert sorted((o.index, o.value) for o in outcomes if isinstance(o, Done)) == list(enumerate([25, 36, 49, 64, 81]))
    assert len(outcomes) == 5


def test_outcomes_can_be_had_in_the_order_of_the_items(runner: Runner) -> None:
    def slow_first(number: int) -> int:
        time.sleep(0.5 if number == 0 else 0)
        return number

    assert list(in_order(runner.map(slow_first, range(6)))) == [Done(n, n) for n in range(6)]


def test_an_exception_is_that_items_outcome_and_the_others_go_on(runner: Runner) -> None:
    outcomes = list(in_order(runner.map(square, [2, 3, 4])))
    assert [outcomes[0], outcomes[2]] == [Done(0, 4), Done(2, 16)]
    assert isinstance(outcomes[1], Failed)
    assert isinstance(outcomes[1].error, ValueError)
    assert str(outcomes[1].error) == "three is refused"


def test_nothing_to_do_is_no_outcome(runner: Runner) -> None:
    assert list(runner.map(square, [])) == []


def test_a_runner_can_be_left_early_and_used_again(runner: Runner) -> None:
    outcomes = runner.map(square, range(100, 130))
    assert isinstance(next(outcomes), Done)
    outcomes.close()  # type: ignore[attr-defined]
    assert list(runner.map(square, [4])) == [Done(0, 16)]


def test_in_order_gives_each_outcome_as_early_as_the_order_allows() -> None:
    def outcomes() -> Iterator[Done[str]]:
        yield Done(1, "b")
        yield Done(0, "a")
        raise AssertionError("asked for more than was needed")

    ordered = in_order(outcomes())
    assert [next(ordered), next(ordered)] == [Done(0, "a"), Done(1, "b")]
