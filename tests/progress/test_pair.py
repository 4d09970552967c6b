from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np
import pytest

from skinmetrics.imaging.capture import SHAKEN
from skinmetrics.imaging.expression import Movement
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.imaging.taken_at import TakenAt
from skinmetrics.metrics import METRICS
from skinmetrics.phantom import Expression, Rendering, identity
from skinmetrics.progress import pair as program
from skinmetrics.progress.comparability.reasons import CAMERA_MOVED, HELD_DIFFERENTLY
from skinmetrics.progress.noise import RetakeNoise
from skinmetrics.progress.pair import LATER_BEFORE, SEVERAL_DAYS, UNFIT, Pair
from skinmetrics.progress.verdict import Verdict
from skinmetrics.scoring import Capture, Examination, Problem, examine
from tests import photos
from tests.photos import examine_picture, jpeg, lit, mirrored, similarity, warped
from tests.progress.pairs import LINES, MODEL, STANDARD_METRICS, change, compare, scored


@pytest.fixture(scope="module")
def retake(portrait: Rendering) -> Examination:
    """The same skin, photographed again: leaning, dimmer, stored as JPEG."""
    image = warped(portrait.image, similarity(portrait.image, roll_deg=3, shift=(7.3, -4.1)))
    return examine(jpeg(lit(image, 0.9), 92), "retake.jpg")


def test_a_photo_against_itself_has_not_changed(portrait_measured: Examination) -> None:
    pair = compare([portrait_measured], [portrait_measured], MODEL)
    assert pair.same_person
    assert not pair.mirrored
    assert pair.problems == ()
    assert {one.metric for one in pair.changes} == {metric.id for metric in METRICS}
    assert len(pair.changes) == sum(1 + len(metric.regions) for metric in METRICS)
    for one in pair.changes:
        assert one.verdict == (Verdict.NOT_COMPARABLE if one.before is None else Verdict.NO_DETECTABLE_CHANGE)
        assert one.change in (None, 0)


def test_a_retake_of_the_face_is_no_change(portrait_measured: Examination, retake: Examination) -> None:
    pair = compare([portrait_measured], [retake], MODEL)
    assert pair.same_person
    for metric in STANDARD_METRICS:
        assert change(pair, metric=metric.id).verdict == Verdict.NO_DETECTABLE_CHANGE


@pytest.mark.parametrize(("factor", "verdict"), [(0.5, Verdict.IMPROVED), (1.7, Verdict.WORSENED)])
def test_a_change_far_beyond_the_noise_is_called_one(
    portrait_measured: Examination, factor: float, verdict: Verdict
) -> None:
    after = scored(portrait_measured, factor)
    pair = compare([portrait_measured], [after], MODEL)
    for metric in STANDARD_METRICS:
        face = change(pair, metric=metric.id)
        other = {Verdict.IMPROVED: Verdict.WORSENED, Verdict.WORSENED: Verdict.IMPROVED}
        assert face.verdict == (verdict if metric.better == "lower" else other[verdict])
        assert face.after == pytest.approx(factor * (face.before or 0))
        assert face.change_pct == pytest.approx(100 * (factor - 1))


def test_a_burst_counts_by_its_median(portrait_measured: Examination) -> None:
    spoilt = [scored(portrait_measured, factor) for factor in (1.0, 1.02, 9.0)]
    pair = compare([portrait_measured], spoilt, MODEL)
    face = change(pair)
    assert face.change_pct == pytest.approx(2)
    assert face.verdict == Verdict.NO_DETECTABLE_CHANGE


def test_what_a_smile_moves_is_not_compared(portrait_measured: Examination) -> None:
    smiling = photos.examined(expression=Expression(smile=1.0))
    pair = compare([portrait_measured], [smiling], MODEL)
    assert "expression" in {problem.code for problem in pair.problems}
    assert not_compared(pair, "expression") == {metric.id for metric in METRICS if metric.needs.resolution != "fine"}
    for region, compared in (("cheek_left", False), ("crows_feet_left", False), ("forehead", True)):
        assert (change(pair, region).verdict is not Verdict.NOT_COMPARABLE) is compared
    assert change(pair, "forehead", "redness").verdict is Verdict.NOT_COMPARABLE  # the white of the eyes is narrowed
    again = compare([portrait_measured], [portrait_measured], MODEL)
    assert not_compared(again, "expression") == set()


