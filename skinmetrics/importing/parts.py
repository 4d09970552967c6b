"""One folder's or one file's name, read word by word: the name in it, the number before that, a month that is alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from skinmetrics.clinic.names import SEPARATORS
from skinmetrics.importing import patterns, words

_SIDES: Final = ("L", "R")
"""Capitals that are of left and right, and no initials."""
_APOSTROPHES: Final = ("'", "\N{RIGHT SINGLE QUOTATION MARK}")
_COMMON: Final = words.VIEWS | words.COUNTED | words.CLIENTS | words.MONTHS | words.OTHERS
"""Words that sort photos, but name nobody."""


@dataclass(frozen=True)
class Numbered:
    """A name, None where there is none, and the client's number before it, "" without one."""

    name: str | None = None
    number: str = ""


def of_folder(folder: str) -> str | None:
    """The folder's name, whole but for a date in it, where it may be a client's."""
    numbered = patterns.NUMBERED_FOLDER.fullmatch(folder)
    read = _split(folder)
    if any(map(_names, read)) or _mark(read) or (numbered and not _sorts(numbered[1])):
        undated = patterns.DATE.sub(" ", unicodedata.normalize("NFC", folder))
        return " ".join(undated.replace("_", " ").split()).strip(" -,.")
    return None


def of_file(file: str) -> Numbered:
    """The name in a file's name: its words that are neither date, counter nor a camera's.

    With them stay initials that stand beside one, a month that may be a first name, and a client's number that says
    itself that it is one.
    """
    read = _undated(stem(file))
    if mark := _mark(read):
        plain = " ".join(read)
        return Numbered(" ".join([*_kept(plain[: mark.start()].split()), mark[0], *_kept(plain[mark.end() :].split())]))
    number = _number_first(read)
    rest = patterns.COUNTER.sub(" ", " ".join(_from_number(read)[len(number.split()) :])).split()
    return Numbered(" ".join(_kept(rest)), number) if any(map(_names, rest)) else Numbered()


def month(part: str) -> str | None:
    """The month that a folder or a file's name is, with initials; None where it says more, or is a date."""
    read = _undated(part)
    at = next((at for at, word in enumerate(read) if _is(word, words.NAMESAKES)), None)
    if at is None or _of_day(read, at) or any(map(_names, read)):
        return None
    return " ".join([read[at], *filter(_initial, read)])


def is_year(part: str) -> bool:
    """Whether a folder is a year's."""
    return bool(patterns.YEAR.fullmatch(part))


def of_calendar(part: str) -> bool:
    """Whether a folder or a file's name is a month that nobody is called by."""
    read = _split(part)
    return any(_is(word, words.NOBODYS_MONTHS) for word in read) and not any(map(_names, read))


def of_practice(name: str) -> bool:
    """Whether a name is a practice's."""
    return any(_is(word, words.PRACTICES) for word in _split(name))


def stem(file: str) -> str:
    """A file's name without what says its kind."""
    return file.rpartition(".")[0] or file


def _split(text: str, date: re.Pattern[str] = patterns.DATE) -> list[str]:
    """The words of a name, without dates in digits."""
    return SEPARATORS.split(date.sub(" ", unicodedata.normalize("NFC", text)))


def _undated(text: str) -> list[str]:
    """The words of a name, without dates and their times of day."""
    return patterns.SPELLED_DATE.sub(" ", " ".join(_split(text, patterns.TIMED))).split()


def _is(word: str, some: frozenset[str]) -> bool:
    return word.casefold() in some


def _sorts(word: str) -> bool:
    """Whether a word sorts photos, or is a camera's."""
    return _is(word, _COMMON) or bool(patterns.CAMERA.fullmatch(word))


def _names(word: str) -> bool:
    """Whether a word may name somebody, rather than a camera, a counter or a way of sorting."""
    letters = "".join(letter for letter in word if letter not in _APOSTROPHES)
    after = patterns.NUMBER_BEFORE.fullmatch(word)
    numbered = patterns.NUMBERED.fullmatch(word) or (after and after[1].istitle() and not _sorts(after[1]))
    return not _sorts(word) and ((len(letters) > 1 and letters.isalpha()) or bool(numbered))


def _initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word not in _SIDES


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
    """Whether words begin with a day and its month, before a name, as in "12 April Clara"."""
    return _of_day(read, 1) and not _is(read[1], words.GIVEN_NAMES) and any(map(_names, read[2:]))


def _kept(read: Sequence[str]) -> list[str]:
    """The words that are a name's: those that may name somebody, initials, and months that are of no day."""
    if len(read) > 1 and _begins_with_day(read):
        read = read[2:]
    dated = [at for at in range(2, len(read)) if _names(read[at - 2]) and _of_day(read, at)]
    some = (word for at, word in enumerate(read) if at not in dated)
    return [word for word in some if _names(word) or _is(word, words.NAMESAKES) or _initial(word)]
