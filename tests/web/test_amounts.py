"""Scores as people read them."""

from __future__ import annotations

import pytest

from skinmetrics.metrics.lengths import Lengths
from skinmetrics.web.amounts import NO_NUMBER, in_lengths, say_amount, say_percent
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
    assert say_percent(-12.4) == "−12 %"
    assert say_percent(None) == say_amount(None, "mm") == NO_NUMBER
