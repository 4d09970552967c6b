"""The languages that pages speak. English is written in the code; the others are tables from English sentences.

A table is a TOML file of this folder, `"English" = "translation"`, so that a translator needs nothing but an editor.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "de": "Deutsch", "es": "Español"})
"""Each by its code, named in itself."""


@cache
def table(language: str) -> Mapping[str, str]:
    """The translations of a language; empty for English and for one that is not spoken."""
    if language == ENGLISH or language not in LANGUAGES:
        return MappingProxyType({})
    text = (Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def translate(text: str, language: str) -> str:
    """A sentence in a language; in English where the table lacks it."""
    return table(language).get(text, text)


def best(wanted: str | None) -> str:
    """The language to begin with for a browser's locale ("de-AT"), English for one that is not spoken."""
    code = (wanted or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else ENGLISH
