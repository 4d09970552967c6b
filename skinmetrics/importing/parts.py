"""One folder's or one file's name, read word by word: the name in it, the number before that, a month that is alone."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from skinmetrics.clinic.names import SEPARATORS
from skinmetrics.importing import patterns, words

_SIDES: Final = ("L", "R")
"""Capitals that are of left and right, and no initials."""
_BESIDE_NAMES: Final = words.NAMESAKES | words.PARTICLES | words.TITLES
_TITLED: Final = (words.TITLES, words.NAMESAKES)
_REMEMBERED: Final = 4096
"""Folders and words whose reading is kept, as an archive has each of them of many photos."""
_APOSTROPHES: Final = ("'", "\N{RIGHT SINGLE QUOTATION MARK}")
_COMMON: Final = words.VIEWS | words.COUNTED | words.CLIENTS | words.MONTHS.keys() | words.OTHERS | words.TREATMENTS
"""Words that sort photos, but name nobody."""
_LEFT_OUT: Final = (
    patterns.SPELLED_DATE,
    patterns.BY_PROGRAMS,
    patterns.SESSION_OF_NUMBERED,
    patterns.SESSION,
    patterns.BEFORE_OR_AFTER,
)
"""What is no part of a name, in the order in which it is looked for."""


@dataclass(frozen=True)
class _Placed:
    """A word, and where in a text it begins and ends."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Numbered:
    """A name, None where there is none, and the client's number before it, "" without one."""

    name: str | None = None
    number: str = ""


@lru_cache(_REMEMBERED)
def of_folder(folder: str) -> str | None:
    """The folder's name as it is written, but for dates, sessions, before and after, where it may be a client's."""
    text = patterns.DATE.sub(" ", unicodedata.normalize("NFC", folder))
    placed = _placed(text)
    read = [word.text for word in placed]
    if any(_is(word, words.PRACTICES) for word in read) and not _mark(read):
        return None
    if _name_somebody(read) or _mark(read) or _initials(text) or _is_numbered(" ".join(read)):
        return _as_written(text, placed)
    return None


def of_file(file: str) -> Numbered:
    """The name in a file's name: its words that are neither date, counter nor a camera's.

    With them stay initials, a date of birth, a month that may be a first name, and a client's number that says itself
    that it is one.
    """
    text = stem(file)
    read = _undated(patterns.BIRTH.sub(" ", text))
    if mark := _mark(read):
        plain = " ".join(read)
        return Numbered(" ".join([*_kept(plain[: mark.start()].split()), mark[0], *_kept(plain[mark.end() :].split())]))
    number = _number_first(read)
    rest = patterns.COUNTER.sub(" ", " ".join(_from_number(read)[len(number.split()) :])).split()
    name = " ".join(_kept(rest)) if _name_somebody(rest) else _initials(text)
    return Numbered(" ".join([name, *patterns.BIRTH.findall(text)]), number) if name else Numbered()


def month(part: str) -> str | None:
    """The month that a folder or a file's name is, with initials; None where it says more, or is a date."""
    if not any(_is(word, words.NAMESAKES) for word in _split(part)):
        return None
    read = _undated(part)
    at = next((at for at, word in enumerate(read) if _is(word, words.NAMESAKES)), None)
    if at is None or _of_day(read, at) or _name_somebody(read):
        return None
    return " ".join([read[at], *filter(_initial, read)])


def spelled_day(part: str) -> dt.date | None:
    """The day in a folder's or a file's name whose month is in words."""
    plain = " ".join(_split(part))
    for found in filter(None, (pattern.search(plain) for pattern in patterns.SPELLED_DAYS)):
        try:
            return dt.date(int(found["year"]), words.MONTHS[found["month"].casefold()], int(found["day"]))
        except ValueError:
            continue
    return None


def is_year(part: str) -> bool:
    """Whether a folder is a year's."""
    return bool(patterns.YEAR.fullmatch(part))


def of_calendar(part: str) -> bool:
    """Whether a folder or a file's name is a month that nobody is called by."""
    read = _split(part)
    return any(_is(word, words.NOBODYS_MONTHS) for word in read) and not any(map(_names, read))


def small_number(part: str) -> str | None:
    """The number of one or two digits that a folder is: a day's, a month's, a session's or a client's."""
    found = patterns.SMALL_NUMBER.fullmatch(" ".join(_split(part)))
    return found[1] if found else None


def stem(file: str) -> str:
    """A file's name without what says its kind."""
    return file.rpartition(".")[0] or file


@lru_cache(_REMEMBERED)
def _split(text: str) -> tuple[str, ...]:
    return tuple(word for word in SEPARATORS.split(unicodedata.normalize("NFC", text)) if word)


def _placed(text: str) -> list[_Placed]:
    """The words of a text without those that say a date, a session, before or after, or that programs write."""
    placed: list[_Placed] = []
    end = 0
    for word in filter(None, SEPARATORS.split(text)):
        start = text.index(word, end)
        end = start + len(word)
        placed.append(_Placed(word, start, end))
    for pattern in _LEFT_OUT:
        placed = _without(placed, pattern)
    return placed


def _without(placed: list[_Placed], pattern: re.Pattern[str]) -> list[_Placed]:
    """The words without those that the pattern, or its group `out`, finds in them, joined by spaces."""
    plain = " ".join([word.text for word in placed])
    left = list(placed)
    group = "out" if "out" in pattern.groupindex else 0
    for found in reversed(list(pattern.finditer(plain))):
        out = found[group].strip()
        at = plain[: found.end(group) - len(out)].count(" ")
        del left[at : at + out.count(" ") + 1]
    return left


