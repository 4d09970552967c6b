from __future__ import annotations

import math

import numpy as np
import pytest

from skinmetrics.imaging.quantiles import median, quantile


@pytest.mark.parametrize("count", [1, 2, 5, 1000, 1001])
def test_the_same_as_those_of_numpy(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count).astype(np.float32)
    assert median(values) == np.median(values)
    for share in (0.0, 0.03, 0.5, 0.8, 1.0):
        assert quantile(values, share) == pytest.approx(np.quantile(values.astype(np.float64), share), abs=1e-7)


def test_of_nothing_there_is_none() -> None:
    nothing = np.empty(0, np.float32)
    assert math.isnan(median(nothing))
    assert math.isnan(quantile(nothing, 0.5))
