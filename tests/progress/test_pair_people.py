"""Who is shown on two bursts, and which way round."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from skinmetrics.phantom import Expression, Rendering
from skinmetrics.progress.noise import RetakeNoise
from skinmetrics.progress.pair import MIXED, STRANGERS, TWO_PEOPLE, UNRECOGNISED
from skinmetrics.progress.verdict import Verdict
from skinmetrics.scoring import Capture, Examination, Problem
from tests import photos
from tests.likeness import alike
from tests.photos import examine_picture, mirrored
from tests.progress.pairs import LINES, MODEL, change, compare, scored


def test_sides_of_a_mirrored_burst_are_swapped_back(portrait: Rendering, portrait_measured: Examination) -> None:
    flipped = examine_picture(mirrored(portrait.image))
    pair = compare([portrait_measured], [flipped], MODEL)
    assert pair.mirrored
    assert pair.same_person
    assert {problem.code for problem in pair.problems} >= {"mirrored"}
    left, right = "infraorbital_left", "infraorbital_right"
    values = flipped.result.metrics[LINES].regions
    assert change(pair, left).after == values[right]
    assert change(pair, right).after == values[left]
    assert change(pair, "nose").after == values["nose"]
    assert change(pair, left).before == portrait_measured.result.metrics[LINES].regions[left]


@pytest.mark.parametrize("where", ["before", "after"])
def test_one_mirrored_photo_of_a_burst_is_turned_back(
    portrait: Rendering, portrait_measured: Examination, where: str
) -> None:
    flipped = examine_picture(mirrored(portrait.image))
    mixed, other = [portrait_measured, flipped, portrait_measured], [portrait_measured] * 3
    pair = compare(mixed, other, MODEL) if where == "before" else compare(other, mixed, MODEL)
    assert not pair.mirrored
    assert [problem.message for problem in pair.problems if problem.code == "mirrored"] == [MIXED]
    whole = compare(other, other, MODEL)
    for region in ("cheek_left", "cheek_right", "infraorbital_left"):
        assert change(pair, region).before == change(whole, region).before
        assert change(pair, region).after == change(whole, region).after


def test_where_half_of_a_burst_is_mirrored_no_side_changes(portrait: Rendering, portrait_measured: Examination) -> None:
    flipped = examine_picture(mirrored(portrait.image))
    left, right = "infraorbital_left", "infraorbital_right"
    pair = compare([portrait_measured] * 2, [portrait_measured, flipped], MODEL)
    values, turned = (photo.result.metrics[LINES].regions for photo in (portrait_measured, flipped))
    assert change(pair, left).after == pytest.approx(((values[left] or 0) + (turned[right] or 0)) / 2)


@pytest.mark.parametrize("where", ["before", "after"])
def test_one_stranger_in_a_burst_is_left_out(portrait_measured: Examination, where: str) -> None:
    stranger = photos.examined("kwame")
    mixed, own = [stranger, portrait_measured, portrait_measured], [portrait_measured] * 2
    pair = compare(mixed, own, MODEL) if where == "before" else compare(own, mixed, MODEL)
    assert pair.same_person
    assert [problem.message for problem in pair.problems if problem.code == "stranger"] == [STRANGERS]
    assert change(pair).change == 0
    assert change(pair).verdict is Verdict.NO_DETECTABLE_CHANGE


def test_of_two_people_in_the_first_burst_the_later_one_tells_who_is_meant(portrait_measured: Examination) -> None:
    pair = compare([photos.examined("kwame"), portrait_measured], [portrait_measured] * 3, MODEL)
    assert pair.same_person
    assert change(pair).change == 0


def test_of_two_sides_in_the_first_burst_the_later_one_tells_which_is_right(
    portrait: Rendering, portrait_measured: Examination
) -> None:
    flipped = examine_picture(mirrored(portrait.image))
    pair = compare([flipped, portrait_measured], [portrait_measured] * 3, MODEL)
    assert not pair.mirrored
    left = portrait_measured.result.metrics[LINES].regions["infraorbital_left"]
    assert change(pair, "infraorbital_left").after == left


def test_photos_that_are_not_fit_do_not_tell_who_is_meant(portrait_measured: Examination) -> None:
    stranger = photos.examined("kwame")
    unfit = replace(stranger, result=replace(stranger.result, capture=Capture("unusable", ())))
    pair = compare([unfit, unfit, portrait_measured], [portrait_measured], MODEL)
    assert pair.same_person
    assert change(pair).change == 0


def test_one_photo_without_a_white_does_no_harm(portrait_measured: Examination) -> None:
    result = portrait_measured.result
    none = replace(result.metrics["redness"], face=None, regions=dict.fromkeys(result.metrics["redness"].regions))
    blind = replace(portrait_measured, result=replace(result, metrics={**result.metrics, "redness": none}))
    pair = compare([portrait_measured] * 3, [scored(portrait_measured, 3), scored(portrait_measured, 3), blind], MODEL)
    assert change(pair, metric="redness").verdict is Verdict.WORSENED


def test_two_people_are_not_compared(portrait_measured: Examination) -> None:
    pair = compare([portrait_measured], [photos.examined("kwame")], MODEL)
    assert not pair.same_person
    assert {(one.change, one.change_pct, one.ci95, one.mdc95) for one in pair.changes} == {(None, None, None, None)}
    assert {problem.code for problem in pair.problems} >= {"another_person"}
    assert all(one.verdict == Verdict.NOT_COMPARABLE and one.reason for one in pair.changes)
    known = compare([portrait_measured], [photos.examined("kwame")], MODEL, one_person=True)
    assert known.same_person
    assert not {"another_person", "stranger"} & {problem.code for problem in known.problems}
    assert TWO_PEOPLE not in {one.reason for one in known.changes}


@pytest.mark.parametrize(
    ("strangers_share", "occluded", "said"),
    [(1.0, False, TWO_PEOPLE), (0.66, False, UNRECOGNISED), (1.0, True, UNRECOGNISED)],
)
def test_skin_that_is_hidden_or_more_alike_than_strangers_is_not_said_to_be_another_persons(
    portrait_measured: Examination, strangers_share: float, said: str, *, occluded: bool
) -> None:
    stranger = photos.examined("kwame")
    lights = (photo.skin_map.skin.light for photo in (portrait_measured, stranger))
    own, others = lights
    light = own + np.float32(strangers_share) * (others - own)
    skin = replace(stranger.skin_map.skin, light=light)
    problems = (Problem("occluded", "Something lies over a part of the face."),) if occluded else ()
    result = replace(stranger.result, capture=Capture("usable", problems))
    last = replace(stranger, result=result, skin_map=replace(stranger.skin_map, skin=skin))
    assert alike(portrait_measured, last).in_doubt is (strangers_share < 1)
    pair = compare([portrait_measured], [last], MODEL)
    assert not pair.same_person
    assert {problem.message for problem in pair.problems if problem.code == "another_person"} == {said}
    assert {(one.verdict, one.reason) for one in pair.changes} == {(Verdict.NOT_COMPARABLE, said)}


def test_a_mirrored_smile_is_said_to_be_one(portrait_measured: Examination) -> None:
    smiling = photos.rendered(expression=Expression(smile=1.0))
    pair = compare([portrait_measured], [examine_picture(mirrored(smiling.image))], MODEL)
    assert {problem.code for problem in pair.problems} >= {"mirrored", "expression"}


def test_how_differently_a_mirrored_burst_was_taken_is_read_from_it_turned_back(
    portrait: Rendering, portrait_measured: Examination
) -> None:
    noise = RetakeNoise(0.04, 0.02, 0.02, alike=0.02, per_difference={"light": 1.0})
    model = replace(MODEL, entries=MappingProxyType(dict.fromkeys(MODEL.entries, noise)))
    flipped = examine_picture(mirrored(portrait.image))
    itself, turned = (change(compare([portrait_measured], [one], model)) for one in (portrait_measured, flipped))
    assert itself.mdc95 is not None
    assert turned.mdc95 is not None
    assert turned.mdc95 == pytest.approx(itself.mdc95, rel=0.2)
