"""Half-written sessions: each account finds its own alone, and nothing of a client who is forgotten."""

from __future__ import annotations

import datetime as dt
import uuid

from skinmetrics.web.practice.half_written import MOST, HalfWritten, Written

DAY = dt.date(2026, 3, 5)
ME, OTHER, ADA, BEA = (uuid.UUID(int=number) for number in range(4))


def test_what_one_has_half_written_no_other_finds() -> None:
    kept = HalfWritten()
    kept.keep(ME, ADA, Written(DAY, text="mine"))
    assert kept.of(OTHER, ADA) is None
    assert kept.of(ME, BEA) is None
    assert kept.of(ME, ADA) == Written(DAY, text="mine")
    kept.drop(ME, ADA)
    assert kept.of(ME, ADA) is None


def test_nothing_is_kept_of_a_client_who_is_forgotten() -> None:
    kept = HalfWritten()
    for account in (ME, OTHER):
        for client in (ADA, BEA):
            kept.keep(account, client, Written(DAY))
    kept.forget(ADA)
    assert [kept.of(account, ADA) for account in (ME, OTHER)] == [None, None]
    assert kept.of(OTHER, BEA) is not None


def test_the_oldest_gives_way() -> None:
    kept = HalfWritten()
    for number in range(MOST):
        kept.keep(ME, uuid.UUID(int=number), Written(DAY))
    kept.keep(ME, ADA, Written(DAY))
    kept.keep(ME, uuid.UUID(int=MOST), Written(DAY))
    found = [number for number in range(MOST + 1) if kept.of(ME, uuid.UUID(int=number)) is None]
    assert found == [0], "what was written last stays"


def test_without_a_day_there_is_no_session() -> None:
    assert Written(None).facts() is None
