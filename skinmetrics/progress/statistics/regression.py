"""Linear models of many short series at once, with noise that may be autocorrelated and is partly known beforehand.

Every series (one metric in one region) is ``y = X b + e``. The columns of X are shared; ``e`` has variance ``s² / w``
(w: weights of the measurements) and the correlation of a memory (`memory.py`). What few measurements cannot tell of
the noise is borrowed, from the noise model and from the client's other series:

* the memory is one a client, since its causes (the room, the season, the skin's own rhythm) are shared by all
  that is measured; it is learnt on a grid from the restricted likelihood of the series together;
* ``s²`` is one number a series. Where the noise model knows the metric, its prior is a scaled inverse chi-square
  around ``factor`` times the model's variance. ``factor`` (how carefully this client takes photos) and the degrees of
  freedom (how well the model describes this client at all) are learnt too. Otherwise the series is on its own.

An estimate's distribution is then a mixture of t-distributions, and so the doubt about the memory is in its interval
and p-value, as much as the photos leave and no more: a fixed allowance would cost power.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.statistics.memory import LOG_PRIOR, RHO, SHARE
from skinmetrics.progress.statistics.memory import products as products_under

Floats = NDArray[np.float64]
Cells = NDArray[np.intp]

SEASONS = ((1e-3, 0.8), (0.7, 0.15), (2.0, 0.05))
"""SD of a yearly wave's sine and cosine in noise SDs, and its probability; the first stands for no wave at all."""

MEMORY, SEASON = (
    cells.ravel() for cells in np.meshgrid(np.arange(len(LOG_PRIOR)), [sd for sd, _ in SEASONS], indexing="ij")
)
EVERY_CELL = np.arange(len(MEMORY))
CALM = EVERY_CELL[:: len(SEASONS)]
"""The cells (memory, season) of the grid; those without a season."""

LOG_FACTOR = np.linspace(-4.0, 7.0, 23)
NEGLIGIBLE = 1e-3
FACTOR_OUTLIER = (0.1, 2.5)
"""Probability, and SD of ln(factor), that a client is unlike those the noise model was measured on."""

DF_DOUBT = ((1.0, 0.75), (0.3, 0.15), (0.08, 0.1))
"""Prior of the degrees of freedom, as shares of those of the noise model: how well it describes the client."""

SURPRISE, SURPRISE_DF = 0.05, 2.0
"""Probability that one metric of a client is as good as unknown to the noise model, and the degrees of freedom then."""

TINY = 1e-300
SECANT_STEPS = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """Series of one length fitted in some cells of the grid.

    ``coefficients`` (series, cells, k), ``inverse`` (series, cells, k, k), ``squares`` (series, cells) the generalised
    sum of squared residuals, ``log_det`` (series, cells) of the correlation and of X' R⁻¹ X, ``df`` the n - k left
    over, and ``prior`` (series,) the noise model's variance, NaN where it has none.
    """

    coefficients: Floats
    inverse: Floats
    squares: Floats
    log_det: Floats
    df: int
    prior: Floats


@dataclass(frozen=True, slots=True)
class ClientNoise:
    """What a client's series together say of the noise.

    ``cells`` (c,) are those of the grid that the photos leave likely, ``weights`` (c, d) their probabilities jointly
    with those of the degrees of freedom ``df`` (d,); for each of the latter the mean and variance of ln(factor).
    """

    cells: Cells
    weights: Floats
    df: Floats
    log_factor: Floats
    log_factor_variance: Floats

    @property
    def rho(self) -> float:
        """Return the expected correlation from one measurement to the next."""
        return float(self.weights.sum(1) @ (RHO * SHARE)[MEMORY[self.cells]])

    @property
    def season(self) -> float:
        """Return the probability that the scores follow the time of the year."""
        return float(self.weights.sum(1) @ (SEASON[self.cells] > SEASON[CALM[0]]))


@dataclass(frozen=True, slots=True)
class Estimate:
    """One coefficient of each series: its value, 95 % interval and two-sided p-value against zero, all (series,)."""

    value: Floats
    low: Floats
    high: Floats
    p: Floats


