"""What is said of single lines, and what is worked out beside the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from threading import Event

import numpy as np
import pytest

from skinmetrics.metrics.traces import Trace
from skinmetrics.progress.line_changes import LineChange, Seen, Wander
from skinmetrics.web import language
from skinmetrics.web.client.beside import Beside
from skinmetrics.web.line_by_line import (
    LinesFound,
    _mark,
    about_course,
    against,
    course,
    moved,
    shown_courses,
    shown_first,
    summary,
)
from skinmetrics.web.words import client as told

WANDER = Wander("days", 2.0, 10.0, 0.1)
OF_ONE_DAY = Wander("photos", 2.0, 10.0, 0.1)
TRACE = Trace("forehead", np.array([[0.0, -50.0], [14.0, -50.0]]), 14, 10, 0.5, 0.9)


def change(after: Seen | None, wander: Wander | None = WANDER) -> LineChange:
    before = Seen(14.0, 10.0)
    return LineChange(0, before, after, (before, after), wander)


@pytest.mark.parametrize(
    ("after", "wander", "first", "then"),
    [
        (Seen(11.0, 7.0), WANDER, "This line: 14 mm → 11 mm, 30 % shallower.", told.LINE_BEYOND),
        (Seen(13.0, 10.5), WANDER, "This line: 14 mm → 13 mm, 5 % deeper.", told.LINE_WITHIN),
        (Seen(14.0, 10.0), None, "This line: 14 mm → 14 mm, as deep as before.", told.LINE_NO_NOISE),
        (None, WANDER, "This line: 14 mm, and not found on the last day.", "Of such lines, 10 in 100 are missed"),
    ],
)
def test_a_line_is_told_with_what_lines_do_by_themselves(
    after: Seen | None, wander: Wander | None, first: str, then: str
) -> None:
    assert moved(change(after, wander)).replace("\N{NO-BREAK SPACE}", " ") == first, (
        "no line ends between number and unit"
    )
    assert against(change(after, wander)).startswith(then)


def test_every_kind_of_line_is_in_the_legend() -> None:
    kinds = {
        _mark(change(Seen(length, depth), wander)): words
        for length, depth, wander, words in (
            (8.0, 10.0, WANDER, "Green"), (20.0, 10.0, WANDER, "Orange, dashed"), (13.5, 10.0, WANDER, "White")
        )
    } | {_mark(change(None)): "Dotted"}  # fmt: skip
    assert set(kinds) == {"less", "more", "same", "unseen"}
    assert _mark(change(Seen(8.0, 10.0), None)) == "same", "where nobody knows how far lines move by themselves"
    assert all(f"{words}:" in told.LINES_LEGEND for words in kinds.values())


def test_where_the_noise_is_from_is_said() -> None:
    after = Seen(11.0, 7.0)
    assert "between your days before the first session" in against(change(after)).lower()
    assert "photos of the same day" in against(change(after, Wander("photos", 2.0, 10.0, 0.1)))


def test_the_summary_counts_and_names_chance() -> None:
    changes = (*(change(Seen(14.0, 10.1)) for _ in range(38)), change(Seen(9.0, 10.0)), change(None))
    days = (dt.datetime(2026, 1, 5, 8), dt.datetime(2026, 2, 5, 8))  # noqa: DTZ001 - a local clock
    said = summary(LinesFound("", days, (TRACE,) * len(changes), changes))
    assert said.startswith("40 lines of 5 Jan 2026 are followed. 1 moved further than")
    assert "By chance about 2 would. Not found on the last day: 1." in said


@pytest.mark.parametrize(
    ("code", "one", "two"),
    [("de", "1 hat sich", "2 haben sich"), ("es", "1 cambió", "2 cambiaron")],
)
def test_one_line_is_said_as_one(monkeypatch: pytest.MonkeyPatch, code: str, one: str, two: str) -> None:
    monkeypatch.setattr("skinmetrics.web.say.language", lambda: code)
    days = (dt.datetime(2026, 1, 5, 8), dt.datetime(2026, 2, 5, 8))  # noqa: DTZ001 - a local clock
    for wander in (WANDER, OF_ONE_DAY):
        for number, words in ((1, one), (2, two)):
            changes = tuple(change(Seen(9.0, 10.0), wander) for _ in range(number))
            assert words in summary(LinesFound("", days, (TRACE,) * number, changes))
    chance = language.translate(told.LINES_CHANCE_ONE, code)
    assert chance in summary(LinesFound("", days, (TRACE,), (change(Seen(9.0, 10.0)),)))


def test_between_photos_of_one_day_nothing_is_named_as_chance() -> None:
    changes = tuple(change(Seen(9.0, 10.0), OF_ONE_DAY) for _ in range(3))
    days = (dt.datetime(2026, 1, 5, 8), dt.datetime(2026, 2, 5, 8))  # noqa: DTZ001 - a local clock
    said = summary(LinesFound("", days, (TRACE,) * 3, changes))
    assert "3 moved further than lines do between photos of one day; the light of another day" in said
    assert "by chance" not in said


def test_the_longest_line_that_moved_is_picked_at_first_where_that_is_more_than_chance() -> None:
    still, gone, shorter, far = change(Seen(13.5, 10.1)), change(None), change(Seen(11.0, 8.0)), change(Seen(44.0, 7.0))
    assert shown_first((still, gone, shorter, far, far)) == 2
    assert shown_first((still, gone)) == 0
    assert shown_first((far, still, gone, shorter, still, still)) == 1, "two of five are not seldom enough"
    assert shown_first((far, *[still] * 10)) == 1
    assert shown_first((far,)) == 0, "there is no other"
    assert shown_first((gone, far, gone)) == 1, "a line that was found stands before one that was not"
    assert shown_first((gone, gone)) == 0, "none was found"


def test_how_often_lines_are_missed_is_said_only_where_other_days_told() -> None:
    assert against(change(None)) != ""
    assert against(change(None, Wander("days", 2.0, 10.0, 0.004))) == ""
    assert against(change(None, OF_ONE_DAY)) == ""


def test_what_photos_of_one_day_tell_picks_no_line_that_moved() -> None:
    still, far = change(Seen(13.5, 10.1), OF_ONE_DAY), change(Seen(44.0, 7.0), OF_ONE_DAY)
    assert shown_first((far, far, far, still)) == 3


def test_a_line_that_moved_is_told_with_how_many_do_by_chance() -> None:
    assert "by chance about 1 line in 20" in against(change(Seen(11.0, 7.0)))
    assert "by chance more than 1 line in 20" in against(change(Seen(11.0, 7.0), OF_ONE_DAY))


@pytest.mark.parametrize(
    ("after", "wander", "values", "bands"),
    [
        (Seen(14.0, 6.0), WANDER, [[10.0, 6.0]], [(9.0, 11.0)]),
        (Seen(9.0, 9.5), WANDER, [[14.0, 9.0]], [(12.0, 16.0)]),
        (Seen(9.0, 6.0), WANDER, [[14.0, 9.0], [10.0, 6.0]], [(12.0, 16.0), (9.0, 11.0)]),
        (Seen(13.5, 10.5), WANDER, [[14.0, 13.5]], [(12.0, 16.0)]),
        (Seen(14.0, 6.0), None, [[10.0, 6.0]], []),
        (None, WANDER, [[14.0]], [(12.0, 16.0)]),
    ],
)
def test_the_chart_draws_what_moved_with_its_band(
    after: Seen | None, wander: Wander | None, values: list[list[float]], bands: list[tuple[float, float]]
) -> None:
    days = (dt.datetime(2026, 1, 5, 8), dt.datetime(2026, 5, 1, 8))  # noqa: DTZ001 - a local clock
    one = change(after, wander)
    lines = LinesFound("", days, (TRACE,), (one,))
    assert (told.LINE_BAND in about_course(one, deep=False)) is bool(bands)
    charts = [course(lines, one, deep=deep).to_dict()["datasets"].values() for deep in shown_courses(one)]
    assert [[row["value"] for rows in data for row in rows if "value" in row] for data in charts] == values
    assert [(row["low"], row["high"]) for data in charts for rows in data for row in rows if "low" in row] == bands


def answer(beside: Beside[int], work: Callable[[], int]) -> int:
    while (found := beside.of("a", work)) is None:
        pass
    return found


def test_what_is_asked_twice_is_worked_out_once_and_an_error_is_tried_again() -> None:
    beside, go, asked = Beside[int](), Event(), list[int]()

    def work() -> int:
        go.wait(10)
        asked.append(1)
        if len(asked) == 1:
            raise ValueError("once")
        return 7

    assert beside.of("a", work) is None
    assert beside.of("a", work) is None
    go.set()
    with pytest.raises(ValueError, match="once"):
        answer(beside, work)
    assert (answer(beside, work), len(asked)) == (7, 2)
