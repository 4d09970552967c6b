"""Needled against other regions as a table: what is sure, what is not yet, and what may have done it."""

from __future__ import annotations

import pytest

from skinmetrics.progress.control import MOVED_TOO, Controlled
from skinmetrics.progress.result import Slope
from skinmetrics.progress.verdict import Verdict
from skinmetrics.web.client.findings import badge, unsure_badge
from skinmetrics.web.practice.client_parts import SIDES, _sides, _signed
from skinmetrics.web.words import practice
from tests.web.test_findings import LINES, STEADY, history


@pytest.mark.parametrize(
    ("interval", "verdict", "unsure"),
    [
        ((-0.42, -0.11), Verdict.NO_DETECTABLE_CHANGE, True),
        ((0.11, 0.42), Verdict.NO_DETECTABLE_CHANGE, True),
        ((-0.1, 0.2), Verdict.NO_DETECTABLE_CHANGE, False),
        ((0.0, 0.2), Verdict.NO_DETECTABLE_CHANGE, False),
        ((-0.42, -0.11), Verdict.IMPROVED, False),
    ],
)
def test_a_difference_that_leaves_out_none_and_is_no_verdict_is_not_sure_yet(
    interval: tuple[float, float], verdict: Verdict, *, unsure: bool
) -> None:
    moved = Slope(sum(interval) / 2, interval)
    told = _sides(SIDES, Controlled(LINES, moved, moved, moved, verdict), history(STEADY))
    assert (unsure_badge() if unsure else badge(verdict)) in told
    assert told.count("sm-verdict") == 1


def test_the_mark_says_improved_only_of_needled_skin_that_did_so_itself() -> None:
    fell, still, rose = (Slope(by, (by - 0.1, by + 0.1)) for by in (-0.5, 0.05, 3.0))
    itself, beside = (
        _sides(SIDES, Controlled(LINES, needled, others, fell, Verdict.IMPROVED), history(STEADY))
        for needled, others in ((fell, still), (still, rose))
    )
    assert badge(Verdict.IMPROVED) in itself
    assert badge(Verdict.IMPROVED) not in beside
    assert practice.DID_BETTER in beside


def test_an_amount_keeps_its_unit_and_an_interval_its_ends() -> None:
    moved = Slope(-0.26, (-0.42, -0.11))
    told = _sides(SIDES, Controlled(LINES, moved, moved, moved, Verdict.IMPROVED), history(STEADY))
    assert "−0.26\N{NO-BREAK SPACE}mm/cm² (−0.42\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}−0.11)" in told


def test_one_spot_more_is_one_and_no_more() -> None:
    told = [_signed(value, "1").replace("\N{NO-BREAK SPACE}", " ") for value in (1.0, -1.0, 2.0)]
    assert told == ["+1 spot", "−1 spot", "+2 spots"]


def test_what_is_scored_in_percent_moves_by_points() -> None:
    told = [_signed(value, "%").replace("\N{NO-BREAK SPACE}", " ") for value in (1.0, -0.093)]
    assert told == ["+1 percentage point", "−0.093 percentage points"]


def test_that_the_others_moved_too_names_no_cause() -> None:
    assert "may be the light" in MOVED_TOO
    assert " was " not in MOVED_TOO
