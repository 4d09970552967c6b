import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from skinmetrics.progress.single_case import baseline_corrected_tau, nap

SCORES = st.lists(st.integers(0, 9), min_size=1, max_size=12).map(lambda values: np.array(values, float))


@given(SCORES, SCORES)
def test_nap_is_the_mann_whitney_share(baseline: np.ndarray, follow_up: np.ndarray) -> None:
    found = nap(baseline, follow_up, "higher")
    u = stats.mannwhitneyu(follow_up, baseline).statistic
    assert found.value == pytest.approx(u / (len(baseline) * len(follow_up)))
    assert 0 <= found.ci95[0] <= found.value <= found.ci95[1] <= 1
    assert nap(baseline, follow_up, "lower").value == pytest.approx(1 - found.value)


def test_nap_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(1)
    truth = float(stats.norm.cdf(1 / np.sqrt(2)))
    held = 0
    for _ in range(600):
        low, high = nap(rng.normal(size=6), 1 + rng.normal(size=10), "higher").ci95
        held += low <= truth <= high
    assert 0.92 <= held / 600 <= 0.99


def test_complete_separation_of_few_photos_is_not_certainty() -> None:
    few = nap(np.array([3.0, 3.1, 3.2]), np.array([1.0, 1.1, 1.2, 1.3, 1.4]), "lower")
    assert few.value == 1
    assert 0.3 < few.ci95[0] < 0.7
    assert few.ci95[1] == 1
    many = nap(3 + np.arange(40) / 100, 1 + np.arange(40) / 100, "lower")
    assert many.ci95[0] > 0.9


def test_tau_takes_out_a_trend_that_the_baseline_had() -> None:
    days = np.arange(20.0)
    follow_up = days >= 8
    rising = days + 0.01 * np.random.default_rng(1).normal(size=20)
    corrected = baseline_corrected_tau(days, rising, follow_up, "higher")
    assert corrected is not None
    assert corrected.baseline_corrected
    assert abs(corrected.value) < 0.3
    flat = baseline_corrected_tau(days, np.where(follow_up, 5.0, 1.0) + np.sin(3 * days), follow_up, "lower")
    assert flat is not None
    assert not flat.baseline_corrected
    assert flat.value < -0.5
    assert flat.p < 0.01


def test_tau_of_equal_scores_is_not_told() -> None:
    assert baseline_corrected_tau(np.arange(8.0), np.full(8, 3.0), np.arange(8) >= 3, "lower") is None


def test_a_long_baseline_is_thinned_but_keeps_its_slope() -> None:
    days = np.arange(3000.0)
    found = baseline_corrected_tau(days, 2 * days + np.sin(days), days >= 2900, "higher")
    assert found is not None
    assert found.baseline_corrected
    assert abs(found.value) < 0.1