def _as_written(text: str, placed: Sequence[_Placed]) -> str:
    """The words with what stands between and beside them in the text, where no word was left out there."""
    written = ""
    end = 0
    for start, stop in [*((word.start, word.end) for word in placed), (len(text), len(text))]:
        between = text[end:start]
        written += (" " if any(map(str.isalnum, between)) else between) + text[start:stop]
        end = stop
    return " ".join(patterns.EMPTY_BRACKETS.sub(" ", written.replace("_", " ")).split()).strip(" -,")


def _undated(text: str) -> list[str]:
    """The words of a name, without dates and their times of day, sessions, before and after."""
    undated = patterns.TIMED.sub(" ", patterns.UUID.sub(" ", unicodedata.normalize("NFC", text)))
    placed = _placed(undated)
    # a point makes an initial of what else is a side: "L. Weber", but "Weber L"
    pointed = [word.text in _SIDES and undated[word.end : word.end + 1] == "." for word in placed]
    return [f"{word.text}." if point else word.text for word, point in zip(placed, pointed, strict=True)]


def _is(word: str, some: frozenset[str]) -> bool:
    return word.casefold() in some


def _sorts(word: str) -> bool:
    """Whether a word sorts photos, or is a camera's."""
    return _is(word, _COMMON) or bool(patterns.CAMERA.fullmatch(word))


@lru_cache(_REMEMBERED)
def _names(word: str) -> bool:
    """Whether a word may name somebody, rather than a camera, a counter or a way of sorting."""
    letters = "".join(letter for letter in word if letter not in _APOSTROPHES)
    after = patterns.NUMBER_BEFORE.fullmatch(word)
    numbered = patterns.NUMBERED.fullmatch(word) or (after and after[1].istitle() and not _sorts(after[1]))
    return (
        not _sorts(word)
        and not _is(word, words.PARTICLES | words.TITLES)
        and ((len(letters) > 1 and letters.isalpha()) or bool(numbered))
    )


def _name_somebody(read: Sequence[str]) -> bool:
    return any(map(_names, read)) or all(any(_is(word, some) for word in read) for some in _TITLED)


def _is_numbered(plain: str) -> bool:
    """Whether words are a client's number: 0017, K 0017."""
    numbered = patterns.NUMBERED_FOLDER.fullmatch(plain)
    return bool(patterns.LONG_NUMBER.fullmatch(plain)) or (numbered is not None and not _sorts(numbered[1]))


def _initials(text: str) -> str | None:
    """Initials with points, that alone are a name: A.S."""
    found = patterns.INITIALS.search(unicodedata.normalize("NFC", text))
    return found[0] if found else None


def _initial(word: str) -> bool:
    letter = word.removesuffix(".")
    return len(letter) == 1 and letter.isupper() and word not in _SIDES


def _mark(read: Sequence[str]) -> re.Match[str] | None:
    """The client's number or letter in the words, joined by spaces, that says itself that it is one."""
    plain = " ".join(read)
    begins = len(plain) - len(" ".join(_from_number(read)))
    found = patterns.MARK.search(plain) or patterns.SHORT_MARK.match(plain, begins)
    return found or (None if any(map(_names, read)) else patterns.LETTER_MARK.search(plain))


def _from_number(read: Sequence[str]) -> Sequence[str]:
    """The words without those at the beginning that say what a photo shows, or are a date before a number."""
    at = next((at for at, word in enumerate(read) if word and not _is(word, words.VIEWS)), len(read))
    rest = read[at:]
    dated = len(rest) > 1 and patterns.SHORT_DATE.fullmatch(rest[0]) and patterns.FEW_DIGITS.fullmatch(rest[1])
    return rest[1:] if dated else rest


def _number_first(read: Sequence[str]) -> str:
    """The number before a name that is the client's; "" where it is a year, a date's, or counts sessions or photos."""
    number = patterns.NUMBER_FIRST.match(" ".join(_from_number(read)))
    if not number or patterns.YEAR.fullmatch(number[0]) or patterns.SHORT_DATE.fullmatch(number[0]):
        return ""
    rest = _from_number(read)[len(number[0].split()) :]
    follows = rest[0]
    if _is(follows, words.NAMESAKES):
        return "" if _begins_with_day([number[1], *rest]) else number[0]
    # "12 vorher Schmidt" and "13 vorher Schmidt" may be two, so what a photo shows takes no number from its client
    return number[0] if not _is(follows, _COMMON - words.CLIENTS - words.VIEWS) else ""


def _of_day(read: Sequence[str], at: int) -> bool:
    """Whether at this place a month follows a day, as in "Anna 12 May"."""
    return 0 < at < len(read) and bool(patterns.DAY.fullmatch(read[at - 1])) and _is(read[at], words.NAMESAKES)


def _begins_with_day(read: Sequence[str]) -> bool:
    """Whether words begin with a day and a month that may be a name, before a name, as in "12 April Clara"."""
    return _of_day(read, 1) and not _is(read[1], words.GIVEN_NAMES) and any(map(_names, read[2:]))


def _kept(read: Sequence[str]) -> list[str]:
    """The words that are a name's: those that may name somebody, initials, and months that are of no day.

    A month before a name stays with it, as "12 May Lin" and "13 June Lin" may be two.
    """
    dated = [at for at in range(2, len(read)) if _names(read[at - 2]) and _of_day(read, at)]
    some = [word for at, word in enumerate(read) if at not in dated]
    return [word for word in some if _names(word) or _initial(word) or _is(word, _BESIDE_NAMES)]
