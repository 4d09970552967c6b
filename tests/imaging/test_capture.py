from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.capture import HALF_DARK, LITTLE_LIGHT, STORED_COARSELY, Capture, judge_capture
from skinmetrics.imaging.landmarks import Eye, Face
from skinmetrics.imaging.regions import all_regions, region_mask
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.imaging.skin import Skin, find_skin
from skinmetrics.phantom import Expression, Rendering
from skinmetrics.scoring import Examination
from tests import photos
from tests.photos import Picture, blurred, examine_picture, framed, lit, similarity, warped

CODES = {
    "too_dark", "too_bright", "blurred", "turned", "tilted", "expression", "too_close", "too_far", "uneven_light",
    "occluded", "low_resolution", "face_cut_off", "coarse_file",
}  # fmt: skip
SHARP, STILL = 0.05, CameraPath(0.0, 0.0)
ORDER = ("good", "usable", "unusable")


def codes(capture: Capture) -> set[str]:
    found = [problem.code for problem in capture.problems]
    assert len(found) == len(set(found))
    assert set(found) <= CODES
    for problem in capture.problems:
        assert problem.message.count(". ") >= 1  # what is wrong, then what to do
        assert problem.message.endswith(".")
    return set(found)


def of(picture: Picture) -> Capture:
    return examine_picture(picture).result.capture


@pytest.fixture(scope="module")
def still(portrait_measured: Examination) -> Examination:
    assert portrait_measured.result.capture.verdict == "good"
    return portrait_measured


def judged(measured: Examination, face: Face | None = None, blur: float = SHARP) -> Capture:
    skin_map = measured.skin_map
    side = min(measured.photo.header.width, measured.photo.header.height)
    return judge_capture(face or measured.face, skin_map.face_map, skin_map.skin, blur, STILL, side)


def test_a_good_photo_has_no_problems(still: Examination) -> None:
    capture = judged(still)
    assert capture == Capture("good", ())


def test_the_darker_the_worse(still: Examination) -> None:
    verdicts = []
    for gain in (1.0, 0.1, 0.05, 0.02, 0.005):
        face_map = replace(still.face_map, linear=still.face_map.linear * np.float32(gain))
        capture = judge_capture(still.face, face_map, find_skin(face_map), SHARP, STILL, 860)
        assert ("too_dark" in codes(capture)) == (gain < 1)
        verdicts.append(ORDER.index(capture.verdict))
    assert verdicts == sorted(verdicts)
    assert (verdicts[0], verdicts[-1]) == (0, 2)


def test_too_dark_in_a_photo(portrait: Rendering) -> None:
    assert codes(of(lit(portrait.image, 0.06))) >= {"too_dark"}


def test_too_bright(portrait: Rendering) -> None:
    capture = of(lit(portrait.image, 3.0))
    assert codes(capture) >= {"too_bright"}
    assert capture.verdict != "good"


def test_a_face_so_bright_that_colours_fade_is_told_before_any_of_it_is_burnt_out(still: Examination) -> None:
    told = []
    for light in (0.5, 0.79, 0.81, 0.9):
        face_map = replace(still.face_map, linear=np.minimum(still.face_map.linear * np.float32(4), np.float32(light)))
        capture = judge_capture(still.face, face_map, still.skin_map.skin, SHARP, STILL, 860)
        told.append("too_bright" in codes(capture))
        assert capture.verdict != "unusable"
    assert told == [False, False, True, True]


def test_a_white_that_the_camera_presses_is_told_though_the_skin_is_not_bright(still: Examination) -> None:
    linear = still.face_map.linear * np.float32(0.5)
    linear[~all_regions(still.face_map.px_per_mm)] = 0.85
    bright = replace(still.face_map, linear=linear)
    assert bright.highlight_share == 0
    assert "too_bright" in codes(judge_capture(still.face, bright, still.skin_map.skin, SHARP, STILL, 860))


