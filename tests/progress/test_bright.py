"""Photos that are so bright that the camera loses what they show."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from skinmetrics.imaging.shake import CameraPath
from skinmetrics.metrics import METRICS
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.odd import odd_ones
from skinmetrics.progress.comparability.reasons import TOO_BRIGHT
from skinmetrics.progress.comparability.unlike import circumstances_unlike
from skinmetrics.scoring import Examination

LINES, COLOUR, SHAPE = "fine_line_density", "redness", "lower_face_contour"


@pytest.mark.parametrize(("share", "lost"), [(0.1, ()), (0.3, ("colours",)), (0.7, ("colours", "relief"))])
def test_a_photo_so_bright_that_it_fades_concerns_colours_first(
    portrait_measured: Examination, share: float, lost: tuple[str, ...]
) -> None:
    bright, good = Circumstances(highlights=share), Circumstances(highlights=0.0)
    assert Circumstances.kept_in(json.loads(json.dumps({"circumstances": asdict(bright)}))) == bright
    assert Circumstances.of(replace(portrait_measured.result, highlights=share)).highlights == share
    colours = {metric.id for metric in METRICS if metric.needs.colours}
    relief = {metric.id for metric in METRICS if metric.needs.skin} - colours
    expected = set[str]().union(*({"colours": colours, "relief": relief}[part] for part in lost))
    odd = odd_ones({0: good, 1: bright, 2: good})
    assert {metric.id for metric in METRICS if odd.of(metric.id) == {1: TOO_BRIGHT}} == expected
    assert circumstances_unlike([bright, bright, good], [good]).get(TOO_BRIGHT, frozenset()) == expected
    assert circumstances_unlike([bright, good, good], [good]) == {}, "of a burst the most photos"
    assert circumstances_unlike([bright], [Circumstances()]).get(TOO_BRIGHT, frozenset()) == (
        expected if "relief" in lost else set()
    ), "kept before this was known"


@pytest.mark.parametrize(
    "other",
    [
        Circumstances(iso=50),
        Circumstances(white="card"),
        Circumstances(camera="b2"),
        Circumstances(eye_contrast=0.45),
        Circumstances(coarseness=1.2),
        Circumstances(hair=True),
        Circumstances(path=CameraPath(0.6, 0.0)),
    ],
    ids=["ISO", "white", "camera", "contrast", "files", "hair", "path"],
)
def test_what_shows_little_of_anything_has_no_say_in_what_is_kept(other: Circumstances) -> None:
    usual = Circumstances("eyes", "a1", 0.3, path=CameraPath(0.0, 0.0), iso=400, hair=False, coarseness=0.1)
    known = {name: value for name, value in asdict(other).items() if value not in (None, (), False)}
    faded = replace(usual, **{**known, "path": other.path or usual.path}, highlights=0.7)
    odd = odd_ones({day: faded if day < 5 else usual for day in range(9)})
    for metric in (LINES, COLOUR):
        assert odd.of(metric) == dict.fromkeys(range(5), TOO_BRIGHT)


def test_colours_are_not_compared_where_the_camera_presses_one_white_more_than_the_other() -> None:
    lights = {0: 0.45, 1: 0.7, 2: 0.9}
    taken = {day: Circumstances(white_light=light) for day, light in lights.items()}
    assert Circumstances.kept_in(json.loads(json.dumps({"circumstances": asdict(taken[2])}))) == taken[2]
    assert odd_ones(taken).of(COLOUR) == {2: TOO_BRIGHT}
    assert odd_ones(taken).of(LINES) == odd_ones(taken).of("redness_patchiness") == {}, "they need no white"
    against_white = {metric.id for metric in METRICS if metric.needs.white}
    assert circumstances_unlike([taken[0]], [taken[2]]) == {TOO_BRIGHT: against_white}
    assert circumstances_unlike([taken[0]], [taken[1]]) == {}
    assert circumstances_unlike([taken[2]], [Circumstances(white_light=0.93)]) == {}, "pressed alike"


def test_photos_that_are_all_as_bright_are_compared_until_little_is_left() -> None:
    alike = {day: Circumstances(highlights=share) for day, share in enumerate((0.3, 0.25, 0.38))}
    assert odd_ones(alike).of(COLOUR) == {}
    assert circumstances_unlike([alike[0]], [alike[2]]) == {}
    faded = {day: Circumstances(highlights=0.7) for day in range(3)}
    assert odd_ones(faded).of(LINES) == odd_ones(faded).of(COLOUR) == dict.fromkeys(range(3), TOO_BRIGHT)
    assert odd_ones(faded).of(SHAPE) == {}
