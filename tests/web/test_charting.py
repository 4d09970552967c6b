"""Charts in the language of who looks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.words.sentences import sentence
from skinmetrics.web.charting import amount_axis, date_format
from skinmetrics.web.client.progress_chart import progress_chart
from skinmetrics.web.quick_look.chart import metric_chart
from skinmetrics.web.say import say
from tests.web.test_chart import SERIES
from tests.web.test_findings import FALLEN, LINES, history


def locales() -> list[dict[str, Any]]:
    """What the chart of a client and that of Quick look say of numbers and dates."""
    change = SERIES.changes(load_noise_model())["fine_line_density", None]
    charts = (progress_chart(history(FALLEN), LINES, None), metric_chart(SERIES, LINES, None, change))
    return [chart.to_dict()["config"]["locale"] for chart in charts if chart is not None]


@pytest.mark.parametrize(
    ("code", "decimal", "march"),
    [("en", ".", ("March", "Mar")), ("de", ",", ("März", "Mär")), ("es", ",", ("marzo", "mar"))],
)
def test_numbers_and_months_are_the_visitors(
    monkeypatch: pytest.MonkeyPatch, code: str, decimal: str, march: tuple[str, str]
) -> None:
    monkeypatch.setattr("skinmetrics.web.say.language", lambda: code)
    found = locales()
    assert len(found) == 2
    for locale in found:
        assert locale["number"]["decimal"] == decimal
        assert (locale["time"]["months"][2], locale["time"]["shortMonths"][2]) == march


def test_a_long_time_is_labelled_by_months_and_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skinmetrics.web.say.language", lambda: "de")
    assert date_format(date(2026, 1, 5), date(2026, 4, 20)) == "%-d. %b"
    assert date_format(date(2023, 1, 5), date(2026, 4, 20)) == "%b %Y"


@pytest.mark.parametrize(
    ("drawn", "form"),
    [((9.500767,), ".2f"), ((1.98, 2.02), ".2f"), ((2.0, 11.0), ".0f"), ((7.0, 10.65), ".0f"), ((0.0, 0.0), ".0f")],
)
def test_an_axis_has_no_more_digits_than_it_needs(drawn: tuple[float, ...], form: str) -> None:
    assert amount_axis(*drawn).to_dict()["format"] == form


def test_a_chart_says_its_values_and_what_is_said_of_them() -> None:
    change = SERIES.changes(load_noise_model())["fine_line_density", None]
    said = sentence(change, say)
    of_client, of_visit = progress_chart(history(FALLEN), LINES, None), metric_chart(SERIES, LINES, None, change, said)
    assert of_client is not None
    assert of_visit is not None
    told = of_client.to_dict()["description"]
    assert told.startswith(
        "Fine lines, Whole face. 5 Jan 2026: 4.00 mm/cm²; 23 Feb 2026: 2.02 mm/cm². Fine lines: improved"
    )
    assert of_visit.to_dict()["description"].endswith(said)


def test_charts_ask_for_their_digits() -> None:
    change = SERIES.changes(load_noise_model())["fine_line_density", None]
    for chart in (progress_chart(history(FALLEN), LINES, None), metric_chart(SERIES, LINES, None, change)):
        assert chart is not None
        axes = [layer["encoding"]["y"].get("axis") for layer in chart.to_dict()["layer"]]
        assert {axis["format"] for axis in axes if axis} == {".1f"}
