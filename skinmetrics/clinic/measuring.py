"""The metrics as they are now, in the terms of the records, and what a photo's scoring leaves in them."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cache
from typing import Any

from skinmetrics.clinic.scores import WHOLE_FACE, Examined, Metric, Refused, Scorer, Value
from skinmetrics.metrics import METRICS
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.same_person import Compared
from skinmetrics.scoring import PhotoRefused, PhotoScores


@cache
def current_scorer() -> Scorer:
    """All metrics of this program, with their present versions."""
    return Scorer(tuple(Metric(each.id, each.version, each.parameters_hash, each.unit) for each in METRICS))


def as_result(scored: PhotoScores | PhotoRefused, likeness: tuple[Compared, ...] = ()) -> Examined | Refused:
    """A photo's scores and how alike it is to others, or why there are none, as the records keep them."""
    if isinstance(scored, PhotoRefused):
        return Refused(scored.code, scored.message)
    printed: dict[str, Any] = scored.as_json()
    circumstances = replace(Circumstances.of(scored), likeness=likeness)
    capture = {**printed["capture"], "circumstances": asdict(circumstances)}
    return Examined(capture, printed["face"], tuple(_values(scored)))


def _values(scored: PhotoScores) -> list[Value]:
    found = []
    for fine, metrics in ((False, scored.metrics), (True, scored.metrics_fine or {})):
        for metric, scores in metrics.items():
            whole = {WHOLE_FACE: scores.face}
            for region, value in {**whole, **scores.regions}.items():
                found.append(Value(metric, region, fine, value, scores.declined.get(region)))
    return found
