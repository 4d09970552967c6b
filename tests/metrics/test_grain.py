"""How grainy a photo shows the skin: by what is too green to be a blemish, and by which relief is missing."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics.grain import Grain, find_grain
from skinmetrics.metrics.skin_map import SkinMap
from tests.metrics.skin_colours import CHEEK, RED, photographed, plain, spotted
from tests.metrics.skin_maps import even

GREEN = (0.30, 0.06, 0.24)  # what takes red light and leaves green


def noise(seed: int, sigma: float = 0.0) -> NDArray[np.float32]:
    """Of SD 1, smoothed."""
    made = np.random.default_rng(seed).standard_normal(even().shape).astype(np.float32)
    blurred = np.asarray(cv2.GaussianBlur(made, (0, 0), sigma) if sigma else made, np.float32)
    return np.asarray(blurred / blurred.std(), np.float32)


def skin(relief: float = 0.01, colour: float = 0.01, wide: float = 0.0) -> SkinMap:
    """Skin with contrast of the finest scale, of a wider one, and with blotches of colour (ln units)."""
    light = relief * noise(1) + wide * noise(2, 1.7)
    red, green = light + colour * noise(3, 1.7), light - colour * noise(3, 1.7)
    return photographed(np.asarray(plain() * np.exp(np.stack([red, green, light], axis=-1)), np.float32))


def grain(skin_map: SkinMap) -> Grain:
    found = find_grain(skin_map)
    assert found is not None
    return found


def test_blotches_of_colour_are_grain_and_relief_is_none_of_colour() -> None:
    colours = [grain(skin(colour=one)).colour_ln for one in (0.01, 0.03, 0.05, 0.08)]
    assert min(np.diff(colours)) > 0.1
    assert grain(skin(relief=0.05)).colour_ln == pytest.approx(colours[0], abs=0.02)


def test_what_is_redder_is_a_blemish_and_what_is_greener_grain() -> None:
    rough = skin()
    clear = grain(rough).colour_ln
    red, green = (
        grain(photographed(spotted(rough.face_map.linear, CHEEK, 3.0, takes))).colour_ln for takes in (RED, GREEN)
    )
    assert red == pytest.approx(clear, abs=0.02)
    assert green > clear + 0.05


def test_of_blotches_on_both_sides_as_much_is_grain_as_is_taken_for_blemishes() -> None:
    blotched = skin(colour=0.08)
    spots = blotched.spots
    red, green = (
        np.mean([side.ravel()[own].mean() for own in blotched.pixels.values()]) for side in (spots.red, spots.green)
    )
    assert green == pytest.approx(red, rel=0.15)
    assert green > 0.01


def test_smoothing_takes_the_finest_first_and_less_relief_takes_all_alike() -> None:
    usual, flat = grain(skin(relief=0.04, wide=0.02)), grain(skin(relief=0.02, wide=0.01))
    smoothed = grain(skin(relief=0.01, wide=0.02))
    assert flat.finest / usual.finest == pytest.approx(0.5, rel=0.1)
    assert flat.fine_ln - usual.fine_ln == pytest.approx(np.log(0.5), abs=0.1)
    assert flat.sharp_ln == pytest.approx(usual.sharp_ln, abs=0.05)
    assert smoothed.sharp_ln < usual.sharp_ln - 0.3
    assert smoothed.fine_ln > flat.fine_ln


def test_a_part_that_is_hidden_changes_next_to_nothing() -> None:
    whole = skin(colour=0.05)
    for region in ("forehead", "cheek_left", "chin"):
        hidden = whole.skin.mask & ~region_mask(region, whole.resolution.px_per_mm)
        rest = grain(replace(whole, skin=Skin(hidden, whole.skin.light)))
        assert rest != grain(whole)
        assert rest.colour_ln == pytest.approx(grain(whole).colour_ln, abs=0.1)
        assert rest.finest == pytest.approx(grain(whole).finest, rel=0.05)


def test_a_part_that_is_far_grainier_than_the_rest_counts_as_one_of_many() -> None:
    calm, wild = skin(colour=0.03), skin(colour=0.15)
    chin = region_mask("chin", calm.resolution.px_per_mm)
    linear = np.where(chin[..., None], wild.face_map.linear, calm.face_map.linear)
    moved = grain(photographed(linear)).colour_ln - grain(calm).colour_ln
    assert moved == pytest.approx((grain(wild).colour_ln - grain(calm).colour_ln) / len(REGIONS), rel=0.3)
    assert moved > 0.05


def test_where_no_skin_or_nothing_on_it_is_seen_no_grain_is_known() -> None:
    seen = skin()
    assert find_grain(replace(seen, skin=Skin(np.zeros_like(seen.skin.mask), seen.skin.light))) is None
    assert find_grain(photographed(plain())) is None
