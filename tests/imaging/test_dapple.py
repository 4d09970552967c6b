from __future__ import annotations

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.dapple import patches_apart
from skinmetrics.imaging.skin import Skin
from skinmetrics.phantom import Rendering
from skinmetrics.progress.comparability.reasons import IN_PATCHES
from skinmetrics.progress.pair import compare
from skinmetrics.progress.verdict import Verdict
from skinmetrics.scoring import Examination
from tests.photos import examine_picture, lit
from tests.progress.pairs import MODEL, change


def through_leaves(shape: tuple[int, ...], px_per_mm: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Gains (h, w, 1) of light with shadows of half of it, some 10 mm wide."""
    noise = np.random.default_rng(1).normal(size=shape[:2]).astype(np.float32)
    patches = cv2.GaussianBlur(noise, (0, 0), 3 * px_per_mm)
    return np.asarray(0.6 + 0.4 / (1 + np.exp(-3 * patches / patches.std())), np.float32)[..., None]


@pytest.fixture(scope="module")
def dappled(portrait: Rendering, portrait_measured: Examination) -> Examination:
    return examine_picture(lit(portrait.image, through_leaves(portrait.image.shape, portrait_measured.face.px_per_mm)))


def test_shadows_of_leaves_are_no_change_of_the_skin(portrait_measured: Examination, dappled: Examination) -> None:
    for before, after in ((portrait_measured, dappled), (dappled, portrait_measured)):
        pair = compare([before], [after], MODEL)
        assert IN_PATCHES in {problem.message for problem in pair.problems}
        assert not any("Close the mouth" in problem.message for problem in pair.problems)
        for metric in ("fine_line_density", "wrinkle_density", "scar_relief", "pigment_spot_area", "tone_unevenness"):
            one = change(pair, metric=metric)
            assert (one.verdict, one.reason) == (Verdict.NOT_COMPARABLE, IN_PATCHES)
        assert change(pair, metric="redness").verdict == Verdict.NO_DETECTABLE_CHANGE


def test_light_that_falls_off_is_no_patches(portrait: Rendering, portrait_measured: Examination) -> None:
    h, w = portrait.image.shape[:2]
    falling = 0.5 + 0.5 * np.linspace(0, 1, w)[None, :, None] * np.linspace(1, 0.6, h)[:, None, None]
    pair = compare([portrait_measured], [examine_picture(lit(portrait.image, falling))], MODEL)
    assert "patches" not in {problem.code for problem in pair.problems}


def test_two_photos_without_shared_skin_say_nothing(portrait_measured: Examination) -> None:
    skin = portrait_measured.skin_map.skin
    assert patches_apart(skin, Skin(np.zeros_like(skin.mask), skin.light)) == 0
