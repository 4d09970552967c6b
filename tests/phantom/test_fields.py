from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.phantom.fields import Curve, Grid, polyline_length, resample, smooth_max, smoothstep

GRID = Grid(-10.0, -8.0, 10.0, 12.0, 2.0)
heights = st.lists(st.floats(-50, 50), min_size=3, max_size=8)


@given(heights)
def test_a_curve_passes_through_its_points_and_stays_within_them(values: list[float]) -> None:
    curve = Curve([(float(x), y) for x, y in enumerate(values)])
    np.testing.assert_allclose(curve(np.arange(len(values))), values, atol=1e-3)
    for i in range(len(values) - 1):
        between = curve(np.linspace(i, i + 1, 11))
        assert between.min() >= min(values[i : i + 2]) - 1e-3
        assert between.max() <= max(values[i : i + 2]) + 1e-3


@given(st.floats(-9, 9), st.floats(-7, 11), st.floats(0.1, 5))
def test_a_splat_keeps_its_weight_and_its_place(x: float, y: float, weight: float) -> None:
    field = GRID.splat([x], [y], [weight])
    assert field.sum() == pytest.approx(weight, rel=1e-4)
    assert (field * GRID.x).sum() / weight == pytest.approx(x, abs=0.01)
    assert (field * GRID.y).sum() / weight == pytest.approx(y, abs=0.01)


@pytest.mark.parametrize("sigma_mm", [0.5, 3.0, 6.0])
def test_a_blur_of_a_line_has_the_width_asked_for(sigma_mm: float) -> None:
    grid = Grid(-40.0, -2.0, 40.0, 2.0, 4.0)
    field = grid.zeros()
    field[:, grid.width // 2] = 1
    profile = grid.blur(field, sigma_mm)[grid.height // 2]
    spread = np.sqrt((profile * (grid.x[0] - grid.x[0, grid.width // 2]) ** 2).sum() / profile.sum())
    assert spread == pytest.approx(sigma_mm, rel=0.06)


def test_gradient_is_slope_per_mm() -> None:
    slope_x, slope_y = GRID.gradient(np.asarray(0.5 * GRID.x - 2.0 * GRID.y, np.float32))
    assert slope_x[5, 5] == pytest.approx(0.5, rel=1e-3)
    assert slope_y[5, 5] == pytest.approx(-2.0, rel=1e-3)


def test_sampling_points_reads_the_field_where_they_are() -> None:
    field = np.asarray(GRID.x * 3 + GRID.y, np.float32)
    points = np.random.default_rng(1).uniform(-7, 7, (5000, 2))
    np.testing.assert_allclose(GRID.sample_points(field, points), points[:, 0] * 3 + points[:, 1], atol=0.05)


def test_smooth_max_is_the_larger_one_away_from_the_seam() -> None:
    a, b = np.array([[0.0, 10.0]], np.float32), np.array([[10.0, 0.0]], np.float32)
    np.testing.assert_allclose(smooth_max(a, b, 4.0), [[10.0, 10.0]])
    assert smooth_max(a / a.max(), a / a.max(), 4.0)[0, 1] > 1.0


def test_smoothstep_falls_when_its_ends_are_swapped() -> None:
    np.testing.assert_allclose(smoothstep(4, 2, [1.0, 2.0, 3.0, 4.0, 5.0]), [1, 1, 0.5, 0, 0])


def test_resampling_keeps_the_ends_and_the_length() -> None:
    bent = np.array([(0.0, 0.0), (3.0, 0.0), (3.0, 4.0)])
    even = resample(bent, 50)
    np.testing.assert_allclose(even[[0, -1]], bent[[0, -1]])
    assert polyline_length(even) == pytest.approx(7.0, rel=0.02)


def test_slopes_of_fine_relief_survive_the_look_up_between_pixels() -> None:
    """Waves of 8 px, seen at places between pixels: the usual gradient would lose a sixth of their slope."""
    grid = Grid(0.0, 0.0, 12.0, 12.0, 8.0)
    wave = np.broadcast_to(np.sin(2 * np.pi * grid.x), grid.shape).astype(np.float32)
    places = np.random.default_rng(1).uniform(2, 10, (4000, 2))
    for field, axis in ((wave, 0), (np.ascontiguousarray(wave.T), 1)):
        found = grid.sample_points(grid.sharp_gradient(field)[axis], places)
        true = 2 * np.pi * np.cos(2 * np.pi * places[:, axis])
        assert np.polyfit(true, found, 1)[0] == pytest.approx(1, abs=0.03)
