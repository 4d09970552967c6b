"""A face that is held otherwise in the other burst: one answer for all that compares two."""

from __future__ import annotations

from dataclasses import replace

from skinmetrics.imaging.expression import Expression
from skinmetrics.metrics import METRICS
from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.held import STILL, movement, refused_where_held_differently
from skinmetrics.progress.comparability.reasons import HELD_DIFFERENTLY
from skinmetrics.progress.verdict import Verdict

REST = Expression(mouth_mm=50.0, corners_mm=0.0, lips_mm=0.5, brows_mm=0.0, eyes=0.35)
SMILE = replace(REST, mouth_mm=57.0, corners_mm=5.0)
RAISED = replace(REST, brows_mm=6.0)
CHANGES = tuple(
    Change(metric.id, region, 3.0, 2.0, -1.0, -33.3, (-1.5, -0.5), 0.5, Verdict.IMPROVED)
    for metric in METRICS
    for region in (None, *metric.regions)
)


def told(
    first: list[Expression | None], last: list[Expression | None], white: str = "eyes"
) -> set[tuple[str, str | None]]:
    bursts = ([Circumstances(white=white, expression=one) for one in burst] for burst in (first, last))
    refused = refused_where_held_differently(CHANGES, *bursts)
    assert {one.reason for one in refused} <= {None, *HELD_DIFFERENTLY.values()}
    return {(one.metric, one.region) for one in refused if one.verdict is Verdict.NOT_COMPARABLE}


def test_in_whatever_order_photos_are_the_middle_expression_counts() -> None:
    for first in ([REST, SMILE, SMILE], [SMILE, REST, SMILE], [SMILE, SMILE, REST]):
        moved = movement([REST, SMILE, REST], first)
        assert moved.parts == {"mouth"}
        assert moved.corners_lifted_mm == 5.0
    assert movement([REST, REST, SMILE], [SMILE, REST, REST]) == STILL
    assert movement([], [SMILE]) == STILL == movement([SMILE], [])


def test_eyes_that_were_not_found_are_not_narrower() -> None:
    hidden = replace(REST, eyes=0.0)
    assert movement([REST] * 3, [hidden, hidden, REST]) == STILL
    assert movement([REST], [hidden]) == STILL


def test_a_smile_stops_what_it_moves() -> None:
    stopped = told([REST], [SMILE])
    assert {("fine_line_density", None), ("lower_face_contour", None), ("redness", "forehead")} <= stopped
    assert ("fine_line_density", "forehead") not in stopped
    assert ("redness", "forehead") not in told([REST], [SMILE], white="card")
    assert told([REST], [REST]) == told([None], [SMILE]) == set()


def test_raised_brows_leave_colours_of_the_lower_face_compared() -> None:
    stopped = told([REST], [RAISED])
    assert ("fine_line_density", "forehead") in stopped
    assert {("redness", "chin"), ("fine_line_density", "chin")}.isdisjoint(stopped)
