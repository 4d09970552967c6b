"""Single lines over the dates: what became of each, against how much lines move by themselves.

There is no noise model of a single line. How far lines move is measured on the client's own photos: between the days
before the first session where there are several, else between the photos of one day, else it is not known. Two days
tell how far they moved lines, not how far another day does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from scipy import stats

PhotoLines = Mapping[int, "Seen"]
Source = Literal["days", "two days", "photos"]

SHARE_MIN = 0.5
"""Of a day's photos that must show a line for the day to have it."""
SEVERAL = 3
"""Days from which they tell how far other days move lines: two make one pair, whose light all lines share."""
ALIKE = 40
"""So many differences, of the lines nearest in length, tell how far a line moves by itself."""
FEWEST = 20
"""Differences below which nothing is said of it."""
LEVEL = 0.975
"""Of the differences in length, and of those in depth: in both together, 19 in 20 lines stay within."""
BY_CHANCE = 2 * (1 - LEVEL)
"""The share of unchanged lines that leave one of the two."""
CLEARLY = 0.01
"""How seldom chance may let so many lines leave; the lines of a face share its light, so not one in twenty."""


@dataclass(frozen=True)
class Seen:
    """A line on a photo, or the middle of a day's photos: its length, mm, and its depth, %."""

    length_mm: float
    depth: float


@dataclass(frozen=True)
class Wander:
    """How far lines of about one length move by themselves: mm, and % of the depth; 19 in 20 stay within both.

    `missed`: the share, 0 … 1, that was not found again though nothing had changed.
    """

    source: Source
    length_mm: float
    depth_pct: float
    missed: float


@dataclass(frozen=True)
class LineChange:
    """What became of a line: its middle on the first days and on the last one, None where most photos lack it.

    `days`: the line on every day, in their order. `wander` is None where the photos do not tell it.
    """

    identity: int
    before: Seen
    after: Seen | None
    days: tuple[Seen | None, ...]
    wander: Wander | None

    @property
    def length_moved_mm(self) -> float | None:
        """Of the length, mm; negative is shorter."""
        return None if self.after is None else self.after.length_mm - self.before.length_mm

    @property
    def depth_moved_pct(self) -> float | None:
        """Of the depth, %; negative is shallower."""
        return None if self.after is None else 100 * (self.after.depth / self.before.depth - 1)

    @property
    def beyond(self) -> bool | None:
        """Whether it moved further than lines do by themselves, in length or depth; None where that is not known."""
        length, depth = self.length_moved_mm, self.depth_moved_pct
        if self.wander is None or length is None or depth is None:
            return None
        return abs(length) > self.wander.length_mm or abs(depth) > self.wander.depth_pct


def line_changes(days: Sequence[Sequence[PhotoLines]], n_baseline: int) -> tuple[LineChange, ...]:
    """The lines of the first photo of the first day, over the photos of all days in their order; none may be empty.

    ``n_baseline``: how many of the days, at least 1, are before the first session.
    """
    n_baseline = max(1, min(n_baseline, len(days) - 1))
    identities = sorted(days[0][0])
    by_day = {line: tuple(_middle(day, line) for day in days) for line in identities}
    pool = _pool(days, by_day, n_baseline)
    changes = []
    for line in identities:
        first = [seen for seen in by_day[line][:n_baseline] if seen is not None]
        before = _mean(first) if first else days[0][0][line]
        changes.append(LineChange(line, before, by_day[line][-1], by_day[line], pool.near(before.length_mm)))
    return tuple(changes)


def clearly_moved(changes: Sequence[LineChange]) -> bool:
    """Whether clearly more lines moved further than by themselves than chance lets; never by fewer days than tell
    how far another day moves lines.
    """
    known = [change for change in changes if change.beyond is not None]
    if not known or any(change.wander is None or change.wander.source != "days" for change in known):
        return False
    beyond = sum(bool(change.beyond) for change in known)
    return float(stats.binom.sf(beyond - 1, len(known), BY_CHANCE)) < CLEARLY


def _middle(day: Sequence[PhotoLines], line: int) -> Seen | None:
    found = [photo[line] for photo in day if line in photo]
    return _mean(found) if found and len(found) >= SHARE_MIN * len(day) else None


def _mean(found: Sequence[Seen]) -> Seen:
    return Seen(float(np.median([one.length_mm for one in found])), float(np.median([one.depth for one in found])))


@dataclass(frozen=True)
class _Pool:
    """Pairs of sightings of unchanged lines: length (mm) of the first, and both differences; NaN where missed."""

    source: Source
    rows: np.ndarray[tuple[int, int], np.dtype[np.float64]]

    def near(self, length_mm: float) -> Wander | None:
        if len(self.rows) == 0:
            return None
        order = np.argsort(np.abs(np.log(self.rows[:, 0] / length_mm)))
        like = self.rows[order[:ALIKE]]
        met = like[~np.isnan(like[:, 1])]
        if len(met) < FEWEST:
            return None
        length, depth = np.quantile(np.abs(met[:, 1:]), LEVEL, axis=0)
        return Wander(self.source, float(length), float(depth), 1 - len(met) / len(like))


def _pool(days: Sequence[Sequence[PhotoLines]], by_day: Mapping[int, Sequence[Seen | None]], n_baseline: int) -> _Pool:
    if n_baseline > 1:
        pairs = [
            (one[first], one[last]) for one in by_day.values() for first, last in combinations(range(n_baseline), 2)
        ]
        return _Pool("days" if n_baseline >= SEVERAL else "two days", _differences(pairs))
    both = [
        (first.get(line), last.get(line))
        for day in (days[0], days[-1])
        for first, last in combinations(day, 2)
        for line in by_day
    ]
    return _Pool("photos", _differences(both))


def _differences(
    pairs: Sequence[tuple[Seen | None, Seen | None]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(list(_rows(pairs)), np.float64).reshape(-1, 3)


def _rows(pairs: Sequence[tuple[Seen | None, Seen | None]]) -> Iterator[tuple[float, float, float]]:
    for first, last in pairs:
        if first is not None and last is not None:
            yield first.length_mm, last.length_mm - first.length_mm, 100 * (last.depth / first.depth - 1)
        elif (one := first or last) is not None:
            yield one.length_mm, float("nan"), float("nan")
