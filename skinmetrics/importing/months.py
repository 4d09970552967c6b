"""Dates with the month in words, and months that are first names."""

from __future__ import annotations

import re
from typing import Final

_NAMESAKES: Final = (
    r"jan(?:uary)?|mar(?:ch)?|april|may|june?|july|august"
    r"|märz|maerz|mai|juni|juli|abril|mayo|julio"  # German and Spanish
)
_NOBODY: Final = (
    r"feb(?:ruary)?|apr|jul|aug|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|januar|jänner|februar|mär|mrz|okt(?:ober)?|dez(?:ember)?"
    r"|enero|ene|febrero|marzo|abr|junio|agosto|ago|sep?tiembre|octubre|noviembre|diciembre|dic"
)
MONTHS: Final = rf"{_NAMESAKES}|{_NOBODY}"
"""The months, for a regular expression."""
OF_NOBODY: Final = re.compile(_NOBODY, re.IGNORECASE)
"""A month that nobody is called by: Feb, October."""
NAMESAKE: Final = re.compile(_NAMESAKES, re.IGNORECASE)
"""A month that is a first or last name too: Jan, April, May."""

_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:199|20\d)\d"
DAY: Final = re.compile(_DAY, re.IGNORECASE)
YEAR: Final = re.compile(_YEAR)
SHORT_DATE: Final = re.compile(r"[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
"""A date of six digits: 260105."""
_SPELLED: Final = re.compile(
    rf"(?<!\S)(?:(?:{_DAY} (?:de )?)?(?:{MONTHS})(?: {_DAY}| del?)? {_YEAR}"
    rf"|{_YEAR}(?: {_DAY})? (?:{MONTHS})(?: {_DAY})?"
    rf"|{_DAY} (?:{MONTHS}) {_DAY}|(?:{_DAY} (?:de )?)?(?:{_NOBODY})(?: {_DAY})?)(?!\S)",
    re.IGNORECASE,
)


def without_spelled_dates(text: str) -> str:
    """Words, each after one space, without "12 March 2026", "Mar 2026", "12 Mar 26", "12 Feb".

    A month that is a name too is a date beside a year and between two numbers: "12 Jan Mueller" may be client 12.
    """
    return " ".join(_SPELLED.sub(" ", text).split())
