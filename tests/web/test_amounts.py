"""Scores as people read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skinmetrics.metrics.lengths import Lengths
from skinmetrics.progress.change import Change
from skinmetrics.progress.verdict import Verdict
from skinmetrics.web.amounts import (
    NO_NUMBER,
    alike,
    in_lengths,
    say_amount,
    say_moved,
    say_noise,
    say_score,
)  # fmt: skip
from skinmetrics.web.client.progress_chart import progress_chart
from tests.web.test_findings import FALLEN, LINES, history


def test_millimetres_unless_the_clinic_has_chosen_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert say_amount(10, "mm/cm²") == "10 mm/cm²"
    monkeypatch.setattr("skinmetrics.web.amounts.lengths", lambda: Lengths.INCHES)
    assert say_amount(10, "mm/cm²") == "2.54 in/in²"
    assert say_amount(10, "1/cm²") == "64.5 pores/in²"
    assert say_amount(10, "%") == "10 %"
    inches, unit = in_lengths(25.4, "mm")
    assert inches == pytest.approx(1)
    assert unit == "in"


def test_a_chart_is_in_the_clinics_lengths_with_its_band_and_crosses(monkeypatch: pytest.MonkeyPatch) -> None:
    found = history([*FALLEN[:3], 9.0, *FALLEN[4:]], left_out=3)
    in_mm = progress_chart(found, LINES, None)
    monkeypatch.setattr("skinmetrics.web.amounts.lengths", lambda: Lengths.INCHES)
    in_inches = progress_chart(found, LINES, None)
    assert in_mm is not None
    assert in_inches is not None

    def numbers(chart: object) -> list[float]:
        data = chart.to_dict()["datasets"].values()  # type: ignore[attr-defined]
        return sorted(row[name] for rows in data for row in rows for name in ("value", "low", "high") if name in row)

    assert numbers(in_inches) == pytest.approx([0.254 * value for value in numbers(in_mm)])
    assert "in/in²" in in_inches.to_json()


def test_numbers_are_written_for_people() -> None:
    assert say_amount(-12.4, "%", "+.0f") == "−12 %"
    assert say_amount(None, "%", "+.0f") == say_amount(None, "mm") == NO_NUMBER


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert [say_amount(value, "%", "+.0f") for value in (-0.4, 0.4, 0.0, -0.6, 0.6)] == [
        "0 %",
        "0 %",
        "0 %",
        "−1 %",
        "+1 %",
    ]


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([9.5, 9.39, None], ["9.50", "9.39", NO_NUMBER]),
        ([120.4, 8.0], ["120", "8"]),
        ([0.0, 0.0], ["0", "0"]),
        ([0.0312, 0.03], ["0.0312", "0.0300"]),
    ],
)
def test_numbers_that_stand_together_have_as_many_decimals(values: list[float | None], written: list[str]) -> None:
    form = alike(values, "mm")
    assert [say_score(value, "mm", form) for value in values] == written


def test_a_table_gives_counts_and_their_noise_as_counts_and_all_else_in_percent() -> None:
    blemishes = Change("blemish_count", None, 1.28, 1.28, 0.0, 0.0, (-2.9, 2.9), 2.9, Verdict.NO_DETECTABLE_CHANGE)
    assert (say_moved(blemishes), say_noise(blemishes)) == ("0 spots", "2.9 spots")
    area = replace(blemishes, metric="blemish_area", before=0.0, after=1.5, change=1.5, change_pct=None, mdc95=0.052)
    assert (say_moved(area), say_noise(area)) == ("+1.5 mm²/cm²", "0.052 mm²/cm²")
    redness = replace(blemishes, metric="redness", before=40.0, change=-5.0, change_pct=-12.5)
    assert (say_moved(redness), say_noise(redness)) == ("−12\N{NO-BREAK SPACE}%", "7.2\N{NO-BREAK SPACE}%")
    unknown = replace(redness, change=None, change_pct=None, mdc95=None)
    assert say_moved(unknown) == say_noise(unknown) == NO_NUMBER
