"""How sentences, dates, numbers and lists are said in the language of who reads; English by itself.

Layers below the pages know of no language: they are handed `Say`, which gives a sentence for an English one. What
differs between languages is a sentence too: the name of a month, the order of a date, the decimal point.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

Say = Callable[[str], str]
"""Gives a sentence, or a part of one with its {places}, in the language of who reads."""

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAY: Final = "{day} {month:.3} {year}"
DECIMAL_POINT: Final = "."
AND: Final = "and"

TEMPLATES = (*MONTHS, DAY, DECIMAL_POINT, AND)
"""Every part that is to be translated."""


_BEFORE_UNIT: Final = re.compile(r"(?<=[\d}]) (?=%|[mc]m(?:\b|²)|MB\b)")
NEARLY_TEN: Final = 50**0.5
"""From so many tenths on, the nearest round step of an axis is a whole."""


def in_english(text: str) -> str:
    """The sentence as it is written in the code."""
    return text


@lru_cache(maxsize=4096)
def unbroken(text: str) -> str:
    """The text, of which no line ends between a number, or the {place} of one, and its unit."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


def day(when: date, say: Say = in_english) -> str:
    """A date for people, wherever it stands: 1 Mar 2026."""
    return say(DAY).format(day=when.day, month=say(MONTHS[when.month - 1]), year=when.year)


def number(value: float, form: str = ".3g", say: Say = in_english) -> str:
    """A number for people, with a true minus sign: −3.1; `form` as for `format`. What rounds to nothing has no sign."""
    text = format(value, form)
    text = text.lstrip("+-") if float(text) == 0 else text
    return text.replace("-", "−").replace(".", say(DECIMAL_POINT))


def decimals(values: Iterable[float], digits: int = 3) -> int:
    """How many decimals numbers that stand together get, so that the largest of them shows so many digits."""
    largest = max(map(abs, values), default=0.0)
    return max(0, digits - 1 - math.floor(math.log10(largest))) if largest else 0


def tick_decimals(low: float, high: float, ticks: int) -> int:
    """How many decimals tell about so many round values of an axis from each other; of a single value, its digits."""
    step = (high - low) / ticks
    if step <= 0:
        return decimals([high])
    power = math.floor(math.log10(step) + 1e-9)
    return max(0, -power - int(step / 10.0**power >= NEARLY_TEN))


def listed(names: Sequence[str], say: Say = in_english) -> str:
    """Names in a sentence: "fine lines, redness and radiance"."""
    return f" {say(AND)} ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def capital(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]
