"""Why a client is to be looked at: each reason in its own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skinmetrics.clinic.history.reading import SAID_MIRRORED
from skinmetrics.progress.comparability.reasons import (
    CAMERA_MOVED,
    CAMERAS_DIFFER,
    HELD_DIFFERENTLY,
    MADE_UP,
    WHITES_DIFFER,
)
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON, MIRRORED
from skinmetrics.web.pages.clients import LOOKS
from skinmetrics.web.practice.verdicts import summary_of
from skinmetrics.web.words import practice as told
from tests.web.test_findings import RISEN as PART_RISEN
from tests.web.test_findings import STEADY, history

RISEN = [2.0, 2.1, 1.95, 2.05, 2.0, 4.0, 4.1, 3.9, 4.05, 4.0]


@pytest.mark.parametrize(
    ("warnings", "expected"),
    [
        ((), []),
        ((ANOTHER_PERSON,), [told.LOOK_PERSON]),
        ((MIRRORED,), [told.LOOK_MIRRORED]),
        ((SAID_MIRRORED,), []),
        ((WHITES_DIFFER,), [told.LOOK_COLOURS]),
        ((CAMERAS_DIFFER, HELD_DIFFERENTLY["brows"], MADE_UP, CAMERA_MOVED), [told.LOOK_DIFFERENTLY]),
        ((ANOTHER_PERSON, CAMERAS_DIFFER, MIRRORED), [told.LOOK_PERSON, told.LOOK_DIFFERENTLY, told.LOOK_MIRRORED]),
    ],
)
def test_each_warning_has_words_of_its_own(warnings: tuple[str, ...], expected: list[str]) -> None:
    summary = summary_of(replace(history(STEADY), warnings=warnings))
    assert [LOOKS[each] for each in summary.looks] == expected


def test_what_worsened_comes_first_and_hides_nothing() -> None:
    summary = summary_of(replace(history(RISEN), warnings=(ANOTHER_PERSON,)))
    assert [LOOKS[each] for each in summary.looks] == [told.LOOK_WORSENED, told.LOOK_PERSON]


def test_a_single_part_that_worsened_asks_for_a_look() -> None:
    assert [LOOKS[each] for each in summary_of(history(STEADY, chin=PART_RISEN)).looks] == [told.LOOK_WORSENED]


@pytest.mark.parametrize("measures", [True, False])
def test_a_headline_says_how_many_photos_it_knows_nothing_of_yet(*, measures: bool) -> None:
    found = history(RISEN)
    assert "still being measured" not in summary_of(found).headlines["en"]
    waiting = tuple(replace(one, state="waiting") for one in found.bursts[-1].photos)
    late = replace(found, bursts=(*found.bursts[:-1], replace(found.bursts[-1], photos=waiting)), measures=measures)
    said = summary_of(late).headlines["en"]
    assert said.endswith(". 1 photo is still being measured.") is measures