STILL = Movement(
    mouth_wider_pct=8.0, corners_lifted_mm=2.5, mouth_opened_mm=1.5, brows_lifted_mm=2.0, eyes_opened_pct=-12.0
)


@pytest.mark.parametrize(
    ("moved", "part", "compared", "stopped"),
    [
        (
            {},
            "mouth",
            {("redness", None), (LINES, None), (LINES, "crows_feet_left"), ("lower_face_contour", None)},
            set(),
        ),
        (
            {"mouth_opened_mm": 3.0},
            "mouth",
            {(LINES, "forehead")},
            {(LINES, None), (LINES, "chin"), (LINES, "crows_feet_left"), ("redness", "forehead")},
        ),
        (
            {"brows_lifted_mm": 3.0},
            "brows",
            {(LINES, "chin"), ("redness", "chin"), ("scar_relief", None)},
            {(LINES, None), (LINES, "forehead"), ("redness", None), ("lower_face_contour", "jaw_left")},
        ),
        (
            {"eyes_opened_pct": -20.0},
            "eyes",
            {(LINES, "chin"), (LINES, "forehead")},
            {(LINES, "crows_feet_left"), (LINES, None), ("redness", "chin")},
        ),
    ],
)
def test_what_an_expression_moves_is_not_compared(
    portrait_measured: Examination,
    monkeypatch: pytest.MonkeyPatch,
    moved: dict[str, float],
    part: str,
    compared: set[tuple[str, str | None]],
    stopped: set[tuple[str, str | None]],
) -> None:
    held = replace(STILL, **moved)
    monkeypatch.setattr("skinmetrics.progress.comparability.comparable.movement", lambda *_: held)
    pair = compare([portrait_measured], [portrait_measured], MODEL)
    for metric, region in compared | stopped:
        assert (change(pair, region, metric).reason == HELD_DIFFERENTLY[part]) is ((metric, region) in stopped)


def test_colours_against_a_card_are_compared_where_a_smile_moves_nothing(portrait_measured: Examination) -> None:
    photo, smiling = portrait_measured, photos.examined(expression=Expression(smile=1.0))
    eyes = compare([photo], [smiling], MODEL)
    first, last = (replace(one, result=replace(one.result, white="card")) for one in (photo, smiling))
    card = compare([first], [last], MODEL)
    assert change(eyes, "forehead", "redness").reason == HELD_DIFFERENTLY["mouth"]
    assert change(card, "forehead", "redness").verdict is not Verdict.NOT_COMPARABLE
    assert change(card, "cheek_left", "redness").reason == HELD_DIFFERENTLY["mouth"]


def test_one_smile_in_a_burst_is_outvoted(portrait_measured: Examination) -> None:
    smiling = photos.examined(expression=Expression(smile=1.0))
    pair = compare([portrait_measured] * 3, [portrait_measured, smiling, portrait_measured], MODEL)
    assert "expression" not in {problem.code for problem in pair.problems}


def test_what_photos_lack_is_said_once(portrait_measured: Examination) -> None:
    dark = scored(portrait_measured, problems=(Problem("too_dark", "It is too dark. Turn to a window."),))
    blurred = scored(portrait_measured, problems=(Problem("blurred", "It is blurred. Hold still."),))
    pair = compare([dark, dark], [blurred, dark], MODEL)
    assert sorted(problem.code for problem in pair.problems) == ["blurred", "too_dark"]


DARK = Capture("unusable", (Problem("too_dark", "It is too dark. Turn to a window."),))


def unfit(photo: Examination) -> Examination:
    """The photo with half of its values, and not fit to be measured."""
    half = scored(photo, 0.5)
    return replace(half, result=replace(half.result, capture=DARK))


def test_photos_that_are_not_fit_are_left_out(portrait_measured: Examination) -> None:
    dark = unfit(portrait_measured)
    pair = compare([portrait_measured], [dark, portrait_measured, dark], MODEL)
    assert change(pair).change == 0
    assert [problem.message for problem in pair.problems] == [DARK.problems[0].message, UNFIT]


