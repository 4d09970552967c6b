"""The regular expressions by which the names of folders and files are read, built from the words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from skinmetrics.importing import words


def _any(some: Iterable[str]) -> str:
    """One of the words, the longest first, for a regular expression."""
    return f"(?:{'|'.join(map(re.escape, sorted(some, key=lambda word: (-len(word), word))))})"


_MONTH: Final = _any(words.MONTHS)
_PERSON: Final = rf"(?:{_any(words.PERSONS)}|fall(?! (?:199|20\d)\d(?: |$)))"  # "Fall 2025" is a season
_NUMBER: Final = _any(words.NUMBERS)

_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:199|20\d)\d"
DAY: Final = re.compile(_DAY, re.IGNORECASE)
YEAR: Final = re.compile(_YEAR)
SHORT_DATE: Final = re.compile(r"[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
"""A date of six digits: 260105."""
_DAY_OR_MONTH: Final = r"(?:0?[1-9]|[12]\d|3[01])"
DATE: Final = re.compile(
    r"(?<!\d)20\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<!\d){_DAY_OR_MONTH}[-.]{_DAY_OR_MONTH}[-.](?:20\d\d|[0-4]\d)(?!\d)"
)
"""A date in digits on which a photo may have been taken."""
BIRTH: Final = re.compile(r"(?<!\d)(?:\d{1,2}[-.]\d{1,2}[-.](?:19\d\d|[6-9]\d)|19\d\d-\d{2}-\d{2})(?!\d)")
"""A date too early for that, which tells apart two who have one name. In short from 60 on: 10.12.59 may be a time."""
TIMED: Final = re.compile(rf"(?:{DATE.pattern})(?:[ _T-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{{3}})?)?(?!\d))?")
"""A date, with the time of day that follows it."""
SPELLED_DATE: Final = re.compile(
    rf"(?<!\S)(?:(?:{_DAY} (?:de )?)?{_MONTH}(?: {_DAY}| del?)? {_YEAR}"
    rf"|{_YEAR}(?: {_DAY})? {_MONTH}(?: {_DAY})?"
    rf"|{_DAY} {_MONTH} {_DAY}|(?:{_DAY} (?:de )?)?{_any(words.NOBODYS_MONTHS)}(?: {_DAY})?)(?!\S)",
    re.IGNORECASE,
)
"""A date with its month in words: "12 March 2026", "Mar 2026", "12 Mar 26", "12 Feb".

