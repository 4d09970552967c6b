from __future__ import annotations

import pytest

from skinmetrics.metrics import METRICS
from skinmetrics.metrics.lengths import Lengths, shown


def test_one_length_in_three_units() -> None:
    in_mm, in_cm, in_inches = (shown("mm", lengths) for lengths in Lengths)
    assert (in_mm, in_cm) == ((1.0, "mm"), (0.1, "cm"))
    assert 25.4 * in_inches[0] == pytest.approx(1)


def test_densities_of_lengths_areas_and_numbers() -> None:
    expected = {  # 1 mm on 1 cm² is 6.4516 mm on a square inch
        "mm/cm²": (6.4516 / 25.4, "in/in²"),
        "mm²/cm²": (0.01, "in²/in²"),
        "1/cm²": (6.4516, "1/in²"),
    }
    for unit, (factor, name) in expected.items():
        found = shown(unit, Lengths.INCHES)
        assert found[0] == pytest.approx(factor)
        assert found[1] == name


def test_every_metric_with_a_length_has_all_three() -> None:
    units = {metric.unit for metric in METRICS if "mm" in metric.unit or "cm" in metric.unit}
    assert units
    for unit in units:
        assert "in" in shown(unit, Lengths.INCHES)[1]
        assert "mm" not in shown(unit, Lengths.CENTIMETRES)[1]
    assert shown("%", Lengths.INCHES) == (1.0, "%")
