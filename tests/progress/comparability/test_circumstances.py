from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from skinmetrics.imaging.expression import Expression
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.metrics import METRICS
from skinmetrics.progress.comparability.apart import files_differ, lights_differ
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.odd import odd_ones
from skinmetrics.progress.comparability.reasons import (
    CAMERA_MOVED,
    CAMERAS_DIFFER,
    FILES_DIFFER,
    HAIR_LIES,
    HELD_DIFFERENTLY,
    LIGHT_DIFFERS,
    MADE_UP,
    WHITES_DIFFER,
)
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON, Compared
from skinmetrics.progress.comparability.unlike import circumstances_unlike

LINES, COLOUR, SHAPE = "fine_line_density", "redness", "lower_face_contour"


def test_photos_taken_alike_have_no_odd_one() -> None:
    alike = {day: Circumstances("eyes", "a1", -2.0 + 0.01 * day) for day in range(5)}
    for metric in (LINES, COLOUR, SHAPE):
        assert odd_ones(alike).of(metric) == {}
    assert odd_ones({}).reasons == ()


def test_a_card_among_eyes_concerns_colours_alone() -> None:
    taken = {day: Circumstances("card" if day == 1 else "eyes") for day in range(4)}
    odd = odd_ones(taken)
    assert odd.of(COLOUR) == {1: WHITES_DIFFER}
    assert odd.of(LINES) == odd.of(SHAPE) == {}
    assert odd.reasons == (WHITES_DIFFER,)


def test_another_camera_concerns_fine_skin_and_colours_and_the_later_one_is_kept() -> None:
    taken = {day: Circumstances(camera="old" if day < 2 else "new") for day in range(4)}
    odd = odd_ones(taken)
    assert odd.of(LINES) == {0: CAMERAS_DIFFER, 1: CAMERAS_DIFFER}
    assert {metric.id for metric in METRICS if not odd.of(metric.id)} == {"wrinkle_density", "scar_relief", SHAPE}


def test_the_kind_that_most_photos_have_is_kept() -> None:
    taken = {day: Circumstances(camera="old" if day < 3 else "new") for day in range(4)}
    assert set(odd_ones(taken).of(LINES)) == {3}


def test_a_day_of_many_photos_has_one_vote() -> None:
    """Nine days of one photo, and a tenth of ten photos, on which everything is otherwise."""
    days = {number: min(number, 9) for number in range(19)}
    still, moved = CameraPath(0.0, 0.0), CameraPath(0.5, 0.0)
    own, other = Circumstances("eyes", "a1", -2.0, AT_REST, still), Circumstances("card", "b2", -1.5, SMILE, moved)
    for one in ("white", "camera", "eye_contrast", "expression", "path"):
        taken = {
            number: Circumstances(**{one: getattr(own if day < 9 else other, one)}) for number, day in days.items()
        }
        odd = odd_ones(taken, days=days)
        assert {*odd.white, *odd.fine, *odd.contrast, *odd.every, *odd.camera} == set(range(9, 19)), one
        alone = odd_ones(taken)
        assert {*alone.white, *alone.fine, *alone.contrast, *alone.every, *alone.camera} == set(range(9)), (
            "each photo of a day of its own"
        )


