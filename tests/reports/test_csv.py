"""The table for research."""

from __future__ import annotations

import csv
import io

from skinmetrics.progress.series import NO_DAY, read_series
from skinmetrics.reports.csv import COLUMNS, CsvFormat
from skinmetrics.reports.report import LEFT_OUT
from tests.reports.reports import a_report, scores


def text() -> str:
    out = io.BytesIO()
    CsvFormat().write(a_report(), out)
    return out.getvalue().decode()


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(), newline="")))


def test_every_score_is_a_row_and_a_photo_without_one_too() -> None:
    assert tuple(rows()[0]) == COLUMNS
    assert len(rows()) == len(scores()) + 1
    (refused,) = [row for row in rows() if row["refused"]]
    assert (refused["refused"], refused["metric"], refused["value"]) == ("No face found.", "", "")


def test_a_row_says_how_it_was_measured_and_how_long_after_the_first_session() -> None:
    first = rows()[0]
    assert first["taken_at"] == "2026-03-01T08:30:01+01:00"
    assert first["days_since_first_session"] == "-4"
    assert (first["metric"], first["version"], first["parameters"]) == ("fine_line_density", "3", "0123456789ab")
    assert (first["region"], first["value"], first["unit"]) == ("", "3.35", "mm/cm²")
    declined = [row for row in rows() if row["region"] == "chin"]
    assert {(row["value"], row["declined"]) for row in declined} == {("", "A beard covers the skin.")}


def test_unknown_dates_are_empty_and_days_without_a_time_are_days() -> None:
    undated = [row for row in rows() if row["photo"].endswith("5")]
    assert {(row["taken_at"], row["days_since_first_session"]) for row in undated} == {("", "")}
    assert {row["taken_at"] for row in rows() if row["photo"].endswith("6")} == {"2026-04-01"}


def test_why_a_photo_is_left_out_is_in_fixed_words() -> None:
    assert {(row["photo"][-1], row["excluded"]) for row in rows() if row["excluded"]} == {("3", LEFT_OUT)}


def test_the_table_can_be_judged_as_it_is_and_what_does_not_count_is_left_out() -> None:
    (series,) = read_series(text())
    assert series.client == "SM-7F3A9C21D0"
    assert [time.date().isoformat() for time in series.times] == ["2026-03-01", "2026-04-01"]
    assert ("redness", None) in series.keys
    assert [(out.taken_at and out.taken_at.day, out.reason) for out in series.left_out] == [
        (9, LEFT_OUT),
        (20, "No face found."),
        (None, NO_DAY),
    ]
