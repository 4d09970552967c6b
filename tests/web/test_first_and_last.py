"""Quick look's first day against its last: two bursts, whatever lies between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skinmetrics.imaging.expression import Expression
from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.odd import odd_ones
from skinmetrics.progress.comparability.reasons import HELD_DIFFERENTLY
from skinmetrics.progress.verdict import Verdict
from skinmetrics.web.quick_look.series import Dated, series
from tests.progress.pairs import MODEL
from tests.web.scores import dated

LINES = "fine_line_density"


def lines(*photos: Dated) -> Change:
    return series(photos).changes(MODEL)[LINES, None]


def held(month: int, corners_mm: float) -> Dated:
    one = dated(f"{month}", f"2026-0{month}-01")
    expression = Expression(mouth_mm=50.0, corners_mm=corners_mm, lips_mm=0.5, brows_mm=0.0, eyes=0.35)
    return replace(one, scores=replace(one.scores, expression=expression))


def test_days_that_a_series_keeps_may_be_too_unlike_for_each_other() -> None:
    """A series holds how a face is held against the middle of all its photos."""
    first, between, last = held(1, -2.9), held(2, 0.0), held(3, 2.9)
    odd = odd_ones({month: Circumstances.of(one.scores) for month, one in enumerate((first, between, last))})
    assert odd.reasons == ()
    change = lines(first, between, last)
    assert (change.verdict, change.reason) == (Verdict.NOT_COMPARABLE, HELD_DIFFERENTLY["mouth"])
    assert lines(first, between, held(3, -2.9)).verdict is not Verdict.NOT_COMPARABLE


@pytest.mark.parametrize("lacked", ["forehead", "cheek_left"])
def test_what_a_day_between_lacks_counts(lacked: str) -> None:
    def photo(month: int, value: float, without: str = "") -> Dated:
        one = dated(f"{month}", f"2026-0{month}-01")
        metric = one.scores.metrics[LINES]
        values = {region: None if region in (without, "chin") else value for region in metric.regions}
        regions = values if without == lacked else values | {lacked: 2 * value}
        return replace(one, scores=replace(one.scores, metrics={LINES: replace(metric, regions=regions)}))

    first, between, last = photo(1, 3.0), photo(2, 3.0, lacked), photo(3, 2.0)
    assert lines(first, between, last) == lines(first, last)
    assert (lines(first, last).before or 0.0) > 3.0
