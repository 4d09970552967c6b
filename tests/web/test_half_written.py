"""Half-written sessions: each account finds its own alone, and nothing of what was saved or of who is forgotten."""

from __future__ import annotations

import datetime as dt
import uuid

from skinmetrics.web.practice.half_written import MOST, HalfWritten, Kept, Written

DAY = dt.date(2026, 3, 5)
ME, OTHER, ADA, BEA = (uuid.UUID(int=number) for number in range(4))
MINE = Written(DAY, text="mine")


def test_what_one_has_half_written_no_other_finds() -> None:
    kept = HalfWritten[Written](lambda one: one == Written(one.day))
    kept.keep((ME, ADA, None), MINE, DAY, 0)
    kept.keep((ME, ADA, None), MINE, DAY + dt.timedelta(days=3), 0)
    assert kept.of((OTHER, ADA, None)) is None
    assert kept.of((ME, BEA, None)) is None
    assert kept.of((ME, ADA, None)) == Kept(MINE, DAY)
    kept.drop((ME, ADA, None))
    assert kept.of((ME, ADA, None)) is None


def test_a_page_of_before_it_was_saved_keeps_nothing_any_more() -> None:
    kept = HalfWritten[Written](lambda one: one == Written(one.day))
    kept.keep((ME, ADA, None), MINE, DAY, kept.turn((ME, ADA, None)))
    kept.drop((ME, ADA, None))
    kept.keep((ME, ADA, None), MINE, DAY, 0)
    assert kept.of((ME, ADA, None)) is None
    kept.keep((ME, ADA, None), MINE, DAY, kept.turn((ME, ADA, None)))
    assert kept.of((ME, ADA, None)) is not None


def test_a_day_alone_is_nothing_to_keep() -> None:
    kept = HalfWritten[Written](lambda one: one == Written(one.day))
    kept.keep((ME, ADA, None), MINE, DAY, 0)
    kept.keep((ME, ADA, None), Written(DAY), DAY + dt.timedelta(days=3), 0)
    assert kept.of((ME, ADA, None)) is None


def test_nothing_is_kept_of_a_client_who_is_forgotten() -> None:
    kept = HalfWritten[Written](lambda one: one == Written(one.day))
    for account in (ME, OTHER):
        for client in (ADA, BEA):
            kept.keep((account, client, None), MINE, DAY, 0)
    kept.forget(ADA)
    kept.keep((ME, ADA, None), MINE, DAY, 0)
    assert [kept.of((account, ADA, None)) for account in (ME, OTHER)] == [None, None]
    assert kept.of((OTHER, BEA, None)) is not None


def test_the_oldest_gives_way() -> None:
    kept = HalfWritten[Written](lambda one: one == Written(one.day))
    for number in range(MOST):
        kept.keep((ME, uuid.UUID(int=number), None), MINE, DAY, 0)
    kept.keep((ME, ADA, None), MINE, DAY, 0)
    kept.keep((ME, uuid.UUID(int=MOST), None), MINE, DAY, 0)
    found = [number for number in range(MOST + 1) if kept.of((ME, uuid.UUID(int=number), None)) is None]
    assert found == [0], "what was written last stays"


def test_without_a_day_there_is_no_session() -> None:
    assert Written(None).facts() is None
