"""The chart of one metric of a client: points, crosses, sessions, and the band of retaking."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from skinmetrics.web.amounts import NO_NUMBER
from skinmetrics.web.client.progress_chart import progress_chart
from skinmetrics.web.client.retaking import retaking
from tests.web.test_findings import FALLEN, LINES, STEADY, history


def test_the_chart_has_points_band_sessions_and_crosses() -> None:
    found = history([*FALLEN[:3], 9.0, *FALLEN[4:]], left_out=3)
    chart = progress_chart(found, LINES, None)
    assert chart is not None
    spec = chart.to_dict()
    data = list(spec["datasets"].values())
    points = next(rows for rows in data if len(rows) == 7)
    assert [row["value"] for row in points] == pytest.approx([*FALLEN[:3], *FALLEN[4:]])
    (band,) = next(rows for rows in data if "low" in rows[0])
    change = found.change(LINES)
    assert change is not None
    assert change.change.before is not None
    assert change.change.mdc95 is not None
    assert (band["low"], band["high"]) == pytest.approx(change.day_range)
    assert band["low"] < change.change.before - change.change.mdc95, "dots are of days, and move further than averages"
    assert band["high"] > change.change.before + change.change.mdc95
    assert [row["value"] for rows in data for row in rows if row.get("about") == "Left out: flash"] == [9.0]
    assert sum("when" in rows[0] and "value" not in rows[0] for rows in data) == 1, "the session's mark"


def test_a_cross_tells_a_score_only_where_its_photo_has_one() -> None:
    found = history([*FALLEN[:3], 9.0, *FALLEN[4:]], left_out=3)
    left_out = next(photo.id for photo in found.photos if photo.why_not)
    without = {key: {one: value for one, value in scores.items() if one != left_out} for key, scores in
               found.values.items()}  # fmt: skip
    for values, said in ((found.values, "9"), (without, NO_NUMBER)):
        chart = progress_chart(replace(found, values=values), LINES, None)
        assert chart is not None
        data = chart.to_dict()["datasets"].values()
        assert [row["score"] for rows in data for row in rows if row.get("about") == "Left out: flash"] == [said]


def test_the_band_of_the_first_day_is_around_the_day_and_not_around_its_first_burst() -> None:
    found = history([3.0, 4.0, 3.5], started=False)
    morning, evening, later = found.bursts
    assert evening.local is not None
    same_day = morning.local + dt.timedelta(hours=4)
    bursts = (morning, replace(evening, local=same_day), later)
    band = retaking(replace(found, bursts=bursts), LINES, None)
    assert band is not None
    assert (band.low + band.high) / 2 == pytest.approx(3.5)
    assert retaking(replace(found, bursts=bursts[:2]), LINES, None) is None


def test_without_a_session_the_band_is_that_of_retaking_the_first_day() -> None:
    known = retaking(history(FALLEN), LINES, None)
    assert known is not None
    assert not known.first_day
    found = history(STEADY, started=False)
    band = retaking(found, LINES, None)
    assert band is not None
    assert band.first_day
    assert band.low < STEADY[0] < band.high
    chart = progress_chart(found, LINES, None)
    assert chart is not None
    assert [row for rows in chart.to_dict()["datasets"].values() for row in rows if "low" in row] == [
        {"low": pytest.approx(band.low), "high": pytest.approx(band.high)}
    ]
    assert retaking(history(STEADY[:1], started=False), LINES, None) is None


def test_a_region_that_was_never_measured_has_no_chart() -> None:
    assert progress_chart(history(FALLEN), LINES, "chin") is None