@pytest.mark.parametrize("where", ["before", "after"])
def test_nothing_is_compared_with_a_burst_none_of_which_is_fit(portrait_measured: Examination, where: str) -> None:
    own, dark = [portrait_measured], [unfit(portrait_measured)] * 2
    pair = compare(dark, own, MODEL) if where == "before" else compare(own, dark, MODEL)
    assert {one.verdict for one in pair.changes} == {Verdict.NOT_COMPARABLE}
    assert {one.reason for one in pair.changes} == {DARK.problems[0].message}
    assert {one.ci95 for one in pair.changes} == {None}
    assert [problem.code for problem in pair.problems] == ["too_dark"]


def test_a_region_declined_on_one_side_is_not_compared(portrait_measured: Examination) -> None:
    scores = portrait_measured.result.metrics[LINES]
    without = replace(scores, regions={**scores.regions, "nose": None}, declined={**scores.declined, "nose": "Hair."})
    after = replace(
        portrait_measured,
        result=replace(portrait_measured.result, metrics={**portrait_measured.result.metrics, LINES: without}),
    )
    nose = change(compare([portrait_measured], [after], MODEL), "nose")
    assert nose.verdict == Verdict.NOT_COMPARABLE
    assert nose.before is not None
    assert nose.after is None
    assert nose.reason
    both = change(compare([portrait_measured], [portrait_measured, after], MODEL), "nose")
    assert both.verdict == Verdict.NO_DETECTABLE_CHANGE


def test_compared_at_the_finest_resolution_that_all_share(
    portrait_measured: Examination, close_measured: Examination
) -> None:
    fine = compare([close_measured], [close_measured], MODEL)
    assert fine.resolution == "fine"
    assert close_measured.result.metrics_fine is not None
    assert change(fine).before == close_measured.result.metrics_fine[LINES].face
    for sides in (
        ([portrait_measured], [close_measured]),
        ([close_measured], [close_measured, portrait_measured]),
    ):
        shared = compare(*sides, MODEL)
        assert shared.resolution == "standard"
        first = sides[0][0].result.metrics[LINES].regions
        both = close_measured.result.metrics[LINES].regions, portrait_measured.result.metrics[LINES].regions
        common = {region: None if None in (both[0][region], both[1][region]) else first[region] for region in first}
        assert change(shared).before == METRICS[0].whole_face(common)


def test_json_of_a_pair(portrait_measured: Examination) -> None:
    pair = compare([portrait_measured], [scored(portrait_measured, 0.5)], MODEL)
    out = json.loads(json.dumps(pair.as_json(), allow_nan=False))
    assert (out["same_person"], out["mirrored"], out["problems"]) == (True, False, [])
    face = out["changes"][0]
    assert (face["metric"], face["region"], face["verdict"]) == (LINES, None, "improved")
    assert face["ci95"][0] < face["change"] < face["ci95"][1] < 0


COARSELY_STORED = {metric.id for metric in METRICS if metric.needs.fine_file and metric.needs.resolution != "fine"}
FINE_SKIN = {metric.id for metric in METRICS if metric.needs.resolution == "each"}
STANDARD_SKIN = {metric.id for metric in METRICS if metric.needs.skin and metric.needs.resolution != "fine"}


def not_compared(pair: Pair, why: str) -> set[str]:
    """The metrics whose whole face is not compared for a reason that holds these words."""
    faces = {metric.id: change(pair, metric=metric.id) for metric in METRICS}
    return {
        name for name, found in faces.items() if found.verdict is Verdict.NOT_COMPARABLE and why in (found.reason or "")
    }


def test_colours_against_a_card_and_against_the_eyes_are_not_compared(portrait_measured: Examination) -> None:
    photo = portrait_measured
    first, last = (replace(photo, result=replace(photo.result, white=white)) for white in ("card", "eyes"))
    pair = compare([first], [last], MODEL)
    assert [problem.code for problem in pair.problems] == ["white"]
    assert not_compared(pair, "card") == {metric.id for metric in METRICS if metric.needs.white}
    assert "white" not in [problem.code for problem in compare([first], [first], MODEL).problems]


