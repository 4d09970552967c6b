from __future__ import annotations

from typing import Any

import pytest

from skinmetrics.metrics.lengths import Lengths
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.web.quick_look.chart import metric_chart
from skinmetrics.web.quick_look.series import Series, series
from tests.web.scores import dated

SERIES = series(
    [
        dated("a", "2026-03-01T10:00", 3.0),
        dated("b", "2026-03-01T10:01", 3.2),
        dated("c", "2026-03-20T10:00", 2.9),
        dated("d", "2026-04-10T10:00", 2.5),
    ]
)


def layers(found: Series, region: str | None = None) -> list[tuple[str, list[dict[str, Any]]]]:
    """Kind of mark and rows of each layer."""
    chart = metric_chart(
        found, "fine_line_density", region, found.changes(load_noise_model()).get(("fine_line_density", region))
    )
    assert chart is not None
    drawn = chart.to_dict()
    shared = drawn.get("data")
    return [(layer["mark"]["type"], drawn["datasets"][layer.get("data", shared)["name"]]) for layer in drawn["layer"]]


def test_a_burst_is_one_point_and_its_photos_are_faint_ones() -> None:
    marks = dict(layers(SERIES))
    assert [row["value"] for row in marks["point"]] == pytest.approx([3.1, 2.9, 2.5])
    assert [row["what"] for row in marks["point"]] == ["2 photos", "1 photo", "1 photo"]
    assert [row["value"] for row in marks["circle"]] == pytest.approx([3.0, 3.2])
    assert [row["what"] for row in marks["circle"]] == ["a", "b"]


def test_the_band_is_the_first_burst_with_the_noise_of_retaking() -> None:
    change = SERIES.changes(load_noise_model())["fine_line_density", None]
    assert change.mdc95 is not None
    ((_, (band,)),) = [layer for layer in layers(SERIES) if layer[0] == "rect"]
    assert band == {"low": pytest.approx(3.1 - change.mdc95), "high": pytest.approx(3.1 + change.mdc95)}


def test_without_a_second_date_there_is_no_band() -> None:
    alone = series([dated("a", "2026-03-01", 3.0)])
    assert [kind for kind, _ in layers(alone)] == ["line", "point"]


def test_where_nothing_was_measured_there_is_no_chart() -> None:
    assert metric_chart(SERIES, "fine_line_density", "chin", None) is None


def test_labels_of_dates_close_together_do_not_collide() -> None:
    crowded = series(dated(f"{day}", f"2026-03-{day:02}", 3.0) for day in range(1, 29))
    chart = metric_chart(crowded, "fine_line_density", None, None)
    assert chart is not None
    labelled = chart.to_dict()["layer"][-1]["encoding"]["x"]["axis"]["values"]
    assert 3 <= len(labelled) <= 6


def test_axis_band_and_description_are_in_the_lengths_of_who_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    change = SERIES.changes(load_noise_model())["fine_line_density", None]
    monkeypatch.setattr("skinmetrics.web.amounts.lengths", lambda: Lengths.INCHES)
    marks = dict(layers(SERIES))
    assert [row["value"] for row in marks["point"]] == pytest.approx([0.254 * value for value in (3.1, 2.9, 2.5)])
    assert [row["value"] for row in marks["circle"]] == pytest.approx([0.254 * value for value in (3.0, 3.2)])
    assert change.mdc95 is not None
    assert marks["rect"][0]["low"] == pytest.approx(0.254 * (3.1 - change.mdc95))
    chart = metric_chart(SERIES, "fine_line_density", None, change)
    assert chart is not None
    drawn = chart.to_dict()
    assert "in/in²" in drawn["description"]
    assert "mm" not in drawn["description"]
    assert drawn["layer"][1]["encoding"]["y"]["title"] == "in/in²"
