"""How noise remembers: the correlations among which a client's is sought, and sums of products under each of them.

Two measurements ``gap`` apart correlate by ``share * rho ** gap``. Where ``share`` is 1 this is AR(1). Where it is
less, a slow part of that share of the variance stands beside what every measurement adds anew: the next one is little
alike then, and those of months still are, which no AR(1) can be (docs/decisions/0035).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Memories = NDArray[np.intp]

PLAIN_RHO = np.tanh(np.linspace(-0.55, 2.1, 24))
SLOW_RHO = (0.75, 0.9)
"""The slow part fades within about 3.5 or 10 usual gaps, 24 or 66 days of weekly photos."""
SLOW_SHARE = (0.15, 0.3, 0.45, 0.6, 0.75)
SLOW_CHANCE = 0.3
"""Probability of a slow part: what few photos hardly change, and many soon do."""

NEXT_MEAN, NEXT_SD = 0.2, 0.2
"""Prior of the correlation with the next measurement, share * rho: photo days or weeks apart share a season more often
than they alternate; docs/decisions/0005 has the choice."""

BLOCK = 64
"""So many measurements are kept at once, lest long series fill the memory."""


def _log_prior(rho: Floats, share: Floats, step: Floats) -> Floats:
    """Return the log probability of each memory among its like; the grid has ``step`` between them."""
    density = -0.5 * ((rho * share - NEXT_MEAN) / NEXT_SD) ** 2 + np.log(step)
    chance: Floats = density - special.logsumexp(density)
    return chance


_slow_rho, _slow_share = (values.ravel() for values in np.meshgrid(SLOW_RHO, SLOW_SHARE, indexing="ij"))
RHO = np.concatenate([PLAIN_RHO, _slow_rho])
SHARE = np.concatenate([np.ones_like(PLAIN_RHO), _slow_share])
LOG_PRIOR = np.concatenate(
    [  # the steps of a tanh are uneven
        np.log1p(-SLOW_CHANCE) + _log_prior(PLAIN_RHO, np.ones_like(PLAIN_RHO), 1 - PLAIN_RHO**2),
        np.log(SLOW_CHANCE) + _log_prior(_slow_rho, _slow_share, np.ones_like(_slow_rho)),
    ]
)
"""The memories (memory,): how much of the slow part is left after the usual gap, its share, and their probability."""


def products(v: Floats, gaps: Floats, memories: Memories) -> tuple[Floats, Floats]:
    """Return v R⁻¹ v' (series, memory, m, m) and log det R (memory,) for v (series, m, n) and each of ``memories``.

    ``gaps`` (n - 1,) are in units of the usual gap. Each measurement is taken less what those before it let expect of
    it (a Kalman filter of one state): what is left is independent, and the cost grows with n, not with its cube.
    """
    series, m, n = v.shape
    rho, slow = RHO[memories, None], SHARE[memories, None]
    new, kept = 1 - slow, np.sign(rho) * np.abs(rho) ** np.append(gaps, 1.0)
    rows = np.moveaxis(v, -1, 0).reshape(n, series * m)
    expected, doubt = np.zeros((len(rho), series * m)), slow
    found, log_det = np.zeros((series, len(rho), m, m)), np.zeros(len(rho))
    for begin in range(0, n, BLOCK):
        left = np.empty((min(BLOCK, n - begin), len(rho), series * m))
        for place in range(len(left)):
            total, fades = doubt + new, kept[:, [begin + place]]
            off = rows[begin + place] - expected
            left[place] = off / np.sqrt(total)
            log_det += np.log(total[:, 0])
            expected = fades * (expected + doubt / total * off)
            doubt = fades**2 * doubt * new / total + slow * (1 - fades**2)
        white = left.reshape(-1, len(rho), series, m).transpose(2, 1, 3, 0)
        found += white @ white.swapaxes(-1, -2)
    return found, log_det