@pytest.mark.parametrize(("before", "after", "told"), [("a1", "b2", True), ("a1", "a1", False), ("a1", None, False)])
def test_fine_skin_and_colours_of_two_cameras_are_not_compared(
    portrait_measured: Examination, before: str | None, after: str | None, *, told: bool
) -> None:
    first, last = (
        replace(one, result=replace(one.result, camera=camera))
        for one, camera in ((portrait_measured, before), (portrait_measured, after))
    )
    pair = compare([first], [last], MODEL)
    assert ("camera" in {problem.code for problem in pair.problems}) is told
    assert not_compared(pair, "camera") == (STANDARD_SKIN - {"wrinkle_density", "scar_relief"} if told else set())


@pytest.mark.parametrize(("mascara", "told"), [(1.0, True), (0.0, False)])
def test_no_skin_is_compared_between_eyes_made_up_and_bare(
    portrait_measured: Examination, mascara: float, *, told: bool
) -> None:
    after = photos.examined(replace(identity("anna"), mascara=mascara))
    pair = compare([portrait_measured], [after], MODEL)
    assert ("make_up" in {problem.code for problem in pair.problems}) is told
    assert not_compared(pair, "stand out") == (STANDARD_SKIN if told else set())


def test_fine_skin_is_not_compared_between_little_light_and_much(portrait_measured: Examination) -> None:
    bright, dim = (replace(portrait_measured, result=replace(portrait_measured.result, iso=iso)) for iso in (100, 1600))
    pair = compare([bright] * 3, [bright, dim, dim], MODEL)
    assert "dim" in {problem.code for problem in pair.problems}
    assert not_compared(pair, "much less light") == FINE_SKIN
    assert "dim" not in {problem.code for problem in compare([bright] * 3, [bright, bright, dim], MODEL).problems}


def test_what_coarse_files_move_is_not_compared_between_coarse_files_and_others(
    portrait: Rendering, portrait_measured: Examination
) -> None:
    fine, usual, coarse = (examine(jpeg(portrait.image, quality), f"{quality}") for quality in (95, 75, 66))
    pair = compare([fine], [coarse], MODEL)
    assert {"coarse_file", "file"} <= {problem.code for problem in pair.problems}
    assert not_compared(pair, "to save space") == COARSELY_STORED
    for one, other in ((fine, usual), (usual, coarse), (coarse, coarse), (portrait_measured, coarse)):
        assert "file" not in {problem.code for problem in compare([one], [other], MODEL).problems}
    assert "file" not in {problem.code for problem in compare([fine], [fine, usual, coarse], MODEL).problems}


def test_coarse_files_too_coarse_to_be_measured_leave_the_others_to_be_compared(portrait: Rendering) -> None:
    fine, ruined = (examine(jpeg(portrait.image, quality), f"{quality}") for quality in (95, 50))
    pair = compare([fine], [ruined, ruined, replace(fine, result=replace(fine.result, sha256="b"))], MODEL)
    assert "file" not in {problem.code for problem in pair.problems}
    assert change(pair).verdict == Verdict.NO_DETECTABLE_CHANGE
    alone = compare([fine], [ruined], MODEL)
    for one in alone.changes:
        if one.metric in COARSELY_STORED:
            assert one.verdict == Verdict.NOT_COMPARABLE
    assert change(alone, metric="redness").verdict == Verdict.NO_DETECTABLE_CHANGE


@pytest.mark.parametrize("flipped", [False, True], ids=["as taken", "mirrored"])
def test_fine_skin_is_not_compared_where_the_camera_moved_in_most_photos_of_a_burst(
    portrait: Rendering, portrait_measured: Examination, *, flipped: bool
) -> None:
    before = with_path(portrait_measured, CameraPath(0.1, 0.2))
    as_taken = examine_picture(mirrored(portrait.image)) if flipped else portrait_measured
    own = CameraPath(0.1, -0.2 if flipped else 0.2)
    still, shaken = (with_path(as_taken, path) for path in (own, CameraPath(own.across + 0.5, own.slanted)))
    moved = compare([before] * 3, [still, shaken, shaken], MODEL)
    outvoted = compare([before] * 3, [still, still, shaken], MODEL)
    assert moved.mirrored is outvoted.mirrored is flipped
    assert [problem.message for problem in moved.problems].count(CAMERA_MOVED) == 1
    assert CAMERA_MOVED not in [problem.message for problem in outvoted.problems]
    assert not_compared(moved, "camera moved") == FINE_SKIN
    assert not_compared(outvoted, "camera moved") == set()


