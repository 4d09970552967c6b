"""The drawn face beside the headline of Quick look."""

from __future__ import annotations

from dataclasses import replace

from skinmetrics.progress.change import Change
from skinmetrics.progress.verdict import Verdict
from skinmetrics.web.quick_look.where import moved_somewhere, parts
from tests.web.test_words import LINES, STEADY, TEXTURE, change


def found(*changes: Change) -> dict[tuple[str, str | None], Change]:
    return {(one.metric, one.region): one for one in (*STEADY, *changes)}


def test_a_part_shows_the_weightiest_that_is_said_of_it() -> None:
    unsure = change(TEXTURE, 2.0, Verdict.NO_DETECTABLE_CHANGE, "nose")
    called = change(LINES, -0.5, Verdict.IMPROVED, "nose")
    chin = change(TEXTURE, 2.0, Verdict.NO_DETECTABLE_CHANGE, "chin")
    still = change(LINES, 0.1, Verdict.NO_DETECTABLE_CHANGE, "chin")
    drawn = {part.region: part for part in parts(found(unsure, called, chin, still))}
    assert (drawn["nose"].tint, drawn["nose"].said) == ("improved", "Fine lines, Improved")
    assert drawn["nose"].strength > 0
    assert (drawn["chin"].tint, drawn["chin"].said, drawn["chin"].strength) == (
        "unsure", "Skin roughness, Not sure yet", 0,
    )  # fmt: skip
    assert drawn["forehead"].tint == "unmeasured"


def test_a_tint_is_as_strong_as_the_change_is_beyond_its_noise() -> None:
    weak = replace(change(LINES, -0.5, Verdict.IMPROVED, "nose"), before=0.01, change_pct=-5000.0)
    strong = replace(change(LINES, -1.2, Verdict.IMPROVED, "chin"), before=0.0, change_pct=None)
    drawn = {part.region: part.strength for part in parts(found(weak, strong))}
    assert 0 < drawn["nose"] < drawn["chin"] < 1


def test_without_anything_to_show_there_is_no_face() -> None:
    assert not moved_somewhere(found(change(LINES, 0.1, Verdict.NO_DETECTABLE_CHANGE, "chin")))
    assert moved_somewhere(found(change(LINES, 2.0, Verdict.NO_DETECTABLE_CHANGE, "chin")))
