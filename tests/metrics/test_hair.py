from __future__ import annotations

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import region_mask
from skinmetrics.metrics.hair import find_hair
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.phantom import Rendering
from skinmetrics.progress.comparability.reasons import HAIR_LIES
from skinmetrics.progress.pair import compare
from skinmetrics.progress.verdict import Verdict
from skinmetrics.scoring import Examination
from tests.metrics.skin_maps import even, rough, skin_map, with_furrow
from tests.photos import Picture, examine_picture
from tests.progress.pairs import MODEL, change

CHEEK = (40.0, 36.0)  # mm of the frame
HAIR_MM, HAIR_COLOUR = 0.1, (45, 34, 28)
FINER = 4


def with_hairs(picture: Picture, measured: Examination) -> Picture:
    """Four hairs of 0.1 mm that fall over cheeks and jaws."""
    face = measured.face
    middle = np.mean([face.named["pupil_left"], face.named["pupil_right"]], 0)
    canvas = np.zeros((picture.shape[0] * FINER, picture.shape[1] * FINER), np.uint8)
    down = np.linspace(0, 1, 40)
    for x, bend in ((-52, 20), (-34, -12), (30, 10), (46, -16)):
        course = np.stack([x + bend * down**2, 8 + 80 * down], 1) * face.px_per_mm + middle
        cv2.polylines(canvas, [np.round(course * FINER * 16).astype(np.int32)], False, 255, 1, cv2.LINE_AA, 4)  # noqa: FBT003
    drawn = cv2.resize(canvas, picture.shape[1::-1], interpolation=cv2.INTER_AREA) / 255
    # A line of one px of the finer canvas is brought to the width of a hair.
    cover = np.clip(drawn * HAIR_MM * face.px_per_mm * FINER, 0, 1)[..., None]
    return np.asarray(picture * (1 - cover) + np.array(HAIR_COLOUR) * cover, np.uint8)


@pytest.fixture(scope="module")
def hairy(portrait: Rendering, portrait_measured: Examination) -> Examination:
    return examine_picture(with_hairs(portrait.image, portrait_measured))


def test_hair_over_the_face_is_told_with_what_to_do(hairy: Examination, portrait_measured: Examination) -> None:
    assert portrait_measured.result.capture.problems == ()
    assert [problem.code for problem in hairy.result.capture.problems] == ["occluded"]
    assert "Pin it back" in hairy.result.capture.problems[0].message
    assert hairy.result.capture.verdict == "usable"


def test_a_mirrored_photo_has_its_hair_on_the_other_side(hairy: Examination) -> None:
    skin, turned = hairy.taking.skin, hairy.taking.mirrored.skin
    assert skin.cover is not None
    assert turned.cover is not None
    assert hairy.result.hair
    assert skin.hairy
    assert turned.hairy
    assert np.array_equal(turned.cover.mask[:, ::-1], skin.cover.mask)


@pytest.mark.parametrize("metric", ["fine_line_density", "wrinkle_density", "scar_relief", "pigment_spot_area"])
def test_hair_is_left_out_of_what_is_measured(metric: str, hairy: Examination, portrait_measured: Examination) -> None:
    bare, other = (one.result.metrics[metric].face for one in (portrait_measured, hairy))
    assert other == pytest.approx(bare, rel=0.1)


def test_lines_of_a_day_with_hair_are_not_compared(hairy: Examination, portrait_measured: Examination) -> None:
    pair = compare([hairy], [portrait_measured], MODEL)
    assert "hair" in {problem.code for problem in pair.problems}
    for metric in ("fine_line_density", "wrinkle_density", "line_depth"):
        one = change(pair, metric=metric)
        assert one.verdict == Verdict.NOT_COMPARABLE
    assert change(pair, metric="wrinkle_density").reason == HAIR_LIES
    assert change(pair, metric="redness").verdict == Verdict.NO_DETECTABLE_CHANGE
    assert "hair" not in {problem.code for problem in compare([hairy], [hairy], MODEL).problems}


def test_a_long_narrow_steep_line_on_a_cheek_is_hair() -> None:
    found = find_hair(skin_map(with_furrow(even(), CHEEK, 20, angle_deg=80, depth=0.2, width_mm=0.25)))
    assert found is not None
    assert found[region_mask("cheek_left", 2.5)].any()
    assert not found[region_mask("cheek_right", 2.5)].any()


def faint_hair(depth: float) -> SkinMap:
    return skin_map(with_furrow(rough(0.01), CHEEK, 22, angle_deg=80, depth=depth, width_mm=0.22))


def test_a_hair_that_is_hardly_seen_is_told() -> None:
    assert find_hair(faint_hair(0.06)) is not None


def test_a_faint_hair_is_masked_along_its_length() -> None:
    found = find_hair(faint_hair(0.08))
    assert found is not None
    rows = np.flatnonzero(found.any(1))
    assert (rows.max(initial=0) - rows.min(initial=0)) / STANDARD.px_per_mm > 22


@pytest.mark.parametrize(
    ("length_mm", "angle_deg", "width_mm"),
    [(10, 80, 0.25), (20, 10, 0.25), (20, 80, 0.6)],
    ids=["short", "level", "wide"],
)
def test_a_furrow_is_no_hair(length_mm: float, angle_deg: float, width_mm: float) -> None:
    light = with_furrow(even(), CHEEK, length_mm, angle_deg=angle_deg, depth=0.2, width_mm=width_mm)
    assert find_hair(skin_map(light)) is None


def test_even_skin_has_no_hair() -> None:
    assert find_hair(skin_map(even())) is None