def fit(
    y: Floats,
    columns: Floats,
    wave: Floats,
    weights: Floats,
    prior: Floats,
    gaps: Floats,
    cells: Cells = EVERY_CELL,
    spreads: Floats | None = None,
) -> Fit:
    """Fit y (series, n) on columns (k, n), k < n, with weights (series, n), in the given cells of the grid.

    ``wave`` (2, n), the sine and cosine of the year, are columns whose coefficients have a normal prior; ``gaps``
    (n - 1,) is how far measurements lie apart, in units of the usual gap. ``spreads`` (k,) are the SDs, in noise SDs,
    of a normal prior of the columns' own coefficients; infinite, as all are without it, is a flat one.
    """
    n, k, m = y.shape[1], len(columns), len(columns) + len(wave)
    spreads = np.full(k, np.inf) if spreads is None else spreads
    bound = np.flatnonzero(np.isfinite(spreads))
    shared = np.broadcast_to(np.concatenate([columns, wave]), (len(y), m, n))
    v = np.concatenate([shared, y[:, None, :]], axis=1) * np.sqrt(weights)[:, None, :]
    memories, of_cell = np.unique(MEMORY[cells], return_inverse=True)
    of_memory, log_det_of_memory = products_under(v, gaps, memories)
    products, season = of_memory[:, of_cell], SEASON[cells]
    at = np.arange(k, m)
    products[:, :, at, at] += 1 / season[:, None] ** 2
    products[:, :, bound, bound] += 1 / spreads[bound] ** 2
    information, towards = products[..., :m, :m], products[..., :m, m]
    inverse = np.linalg.inv(information)
    coefficients = np.einsum("srij,srj->sri", inverse, towards)
    squares = np.maximum(products[..., m, m] - np.einsum("sri,sri->sr", coefficients, towards), 0.0)
    log_det: Floats = log_det_of_memory[of_cell] + np.linalg.slogdet(information)[1]
    log_det = log_det + 2 * len(wave) * np.log(season) + 2 * np.log(spreads[bound]).sum()
    return Fit(coefficients, np.asarray(inverse, float), squares, log_det, n - k + len(bound), prior)


def client_noise(fits: Iterable[Fit], model: NoiseModel, independence: float, cells: Cells = EVERY_CELL) -> ClientNoise:
    """Learn a client's noise from fits, in ``cells``, of the series that speak for it (those of the whole face).

    ``independence`` (0 to 1] is the share of their information that is new: scores of one photo go wrong together.
    """
    log_posterior, df = _log_prior(model, cells)
    for one in fits:
        log_posterior = log_posterior + independence * _log_likelihoods(one, df).sum(0)
    posterior = np.exp(log_posterior - special.logsumexp(log_posterior))
    per_df = posterior.sum(0) / np.maximum(posterior.sum((0, 1)), TINY)
    mean = LOG_FACTOR @ per_df
    of_cells = posterior.sum(1)
    likely = np.flatnonzero(of_cells.sum(1) > NEGLIGIBLE)
    weights = of_cells[likely] / of_cells[likely].sum()
    return ClientNoise(cells[likely], weights, df, mean, np.maximum(LOG_FACTOR**2 @ per_df - mean**2, 0.0))


def log_odds(pairs: Iterable[tuple[Fit, Fit]], model: NoiseModel, independence: float, cells: Cells) -> float:
    """Return the log odds that each series is, by even chances, as either fit of its pair has it, against all being as
    the first has it: fits in ``cells``, under proper priors.
    """
    log_prior, df = _log_prior(model, cells)
    first, either = log_prior, log_prior
    for pair in pairs:
        one, other = (_log_likelihoods(each, df) for each in pair)
        first = first + independence * one.sum(0)
        either = either + independence * (np.logaddexp(one, other) - np.log(2)).sum(0)
    return float(special.logsumexp(either) - special.logsumexp(first))


def _log_prior(model: NoiseModel, cells: Cells) -> tuple[Floats, Floats]:
    """Return the log prior (cells, factor, d) and the degrees of freedom (d,)."""
    spread = 2 * max(model.client_spread, 1e-3)  # of ln(variance), where client_spread is that of ln(SD)
    odd, odd_spread = FACTOR_OUTLIER
    log_factor_prior = np.logaddexp(
        np.log1p(-odd) + _log_normal(LOG_FACTOR, spread), np.log(odd) + _log_normal(LOG_FACTOR, odd_spread)
    )
    shares, doubts = np.array(DF_DOUBT).T
    log_season = np.log(np.tile([chance for _, chance in SEASONS], len(LOG_PRIOR)))
    log_prior = (LOG_PRIOR[MEMORY] + log_season)[cells, None, None] + log_factor_prior[:, None] + np.log(doubts)
    return log_prior, model.df * shares


