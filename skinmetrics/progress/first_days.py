"""What to say where there are days before the first session, and yet nothing to compare with them: they were
photographed otherwise. More of them cannot be taken any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from skinmetrics.progress.assess import FEWEST
from skinmetrics.progress.circumstances import CAMERAS_DIFFER, WHITES_DIFFER, Odd
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.verdict import Verdict

TOO_FEW_ALIKE = "Of the days before the first session too few were taken alike to compare anything with them."
WORDS: Mapping[str, str] = MappingProxyType(
    {
        CAMERAS_DIFFER: (
            "The days before the first session were taken with another phone: only photos taken with that one can be "
            "compared with them."
        ),
        WHITES_DIFFER: (
            "On the days before the first session colours were measured otherwise, with a card or without: only photos "
            "taken as then can be compared with them."
        ),
    }
)
"""By why enough of those days are left out, where photos taken as then are a way on; else ``TOO_FEW_ALIKE``."""

Photo = TypeVar("Photo", bound=Hashable)


def told_of_first_days(
    changes: Collection[SeriesChange], odd: Odd[Photo], first_days: Mapping[Photo, Hashable]
) -> tuple[SeriesChange, ...]:
    """The changes; where enough days before the first session are there and too few of them count, with why.
    ``first_days``: the day of each counted photo before that session.
    """
    return tuple(_told(one, odd.of(one.change.metric), first_days) for one in changes)


def _told(one: SeriesChange, odd: Mapping[Photo, str], first_days: Mapping[Photo, Hashable]) -> SeriesChange:
    if one.change.verdict is not Verdict.TOO_FEW_PHOTOS or one.n_baseline >= FEWEST:
        return one
    counted = {day for photo, day in first_days.items() if photo not in odd}
    lost = {day: odd[photo] for photo, day in first_days.items() if photo in odd and day not in counted}
    if one.n_baseline + len(lost) < FEWEST:
        return one
    reason, days = Counter(lost.values()).most_common(1)[0]
    told = WORDS.get(reason, TOO_FEW_ALIKE) if days >= FEWEST else TOO_FEW_ALIKE
    return replace(one, change=replace(one.change, reason=told))
