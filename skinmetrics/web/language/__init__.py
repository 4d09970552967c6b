"""The languages that pages speak. English is written in the code; the others are tables from English sentences.

A table is a TOML file of this folder, `"English" = "translation"`, so that a translator needs nothing but an editor.

Some sentences come whole from the layers below, or out of the records, with their values filled in. They are
recognised by the table's sentences with {places}: what stands in the places is put into the translation, translated too
unless it is what somebody typed.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from skinmetrics.progress.words.saying import DAY, MONTHS

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "de": "Deutsch", "es": "Español"})
"""Each by its code, named in itself."""

TYPED = frozenset({"clinic", "email", "folder", "name", "path", "reason"})
"""Places of what somebody typed, which is theirs: May is not only a month, but a person."""


@cache
def table(language: str) -> Mapping[str, str]:
    """The translations of a language; empty for English and for one that is not spoken."""
    if language == ENGLISH or language not in LANGUAGES:
        return MappingProxyType({})
    text = (Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@lru_cache(maxsize=4096)
def translate(text: str, language: str) -> str:
    """A sentence in a language; in English where the table lacks it."""
    found = None if language == ENGLISH else _known(text, language)
    return text if found is None else found


def _known(text: str, language: str) -> str | None:
    """The translation of a sentence, as it stands in the table, with filled places, or put together of such ones."""
    if (found := _whole(text, language)) is not None:
        return found
    together = f" {table(language).get('and', 'and')} "
    return _joined(_SENTENCES.split(text), " ", " ", language) or _joined(
        text.split(" and "), " and ", together, language
    )


def _whole(text: str, language: str) -> str | None:
    if (found := table(language).get(text)) is not None:
        return found
    for shape, told in _shapes(language):
        if match := shape.fullmatch(text):
            places = match.groupdict().items()
            return told.format(**{name: one if name in TYPED else translate(one, language) for name, one in places})
    return _day(text, language)


def _day(text: str, language: str) -> str | None:
    """A date as `saying.day` writes it in English: 1 Mar 2026."""
    match = re.fullmatch(r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+) (?P<year>\d{4})", text)
    month = None if match is None else next((each for each in MONTHS if each[:3] == match["month"]), None)
    if match is None or month is None:
        return None
    known = table(language)
    return known.get(DAY, DAY).format(day=match["day"], month=known.get(month, month), year=match["year"])


def _joined(parts: Sequence[str], between: str, joint: str, language: str) -> str | None:
    """The translations of neighbouring parts, as many as the table knows together; None where it lacks any."""
    if not parts or len(parts) > _PARTS_MAX:
        return None
    for end in range(len(parts), 0, -1):
        first = _whole(between.join(parts[:end]), language)
        if first is None:
            continue
        if end == len(parts):
            return first
        if (rest := _joined(parts[end:], between, joint, language)) is not None:
            return f"{first}{joint}{rest}"
    return None


_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_PARTS_MAX = 12


@cache
def _shapes(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of the sentences with places, each with its translation, those with most fixed text first."""
    shapes = []
    for english, told in table(language).items():
        parts = list(string.Formatter().parse(english))
        fixed = sum(len(text) for text, *_ in parts)
        if fixed < _FIXED_MIN or not any(name for _, name, *_ in parts):
            continue
        seen: set[str] = set()
        pattern = ""
        for text, name, *_ in parts:
            pattern += re.escape(text)
            if name:
                pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
                seen.add(name)
        shapes.append((fixed, re.compile(pattern, re.DOTALL), told))
    return tuple((shape, told) for _, shape, told in sorted(shapes, key=lambda each: -each[0]))


_FIXED_MIN = 6
"""Letters that a sentence must have beside its places, to be recognised by them."""


def best(wanted: str | None) -> str:
    """The language to begin with for a browser's locale ("de-AT", "es, en;q=0.8"); English for one not spoken here."""
    code = re.split("[-_,;]", wanted or "")[0].strip().lower()
    return code if code in LANGUAGES else ENGLISH
