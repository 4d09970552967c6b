"""Needled against un-needled regions of one client, in the same photos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from skinmetrics.acupuncture.points import Side, Treated, treated
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.progress.assess import follow_up_begins
from skinmetrics.progress.control import Controlled, needled_against_others
from skinmetrics.progress.noise import NoiseModel


@dataclass(frozen=True)
class Needled:
    """Which regions the sessions before the last counted photo reached, and what each metric says of them against the
    others; of how many of those sessions it is not noted where the needles were: then nobody knows what they reached,
    and nothing is compared.
    """

    regions: Treated
    metrics: Sequence[Controlled]
    not_noted: int = 0


def compare_sides(found: ClientHistory, noise: NoiseModel) -> Needled:
    """The comparison of a history; no metrics where no point on the face was noted, or none was left out."""
    shown = [session.facts for session in found.sessions if _shows(found, session.facts)]
    points: list[tuple[str, Side]] = [(point.point, point.side.value) for facts in shown for point in facts.points]
    regions = treated(points)
    not_noted = sum(not facts.points and facts.needles != 0 for facts in shown)
    start = found.treatment_start
    if not_noted or start is None or found.series is None or not regions.needled or not regions.others:
        return Needled(regions, (), not_noted)
    told = needled_against_others(
        found.series, found.metrics, regions.needled, regions.others, noise, start, found.resolution
    )
    return Needled(regions, told)


def _shows(found: ClientHistory, facts: SessionFacts) -> bool:
    """Whether a photo that counts was taken after a session."""
    held = dt.datetime.combine(facts.held_on, facts.held_at) if facts.held_at else facts.held_on
    return bool(found.counted) and follow_up_begins(held) <= found.counted[-1].local
