from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.progress.change import Change
from skinmetrics.progress.cohort import CohortError, cohort_effect
from skinmetrics.progress.verdict import Verdict


def client(change: float, error: float, before: float = 10.0) -> Change:
    """A client whose score moved by ``change`` with a standard error of ``error``."""
    half = 1.959964 * error
    interval = (change - half, change + half)
    return Change(
        "redness", None, before, before + change, change, 10 * change, interval, half, Verdict.NO_DETECTABLE_CHANGE
    )


def clinic(rng: np.random.Generator, mean: float, between: float, clients: int = 12) -> list[Change]:
    errors = rng.uniform(0.2, 0.6, clients)
    return [client(rng.normal(mean + between * rng.normal(), error), error) for error in errors]


@pytest.mark.parametrize("between", [0.0, 0.5, 2.0])
def test_interval_and_prediction_hold_the_truth(between: float) -> None:
    rng = np.random.default_rng(1)
    held, ahead = 0, []
    for _ in range(400):
        found = cohort_effect("redness", clinic(rng, -1.0, between))
        held += found.ci95[0] <= -10 <= found.ci95[1]
        one_more = 10 * (-1.0 + between * rng.normal())
        if found.prediction95 is not None:
            ahead.append(found.prediction95[0] <= one_more <= found.prediction95[1])
    assert held / 400 >= 0.92
    assert np.mean(ahead) >= 0.88


def test_clients_who_differ_are_told_from_clients_who_do_not() -> None:
    rng = np.random.default_rng(2)
    alike = [cohort_effect("redness", clinic(rng, -1, 0)) for _ in range(100)]
    apart = [cohort_effect("redness", clinic(rng, -1, 3)) for _ in range(100)]
    assert np.median([found.i2 for found in apart]) > 0.9 > 0.3 > np.median([found.i2 for found in alike])
    assert np.mean([found.between_sd for found in apart]) == pytest.approx(30, rel=0.15)
    assert sum(found.singular for found in alike) > 30
    assert not any(found.singular for found in apart)


def test_clients_who_agree_by_chance_do_not_seem_certain() -> None:
    found = cohort_effect("redness", [client(-1.0, 0.5) for _ in range(5)])
    assert found.singular
    assert found.ci95[1] - found.ci95[0] > 2 * 1.96 * 5 / np.sqrt(5)


def test_fewer_than_five_are_refused_and_what_cannot_be_used_does_not_count() -> None:
    without = Change("redness", None, 3.0, None, None, None, None, None, Verdict.TOO_FEW_PHOTOS, "…")
    with pytest.raises(CohortError, match="4 clients"):
        cohort_effect("redness", [*(client(-1, 0.5) for _ in range(4)), without])
    with pytest.raises(CohortError, match="0 clients"):
        cohort_effect("radiance", [client(-1, 0.5) for _ in range(9)])


def test_regression_to_the_mean_is_named() -> None:
    rng = np.random.default_rng(3)
    first = 10 + rng.normal(size=30)
    found = cohort_effect("redness", [client(10 - before, 0.3, before) for before in first])
    assert found.baseline_slope is not None
    assert found.baseline_slope < -0.9
    assert "without any treatment" in found.caution


@pytest.mark.parametrize(("metric", "unit"), [("under_eye_darkness", "ΔL*"), ("blemish_count", "1")])
def test_counts_and_what_may_be_negative_are_averaged_in_their_unit(metric: str, unit: str) -> None:
    """In percent of a baseline about nothing the same change of everybody is thousands of percent, up and down."""
    changes = [replace(client(-1.0, 0.3, before), metric=metric) for before in (4.0, 5.0, 0.5, 0.0, -0.02)]
    found = cohort_effect(metric, changes)
    assert (found.clients, found.unit, found.singular) == (5, unit, True)
    assert found.mean == pytest.approx(-1.0)
    assert found.ci95 == pytest.approx((-1 - 2.776 * 0.3 / 5**0.5, -1 + 2.776 * 0.3 / 5**0.5), abs=1e-3)


def test_clients_are_set_together_as_in_the_formulas() -> None:
    """Four errors alike, so that Paule & Mandel's variance is the plain one: that of the effects less that of the
    errors; Higgins' prediction has one degree of freedom less than the mean's interval.
    """
    moved = [-3.0, -2.0, -1.0, 0.0, 1.0]
    found = cohort_effect("redness", [client(change, 0.5) for change in moved])
    between, within, mean_variance = 250 - 25, 25, 250 / 5
    assert found.between_sd == pytest.approx(between**0.5, rel=1e-6)
    assert found.i2 == pytest.approx(between / (between + within), rel=1e-6)
    assert found.ci95 == pytest.approx((-10 - 2.7764 * mean_variance**0.5, -10 + 2.7764 * mean_variance**0.5), abs=0.01)
    ahead = 3.1824 * (between + mean_variance) ** 0.5
    assert found.prediction95 == pytest.approx((-10 - ahead, -10 + ahead), abs=0.01)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 5)), min_size=5, max_size=20))
def test_the_mean_lies_among_the_clients(clients: list[tuple[float, float]]) -> None:
    found = cohort_effect("redness", [client(*one) for one in clients])
    changes = [10 * change for change, _ in clients]
    assert min(changes) - 1e-6 <= found.mean <= max(changes) + 1e-6
    assert (found.prediction95 is None) == found.singular
    assert 0 <= found.i2 <= 1
