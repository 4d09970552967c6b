"""Every sentence that a client sees: short, no jargon, no cause, no fear, no selling."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from skinmetrics.reports import telling
from skinmetrics.reports import words as report_words
from skinmetrics.web.pages import help_noise
from skinmetrics.web.routes import words as route_words
from skinmetrics.web.words import capture, client, consent, evidence, help_drawings, metrics, quick_look
from tests.web.test_language import PUT_TOGETHER, constants, from_below, is_code, texts

MOST_WORDS = 26
MOST_SENTENCES = 5

FOR_OTHERS = re.compile(  # said to who treats or administers, or where files are imported
    r"^A client across|clients have a measured change|time zone|archive|\bzip\b|practitioner|untreated group|"
    r"legal hold|demo|days? recorded|Needles and minutes|Records can be kept|needled|folder|Photo 7 is not in|"
    r"photo store|The [7a-z]+ changed in|must be kept since|are not due any more|Say in a few words|This clinic is not|"
    r"Check who may open it|This session is not|The client has not consented|This client (has|is)|The session's date"
)
JARGON = (
    r"metrics?|parameters?|algorithms?|baseline|sclera|landmarks?|resolution|significan\w*|p-values?|percentiles?|"
    r"deviation|variance|median|phases?|randomi[sz]ed|placebo|cohort|verdicts?|confounders?|h(a)?emoglobin|erythema|"
    r"detector|segmentation|calibrat\w*|normali[sz]ed|one-armed|index|data ?base|server|upload token|metadata|exif|"
    r"longitudinal|intervention|efficacy|dermis|epidermis|regression|interval|statistically"
)
CAUSE = (
    r"because of|thanks to|due to|caused|results? of|worked|works (for|on|against)|helped|responds? to|cures?|heals?|"
    r"healed|healing"
)
FEAR = (
    r"cancer|melanoma|tumou?rs?|danger\w*|disease|ugly|ag(e)?ing|aged|damaged skin|sun damage|alarm\w*|urgent\w*|"
    r"suffer\w*|risks?|flaws? of your|imperfections?|problem areas?|severe|serious\w*|deteriorat\w*"
)
SELLING = (
    r"young\w*|rejuven\w*|glow\w*|amazing\w*|perfect\w*|beautiful\w*|boost\w*|miracle\w*|transform\w*|guarante\w*|proven|"
    r"premium|best results|results you|buy|offer|book (now|your)|flawless|anti-?age?ing|stunning|unlock\w*"
)

ALLOWED = {"CAUSE": ("does not heal",)}
"""Of a spot, in the one sentence that sends to a doctor."""


def seen_by_clients() -> Iterator[str]:
    """All that a client's pages, Quick look, the help, the evidence sheet, forms and the PDF say in English."""
    yield from constants(client, quick_look, capture, metrics, help_drawings, help_noise, evidence, report_words)
    yield from constants(telling, route_words)
    yield from texts((consent.PURPOSES, consent.MEASURING_ELSEWHERE))
    yield from texts(PUT_TOGETHER)
    yield from (text for text in from_below() if not FOR_OTHERS.search(text))


def worded() -> list[str]:
    """The same without what is no sentence, and without what is for others than clients."""
    sources = {one.source for one in (*evidence.TRIALS, *evidence.METHOD_FACTS)} | {route_words.CONSOLE_CODE}
    sources |= set(report_words.METHOD_HEAD)  # the columns that name the method and its version
    return sorted({text for text in seen_by_clients() if text.strip() and not is_code(text)} - sources)


def sentences_of(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


def test_there_are_many() -> None:
    assert len(worded()) > 400


def test_each_is_short() -> None:
    long = [one for text in worded() for one in sentences_of(text) if len(one.split()) > MOST_WORDS]
    many = [text for text in worded() if len(sentences_of(text)) > MOST_SENTENCES]
    assert long == []
    assert many == []


@pytest.mark.parametrize(
    ("kind", "words"), [("JARGON", JARGON), ("CAUSE", CAUSE), ("FEAR", FEAR), ("SELLING", SELLING)]
)
def test_none_holds_jargon_cause_fear_or_selling(kind: str, words: str) -> None:
    pattern = re.compile(rf"(?i)\b({words})\b")
    found = {}
    for text in worded():
        read = re.sub(r"{[^}]*}", "…", text)
        for allowed in ALLOWED.get(kind, ()):
            read = read.replace(allowed, "")
        if hit := pattern.search(read):
            found[text] = hit[0]
    assert found == {}
