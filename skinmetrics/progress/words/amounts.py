"""How far a score moved, beside what retaking alone makes: both in percent, or both in the score's unit.

Of counts one spot more or less is many percent, and what can be above and below nothing has none that means anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from skinmetrics.metrics import METRIC_OF
from skinmetrics.metrics.lengths import Lengths, shown
from skinmetrics.progress.change import Change
from skinmetrics.progress.words.names import PERCENTAGE_POINTS, unit_name
from skinmetrics.progress.words.saying import Say, in_english, number

TOLD_IN_UNIT: Final = ("1", "ΔL*")
"""Units of counts, and of differences that have a sign: never in percent."""

PERCENT, IN_UNIT = "{number} %", "{number} {unit}"
TEMPLATES: Final = (PERCENT, IN_UNIT)
"""Every part that is to be translated."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A size with its sign, in percent of where the score began, or (`unit` is not None) in this unit, which is empty
    of a metric that the program does not know.
    """

    size: float
    unit: str | None = None

    def said(self, say: Say = in_english, *, sign: str = "") -> str:
        """For people: "9.3 %", "0.26 steps of lightness"; `sign` as for `format`."""
        if self.unit is None:
            form = f"{sign}.0f" if abs(self.size) >= 10 else f"{sign}.1f"
            return say(PERCENT).format(number=number(self.size, form, say))
        size = number(self.size, f"{sign}.2g" if abs(self.size) < 10 else f"{sign}.0f", say)
        return say(IN_UNIT).format(number=size, unit=say(unit_name(self.unit, size))).rstrip()

    def __abs__(self) -> Amount:
        """Return the same without its sign."""
        return Amount(abs(self.size), self.unit)


def moved(change: Change, lengths: Lengths = Lengths.MILLIMETRES) -> Amount | None:
    """How far a score moved, to who reads in these `lengths`; None where that cannot be said."""
    if _in_percent(change):
        return None if change.change_pct is None else Amount(change.change_pct)
    return None if change.change is None else _in_unit(change.change, change.metric, lengths)


def noise(change: Change, lengths: Lengths = Lengths.MILLIMETRES) -> Amount | None:
    """The most that retaking alone makes of it, in what `moved` is in; None where that is not known."""
    if change.mdc95 is None:
        return None
    if _in_percent(change):
        return Amount(100 * change.mdc95 / abs(change.before or 1.0))
    return _in_unit(change.mdc95, change.metric, lengths)


def unit_told(metric: str) -> str | None:
    """The unit that changes of a metric are told in whatever their size; None of one that is told in percent."""
    unit = _unit(metric)
    return unit if unit in TOLD_IN_UNIT else None


def _in_percent(change: Change) -> bool:
    return bool(change.before) and change.change_pct is not None and unit_told(change.metric) is None


def _in_unit(size: float, metric: str, lengths: Lengths) -> Amount:
    factor, unit = shown(_unit(metric), lengths)
    return Amount(factor * size, PERCENTAGE_POINTS if unit == "%" else unit)


def _unit(metric: str) -> str:
    known = METRIC_OF.get(metric)
    return "" if known is None else known.unit
