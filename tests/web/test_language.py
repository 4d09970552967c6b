"""Every sentence that a client sees can be said in every language, with the same places to fill in."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from skinmetrics.progress import exclusion, sentences
from skinmetrics.web import language, main
from skinmetrics.web.pages import help_noise
from skinmetrics.web.words import capture as capture_words
from skinmetrics.web.words import client as client_words
from skinmetrics.web.words import consent as consent_words
from skinmetrics.web.words import help_drawings
from skinmetrics.web.words import metrics as metric_words
from skinmetrics.web.words import quick_look as words

OTHERS = [code for code in language.LANGUAGES if code != language.ENGLISH]


def said() -> Iterator[str]:
    """All that pages for clients hand to `say`, but for the evidence sheet, which is in English alone."""
    yield from (value for name, value in vars(client_words).items() if name.isupper() and isinstance(value, str))
    yield from capture_words.GUIDE.values()
    yield from capture_words.CONFOUNDERS.values()
    yield from consent_words.ACTIONS.values()
    for pair in consent_words.PURPOSES.values():
        yield from pair
    for texts in (
        metric_words.EXPLAINED,
        metric_words.VERDICTS,
        sentences.METRIC_WORDS,
        words.REGIONS,
        exclusion.WORDS,
    ):
        yield from texts.values()
    yield from map(metric_words.metric_name, sentences.METRIC_WORDS)
    yield from sentences.TEMPLATES
    for name, text, alt, _ in help_drawings.PHOTO_STEPS:
        yield from (name, text, alt)
    yield from (*help_noise.PARAGRAPHS, help_noise.ALT, *help_noise.MEANINGS.values())
    yield from (title for _, title, _ in (*main.OWN, *main.EVERYONE))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_with_its_places(code: str) -> None:
    table: Mapping[str, str] = language.table(code)
    wanted = set(said())
    assert sorted(wanted - set(table)) == []
    assert [text for text in wanted if places(text) != places(table[text])] == []
    assert [text for text in wanted if not table[text].strip()] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_table_is_toml_without_repetition(code: str) -> None:
    file = Path(language.__file__).parent / f"{code}.toml"
    assert tomllib.loads(file.read_text(encoding="utf-8")) == dict(language.table(code))


def test_what_a_table_lacks_is_said_in_english() -> None:
    assert language.translate("No such sentence.", "de") == "No such sentence."
    assert language.translate("Add photos", "de") != "Add photos"


@pytest.mark.parametrize(
    ("wanted", "code"), [("de-AT", "de"), ("es_MX", "es"), ("fr-FR", "en"), ("", "en"), (None, "en"), ("EN", "en")]
)
def test_the_browsers_locale_gives_the_first_language(wanted: str | None, code: str) -> None:
    assert language.best(wanted) == code