def test_of_two_days_the_later_kind_is_kept_however_many_photos_each_has() -> None:
    for photos in (1, 3):
        taken = {number: Circumstances(camera="old" if number < photos else "new") for number in range(photos + 2)}
        odd = odd_ones(taken, days={number: number < photos for number in taken})
        assert set(odd.camera) == set(range(photos))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Circumstances(camera="a"), Circumstances(camera="b")),
        (Circumstances("eyes"), Circumstances("card")),
        (Circumstances(hair=True), Circumstances(hair=False)),
    ],
    ids=["camera", "white", "hair"],
)
def test_a_kind_with_days_enough_on_both_sides_of_the_first_session_is_kept(
    old: Circumstances, new: Circumstances
) -> None:
    taken = {number: new if number >= 8 else old for number in range(20)}

    def left_out(first_after: int, photos_a_day: int = 1) -> set[int]:
        days = {number: number // photos_a_day for number in taken}
        odd = odd_ones(taken, days=days, after=range(first_after, 20))
        return {*odd.white, *odd.camera, *odd.lines}

    assert left_out(3) == set(range(8, 20))
    assert left_out(2) == set(range(8)), "two days before"
    assert left_out(6) == set(range(8)), "two days after"
    assert left_out(4, photos_a_day=2) == set(range(8)), "two days on either side"


def test_of_kinds_with_days_enough_on_both_sides_the_one_with_most_days_is_kept() -> None:
    taken = {day: Circumstances(camera="ab"[day % 2]) for day in range(17)}
    assert set(odd_ones(taken, after=range(8, 17)).camera) == set(range(1, 17, 2))


@pytest.mark.parametrize("cameras", ["aaa bbb", "aab bbb", "aba bba", "aa? bbb", "ab b"])
def test_two_bursts_are_of_two_cameras_where_most_of_their_photos_are(cameras: str) -> None:
    first, last = ([Circumstances(camera=None if one == "?" else one) for one in burst] for burst in cameras.split())
    for pair in ((first, last), (last, first)):
        assert set(circumstances_unlike(*pair)) == {CAMERAS_DIFFER}


@pytest.mark.parametrize("cameras", ["aaa aab", "aa? a", "ab ba", "?? bbb", "? ?"])
def test_two_bursts_of_one_camera_are_compared(cameras: str) -> None:
    first, last = ([Circumstances(camera=None if one == "?" else one) for one in burst] for burst in cameras.split())
    assert circumstances_unlike(first, last) == circumstances_unlike(last, first) == {}


def test_shaken_photos_have_no_say_in_how_eyes_stand_out() -> None:
    """A camera that moves takes contrast off the eyes too: else nothing would be left of a series."""
    still, shaken = Circumstances(eye_contrast=-2.0), Circumstances(eye_contrast=-2.15, shaken=True)
    odd = odd_ones({day: shaken if day % 2 else still for day in range(9)} | {9: shaken})
    assert set(odd.of(LINES)) == {1, 3, 5, 7, 9}


def test_what_nobody_knows_is_no_other_kind() -> None:
    taken = {0: Circumstances(), 1: Circumstances("card", "a1", -2.0), 2: Circumstances()}
    assert odd_ones(taken).reasons == ()


def test_eyes_that_stand_out_otherwise_concern_all_but_the_shape_of_the_face() -> None:
    taken = {day: Circumstances(eye_contrast=-2.0 + (0.2 if day == 2 else 0.0)) for day in range(5)}
    odd = odd_ones(taken)
    told = {metric.id for metric in METRICS if odd.of(metric.id)}
    assert told == {metric.id for metric in METRICS} - {SHAPE}
    assert odd.of(LINES) == odd.of("tone_unevenness") == {2: MADE_UP}
    assert odd.reasons == (MADE_UP,)


def test_eyes_that_stand_out_otherwise_on_another_phone_are_the_phones_and_no_make_up() -> None:
    taken = {
        day: Circumstances(camera="new" if day > 4 else "old", eye_contrast=-1.8 if day > 4 else -2.0)
        for day in range(7)
    }
    odd = odd_ones(taken)
    assert odd.reasons == (CAMERAS_DIFFER,)
    assert odd.of("wrinkle_density") == odd.of(LINES) == {5: CAMERAS_DIFFER, 6: CAMERAS_DIFFER}
    alike = taken | {6: replace(taken[6], eye_contrast=-2.0)}
    assert odd_ones(alike).of("wrinkle_density") == {5: MADE_UP}, "the phone shows eyes as the other does"
    assert odd_ones(taken | {0: replace(taken[0], camera=None)}).of("wrinkle_density")[5] == MADE_UP, "nobody knows"
    unlike = circumstances_unlike([taken[0]], [taken[6]])
    assert set(unlike) == {CAMERAS_DIFFER}
    assert "wrinkle_density" in unlike[CAMERAS_DIFFER]
    assert set(circumstances_unlike([taken[0]], [replace(taken[6], camera="old")])) == {MADE_UP}


@pytest.mark.parametrize(
    ("taken", "kept"),
    [
        ([("a", -2.0)] * 3 + [("b", -1.8)] * 2 + [("c", -1.8)] * 2, {0, 1, 2}),
        ([("a", -2.0)] * 3 + [("c", -2.0)] * 2 + [("b", -1.8)] * 3, {5, 6, 7}),
        ([("a", None)] * 2 + [("a", -2.0)] * 2 + [("b", -1.8)] * 3, {0, 1, 2, 3}),
        ([("a", -2.0)] * 3 + [("a", -1.8), ("b", -1.8), ("c", -1.8)], {0, 1, 2}),
    ],
)
def test_of_eyes_that_stand_out_otherwise_those_of_the_kept_phone_are_kept(
    taken: list[tuple[str, float | None]], kept: set[int]
) -> None:
    photos = {day: Circumstances(camera=camera, eye_contrast=eyes) for day, (camera, eyes) in enumerate(taken)}
    assert photos.keys() - odd_ones(photos).of(LINES).keys() == kept


def test_of_two_other_phones_no_two_that_are_kept_show_eyes_otherwise_than_each_other() -> None:
    eyes = {"a": -2.0, "b": -2.1, "c": -1.9}
    photos = {day: Circumstances(camera=one, eye_contrast=eyes[one]) for day, one in enumerate("aaabbc")}
    assert odd_ones(photos).of("wrinkle_density").keys() == {5}


@pytest.mark.parametrize(
    "how",
    [
        (Circumstances(white="card"), Circumstances(white="eyes"), COLOUR),
        (Circumstances(iso=100), Circumstances(iso=1600), LINES),
        (Circumstances(coarseness=0.1), Circumstances(coarseness=1.2), LINES),
    ],
)
def test_what_differs_too_is_chosen_among_the_photos_of_the_kept_phone(
    how: tuple[Circumstances, Circumstances, str],
) -> None:
    """Most days are of one phone, and most are of one white, light or kind of file; but never the same days."""
    one, other, metric = how
    taken = [replace(one, camera="kept")] * 3 + [replace(other, camera="kept")] + [replace(other, camera="new")] * 3
    odd = odd_ones(dict(enumerate(taken)))
    assert set(odd.of(metric)) == {3, 4, 5, 6}


def test_a_photo_in_which_the_camera_moved_concerns_fine_skin() -> None:
    own = CameraPath(-0.2, 0.1)  # of eyes whose edges are not alike in every direction
    taken = {day: Circumstances(path=CameraPath(0.3, 0.1) if day == 2 else own) for day in range(5)}
    odd = odd_ones(taken)
    assert odd.of(LINES) == {2: CAMERA_MOVED}
    assert odd.of(COLOUR) == odd.of(SHAPE) == {}
    assert odd_ones(dict.fromkeys(range(4), Circumstances(path=own))).reasons == ()


def test_a_photo_in_far_less_light_concerns_fine_skin() -> None:
    taken = {day: Circumstances(iso=1600 if day == 2 else 125) for day in range(5)}
    assert odd_ones(taken).of(LINES) == {2: LIGHT_DIFFERS}
    assert odd_ones(taken).of(COLOUR) == odd_ones(taken).of("wrinkle_density") == {}
    known = taken[2]
    assert Circumstances.read(json.loads(json.dumps(asdict(known)))) == known


def test_a_file_stored_far_more_coarsely_concerns_what_sees_it() -> None:
    taken = {day: Circumstances(coarseness=1.2 if day == 2 else 0.1) for day in range(5)}
    odd = odd_ones(taken)
    for metric in (LINES, "wrinkle_density", "blemish_area", "blemish_count", "pigment_spot_area"):
        assert odd.of(metric) == {2: FILES_DIFFER}
    assert odd.of(COLOUR) == odd.of(SHAPE) == {}
    assert odd.reasons == (FILES_DIFFER,)
    known = taken[2]
    assert Circumstances.read(json.loads(json.dumps(asdict(known)))) == known
    assert Circumstances.read({"iso": 100}).coarseness is None, "kept before this was known"


def test_photos_too_coarse_to_be_measured_have_no_say_in_which_are_kept() -> None:
    taken = {day: Circumstances(coarseness=-3.0 if day < 5 else 0.2) for day in range(9)}
    assert odd_ones(taken).reasons == ()
    unknown = {day: Circumstances(coarseness=None if day < 5 else 1.2) for day in range(9)}
    assert odd_ones(unknown).reasons == ()


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [(0.9, 0.1, False), (1.2, 0.3, False), (1.2, 0.1, True), (0.9, -0.5, True), (0.2, -0.7, False)],
    ids=["qualities 75 and 98", "67 and 91", "67 and 98", "coarser JPEG and WebP", "fine JPEG and WebP"],
)
def test_files_differ_by_how_coarsely_they_are_stored_and_in_which_format(
    one: float, other: float, *, told: bool
) -> None:
    assert files_differ(one, other) is files_differ(other, one) is told


