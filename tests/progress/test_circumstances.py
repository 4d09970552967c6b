from __future__ import annotations

from skinmetrics.progress.circumstances import (
    CAMERAS_DIFFER,
    MADE_UP,
    WHITES_DIFFER,
    Circumstances,
    odd_ones,
)

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


def test_another_camera_concerns_fine_skin_alone_and_the_later_one_is_kept() -> None:
    taken = {day: Circumstances(camera="old" if day < 2 else "new") for day in range(4)}
    odd = odd_ones(taken)
    assert odd.of(LINES) == {0: CAMERAS_DIFFER, 1: CAMERAS_DIFFER}
    assert odd.of(COLOUR) == odd.of(SHAPE) == {}


def test_the_kind_that_most_photos_have_is_kept() -> None:
    taken = {day: Circumstances(camera="old" if day < 3 else "new") for day in range(4)}
    assert set(odd_ones(taken).of(LINES)) == {3}


def test_what_nobody_knows_is_no_other_kind() -> None:
    taken = {0: Circumstances(), 1: Circumstances("card", "a1", -2.0), 2: Circumstances()}
    assert odd_ones(taken).reasons == ()


def test_made_up_eyes_among_bare_ones_concern_fine_skin() -> None:
    taken = {day: Circumstances(eye_contrast=-2.0 + (0.2 if day == 2 else 0.0)) for day in range(5)}
    odd = odd_ones(taken)
    assert odd.of(LINES) == {2: MADE_UP}
    assert odd.of(COLOUR) == {}
