from __future__ import annotations

from datetime import date

import pytest

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.progress.change import Change
from skinmetrics.progress.verdict import PRIMARY, Verdict
from skinmetrics.web.quick_look.series import METRICS
from skinmetrics.web.words import metrics as metric_words
from skinmetrics.web.words import quick_look as words

FIRST, LAST = date(2026, 3, 1), date(2026, 5, 24)


def change(metric: str, by: float, verdict: Verdict) -> Change:
    return Change(metric, None, 4.0, 4.0 + by, by, 25 * by, (by - 0.4, by + 0.4), 0.4, verdict)


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
            "Between 1 March 2026 and 24 May 2026: fewer fine lines, by more than retaking the photo would show. "
            "Skin roughness did not change detectably.",
        ),
        (
            change("fine_line_density", 1.0, Verdict.WORSENED),
            change("texture_roughness", -1.0, Verdict.IMPROVED),
            "Between 1 March 2026 and 24 May 2026: more fine lines and smoother skin, by more than retaking the photo "
            "would show.",
        ),
        (
            change("fine_line_density", 0.1, Verdict.NO_DETECTABLE_CHANGE),
            change("texture_roughness", 0.1, Verdict.NO_DETECTABLE_CHANGE),
            "Between 1 March 2026 and 24 May 2026, nothing changed by more than retaking the photo would show.",
        ),
        (
            change("fine_line_density", 0.1, Verdict.NOT_COMPARABLE),
            change("texture_roughness", 0.1, Verdict.NOT_COMPARABLE),
            "These photos cannot be compared. The chart shows what could be measured.",
        ),
    ],
)
def test_the_headline_says_what_changed_and_what_did_not(lines: Change, texture: Change, sentence: str) -> None:
    assert words.headline(FIRST, LAST, [lines, texture]) == sentence


def test_one_that_cannot_be_compared_is_not_said_to_be_unchanged() -> None:
    said = words.headline(
        FIRST,
        LAST,
        [
            change("fine_line_density", 0.1, Verdict.NO_DETECTABLE_CHANGE),
            change("texture_roughness", 0.1, Verdict.NOT_COMPARABLE),
        ],
    )
    assert "nothing changed" not in said
    assert said.endswith("fine lines did not change detectably. Skin roughness could not be compared.")