@pytest.mark.parametrize(("one", "other", "told"), [(400, 100, True), (399, 100, False), (32, 200, False)])
def test_light_differs_where_the_sensitivity_is_four_times_as_high(one: int, other: int, *, told: bool) -> None:
    assert lights_differ(one, other) is lights_differ(other, one) is told


def test_a_day_of_some_light_joins_no_days_of_much_with_days_of_little() -> None:
    levels = [100] * 4 + [300] + [790] * 4
    taken = {day: Circumstances(iso=iso) for day, iso in enumerate(levels)}
    assert odd_ones(taken, after=range(4, 9)).of(LINES) == dict.fromkeys(range(4), LIGHT_DIFFERS)
    alike = {day: Circumstances(iso=iso) for day, iso in enumerate([100, 100, 100, 200, 350, 399, 790, 790, 790, 790])}
    assert odd_ones(alike, after=range(3, 10)).of(LINES).keys() == set(range(6, 10)), "days on both sides go first"
    assert odd_ones(alike).of(LINES).keys() == set(range(3)), "else those on most days"


@pytest.mark.parametrize(
    ("low", "between", "high"),
    [
        (Circumstances(iso=100), Circumstances(iso=250), Circumstances(iso=790)),
        (Circumstances(eye_contrast=0.0), Circumstances(eye_contrast=0.1), Circumstances(eye_contrast=0.2)),
        (Circumstances(coarseness=-0.8), Circumstances(coarseness=0.1), Circumstances(coarseness=0.9)),
        (
            Circumstances(path=CameraPath(0.0, 0.0)),
            Circumstances(path=CameraPath(0.28, 0.0)),
            Circumstances(path=CameraPath(0.56, 0.0)),
        ),
    ],
    ids=["ISO", "contrast", "files", "path"],
)
def test_no_two_photos_that_are_kept_are_farther_apart_than_what_is_compared(
    low: Circumstances, between: Circumstances, high: Circumstances
) -> None:
    assert odd_ones({0: low, 1: between, 2: high}).of(LINES).keys() == {0}
    assert odd_ones({0: low, 1: low, 2: low, 3: between, 4: high}).of(LINES).keys() == {4}
    assert odd_ones({0: between, 1: high}).of(LINES) == odd_ones({0: low, 1: between}).of(LINES) == {}


