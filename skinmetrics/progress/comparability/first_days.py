"""What to say where days of one side of the first session were photographed otherwise than those that are kept: days
before it cannot be taken any more, and days after it count only where they are taken as the first ones were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Generic, TypeVar

from skinmetrics.progress.assess import FEWEST, NONE_CAN_BE_TAKEN, OWN_DAY_COUNTS
from skinmetrics.progress.comparability.odd import Odd
from skinmetrics.progress.comparability.reasons import CAMERAS_DIFFER, WHITES_DIFFER
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

UNMEASURED = "Photos of further days are here, but not measured."
"""Of a side that has too few days without them: nobody knows yet what they add."""

LATER_UNLIKE = "Later photos were taken otherwise: only photos taken as on the first days count here."
LATER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        CAMERAS_DIFFER: (
            "Later photos were taken with another phone: only photos taken with that of the first days count here."
        ),
        WHITES_DIFFER: (
            "Of later photos colours were measured otherwise, with a card or without: only photos taken as on the "
            "first days count here."
        ),
    }
)
"""By why most later days that are left out are; else ``LATER_UNLIKE``. How many more it takes is said after it."""

Photo = TypeVar("Photo", bound=Hashable)


@dataclass(frozen=True)
class _Side(Generic[Photo]):
    """The days of photos on one side of the first session, in order of time, and why some do not count."""

    days: Mapping[Photo, Hashable]
    odd: Mapping[Photo, str]

    @property
    def lost(self) -> Mapping[Hashable, str]:
        """The days of which no photo counts, each with why."""
        counted = {day for photo, day in self.days.items() if photo not in self.odd}
        return {day: self.odd[photo] for photo, day in self.days.items() if photo in self.odd and day not in counted}

    @property
    def ends_lost(self) -> bool:
        """Whether its last day does not count."""
        return bool(self.days) and list(self.days.values())[-1] in self.lost


def told_of_days(
    changes: Collection[SeriesChange],
    odd: Odd[Photo],
    days: Mapping[Photo, Hashable],
    after: Collection[Photo],
    unmeasured: tuple[bool, bool] = (False, False),
    begun_on: Hashable | None = None,
) -> tuple[SeriesChange, ...]:
    """The changes; where too few days before the first session count and the others would be enough, or too few after
    it and there are others, with why; where the last day does not count, with how more have to be taken. ``days``:
    that of each counted photo, in order of time; those of ``after`` were taken after that session, which has been.
    ``unmeasured``: whether there are further days before it, and after it, of which no photo is measured. ``begun_on``:
    the day of that session (None: not known), of which photos before the needles count as of before it.
    """
    before = {photo: day for photo, day in days.items() if photo not in after}
    later = {photo: day for photo, day in days.items() if photo in after}
    lacking = NONE_CAN_BE_TAKEN if after or begun_on in (None, *before.values()) else OWN_DAY_COUNTS
    told = []
    for one in changes:
        own = odd.of(one.change.metric)
        sides = zip((one.n_baseline, one.n_follow_up), unmeasured, strict=True)
        if one.change.verdict is Verdict.TOO_FEW_PHOTOS and any(days < FEWEST and more for days, more in sides):
            told.append(_because(one, UNMEASURED))
        else:
            told.append(_told(one, _Side(before, own), _Side(later, own), lacking))
    return tuple(told)


def _told(one: SeriesChange, before: _Side[Photo], later: _Side[Photo], lacking: str) -> SeriesChange:
    if one.change.verdict is not Verdict.TOO_FEW_PHOTOS:
        return replace(one, as_on_first_days=later.ends_lost)
    if one.n_baseline < FEWEST:
        enough = one.n_baseline + len(before.lost) >= FEWEST
        return _because(one, _of_first_days(before.lost) if enough else lacking)
    if not later.lost:
        return one
    reason, _ = Counter(later.lost.values()).most_common(1)[0]
    return _because(one, f"{LATER_WORDS.get(reason, LATER_UNLIKE)} {one.change.reason or ''}".rstrip())


def _of_first_days(lost: Mapping[Hashable, str]) -> str:
    reason, days = Counter(lost.values()).most_common(1)[0]
    return WORDS.get(reason, TOO_FEW_ALIKE) if days >= FEWEST else TOO_FEW_ALIKE


def _because(one: SeriesChange, reason: str) -> SeriesChange:
    return replace(one, change=replace(one.change, reason=reason))
