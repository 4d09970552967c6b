from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.progress.change import Change
from skinmetrics.progress.verdict import PRIMARY, Verdict
from skinmetrics.progress.words.places import strongest_first, with_place
from skinmetrics.web.quick_look.headline import headline as sentences
from skinmetrics.web.quick_look.series import METRICS
from skinmetrics.web.words import metrics as metric_words
from skinmetrics.web.words import quick_look as words

FIRST, LAST = date(2026, 3, 1), date(2026, 5, 24)


def headline(first: date, last: date, changes: Sequence[Change]) -> str:
    return " ".join(sentences(first, last, changes))


def change(metric: str, by: float, verdict: Verdict, region: str | None = None) -> Change:
    return Change(metric, region, 4.0, 4.0 + by, by, 25 * by, (by - 0.4, by + 0.4), 0.4, verdict)


def test_every_region_and_metric_has_a_plain_name() -> None:
    assert set(words.REGIONS) == set(REGIONS)
    assert set(words.DOWN) == set(words.UP) == set(PRIMARY)
    grouped = [metric for group in words.GROUPS.values() for metric in group]
    assert sorted([*PRIMARY, *grouped]) == sorted(METRICS)
    assert all(map(metric_words.explained, METRICS))
    assert len({words.region_name(region) for region in (None, *REGIONS)}) == 16


@pytest.mark.parametrize(
    ("lines", "texture", "sentence"),
    [
        (
            change("fine_line_density", -1.0, Verdict.IMPROVED),
            change("texture_roughness", 0.1, Verdict.NO_DETECTABLE_CHANGE),
            "Between 1 Mar 2026 and 24 May 2026: fewer fine lines, by more than retaking the photos would show. "
            "Skin roughness did not change detectably.",
        ),
        (
            change("fine_line_density", 1.0, Verdict.WORSENED),
            change("texture_roughness", -1.0, Verdict.IMPROVED),
            "Between 1 Mar 2026 and 24 May 2026: more fine lines and smoother skin, by more than retaking the photos "
            "would show.",
        ),
        (
            change("fine_line_density", 0.1, Verdict.NO_DETECTABLE_CHANGE),
            change("texture_roughness", 0.1, Verdict.NO_DETECTABLE_CHANGE),
            "Between 1 Mar 2026 and 24 May 2026, nothing changed on the whole face by more than retaking "
            "the photos would show.",
        ),
        (
            change("fine_line_density", 0.1, Verdict.NOT_COMPARABLE),
            change("texture_roughness", 0.1, Verdict.NOT_COMPARABLE),
            "These photos cannot be compared. The chart shows what could be measured.",
        ),
    ],
)
def test_the_headline_says_what_changed_and_what_did_not(lines: Change, texture: Change, sentence: str) -> None:
    assert headline(FIRST, LAST, [lines, texture]) == sentence


def test_one_that_cannot_be_compared_is_not_said_to_be_unchanged() -> None:
    said = headline(
        FIRST,
        LAST,
        [
            change("fine_line_density", 0.1, Verdict.NO_DETECTABLE_CHANGE),
            change("texture_roughness", 0.1, Verdict.NOT_COMPARABLE),
        ],
    )
    assert "nothing changed" not in said
    assert said.endswith(
        "fine lines did not change detectably. Skin roughness could not be compared on the whole face."
    )


LINES, TEXTURE = "fine_line_density", "texture_roughness"
STEADY = [change(LINES, 0.1, Verdict.NO_DETECTABLE_CHANGE), change(TEXTURE, 0.1, Verdict.NO_DETECTABLE_CHANGE)]


def test_nothing_changed_is_not_all_that_is_said_where_parts_moved_further_than_their_noise() -> None:
    still = change(LINES, 0.1, Verdict.NO_DETECTABLE_CHANGE, "chin")
    under = change(LINES, 1.0, Verdict.NO_DETECTABLE_CHANGE, "infraorbital_left")
    nose = change(TEXTURE, -0.5, Verdict.NO_DETECTABLE_CHANGE, "nose")
    assert headline(FIRST, LAST, [*STEADY, still]) == headline(FIRST, LAST, STEADY)
    assert headline(FIRST, LAST, [*STEADY, still, under]).endswith(
        "would show. One part moved more, under the left eye; among so many parts, one does so by chance."
    )
    assert headline(FIRST, LAST, [*STEADY, nose, under]).endswith(
        "would show. Single parts moved more, most under the left eye; among so many parts, some do so by chance."
    )


