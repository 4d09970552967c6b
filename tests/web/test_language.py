"""Every sentence that is shown can be said in every language, with the same places to fill in."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from skinmetrics.acupuncture.points import POINTS
from skinmetrics.progress import exclusion
from skinmetrics.progress.words import amounts, names, saying, sentences
from skinmetrics.progress.words import places as place_words
from skinmetrics.reports import telling
from skinmetrics.reports import words as report_words
from skinmetrics.reports.formats import FORMATS
from skinmetrics.web import language, main
from skinmetrics.web import words as all_words
from skinmetrics.web.pages import help_noise
from skinmetrics.web.routes import words as route_words
from skinmetrics.web.words import capture, client, consent, evidence, help_drawings, metrics, practice, quick_look

OTHERS = [code for code in language.LANGUAGES if code != language.ENGLISH]
PROGRAM = Path(all_words.__file__).parents[2]
BELOW = ("imaging", "metrics", "scoring.py", "progress", "importing", "clinic", "jobs")
CONSOLE_ONLY = (  # said to whoever runs the program, never on a page
    "clinic/audit.py", "clinic/backup", "clinic/checks.py", "clinic/database.py", "clinic/records.py", "clinic/vault",
    "imaging/landmarks/networks.py", "jobs/dask.py", "progress/noise.py", "progress/series.py",
    "progress/words/sentences.py", "clinic/migrations",
)  # fmt: skip
PUT_TOGETHER = (
    amounts.TEMPLATES, saying.TEMPLATES, sentences.TEMPLATES, place_words.TEMPLATES, names.METRIC_WORDS,
    names.REGION_WORDS, names.UNIT_WORDS, names.WORDS_OF_ONE, exclusion.WORDS,
)  # fmt: skip
"""What sentences of `progress` are made of."""


def texts(found: object) -> Iterator[str]:
    """All strings in a constant, however it is nested."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        yield from texts(tuple(found.values()))
    elif isinstance(found, (tuple, list)):
        for each in found:
            yield from texts(each)
    elif isinstance(found, (evidence.Claim, evidence.Source)):
        yield from texts(tuple(vars(found).values()))


def constants(*modules: ModuleType) -> Iterator[str]:
    for module in modules:
        for name, value in vars(module).items():
            if name.isupper() and not name.startswith("_"):
                yield from texts(value)


SAYING = {"say": (0,), "say_count": (1, 2), "title": (0, 1)}
"""What says a sentence, and which of its arguments are one."""