def test_a_photo_that_is_told_as_shaken_concerns_fine_skin_even_where_all_are() -> None:
    moved = Circumstances(path=CameraPath(0.6, 0.0), shaken=True)
    kept = json.loads(json.dumps({"circumstances": asdict(moved)}))
    assert Circumstances.kept_in(kept) == moved
    assert odd_ones({0: moved, 1: moved}).of(LINES) == {0: CAMERA_MOVED, 1: CAMERA_MOVED}
    assert odd_ones({0: moved, 1: moved}).of(COLOUR) == {}
    assert Circumstances.kept_in({}) == Circumstances()


@pytest.mark.parametrize("way", [0.5, 0.8])
def test_of_as_many_moved_photos_as_still_ones_the_later_kind_is_kept(way: float) -> None:
    taken = {day: Circumstances(path=CameraPath(0.0 if day < 2 else way, 0.0)) for day in range(4)}
    assert set(odd_ones(taken).of(LINES)) == {0, 1}


def test_hair_over_the_face_concerns_lines_and_of_as_many_days_the_bare_ones_are_kept() -> None:
    for hairy in ({1}, {2, 3}, {0, 1}):
        odd = odd_ones({day: Circumstances(hair=day in hairy) for day in range(4)})
        assert odd.of(LINES) == odd.of("wrinkle_density") == dict.fromkeys(hairy, HAIR_LIES)
        assert odd.of("pore_area") == odd.of(COLOUR) == odd.of(SHAPE) == {}
        assert odd.reasons == (HAIR_LIES,)
    assert odd_ones({day: Circumstances(hair=day < 3) for day in range(4)}).of(LINES).keys() == {3}
    assert odd_ones(dict.fromkeys(range(3), Circumstances(hair=True))).reasons == ()