def test_what_is_not_sure_on_the_whole_face_is_said_so_whatever_the_metric() -> None:
    redness = change("redness", 5.0, Verdict.NO_DETECTABLE_CHANGE)
    assert redness.unsure
    told = headline(FIRST, LAST, [*STEADY, redness])
    assert told.endswith("no change is sure. More photos would tell more. Not sure yet: redness.")
    told = headline(FIRST, LAST, [change(LINES, -3, Verdict.IMPROVED), STEADY[1], redness])
    assert told.endswith("Skin roughness did not change detectably. Not sure yet: redness.")


def test_what_changed_in_single_parts_is_said_with_the_place() -> None:
    parts = [
        change(LINES, -1.0, Verdict.IMPROVED, "crows_feet_left"),
        change(LINES, -2.0, Verdict.IMPROVED, "chin"),
        change(TEXTURE, 1.0, Verdict.WORSENED, "nose"),
    ]
    assert headline(FIRST, LAST, [*STEADY, *parts]) == (
        "Between 1 Mar 2026 and 24 May 2026: fewer fine lines on the chin and beside the left eye; rougher skin on "
        "the nose, by more than retaking the photos would show. Over the whole face no detectable change: fine lines "
        "and skin roughness."
    )


def test_where_most_of_it_changed_is_named_and_other_measures_are_too() -> None:
    face = change(LINES, -1.0, Verdict.IMPROVED)
    parts = [change(LINES, by, Verdict.IMPROVED, region) for by, region in ((-0.5, "forehead"), (-2.0, "cheek_left"))]
    told = headline(FIRST, LAST, [face, STEADY[1], *parts])
    assert "fewer fine lines (most on the left cheek), by more than" in told
    redness = change("redness", -1.0, Verdict.IMPROVED, "nose")
    told = headline(FIRST, LAST, [*STEADY, redness])
    assert "nothing changed" not in told
    assert told.endswith(
        "did not change detectably. Improved, by more than retaking the photos would show: redness on the nose."
    )


def test_other_measures_are_told_with_their_way_once() -> None:
    face = change("redness", 1.0, Verdict.WORSENED)
    parts = [change("redness", 1.0, Verdict.WORSENED, "nose"), change("blemish_area", -1.0, Verdict.IMPROVED, "chin")]
    told = headline(FIRST, LAST, [*STEADY, face, *parts])
    assert told.endswith("Worsened, by more than retaking the photos would show: redness.")
    assert "Improved, by more than retaking the photos would show: area of blemishes on the chin." in told


def test_a_part_that_did_otherwise_than_the_whole_face_is_told() -> None:
    face, chin = change(LINES, -1.0, Verdict.IMPROVED), change(LINES, 1.0, Verdict.WORSENED, "chin")
    assert "fewer fine lines; more fine lines on the chin, by more than" in headline(
        FIRST, LAST, [face, STEADY[1], chin]
    )


def test_where_other_measures_could_be_compared_it_is_not_said_that_the_photos_cannot() -> None:
    none = [change(metric, 0.1, Verdict.NOT_COMPARABLE) for metric in (LINES, TEXTURE)]
    told = headline(FIRST, LAST, [*none, change("redness", 0.1, Verdict.NO_DETECTABLE_CHANGE)])
    assert told == (
        "Between 1 Mar 2026 and 24 May 2026, nothing of what could be compared changed by more than retaking the "
        "photos would show. Fine lines and skin roughness could not be compared on the whole face."
    )


def test_most_is_where_it_moved_most_beyond_its_noise_not_where_percent_are_many_or_none() -> None:
    face = change("redness", -1.0, Verdict.IMPROVED)
    began_at_0 = replace(change("redness", -2.0, Verdict.IMPROVED, "chin"), before=0.0, after=-2.0, change_pct=None)
    about_0 = replace(change("redness", -0.5, Verdict.IMPROVED, "nose"), before=0.01, after=-0.49, change_pct=-5000.0)
    assert with_place("redness", face, [about_0, began_at_0]) == "redness (most on the chin)"
    unknown = replace(about_0, mdc95=None)
    assert strongest_first([unknown, about_0, face, replace(about_0, mdc95=0.0)])[1:] == [about_0, unknown]


def test_the_headline_is_one_sentence_and_the_rest_stands_by_itself() -> None:
    first, *more = sentences(FIRST, LAST, [change("fine_line_density", -3, Verdict.IMPROVED), STEADY[1]])
    assert first.count(". ") == 0
    assert first.endswith("would show.")
    assert more == ["Skin roughness did not change detectably."]
