"""Notes on photos that something else may have changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from types import MappingProxyType

from skinmetrics.progress.series import Series

BRUISES_LAST = timedelta(days=7)
USUAL_HOURS = 3.0
"""A photo taken farther than so many hours from the client's usual hour is noted: lines deepen through the day."""
DAYS_WITH_A_USUAL = 3
"""Of fewer days none has a usual hour: of two, each would be the odd one."""


class Confounder(StrEnum):
    """What, besides treatment, changes a face or its picture."""

    BRUISES = "bruises"
    HOUR = "hour"
    MAKE_UP = "make_up"
    NEW_PRODUCTS = "new_products"
    SUNBURN = "sunburn"
    MENSTRUAL_CYCLE = "menstrual_cycle"


WORDS: Mapping[Confounder, str] = MappingProxyType(
    {
        Confounder.BRUISES: "taken while bruises or redness of a session may still show",
        Confounder.HOUR: "taken at another hour than usual; faces look more lined towards evening",
        Confounder.MAKE_UP: "taken with make-up on",
        Confounder.NEW_PRODUCTS: "taken after new skin-care products were begun",
        Confounder.SUNBURN: "taken with sunburnt or freshly tanned skin",
        Confounder.MENSTRUAL_CYCLE: "taken at another time of the menstrual cycle",
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something said of one measurement."""

    taken_at: datetime
    confounder: Confounder

    @property
    def words(self) -> str:
        """Return the note for people."""
        return WORDS[self.confounder]


def notes_on(
    series: Series,
    sessions: Sequence[datetime],
    told: Mapping[datetime, Collection[Confounder]],
    begins: datetime | None = None,
) -> tuple[Note, ...]:
    """Return the notes on a series: photos soon after one of ``sessions``, at an odd hour, and what was ``told``.

    ``told`` is by the time of the measurement. A photo before the needles of the same day is not within the window, nor
    is one before the follow-up ``begins`` (assess.py), whatever time is taken for a session of which none was noted.
    Hours are compared only where photos of three days carry them; one of which the day alone is known stands at
    midnight. A day that has a photo at the usual hour is not at an odd one.
    """
    odd = _at_odd_hours([time for time in series.times if time.time() != time.min.time()])
    notes = []
    for time in series.times:
        follows = begins is None or time >= begins
        if follows and any(timedelta(0) < time - session <= BRUISES_LAST for session in sessions):
            notes.append(Note(time, Confounder.BRUISES))
        if time in odd:
            notes.append(Note(time, Confounder.HOUR))
        notes += [Note(time, confounder) for confounder in told.get(time, ())]
    return tuple(notes)


def _at_odd_hours(timed: Sequence[datetime]) -> frozenset[datetime]:
    """Return which of ``timed`` are far from the usual hour, on days that have nothing near it."""
    if len({time.date() for time in timed}) < DAYS_WITH_A_USUAL:
        return frozenset()
    usual = _usual_hour([_hour(time) for time in timed])
    if usual is None:
        return frozenset()
    near = {time.date() for time in timed if _hours_apart(_hour(time), usual) <= USUAL_HOURS}
    return frozenset(time for time in timed if time.date() not in near)


def _hour(time: datetime) -> float:
    return time.hour + time.minute / 60


def _hours_apart(one: float, other: float) -> float:
    """Return how far apart two hours are round the clock, at most 12."""
    return abs((one - other + 12) % 24 - 12)


def _usual_hour(hours: Sequence[float]) -> float | None:
    """Return the median of the ``2 * USUAL_HOURS`` of the clock in which most of ``hours`` lie, which are in the order
    of the photos: of equals those with the earliest photo. None where they hold fewer than half, or there are none.
    """
    if not hours:
        return None
    windows = [
        (first, [place for place, hour in enumerate(hours) if (hour - first) % 24 <= 2 * USUAL_HOURS])
        for first in hours
    ]
    first, inside = min(windows, key=lambda window: (-len(window[1]), window[1]))
    if 2 * len(inside) < len(hours):
        return None
    return (first + median((hours[place] - first) % 24 for place in inside)) % 24
