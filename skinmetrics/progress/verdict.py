"""Which of many differences may be called a change: the five words, and the family-wise error behind them.

Every (metric, region) of a client is one hypothesis, "this did not change". The chance that any true one of them is
called a change, whichever others did change, is held at ``alpha`` by a sequentially rejective weighted Bonferroni
procedure (Bretz, Maurer, Brannath & Posch 2009, doi 10.1002/sim.3495):

* the primary pair keeps half of alpha, the other metrics share the rest; metrics of one family share equally;
* inside a metric the whole face gets three fifths of its share, its regions together two fifths: equally, but where
  lines form first each gets four times as much of those for fine lines. So a change in one region of fifteen is seen
  even where the face as a whole hides it;
* a face that has changed hands its share on, half to its own regions (the gate opens), half to the faces of the other
  metrics of its family (Holm); a region that has changed hands its share to the metric's other regions (Holm).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.regions import LINES_FORM_FIRST
from skinmetrics.metrics import METRIC_OF, Better

Key = tuple[str, str | None]
"""A metric id and a region; None is the whole face."""

PRIMARY = ("fine_line_density", "texture_roughness")
ALPHA = 0.05
FACE_SHARE = 0.6
REGION_WEIGHT = 4.0
GATE_SHARE = 0.5


class Verdict(StrEnum):
    """What is said of one metric in one region."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_DETECTABLE_CHANGE = "no_detectable_change"
    NOT_COMPARABLE = "not_comparable"
    TOO_FEW_PHOTOS = "too_few_photos"

    @property
    def is_change(self) -> bool:
        """Whether it says that something changed, one way or the other."""
        return self in (Verdict.IMPROVED, Verdict.WORSENED)


def better_of(metric: str) -> Better:
    """Return which way a metric improves, as it says itself; lower is better for an unknown one."""
    return METRIC_OF[metric].better if metric in METRIC_OF else "lower"


def may_be_negative(metric: str, scores: NDArray[np.float64]) -> bool:
    """Return whether a metric's scores may lie below zero: where it says so itself, whatever the ``scores`` are, and
    where some of them do.
    """
    signed = metric in METRIC_OF and METRIC_OF[metric].signed
    return signed or bool((scores < 0).any())


def direction(change: float, better: Better) -> Verdict:
    """Return improved or worsened for a change that has been found real."""
    return Verdict.IMPROVED if (change < 0) == (better == "lower") else Verdict.WORSENED


def changed(p_values: Mapping[Key, float], alpha: float = ALPHA) -> frozenset[Key]:
    """Return the keys called a change, given the two-sided p-value of each (0 to 1, finite)."""
    keys = list(p_values)
    p = np.array([p_values[key] for key in keys])
    weights = np.array(list(shares(keys).values()))
    if not np.any(p <= alpha * weights):
        return frozenset()
    passing = _passing(keys)
    open_ = np.ones(len(keys), bool)
    while True:
        candidates = open_ & (p <= alpha * weights)
        if not candidates.any():
            return frozenset(key for key, still in zip(keys, open_, strict=True) if not still)
        taken = int(np.flatnonzero(candidates)[0])
        open_[taken] = False
        weights = np.where(open_, weights + weights[taken] * passing[taken], 0.0)
        passing = _without(passing, taken)


def shares(keys: Iterable[Key]) -> dict[Key, float]:
    """Return each key's first share of alpha, in order; they sum to 1. What is not there takes no share."""
    keys = list(keys)
    metrics = {metric for metric, _ in keys}
    families = [family for family in (metrics & set(PRIMARY), metrics - set(PRIMARY)) if family]
    of_metric = {metric: 1 / len(families) / len(family) for family in families for metric in family}
    faces = {metric for metric, region in keys if region is None}
    regions: dict[str, float] = {}
    for metric, region in keys:
        if region is not None:
            regions[metric] = regions.get(metric, 0.0) + _weight(metric, region)

    def inside(metric: str, region: str | None) -> float:
        face_share = 0.0 if metric not in faces else FACE_SHARE if metric in regions else 1.0
        return face_share if region is None else (1 - face_share) * _weight(metric, region) / regions[metric]

    return {(metric, region): of_metric[metric] * inside(metric, region) for metric, region in keys}


def _weight(metric: str, region: str) -> float:
    return REGION_WEIGHT if metric == "fine_line_density" and region in LINES_FORM_FIRST else 1.0


def _passing(keys: list[Key]) -> NDArray[np.float64]:
    """Return the share that key i, once called a change, hands to key j: rows sum to 1, or 0 where nobody is left."""
    metrics = np.array([metric for metric, _ in keys])
    is_face = np.array([region is None for _, region in keys])
    primary = np.isin(metrics, PRIMARY)
    apart = ~np.eye(len(keys), dtype=bool)
    same_metric = metrics[:, None] == metrics[None, :]
    to_regions = _even(same_metric & ~is_face[None, :] & apart)
    to_faces = _even(~same_metric & is_face[None, :] & (primary[:, None] == primary[None, :]))
    both = to_regions.any(axis=1, keepdims=True) & to_faces.any(axis=1, keepdims=True)
    to_others = np.where(both, GATE_SHARE * to_regions + (1 - GATE_SHARE) * to_faces, to_regions + to_faces)
    passing: NDArray[np.float64] = np.where(is_face[:, None], to_others, to_regions)
    return passing


def _even(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = mask / np.maximum(mask.sum(1, keepdims=True), 1)
    return shares


def _without(passing: NDArray[np.float64], taken: int) -> NDArray[np.float64]:
    """Return the graph with one node taken out, its edges joined up (Bretz et al. 2009, algorithm 1)."""
    there_and_back = passing[:, [taken]] * passing[[taken], :]
    loops = np.diag(there_and_back)[:, None]
    joined = np.where(loops < 1, (passing + there_and_back) / np.maximum(1 - loops, 1e-12), 0.0)
    np.fill_diagonal(joined, 0.0)
    joined[taken] = joined[:, taken] = 0.0
    return joined
