"""What tests of two bursts share: a noise model, photos with other scores, and one change of a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import METRICS
from skinmetrics.progress import pair
from skinmetrics.progress.change import Change
from skinmetrics.progress.noise import NoiseModel, RetakeNoise
from skinmetrics.progress.pair import Pair
from skinmetrics.scoring import Capture, Examination, MetricScores, Problem

NOISE = RetakeNoise(occasion=0.04, floor=0.02, within=0.02)
DIFFERENCE = RetakeNoise(occasion=0.04, floor=0.4, within=0.02)
"""Of a score that may be zero."""
COUNTED = RetakeNoise(occasion=0.15, floor=0.2, within=0.1)
NOISES = {"ΔL*": DIFFERENCE, "1": COUNTED}
MODEL = NoiseModel(
    "1", "test", 30.0, 0.1,
    MappingProxyType({
        (resolution, metric.id, region): NOISES.get(metric.unit, NOISE)
        for resolution in ("standard", "fine") for metric in METRICS for region in (None, *REGIONS)
    }),
)  # fmt: skip
LINES = METRICS[0].id
STANDARD_METRICS = [one for one in METRICS if one.needs.resolution != "fine" and one.unit not in ("ΔL*", "1")]


def scored(photo: Examination, factor: float = 1.0, problems: tuple[Problem, ...] = ()) -> Examination:
    """The same photo with all its values times ``factor``, and these problems."""

    def times(scores: MetricScores) -> MetricScores:
        regions = {name: None if value is None else factor * value for name, value in scores.regions.items()}
        return replace(scores, face=None if scores.face is None else factor * scores.face, regions=regions)

    metrics = {name: times(scores) for name, scores in photo.result.metrics.items()}
    fine = photo.result.metrics_fine
    capture = Capture("usable", problems) if problems else photo.result.capture
    return replace(
        photo,
        result=replace(
            photo.result,
            metrics=metrics,
            metrics_fine=None if fine is None else {name: times(scores) for name, scores in fine.items()},
            capture=capture,
        ),
    )


def compare(
    before: Sequence[Examination], after: Sequence[Examination], model: NoiseModel, *, one_person: bool = False
) -> Pair:
    """The program's own, every photo being a file of its own, though tests make two of one."""
    first, last = (
        [replace(photo, result=replace(photo.result, sha256=f"{n:064x}")) for n, photo in enumerate(burst)]
        for burst in (before, after)
    )
    return pair.compare(first, last, model, one_person=one_person)


def change(pair: Pair, region: str | None = None, metric: str = LINES) -> Change:
    (found,) = (one for one in pair.changes if (one.metric, one.region) == (metric, region))
    return found