def test_the_more_blurred_the_worse(still: Examination) -> None:
    captures = [judged(still, blur=blur) for blur in (0.02, 0.05, 0.13, 0.2, 0.4)]
    verdicts = [ORDER.index(capture.verdict) for capture in captures]
    assert verdicts == sorted(verdicts)
    assert (verdicts[0], verdicts[-1]) == (0, 2)
    assert [codes(capture) for capture in captures] == [{"blurred"} if worse else set() for worse in verdicts]
    words = {0: [], 1: ["a little blurred"], 2: ["too blurred"]}
    assert [[part for each in capture.problems for part in ("a little blurred", "too blurred") if part in each.message]
            for capture in captures] == [words[worse] for worse in verdicts]  # fmt: skip
    assert set(verdicts) == {0, 1, 2}


def test_blurred_in_a_photo(close_portrait: Rendering) -> None:
    assert "blurred" not in codes(of(close_portrait.image))
    capture = of(blurred(close_portrait.image, 0.8 * close_portrait.truth.camera.px_per_mm))
    assert "blurred" in codes(capture)
    assert capture.verdict == "unusable"


# These eyes by themselves read as if it had moved downwards a little.
@pytest.mark.parametrize(("down", "told_mm"), [(False, 1.3), (True, 1.0)], ids=["across", "down"])
def test_a_camera_that_moved_is_told(close_portrait: Rendering, *, down: bool, told_mm: float) -> None:
    def moved(path_mm: float) -> Capture:
        steps = max(round(path_mm * close_portrait.truth.camera.px_per_mm), 1)
        kernel = np.full((steps, 1) if down else (1, steps), 1 / steps, np.float32)
        return of(np.asarray(cv2.filter2D(close_portrait.image, -1, kernel), np.uint8))

    assert "blurred" not in codes(moved(0))
    assert any("camera moved" in problem.message for problem in moved(told_mm).problems)
    assert moved(1.6).verdict == "unusable"


def test_what_is_blurred_evenly_is_not_said_to_have_moved(close_portrait: Rendering) -> None:
    for mm in (0.4, 0.5):
        found = of(blurred(close_portrait.image, mm * close_portrait.truth.camera.px_per_mm)).problems
        assert ["camera moved" in problem.message for problem in found if problem.code == "blurred"] == [False]


@pytest.mark.parametrize(("length_mm", "verdict"), [(0.5, "good"), (0.85, "usable"), (1.2, "unusable")])
def test_the_farther_the_camera_moved_the_less_a_photo_counts(
    still: Examination, length_mm: float, verdict: str
) -> None:
    skin_map, path = still.skin_map, CameraPath(0.0, length_mm**2)
    assert judge_capture(still.face, skin_map.face_map, skin_map.skin, SHARP, path, 860).verdict == verdict


def test_a_photo_with_streaks_all_over_does_not_count(close_portrait: Rendering) -> None:
    streaks = cv2.filter2D(close_portrait.image, -1, np.full((12, 1), 1 / 12, np.float32))
    assert of(np.asarray(streaks, np.uint8)).verdict == "unusable"


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize(("axis", "code"), [("yaw_deg", "turned"), ("pitch_deg", "tilted")])
def test_a_turned_or_tilted_head_counts_less_and_then_not_at_all(
    still: Examination, axis: str, code: str, sign: int
) -> None:
    seen = []
    for angle in (2.0, 20.0, 40.0):
        change: dict[str, Any] = {axis: sign * angle}
        seen.append(judged(still, replace(still.face, **change)))
    assert [one.verdict for one in seen] == ["good", "usable", "unusable"]
    assert [codes(one) for one in seen] == [set(), {code}, {code}]


def test_turned_in_a_photo() -> None:
    capture = photos.examined(camera=replace(photos.STANDARD_CAMERA, yaw_deg=20.0)).result.capture
    assert codes(capture) >= {"turned"}
    assert capture.verdict != "good"


