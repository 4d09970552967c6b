"""How grainy a photo shows the skin: by what has too little melanin to be skin, and by relief that is missing."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from skinmetrics.imaging.colour import HAEMOGLOBIN, MELANIN
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics import blemish_area
from skinmetrics.metrics.grain import Grain, find_grain
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined
from skinmetrics.phantom.skin_state import PerRegion
from tests import photos
from tests.metrics.skin_colours import CHEEK, photographed, plain, spotted
from tests.metrics.skin_maps import even

BLOOD, BROWN = (np.array(pigment, np.float32) for pigment in (HAEMOGLOBIN, MELANIN))
CHROMA = np.array([1.0, -0.4, -1.0], np.float32)  # what noise of a camera's colours does, at one brightness


def noise(seed: int, sigma: float = 0.0) -> NDArray[np.float32]:
    """Of SD 1, smoothed."""
    made = np.random.default_rng(seed).standard_normal(even().shape).astype(np.float32)
    smooth = np.asarray(cv2.GaussianBlur(made, (0, 0), sigma) if sigma else made, np.float32)
    return np.asarray(smooth / smooth.std(), np.float32)


def skin(relief: float = 0.01, *, wide: float = 0.01, colour: float = 0.02, blood: float = 0.0) -> SkinMap:
    """Skin with contrast of the finest scale and of a wider one, noise of colours, and mottled blood (ln units)."""
    light = relief * noise(1) + wide * noise(2, 1.7)
    colours = light[..., None] + colour * noise(3, 1.7)[..., None] * CHROMA - blood * noise(4, 2.5)[..., None] * BLOOD
    return photographed(np.asarray(plain() * np.exp(colours), np.float32))


def grain(skin_map: SkinMap) -> Grain:
    found = find_grain(skin_map)
    assert found is not None
    return found


def test_noise_of_colours_is_grain_and_relief_and_mottled_blood_are_none() -> None:
    colours = [grain(skin(colour=one)).colour for one in (0.02, 0.05, 0.08, 0.12)]
    assert min(np.diff(colours)) > 0.15
    assert grain(skin(relief=0.05, wide=0.03)).colour == pytest.approx(colours[0], abs=0.02)
    assert grain(skin(blood=0.08)).colour == pytest.approx(colours[0], abs=0.05)


def test_noise_is_as_often_taken_for_blemishes_as_it_is_grain() -> None:
    def blemishes(skin_map: SkinMap) -> float:
        found = [blemish_area.METRIC.measure(skin_map, region) for region in REGIONS]
        return float(np.mean([np.log(one + 0.5) for one in found if not isinstance(one, Declined)]))

    calm, noisy = skin(colour=0.04), skin(colour=0.08)
    moved = blemishes(noisy) - blemishes(calm)
    assert moved > 0.3
    assert grain(noisy).colour - grain(calm).colour > 0.5 * moved
    assert grain(noisy).colour == pytest.approx(blemishes(noisy), abs=0.7)


def test_a_brown_spot_is_no_grain_and_one_that_is_too_pale_for_skin_is() -> None:
    rough = skin(colour=0.003)
    brown, pale = (
        photographed(spotted(rough.face_map.linear, CHEEK, 3.0, (0.30 * BROWN).tolist(), strength))
        for strength in (1.0, -1.0)
    )
    assert grain(brown).colour == pytest.approx(grain(rough).colour, abs=0.02)
    assert grain(pale).colour > grain(rough).colour + 0.05


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_relief_is_told_by_how_much_there_is_of_it(factor: float) -> None:
    usual, other = grain(skin(0.04, wide=0.02)), grain(skin(0.04 * factor, wide=0.02 * factor))
    assert other.relief - usual.relief == pytest.approx(math.log(factor), abs=0.1)
    finest_alone = grain(skin(0.04 * factor, wide=0.02)).relief - usual.relief
    assert 0.2 < finest_alone / (other.relief - usual.relief) < 0.9


def test_a_part_that_is_hidden_changes_next_to_nothing() -> None:
    whole = skin(colour=0.06)
    for region in ("forehead", "cheek_left", "chin"):
        hidden = whole.skin.mask & ~region_mask(region, whole.resolution.px_per_mm)
        rest = grain(replace(whole, skin=Skin(hidden, whole.skin.light)))
        assert rest != grain(whole)
        assert rest.colour == pytest.approx(grain(whole).colour, abs=0.1)
        assert rest.relief == pytest.approx(grain(whole).relief, abs=0.05)


def test_a_part_that_is_far_grainier_than_the_rest_counts_as_one_of_many() -> None:
    calm, wild = skin(colour=0.03), skin(colour=0.3)
    chin = region_mask("chin", calm.resolution.px_per_mm)
    linear = np.where(chin[..., None], wild.face_map.linear, calm.face_map.linear)
    moved = grain(photographed(linear)).colour - grain(calm).colour
    assert moved == pytest.approx((grain(wild).colour - grain(calm).colour) / len(REGIONS), rel=0.3)
    assert moved > 0.05


def test_where_no_skin_or_nothing_on_it_is_seen_no_grain_is_known() -> None:
    seen = skin()
    assert find_grain(replace(seen, skin=Skin(np.zeros_like(seen.skin.mask), seen.skin.light))) is None
    assert find_grain(photographed(plain())) is None


@pytest.mark.parametrize("what", ["redness in patches", "blemishes", "mottling", "roughness", "brown spots"])
def test_what_changes_on_the_skin_is_no_grain(what: str) -> None:
    """As much as anybody's skin changes between two dates, and more."""
    usual = photos.skin("anna")
    changed = {
        "redness in patches": replace(usual, redness_patches=PerRegion(usual.redness_patches.default + 0.3)),
        "blemishes": replace(usual, blemishes=PerRegion(0.5)),
        "mottling": replace(usual, mottling=usual.mottling.scaled(0.7)),
        "roughness": replace(usual, roughness_um=usual.roughness_um.scaled(0.7)),
        "brown spots": replace(usual, spots=PerRegion(1.5)),
    }[what]
    before, after = (photos.examined(state=state).result for state in (usual, changed))
    assert before.grain is not None
    assert after.grain is not None
    assert after.grain.colour == pytest.approx(before.grain.colour, abs=0.2)
    assert after.grain.relief == pytest.approx(before.grain.relief, abs=0.25)
    assert after.metrics != before.metrics