A month that is a name too is a date beside a year and between two numbers: "12 Jan Mueller" may be client 12.
"""
_SPELLED: Final = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:de )?(?P<month>{_MONTH}) (?:del? )?(?P<year>{_YEAR})",
    rf"(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<year>{_YEAR})",
    rf"(?P<year>{_YEAR}) (?P<month>{_MONTH}) (?P<day>\d{{1,2}})",
)
SPELLED_DAYS: Final = tuple(re.compile(rf"(?<!\S){order}(?!\S)", re.IGNORECASE) for order in _SPELLED)
"""Days with their month in words, so that there is no doubt which number is the day."""

_ORDINAL: Final = rf"(?:\d{{1,3}}(?:st|nd|rd|th|[ªºa])?|{_any(words.ORDINALS)})"
_COUNTED: Final = _any(words.COUNTED_BY_NUMBERS)
_WITH_NUMBER: Final = rf"{_COUNTED}(?: {_NUMBER})? ?\d{{1,3}}"
SESSION: Final = re.compile(rf"(?<!\S)(?:{_ORDINAL} {_COUNTED}|{_WITH_NUMBER}|[tv]\d|q[1-4])(?!\S)", re.IGNORECASE)
"""Which session, week, quarter or photo it is: "3. Sitzung", "Week 4", "T0", "Q2"."""
SESSION_OF_NUMBERED: Final = re.compile(
    rf"(?<!\S)(?!{_any(words.VIEWS | words.PARTICLES)} )[^\W\d_]\S* \d+(?P<out>(?: {_WITH_NUMBER})+)(?!\S)",
    re.IGNORECASE,
)
"""Of "Client 12 Week 4" the week, so that it is not read as the 12th week of client 4."""
BEFORE_OR_AFTER: Final = re.compile(
    rf"(?<!\S){_any(words.TIMES)}(?:(?: {_any(words.PARTICLES)}){{0,2}} {_any(words.COUNTED)})?(?!\S)", re.IGNORECASE
)
"""On which side of a treatment: "vorher", "después del tratamiento"."""
BY_PROGRAMS: Final = re.compile(
    rf"(?<!\S)(?:(?i:{_any(words.BY_PROGRAMS)})|(?:MG|SAM) \d{{4}}|FB IMG|WIN (?:\d+ )*Pro|PXL (?:\d+ )?MP)(?!\S)"
)
"""What programs and cameras write; MG, SAM, FB and MP may be somebody elsewhere."""

CAMERA: Final = re.compile(
    rf"{_any(words.CAMERAS)}\d*|[pe]?\d+|\d{{3}}[a-z]{{3,5}}|wa\d+|b612|[0-9a-f]{{8,}}", re.IGNORECASE
)
"""A word that cameras, phones and messengers put into names: nobody's name."""
UUID: Final = re.compile(r"(?i)[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}")
"""What phones call files when they hand them on."""
NUMBERED: Final = re.compile(r"[^\W\d_]{1,10}\d{1,5}")
"""A word like client12 or K0017."""
NUMBERED_FOLDER: Final = re.compile(r"([^\W\d_]{1,10}) \d{1,6}")
"""A folder like K-0017, by its words."""
LONG_NUMBER: Final = re.compile(rf"(?!{_YEAR}(?:0[1-9]|1[0-2])?$|{SHORT_DATE.pattern}$)\d{{3,9}}")
"""A folder like 0017: a client's number, no day, month, year or date."""
SMALL_NUMBER: Final = re.compile(rf"(?:{_NUMBER} )?(\d{{1,2}})", re.IGNORECASE)
"""A folder like 12 or Nr. 12: a day, a month, a session or a client's number."""
NUMBER_BEFORE: Final = re.compile(r"\d{1,6}([^\W\d_]{3,})")
"""A word like 12Schmidt."""
INITIALS: Final = re.compile(r"(?<![^\W_])[A-ZÄÖÜÁÉÍÓÚÑ](?:\. ?[A-ZÄÖÜÁÉÍÓÚÑ])+(?![^\W_])\.?")
"""Initials like A.S."""
EMPTY_BRACKETS: Final = re.compile(r"[(\[]\s*[)\]]")
MARK: Final = re.compile(rf"(?<!\S){_PERSON}(?: (?:{_NUMBER}|id))? ?\d{{1,9}}(?!\S)", re.IGNORECASE)
"""A client's number that says itself that it is one: "Client 12", "Kunden Nr 12"."""
LETTER_MARK: Final = re.compile(rf"(?<!\S)(?i:{_PERSON}) [A-KM-QS-Z](?!\S)")
"""A client's letter: "Client A", but not L and R, which are sides."""
SHORT_MARK: Final = re.compile(
    rf"(?:[Pp] ?\d{{1,4}}|(?![LRlr] )[^\W\d_] (?!{_YEAR}(?: |$))\d{{2,6}}|[A-Z]{{2}} \d{{3,6}})(?!\S)"
)
"""A client's number where a name begins with it: P12, K-0017, AB-123. Cameras count with more digits."""
COUNTER: Final = re.compile(rf"(?<!\S){_NUMBER} \d+(?!\S)", re.IGNORECASE)
"""A number that says only that it is one: "No. 12"."""
NUMBER_FIRST: Final = re.compile(rf"(?:{_NUMBER} )?(\d{{1,9}})(?= )(?! \d)", re.IGNORECASE)
"""A number that begins a name, and may be the client's: "12 Schmidt". Of several numbers none is that."""
FEW_DIGITS: Final = re.compile(r"\d{1,3}")
"""A number that is too short for a time of day."""
