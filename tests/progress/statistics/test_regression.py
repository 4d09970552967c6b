import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.progress.statistics.memory import LOG_PRIOR, RHO, SHARE
from skinmetrics.progress.statistics.regression import CALM, EVERY_CELL, MEMORY, SEASON, client_noise, estimate, fit
from tests.progress.clients import UNKNOWN


def design(n: int) -> np.ndarray:
    """A step in the middle."""
    return np.stack([np.ones(n), (np.arange(n) >= n // 2).astype(float)])


def wave(n: int) -> np.ndarray:
    """Weekly photos."""
    year = 2 * np.pi * np.arange(n) / 52
    return np.stack([np.sin(year), np.cos(year)])


@given(st.integers(4, 80), st.integers(0, 1000))
def test_every_cell_is_generalised_least_squares_with_a_ridge_on_the_season(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, weights, gaps = rng.normal(size=n), rng.uniform(0.2, 1, size=n), rng.uniform(0.3, 5, size=n - 1)
    apart = abs(np.subtract.outer(np.cumsum([0, *gaps]), np.cumsum([0, *gaps])))
    steps = abs(np.subtract.outer(np.arange(n), np.arange(n)))
    found = fit(y[None], design(n), wave(n), weights[None], np.array([np.nan]), gaps)
    for cell in rng.choice(EVERY_CELL, 3):
        rho, share = RHO[MEMORY[cell]], SHARE[MEMORY[cell]]
        correlation = share * np.sign(rho) ** steps * abs(rho) ** apart + (1 - share) * np.eye(n)
        root = np.diag(1 / np.sqrt(weights))
        precision = np.linalg.inv(root @ correlation @ root)
        x = np.concatenate([design(n), wave(n)])
        ridge = np.diag([0, 0, 1 / SEASON[cell] ** 2, 1 / SEASON[cell] ** 2])
        information = x @ precision @ x.T + ridge
        beta = np.linalg.solve(information, x @ precision @ y)
        assert found.coefficients[0, cell] == pytest.approx(beta, rel=1e-4, abs=1e-6)
        left = y @ precision @ y - beta @ information @ beta
        assert found.squares[0, cell] == pytest.approx(left, rel=1e-4, abs=1e-6)


def test_rho_is_learnt_from_all_series_together() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(12, 60))
    for at in range(1, 60):
        noise[:, at] = 0.6 * noise[:, at - 1] + 0.8 * noise[:, at]
    ones, silent = np.ones_like(noise), np.full(12, np.nan)
    one = fit(noise, design(60), wave(60), ones, silent, np.ones(59))
    assert client_noise([one], UNKNOWN, 1.0).rho == pytest.approx(0.6, abs=0.1)


def test_a_slow_part_is_told_from_noise_that_soon_forgets() -> None:
    """Both have about the same correlation from one measurement to the next; only one has it still after ten."""
    rng, weeks = np.random.default_rng(4), np.arange(60)
    root = np.linalg.cholesky(0.89 ** abs(np.subtract.outer(weeks, weeks)))
    fading, new = rng.normal(size=(12, 60)) @ root.T, rng.normal(size=(12, 60))
    slow = np.sqrt(0.3) * fading + np.sqrt(0.7) * new
    brief = new.copy()
    for at in range(1, 60):
        brief[:, at] = 0.27 * brief[:, at - 1] + np.sqrt(1 - 0.27**2) * new[:, at]
    ones, silent = np.ones_like(new), np.full(12, np.nan)
    chances = []
    for y in (slow, brief):
        noise = client_noise([fit(y, design(60), wave(60), ones, silent, np.ones(59))], UNKNOWN, 1.0)
        chances.append(float(noise.weights.sum(1) @ (SHARE[MEMORY[noise.cells]] < 1)))
    assert chances[0] > 0.9
    assert chances[1] < 0.2
    assert np.exp(LOG_PRIOR).sum() == pytest.approx(1)


def test_a_season_is_told_from_its_absence() -> None:
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(10, 52))
    ones, silent = np.ones_like(noise), np.full(10, np.nan)
    seasons = [
        client_noise([fit(y, design(52), wave(52), ones, silent, np.ones(51))], UNKNOWN, 1.0).season
        for y in (noise, noise + 1.5 * wave(52)[0])
    ]
    assert seasons[0] < 0.2
    assert seasons[1] > 0.95


def test_interval_holds_a_known_step_at_its_level() -> None:
    rng = np.random.default_rng(3)
    y = rng.normal(size=(2000, 10)) + 2 * design(10)[1]
    ones, variance = np.ones_like(y), np.ones(2000)
    noise = client_noise(
        [fit(y[:50], design(10), wave(10), ones[:50], variance[:50], np.ones(9), CALM)], UNKNOWN, 1.0, CALM
    )
    found = estimate(fit(y, design(10), wave(10), ones, variance, np.ones(9), noise.cells), 1, noise)
    held = (found.low <= 2) & (found.high >= 2)
    assert 0.93 <= held.mean() <= 0.98
    assert ((found.p < 0.05) == ((found.low > 0) | (found.high < 0))).mean() > 0.995