def test_of_as_many_made_up_eyes_as_bare_ones_the_later_kind_is_kept() -> None:
    taken = {day: Circumstances(eye_contrast=-2.0 if day < 2 else -1.5) for day in range(4)}
    assert set(odd_ones(taken).of(LINES)) == {0, 1}


def test_a_kept_path_is_read_again() -> None:
    known = Circumstances(path=CameraPath(0.1, -0.2))
    assert Circumstances.read(json.loads(json.dumps(asdict(known)))) == known
    assert Circumstances.read({"path": {"across": 0.1}}).path is None


AT_REST = Expression(mouth_mm=50.0, corners_mm=-50.0, lips_mm=0.3, brows_mm=0.5, eyes=0.4)
SMILE = replace(AT_REST, mouth_mm=56.0, corners_mm=-45.0)


@pytest.mark.parametrize(
    ("held", "part"),
    [
        ({}, None),
        ({"mouth_mm": 53.0, "corners_mm": -48.0, "brows_mm": 2.0, "eyes": 0.44}, None),  # as another pose reads
        ({"mouth_mm": 56.0}, "mouth"),
        ({"corners_mm": -46.0}, "mouth"),
        ({"lips_mm": 3.0}, "mouth"),
        ({"brows_mm": 4.0}, "brows"),
        ({"eyes": 0.3}, "eyes"),
    ],
)
def test_a_face_held_differently_concerns_every_score(held: dict[str, float], part: str | None) -> None:
    faces = {day: Circumstances(expression=replace(AT_REST, **held) if day == 1 else AT_REST) for day in range(4)}
    for metric in (LINES, COLOUR, SHAPE):
        assert odd_ones(faces).of(metric) == ({1: HELD_DIFFERENTLY[part]} if part else {})


def test_of_two_expressions_the_relaxed_one_is_kept() -> None:
    for smiles in ({0, 1}, {2, 3}):
        faces = {day: Circumstances(expression=SMILE if day in smiles else AT_REST) for day in range(4)}
        assert odd_ones(faces).of(LINES).keys() == smiles


def test_never_all_photos_are_odd() -> None:
    faces = [SMILE, replace(AT_REST, eyes=0.3), replace(AT_REST, brows_mm=4.0)]
    for held in (faces[:1], faces[:2], faces):
        odd = odd_ones({day: Circumstances(expression=one) for day, one in enumerate(held)})
        assert len(odd.of(LINES)) < len(held)


def test_eyes_that_nobody_found_are_neither_open_nor_narrowed() -> None:
    opened = [0.0, 0.0, 0.4, 0.4, 0.2]
    faces = {day: Circumstances(expression=replace(AT_REST, eyes=eyes)) for day, eyes in enumerate(opened)}
    assert odd_ones(faces).of(LINES).keys() == {4}


def test_what_was_kept_is_read_again() -> None:
    known = Circumstances("eyes", "a1", -2.0, AT_REST)
    kept = json.loads(json.dumps(asdict(known)))
    assert Circumstances.read(kept) == known
    assert Circumstances.read({**kept, "lens": "wide", "expression": {**kept["expression"], "tongue": 1}}) == known
    assert Circumstances.read({"white": "card", "camera": None, "eye_contrast": None}) == Circumstances("card")
    assert Circumstances.read({**kept, "expression": {"eyes": 0.4}}) == replace(known, expression=None)
    assert Circumstances.read({}) == Circumstances()
    alike = replace(known, likeness=(Compared(0.94, 0.4, "a1"),), path=CameraPath(0.1, 0.2), hair=True)
    assert Circumstances.read(json.loads(json.dumps(asdict(alike)))) == alike
    assert alike.mirrored == replace(alike, path=CameraPath(0.1, -0.2))
    assert known.mirrored == known


def test_strangers_are_odd_in_every_way_and_decide_nothing() -> None:
    odd = odd_ones({day: Circumstances(expression=AT_REST) for day in range(3)}, [7])
    for metric in (LINES, "redness", "lower_face_contour"):
        assert odd.of(metric) == {7: ANOTHER_PERSON}
    assert odd.reasons == (ANOTHER_PERSON,)