def estimate(one: Fit, column: int, noise: ClientNoise) -> Estimate:
    """Return the coefficient of ``column`` for every series of a fit in the cells of ``noise``."""
    # The doubt about the factor enters as fewer degrees of freedom: ln s² has a variance of about 2 / df.
    df = 2 / (2 / noise.df + noise.log_factor_variance)
    df = np.stack([df, np.full_like(df, SURPRISE_DF)], axis=-1)
    expected = np.exp(noise.log_factor)[:, None] * one.prior[:, None, None, None]
    squares = np.maximum(one.squares, TINY)[:, :, None, None]
    centre, spread = one.coefficients[:, :, column], one.inverse[:, :, column, column]
    chance = np.log([1 - SURPRISE, SURPRISE]) + _log_chance(squares, one.df, expected, df)
    weights = special.softmax(chance, axis=-1) * noise.weights[:, :, None]
    known = np.isfinite(expected)
    variance = (np.where(known, df * expected, 0.0) + squares) / (np.where(known, df, 0.0) + one.df)
    cells = (len(one.squares), -1)
    return _of_mixture(
        weights.reshape(cells),
        np.broadcast_to(centre[:, :, None, None], weights.shape).reshape(cells),
        np.sqrt(variance * spread[:, :, None, None]).reshape(cells),
        np.broadcast_to(np.where(known, df, 0.0) + one.df, weights.shape).reshape(cells),
    )


def _log_likelihoods(one: Fit, df: Floats) -> Floats:
    """Return the restricted log likelihood of each series of a fit on the grid (series, cell, factor, df)."""
    squares = np.maximum(one.squares, TINY)[:, :, None, None]
    expected = (one.prior[:, None] * np.exp(LOG_FACTOR))[:, None, :, None]
    holds = np.log1p(-SURPRISE) + _log_chance(squares, one.df, expected, df)
    surprises = np.log(SURPRISE) + _log_chance(squares, one.df, expected, np.full_like(df, SURPRISE_DF))
    each: Floats = np.logaddexp(holds, surprises) - 0.5 * one.log_det[:, :, None, None]
    return each


def _log_chance(squares: Floats, df: int, expected: Floats, prior_df: Floats) -> Floats:
    """Return the log density of a sum of squares on df degrees of freedom, up to a constant.

    Its variance has a scaled inverse chi-square prior of mean ``expected``, or a flat one where that is NaN.
    """
    known = np.isfinite(expected)
    prior = prior_df * np.where(known, expected, 1.0)
    informed = (
        0.5 * prior_df * np.log(prior)
        - 0.5 * (prior_df + df) * np.log(prior + squares)
        + special.gammaln((prior_df + df) / 2)
        - special.gammaln(prior_df / 2)
    )
    chance: Floats = np.where(known, informed, -0.5 * df * np.log(squares))
    return chance


def _of_mixture(weights: Floats, centre: Floats, scale: Floats, df: Floats) -> Estimate:
    """Return mean, 95 % interval and p-value of mixtures of t-distributions, arrays (series, cells)."""
    value = (weights * centre).sum(1)
    spread = np.sqrt((weights * (scale**2 + (centre - value[:, None]) ** 2)).sum(1))

    def below(x: Floats) -> Floats:
        chance: Floats = (weights * special.stdtr(df, (x[:, None] - centre) / scale)).sum(1)
        return chance

    def normal(x: Floats) -> Floats:
        level: Floats = special.ndtri(np.clip(below(x), 1e-12, 1 - 1e-12))
        return level

    def quantile(wanted: float) -> Floats:
        # Secant steps on the normal scale, where such a mixture is all but straight.
        target = float(special.ndtri(wanted))
        before: Floats = value
        x: Floats = value + target * spread
        level_before = normal(before)
        for _ in range(SECANT_STEPS):
            level = normal(x)
            apart = np.abs(level - level_before) > 1e-9
            rise = np.divide(x - before, level - level_before, out=np.zeros_like(x), where=apart)
            before, level_before, x = x, level, x + (target - level) * rise
        return x

    under = below(np.zeros_like(value))
    return Estimate(value, quantile(0.025), quantile(0.975), 2 * np.minimum(under, 1 - under))


def _log_normal(x: Floats, spread: float) -> Floats:
    density: Floats = -0.5 * (x / spread) ** 2 - np.log(spread)
    return density