def literals() -> Iterator[str]:
    """The sentences that pages say where they stand, in no list of words."""
    for file in sorted((PROGRAM / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for sentence in (node.args[place : place + 1] for place in SAYING.get(node.func.id, ())):
                    yield from _either(sentence)


def _either(nodes: list[ast.expr]) -> Iterator[str]:
    """The texts among expressions, and in both ways of an if."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _either([node.body, node.orelse])


def said() -> Iterator[str]:
    """All that pages, routes and the PDF hand to `say`."""
    yield from literals()
    yield from constants(client, practice, quick_look, capture, consent, metrics, route_words, evidence, telling)
    yield from constants(report_words)
    yield from texts(PUT_TOGETHER)
    yield from map(metrics.metric_name, names.METRIC_WORDS)
    yield from (point.where for point in POINTS.values())
    yield from (each.name for each in FORMATS.values())
    yield from constants(help_drawings, help_noise)
    yield from quick_look.GROUPS
    yield from (title for _, title, _ in (*main.OWN, *main.PRACTICE, *main.EVERYONE))


SHOWN_AS_THEY_ARE = {
    *texts(evidence.CLAIMS[0].metrics), consent.VERSION, consent.VERSION_ELSEWHERE, quick_look.CSV_NAME,
    quick_look.PRODUCT, route_words.BRAND,
}  # fmt: skip


def worded(texts_: Iterator[str]) -> set[str]:
    """What is for people: no id, drawing, address or source."""
    return {text for text in texts_ if text.strip() and not is_code(text)} - SHOWN_AS_THEY_ARE


def is_code(text: str) -> bool:
    return text.lstrip().startswith("<") or ("_" in text and " " not in text)


def sources() -> set[str]:
    """Where facts are from, and what the console alone shows: the same in every language."""
    return {one.source for one in (*evidence.TRIALS, *evidence.METHOD_FACTS)} | {route_words.CONSOLE_CODE}


def from_below() -> Iterator[str]:
    """The sentences written into the code of the layers below, with something in their places."""
    for part in BELOW:
        start = PROGRAM / part
        for file in [start] if start.is_file() else sorted(start.rglob("*.py")):
            where = file.relative_to(PROGRAM).as_posix()
            if not where.startswith(CONSOLE_ONLY):
                yield from _sentences(ast.parse(file.read_text(encoding="utf-8")))


def _sentences(tree: ast.Module) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    ignored = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    ignored |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if id(node) in ignored:
            continue
        text = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
        if " " in text and (text[0].isupper() or text[0] == "7") and text[-1] in ".!?" and "\n" not in text:
            yield text


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_with_its_places(code: str) -> None:
    table: Mapping[str, str] = language.table(code)
    wanted = worded(said()) - sources()
    assert sorted(wanted - set(table)) == []
    assert [text for text in wanted if places(text) != places(table[text])] == []
    assert [text for text in wanted if not table[text].strip()] == []


@pytest.mark.parametrize("code", OTHERS)
def test_what_the_layers_below_say_is_recognised(code: str) -> None:
    found = set(from_below())
    assert len(found) > 80
    assert sorted(text for text in found if language.translate(text, code) == text) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_table_is_toml_without_repetition(code: str) -> None:
    file = Path(language.__file__).parent / f"{code}.toml"
    assert tomllib.loads(file.read_text(encoding="utf-8")) == dict(language.table(code))


def test_what_a_table_lacks_is_said_in_english() -> None:
    assert language.translate("No such sentence.", "de") == "No such sentence."
    assert language.translate("Add photos", "de") != "Add photos"


def test_a_sentence_with_its_values_is_recognised_and_they_are_kept() -> None:
    held = "These records must be kept since 2026-03-01: a lawsuit. The clinic's administrator can lift the hold."
    told = language.translate(held, "de")
    assert told != held
    assert "2026-03-01" in told
    assert "a lawsuit" in told, "what somebody typed is theirs"


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize(
    "sentence",
    [
        "You are signed in as May.",
        "You are signed in as May (May).",
        "Welcome to May",
        "There is no folder May. Check its name and place.",
        "The records of May are erased.",
        "These records must be kept since 2 Jun 2026: May. The clinic's administrator can lift the hold.",
    ],
)
def test_a_name_that_is_a_word_too_is_not_translated(code: str, sentence: str) -> None:
    told = language.translate(sentence, code)
    assert told != sentence
    assert told.count("May") == sentence.count("May")
    assert "June" not in told


def test_sentences_in_a_row_and_lists_are_recognised_only_as_a_whole() -> None:
    dark, far = "The photo is too dark. Turn to a window or add a second lamp.", "No face found."
    both = language.translate(f"{dark} {dark}", "de")
    assert both == f"{language.translate(dark, 'de')} {language.translate(dark, 'de')}"
    assert language.translate(f"{dark} {far}", "de") == f"{dark} {far}"
    assert language.translate("Tom and Ada", "de") == "Tom and Ada"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("de,en;q=0.8", "de"), ("de-AT", "de"), ("es_MX", "es"), ("fr-FR", "en"), ("", "en"), (None, "en"), ("EN", "en")],
)
def test_the_browsers_locale_gives_the_first_language(wanted: str | None, code: str) -> None:
    assert language.best(wanted) == code


def test_a_day_inside_a_sentence_from_below_is_said_in_the_language() -> None:
    told = "The photos of 28 Apr 2026 stand apart from those around them in most scores and count little."
    assert "28. Apr 2026" in language.translate(told, "de")
    assert "28 abr 2026" in language.translate(told, "es")


@pytest.mark.parametrize(("code", "told"), [("en", "1 Mar 2026"), ("de", "1. Mär 2026"), ("es", "1 mar 2026")])
def test_a_day_has_one_form_in_each_language(code: str, told: str) -> None:
    when = date(2026, 3, 1)
    assert saying.day(when, partial(language.translate, language=code)) == told
    assert language.translate(saying.day(when), code) == told, "as a sentence from below brings it"


@pytest.mark.parametrize("code", OTHERS)
def test_a_sign_in_that_changed_may_be_ones_own(code: str) -> None:
    told = language.translate(client.OTHER_SIGN_IN, code)
    assert not [who for who in ("jemand", "otra persona") if who in told.lower()]


@pytest.mark.parametrize("unit", ["%", "mm", "cm", "mm/cm²", "mm²/cm²", "cm²", "MB"])
@pytest.mark.parametrize("number", ["6.1", "{value}"])
def test_no_line_ends_between_a_number_and_its_unit(number: str, unit: str) -> None:
    assert saying.unbroken(f"Up to {number} {unit} of it.") == f"Up to {number}\N{NO-BREAK SPACE}{unit} of it."
    assert saying.unbroken(f"Up to {number} photos.") == f"Up to {number} photos."
