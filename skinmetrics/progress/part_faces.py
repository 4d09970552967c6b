"""The noise of a face that is told over some of its regions.

The noise of the whole face was measured on faces of all regions, whose own noise evens out. Of fewer it evens out less:
of one region none does. What regions have in common, the light of the day, never does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from skinmetrics.metrics import METRIC_OF, Metric
from skinmetrics.progress.noise import BRIGHTNESS, FACE, NoiseModel, RetakeNoise
from skinmetrics.progress.series import Series
from skinmetrics.progress.verdict import Key

SIDES = 2
"""Regions of which one may move against the other, so that one alone has all of its own noise."""


def for_series(model: NoiseModel, series: Series, resolution: str) -> NoiseModel:
    """Return the model for a client's skin and for the regions that faces of the series are told over: those that every
    photo with a face has.
    """
    faces = {metric: row for row, (metric, region) in enumerate(series.keys) if region is FACE}
    scores: dict[Key, Sequence[float]] = {}
    for row, key in enumerate(series.keys):
        of_all = series.photos[row] >= series.photos[faces.get(key[0], row)]
        scores[key] = np.where(of_all, series.values[row], np.nan).tolist()
    return for_regions(model.for_skin(series.typical(BRIGHTNESS)), resolution, shared_regions(scores))


def for_regions(model: NoiseModel, resolution: str, shared: Mapping[str, Collection[str]]) -> NoiseModel:
    """Return the model for faces that are told over the ``shared`` regions of each metric; as it is where they are not
    known, for what is counted, and where regions are no noisier than the face.
    """
    entries = dict(model.entries)
    for name, regions in shared.items():
        face = model.of(name, FACE, resolution)
        if face is not None and name in METRIC_OF and not METRIC_OF[name].count:
            of_regions = [one for region in METRIC_OF[name].regions if (one := model.of(name, region, resolution))]
            entries[resolution, name, FACE] = face.widened(_times(METRIC_OF[name], face, of_regions, regions))
    return replace(model, entries=MappingProxyType(entries))


def shared_regions(scores: Mapping[Key, Sequence[float]]) -> dict[str, list[str]]:
    """Return the regions of each metric that have a value (not NaN) wherever its face has one; ``scores`` of each
    metric and region, in the same order of photos or bursts.
    """
    faces = {metric: np.isfinite(np.array(of, float)) for (metric, region), of in scores.items() if region is FACE}
    shared: dict[str, list[str]] = {metric: [] for metric, there in faces.items() if there.any()}
    for (metric, region), of in scores.items():
        if region is FACE or metric not in shared or len(of) != len(faces[metric]):
            continue
        if np.isfinite(np.array(of, float))[faces[metric]].all():
            shared[metric].append(region)
    return shared


def _times(metric: Metric, face: RetakeNoise, of_regions: Sequence[RetakeNoise], regions: Collection[str]) -> float:
    """How many times the noise SD of the face of all regions that of these has.

    The variance of a face is what its regions share, plus their own times the sum of their squared weights.
    """
    every, some = metric.face_shares(metric.regions), metric.face_shares(regions)
    if not of_regions or every is None or some is None:
        return 1.0
    spread_every, spread_some = (sum(share**2 for share in shares.values()) for shares in (every, some))
    own = float(np.mean([_variance(one) for one in of_regions])) / _variance(face) - 1
    if spread_every >= 1 or own <= 0:
        return 1.0
    if len(every) > SIDES:  # regions of low level have a large share of noise that counts little in a face
        own = min(own, 1 / spread_every - 1)
    return float(np.sqrt(max(1.0, 1 + own * (spread_some - spread_every) / (1 - spread_every))))


def _variance(noise: RetakeNoise) -> float:
    """Of a burst of three, as a share of the level; of what has none but a floor, that."""
    return replace(noise, floor=0.0).variance(1.0, 3) or noise.floor**2
