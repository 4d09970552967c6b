"""What most days say: a day is one measurement and has one vote, however many photos were taken on it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar

Photo = TypeVar("Photo", bound=Hashable)
Kind = TypeVar("Kind", bound=Hashable)


def votes_of_days(days: Mapping[Photo, Hashable]) -> dict[Photo, Fraction]:
    """What the vote of each photo counts, given its day: those of one day together 1."""
    photos = Counter(days.values())
    return {photo: Fraction(1, photos[day]) for photo, day in days.items()}


def most(voted: Iterable[tuple[Kind, Fraction]]) -> Kind:
    """The kind with most votes, of two with as many the one that comes first; there has to be one."""
    found: dict[Kind, Fraction] = {}
    for kind, vote in voted:
        found[kind] = found.get(kind, Fraction(0)) + vote
    return max(found, key=found.__getitem__)


def middle(voted: Iterable[tuple[float, Fraction]]) -> tuple[float, float]:
    """The lower and the upper median of values with their votes; there has to be one."""
    ordered = sorted(voted)
    below = list(accumulate(vote for _, vote in ordered))
    half = below[-1] / 2
    return ordered[bisect_left(below, half)][0], ordered[bisect_right(below, half)][0]
