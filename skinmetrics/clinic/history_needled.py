"""Needled against un-needled regions of one client, in the same photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skinmetrics.acupuncture.points import Side, Treated, treated
from skinmetrics.clinic.history import ClientHistory
from skinmetrics.progress.control import Controlled, needled_against_others
from skinmetrics.progress.noise import NoiseModel


@dataclass(frozen=True)
class Needled:
    """Which regions the sessions reached, and what each metric says of them against the others."""

    regions: Treated
    metrics: Sequence[Controlled]


def compare_sides(found: ClientHistory, noise: NoiseModel) -> Needled:
    """The comparison of a history; no metrics where no point on the face was noted, or none was left out."""
    points: list[tuple[str, Side]] = [
        (point.point, point.side.value) for each in found.sessions for point in each.facts.points
    ]
    regions = treated(points)
    start = found.treatment_start
    if start is None or found.series is None or not regions.needled or not regions.others:
        return Needled(regions, ())
    told = needled_against_others(
        found.series, found.metrics, regions.needled, regions.others, noise, start, found.resolution
    )
    return Needled(regions, told)
