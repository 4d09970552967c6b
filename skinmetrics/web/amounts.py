"""Scores as people read them: in the clinic's lengths, the visitor's numerals and a plain unit."""

from __future__ import annotations

from collections.abc import Iterable

from skinmetrics.metrics.lengths import shown
from skinmetrics.progress.change import Change
from skinmetrics.progress.words.amounts import Amount, moved, noise
from skinmetrics.progress.words.names import unit_name
from skinmetrics.progress.words.saying import decimals
from skinmetrics.web.say import lengths, say, say_number

NO_NUMBER = "–"


def in_lengths(value: float, unit: str) -> tuple[float, str]:
    """A score of a metric's unit in the lengths that the clinic has chosen, and that unit's name."""
    factor, name = shown(unit, lengths())
    return factor * value, say(unit_name(name))


def alike(values: Iterable[float | None], unit: str) -> str:
    """How to write scores of one unit that stand together: with as many decimals each."""
    return f".{decimals(in_lengths(value, unit)[0] for value in values if value is not None)}f"


def say_amount(value: float | None, unit: str, form: str = ".3g") -> str:
    """A score with its unit; a dash where there is none."""
    if value is None:
        return NO_NUMBER
    factor, name = shown(unit, lengths())
    number = say_number(factor * value, form)
    return f"{number} {say(unit_name(name, number))}"


def say_score(value: float | None, unit: str, form: str) -> str:
    """A score where its unit stands above it; a dash where there is none."""
    return NO_NUMBER if value is None else say_number(in_lengths(value, unit)[0], form)


def say_moved(change: Change) -> str:
    """How far a score moved, with its sign; a dash where that is not known."""
    return _said(moved(change, lengths()), "+")


def say_noise(change: Change) -> str:
    """The most that retaking alone makes of it; a dash where that is not known."""
    return _said(noise(change, lengths()), "")


def _said(amount: Amount | None, sign: str) -> str:
    return NO_NUMBER if amount is None else amount.said(say, sign=sign)
