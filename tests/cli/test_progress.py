"""``progress`` as scripts see it: a table in, its streams and its exit status out."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.calling import call


def test_progress_prints_one_object_a_client(tmp_path: Path) -> None:
    rows = ["client,taken_at,burst,metric,region,value"]
    for client, fall in (("ann", 2.0), ("ben", 0.0)):
        for day in range(1, 13):
            value = 10 + 0.1 * (day % 3) - (fall if day > 4 else 0)
            rows.append(f"{client},2026-{(day + 1) // 2:02}-{1 + 14 * (day % 2):02},b{day},fine_line_density,,{value}")
    (tmp_path / "series.csv").write_text("\n".join(rows) + "\n", "utf-8")
    done = call("progress", "--json", "--treatment-start", "2026-03-02", "series.csv", cwd=tmp_path)
    assert done.status == 0
    assert [line["client"] for line in done.lines] == ["ann", "ben"]
    for line in done.lines:
        assert set(line) >= {"client", "changes", "trend"}
        (change,) = line["changes"]
        assert set(change) >= {"metric", "region", "verdict", "n_baseline", "n_follow_up", "mdc95", "ci95"}
        assert change["region"] is None
        assert change["n_baseline"] + change["n_follow_up"] == 12
    assert done.lines[0]["changes"][0]["verdict"] == "improved"
    assert done.lines[1]["changes"][0]["verdict"] == "no_detectable_change"


@pytest.mark.parametrize(
    ("start", "offset", "n_baseline"),
    [
        ("2026-03-03", "", 3), ("2026-03-03", "+01:00", 3), ("2026-03-03T09:00", "", 2),
        ("2026-03-03T10:00:00+01:00", "+01:00", 3), ("2026-03-03T11:00:00+02:00", "Z", 2),
    ],
)  # fmt: skip
def test_progress_starts_at_a_day_or_a_time(tmp_path: Path, start: str, offset: str, n_baseline: int) -> None:
    rows = [f"2026-03-0{day}T09:30{offset},,redness,,{day % 3}" for day in range(1, 9)]
    (tmp_path / "series.csv").write_text("\n".join(["taken_at,burst,metric,region,value", *rows]), "utf-8")
    done = call("progress", "--json", "--treatment-start", start, "series.csv", cwd=tmp_path)
    assert done.lines[0]["changes"][0]["n_baseline"] == n_baseline


@pytest.mark.parametrize(("start", "offset"), [("2026-03-03T10:00:00+01:00", ""), ("2026-03-03T10:00:00", "Z")])
def test_progress_refuses_a_start_that_cannot_be_held_against_the_photos(
    tmp_path: Path, start: str, offset: str
) -> None:
    (tmp_path / "series.csv").write_text(f"taken_at,burst,metric,region,value\n2026-03-01T09:30{offset},,redness,,1\n")
    done = call("progress", "--treatment-start", start, "series.csv", cwd=tmp_path)
    assert done.status == 2
    assert "give the day of the first session alone" in " ".join(done.stderr.split())


def test_progress_names_a_start_that_is_none(tmp_path: Path) -> None:
    done = call("progress", "--treatment-start", "March", "series.csv", cwd=tmp_path)
    assert done.status == 2
    assert "2026-03-01T10:30" in done.stderr


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (None, "There is no file series.csv. Check its name and place."),
        (b"taken_at,burst,metric,region,value\n2026-01-01,,\xe9,,1\n", "Save the table as CSV in UTF-8"),
        (
            b"taken_at,burst,metric,region,value\n2026-01-01,,redness,,1\n2026-01-01,,,,1\n",
            "series.csv: Line 3: metric '' is empty; every row needs the id of its metric",
        ),
    ],
)
def test_progress_says_what_to_do_of_a_file_it_cannot_use(tmp_path: Path, rows: bytes | None, said: str) -> None:
    if rows is not None:
        (tmp_path / "series.csv").write_bytes(rows)
    done = call("progress", "series.csv", cwd=tmp_path)
    assert done.status == 2
    assert said in " ".join(done.stderr.split())
    assert "Errno" not in done.stderr


def test_progress_judges_a_metric_that_the_program_does_not_know_by_its_series_and_says_so(tmp_path: Path) -> None:
    scores = (10.1, 9.9, 10.0, 10.2, 9.8, 8.1, 7.9, 8.0, 8.2, 7.8)
    first = date(2026, 1, 1)
    days = [f"{first + timedelta(weeks=week)},,of_a_booth,,{score}" for week, score in enumerate(scores)]
    (tmp_path / "series.csv").write_text("\n".join(["taken_at,burst,metric,region,value", *days]), "utf-8")
    done = call("progress", "--json", "--treatment-start", "2026-02-01", "series.csv", cwd=tmp_path)
    assert done.status == 0
    found = json.loads(done.stdout)
    (change,) = found["changes"]
    assert (change["metric"], change["verdict"]) == ("of_a_booth", "improved")
    assert change["change_pct"] == pytest.approx(-20, abs=1)
    assert any("'of_a_booth' is no metric of this program" in note for note in found["notes"])


def test_progress_without_a_start_says_how_to_give_one(tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("taken_at,burst,metric,region,value\n2026-01-01,,redness,,1\n", "utf-8")
    done = call("progress", "series.csv", cwd=tmp_path)
    assert done.status == 0
    assert "--treatment-start 2026-03-01" in " ".join(done.stderr.split())


def test_progress_says_what_is_wrong_with_a_table(tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("when,what\n1,2\n", "utf-8")
    done = call("progress", "--json", "series.csv", cwd=tmp_path)
    assert done.status == 2
    assert done.stdout == ""
    assert "series.csv" in done.stderr
