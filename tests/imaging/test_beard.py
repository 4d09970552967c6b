from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.beard import Beard, find_beard
from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import region_mask
from skinmetrics.imaging.skin import Skin
from skinmetrics.phantom import identity
from skinmetrics.phantom.identity import Tone
from tests import photos
from tests.metrics.skin_maps import Light, rough

GRAIN = 0.02
BEARD = {"chin", "jaw_left", "jaw_right", "upper_lip"}


def found(light: Light) -> Beard:
    return find_beard(Skin(np.ones(light.shape, bool), light), STANDARD.px_per_mm)


def bearded(light: Light) -> frozenset[str]:
    return found(light).regions


def hairs(*regions: str, contrast: float, share: float = 0.25, seed: int = 3) -> Light:
    """Skin with fine short strokes over these regions: dark ones are hair, bright ones shine."""
    where = np.logical_or.reduce([region_mask(region, STANDARD.px_per_mm) for region in regions])
    strokes = (np.random.default_rng(seed).random(where.shape) < share).astype(np.float32)
    soft = cv2.GaussianBlur(strokes, (0, 0), 0.6)
    return np.asarray(rough(GRAIN) + contrast * np.where(where, soft, 0), np.float32)


def test_plain_skin_is_no_beard() -> None:
    assert bearded(rough(GRAIN)) == frozenset()


@pytest.mark.parametrize("where", ["chin", "jaw_left", "upper_lip"])
def test_dark_hair_anywhere_in_the_lower_face_takes_all_of_it(where: str) -> None:
    assert bearded(hairs(where, contrast=-1.2, share=0.1)) == BEARD


def test_a_beard_reaches_beside_the_mouth_only_where_it_grows() -> None:
    assert bearded(hairs("chin", "nasolabial_left", contrast=-1.2, share=0.1)) == BEARD | {"nasolabial_left"}


def test_the_lower_face_is_the_less_sure_to_be_bare_the_nearer_it_is_to_a_beard() -> None:
    growing = [found(hairs("chin", contrast=-contrast)) for contrast in np.linspace(0, 0.12, 25)]
    bare = [one.bare["chin"] if not one.regions else 0.0 for one in growing]
    assert bare[0] == 1
    assert growing[-1].regions == BEARD
    assert all(before >= after for before, after in itertools.pairwise(bare))
    assert sum(0 < one < 1 for one in bare) >= 2
    assert max(before - after for before, after in itertools.pairwise(bare)) < 0.5


def test_a_moustache_is_doubtful_over_more_than_another_lamp_makes() -> None:
    px, lip = STANDARD.px_per_mm, region_mask("upper_lip", STANDARD.px_per_mm)
    hairy = hairs("upper_lip", contrast=-1.2, share=0.1)
    lifted = hairy + np.where(lip, hairy[region_mask("forehead", px)].mean() - hairy[lip].mean(), 0)
    bare = []
    for darker in (0.0, 0.065, 0.075, 0.085, 0.1):
        beard = found(np.asarray(lifted - darker * lip, np.float32))
        bare.append(0.0 if beard.regions else beard.bare["upper_lip"])
    assert bare[0] == 1
    assert bare[-1] == 0
    assert all(0 < one < 1 for one in bare[1:-1])


def test_a_shining_upper_lip_is_no_moustache() -> None:
    dark, bright = (hairs("upper_lip", contrast=contrast, share=0.1) for contrast in (-1.2, 1.2))
    assert bearded(dark) == BEARD
    assert bearded(bright) == frozenset()


@pytest.mark.parametrize(("name", "tone"), [("devi", "I"), ("devi", "V"), ("anna", "VI")])
def test_the_shining_lip_of_a_woman_is_no_moustache(name: str, tone: Tone) -> None:
    bare = photos.examined(identity(name).with_tone(tone))
    assert find_beard(bare.skin_map.skin, STANDARD.px_per_mm).regions == frozenset()