def with_path(photo: Examination, path: CameraPath) -> Examination:
    return replace(photo, result=replace(photo.result, path=path))


def test_noise_grows_where_each_burst_shows_other_skin_of_a_region(portrait_measured: Examination) -> None:
    noise = RetakeNoise(0.04, 0.02, 0.02, alike=0.02, per_difference={"unshared": 0.2})
    model = replace(MODEL, entries=MappingProxyType(dict.fromkeys(MODEL.entries, noise)))
    skin = portrait_measured.skin_map.skin
    covered = skin.mask.copy()
    place = region_mask("forehead", 2.5)
    covered[place & (np.indices(place.shape)[1] < 0.4 * place.shape[1])] = False
    other = replace(portrait_measured, skin_map=replace(portrait_measured.skin_map, skin=replace(skin, mask=covered)))
    alike, half_hidden = (compare([portrait_measured], [one], model) for one in (portrait_measured, other))
    for region, times in (("forehead", 1.1), ("cheek_left", 1.0)):
        widths = [change(one, region).mdc95 for one in (alike, half_hidden)]
        assert None not in widths
        assert widths[1] / widths[0] > times if times > 1 else widths[1] == pytest.approx(widths[0])  # type: ignore[operator]


def test_copies_of_a_file_are_no_retakes(portrait_measured: Examination, retake: Examination) -> None:
    doubled = program.compare([portrait_measured] * 3, [retake, retake], MODEL)
    assert doubled == program.compare([portrait_measured], [retake], MODEL)
    outvoted = program.compare([portrait_measured], [scored(retake, 3), scored(retake, 3), portrait_measured], MODEL)
    assert outvoted == program.compare([portrait_measured], [scored(retake, 3), portrait_measured], MODEL)


def of_days(photo: Examination, days: Sequence[int | None]) -> list[Examination]:
    """The photo as taken on these days of a month; None: nobody knows when."""
    taken = [None if day is None else TakenAt(datetime(2026, 3, day, 12, tzinfo=UTC)) for day in days]
    return [replace(photo, result=replace(photo.result, taken_at=when)) for when in taken]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([1, 1], [8, 8], []),
        ([1], [1], []),
        ([None, 1], [8, None], []),
        ([8], [None], []),
        ([8, 8], [1], [LATER_BEFORE]),
        ([1, 2], [8], [SEVERAL_DAYS]),
        ([1], [8, 9], [SEVERAL_DAYS]),
        ([1, 8], [8], [SEVERAL_DAYS]),
        ([1, 9], [8], [LATER_BEFORE, SEVERAL_DAYS]),
    ],
)
def test_dates_that_do_not_fit_the_sides_are_told(
    portrait_measured: Examination, before: list[int | None], after: list[int | None], told: list[str]
) -> None:
    found = compare(of_days(portrait_measured, before), of_days(portrait_measured, after), MODEL)
    assert [problem.message for problem in found.problems] == told


@pytest.mark.parametrize(("shaken", "told"), [(3, True), (2, True), (1, False)])
def test_fine_skin_is_not_compared_where_most_photos_of_a_burst_are_told_to_be_shaken(
    portrait_measured: Examination, shaken: int, *, told: bool
) -> None:
    moved = scored(portrait_measured, problems=(Problem("blurred", SHAKEN),))
    burst = [moved] * shaken + [portrait_measured] * (3 - shaken)
    for found in (compare([portrait_measured] * 3, burst, MODEL), compare(burst, [portrait_measured] * 3, MODEL)):
        assert not_compared(found, "camera moved") == (FINE_SKIN if told else set())
