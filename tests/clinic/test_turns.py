"""Of several processes on the same records, one at a time scores."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Event

from skinmetrics.clinic.database import Database, connect
from skinmetrics.clinic.turns import scoring_turn


def test_one_at_a_time_and_then_the_next(database: Database, database_url: str) -> None:
    other = Database(connect(database_url))
    with scoring_turn(database) as ours:
        assert ours
        with scoring_turn(other) as theirs:
            assert not theirs
    with scoring_turn(other) as theirs:
        assert theirs
        with scoring_turn(database) as ours:
            assert not ours
    other.engine.dispose()


def hold(url: str, held: Event) -> None:
    with scoring_turn(Database(connect(url))):
        held.set()
        multiprocessing.Event().wait()


def test_the_turn_of_a_process_that_is_killed_ends_with_it(database: Database, database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=hold, args=(database_url, held))
    process.start()
    assert held.wait(60)
    with scoring_turn(database) as ours:
        assert not ours
    process.kill()
    process.join()
    for _ in range(100):  # PostgreSQL notices a moment later
        with scoring_turn(database) as ours:
            if ours:
                break
    assert ours