def test_an_open_mouth_is_an_expression() -> None:
    capture = photos.examined(expression=Expression(mouth_open=0.8)).result.capture
    assert codes(capture) >= {"expression"}
    assert capture.verdict != "good"


def test_shut_eyes_are_an_expression(still: Examination) -> None:
    def shut(eye: Eye) -> Eye:
        opening = eye.opening.copy()
        opening[9:16] = opening[1:8]  # the upper lid on the lower one
        return replace(eye, opening=opening)

    closed = {side: shut(eye) for side, eye in still.face.eyes.items()}
    assert codes(judged(still, replace(still.face, eyes=closed))) == {"expression"}


def test_too_close(portrait: Rendering, still: Examination) -> None:
    capture = of(framed(portrait.image, still.face, 1.02))
    assert codes(capture) >= {"too_close"}
    assert any("The face fills the picture" in problem.message for problem in capture.problems)  # or it was cut out so
    assert capture.verdict != "good"


@pytest.mark.parametrize(("share", "verdict"), [(0.0, "good"), (0.1, "usable"), (0.18, "unusable")])
def test_the_more_of_a_face_is_outside_the_picture_the_worse(
    portrait: Rendering, still: Examination, share: float, verdict: str
) -> None:
    low, high = still.face.points.min(0), still.face.points.max(0)
    top = max(round(float(low[1] + share * (high[1] - low[1]))), 0) if share else 0
    capture = of(np.ascontiguousarray(portrait.image[top:]))
    assert capture.verdict == verdict
    assert codes(capture) == ({"face_cut_off"} if share else set())


def test_behind_glasses_nothing_is_said_to_be_blurred_nor_behind_dark_ones_to_be_dark(
    still: Examination,
) -> None:
    cover = still.skin_map.skin.cover
    assert cover is not None
    worn = replace(still.skin_map.skin, cover=replace(cover, glasses=True))
    face_map = replace(still.face_map, linear=still.face_map.linear * np.float32(0.01))
    hidden = judge_capture(still.face, face_map, worn, 0.36, STILL, 860)
    assert codes(hidden) == {"occluded"}
    assert hidden.verdict == "unusable"
    assert "hide the eyes" in hidden.problems[0].message
    clear = judge_capture(still.face, still.face_map, worn, 0.13, STILL, 860)
    assert codes(clear) == {"occluded"}
    assert clear.verdict == "usable"


@pytest.mark.parametrize(("iso", "told"), [(None, False), (800, False), (1000, True)])
def test_little_light_is_told_by_the_camera(still: Examination, iso: int | None, *, told: bool) -> None:
    capture = judge_capture(still.face, still.face_map, still.skin_map.skin, SHARP, STILL, 860, iso)
    assert codes(capture) == ({"too_dark"} if told else set())
    assert capture.verdict == ("usable" if told else "good")
    assert [problem.message for problem in capture.problems] == ([LITTLE_LIGHT] if told else [])


@pytest.mark.parametrize(
    ("coarseness", "verdict"),
    [(None, "good"), (0.95, "good"), (-0.95, "good"), (1.0, "usable"), (-2.0, "usable"), (5.0, "unusable")],
)
def test_a_file_stored_to_save_space_is_told(still: Examination, coarseness: float | None, verdict: str) -> None:
    capture = judge_capture(still.face, still.face_map, still.skin_map.skin, SHARP, STILL, 860, None, coarseness)
    assert codes(capture) == (set() if verdict == "good" else {"coarse_file"})
    assert capture.verdict == verdict
    assert {problem.message for problem in capture.problems} <= {STORED_COARSELY}


def test_light_from_one_side(portrait: Rendering, still: Examination) -> None:
    width = portrait.image.shape[1]
    across = (np.arange(width) - np.mean([x for x, _ in still.face.named.values()])) / still.face.px_per_mm
    falloff = np.exp(np.clip(across / 40, -1.5, 1.5) * 0.9)[None, :, None]
    assert codes(of(lit(portrait.image, 0.7 * falloff))) >= {"uneven_light"}
    assert codes(of(lit(portrait.image, 0.7 / falloff))) >= {"uneven_light"}


@pytest.mark.parametrize("turn", [1, -1])
def test_a_half_that_hardly_any_light_reaches_is_not_said_to_be_covered(still: Examination, turn: int) -> None:
    columns = np.linspace(-1, 1, still.face_map.linear.shape[1], dtype=np.float32)
    shade = 0.03 + 0.97 / (1 + np.exp(25 * turn * columns))
    dark = replace(still.face_map, linear=np.asarray(still.face_map.linear * shade[None, :, None], np.float32))
    capture = judge_capture(still.face, dark, find_skin(dark), SHARP, STILL, 860)
    assert "occluded" not in codes(capture)
    assert HALF_DARK in [problem.message for problem in capture.problems]


def test_a_covered_face(still: Examination) -> None:
    visible = still.face_map.visible.copy()
    visible[: round(0.6 * len(visible))] = False
    covered = replace(still.face_map, visible=visible)
    capture = judge_capture(still.face, covered, find_skin(covered), SHARP, STILL, 860)
    assert codes(capture) >= {"occluded"}
    assert capture.verdict != "good"


def test_low_resolution(portrait: Rendering) -> None:
    small = warped(portrait.image, similarity(portrait.image, scale=0.5))
    capture = of(small)
    assert codes(capture) >= {"low_resolution"}
    assert capture.verdict == "unusable"


def test_several_problems_are_all_said(still: Examination) -> None:
    face = replace(still.face, yaw_deg=15.0, pitch_deg=-20.0)
    capture = judged(still, face, blur=0.4)
    assert codes(capture) == {"turned", "tilted", "blurred"}
    assert capture.verdict == "unusable"


@pytest.mark.parametrize("shade", [1.0, 0.03])
def test_no_skin_at_all_is_unusable(still: Examination, shade: float) -> None:
    skin = Skin(np.zeros_like(still.skin_map.skin.mask), still.skin_map.skin.light)
    linear = still.face_map.linear.copy()
    linear[:, : linear.shape[1] // 2] *= np.float32(shade)
    capture = judge_capture(still.face, replace(still.face_map, linear=linear), skin, SHARP, STILL, 860)
    assert {problem.code for problem in capture.problems} == {"occluded"}
    assert capture.verdict == "unusable"


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_phone_before_a_cheek_is_told(still: Examination, side: str) -> None:
    linear = still.face_map.linear.copy()
    rows, columns = np.nonzero(region_mask(f"cheek_{side}", still.face_map.px_per_mm))
    linear[rows.min() - 30 :, columns.min() : columns.max() + 1] = 0.01
    before = replace(still.face_map, linear=linear)
    capture = judge_capture(still.face, before, find_skin(before), SHARP, STILL, 860)
    assert "occluded" in codes(capture)
    assert capture.verdict == "usable"


@pytest.mark.parametrize("burnt", [0.975, 1.0])  # pressed to just below white, as phones do, and white
def test_a_cap_over_the_forehead_is_told_and_burnt_skin_is_none(still: Examination, burnt: float) -> None:
    linear = still.face_map.linear.copy()
    linear[: round(0.23 * len(linear))] = 0.01
    capped = replace(still.face_map, linear=linear)
    skin = find_skin(capped)
    capture = judge_capture(still.face, capped, skin, SHARP, STILL, 860)
    assert codes(capture) == {"occluded"}
    assert capture.verdict == "usable"
    bright = replace(capped, linear=np.where(linear == np.float32(0.01), np.float32(burnt), linear))
    assert "occluded" not in codes(judge_capture(still.face, bright, find_skin(bright), SHARP, STILL, 860))
