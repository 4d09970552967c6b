from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.facemap import FINE, STANDARD, Resolution
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, region_mask
from skinmetrics.metrics import texture
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.spec import Declined
from skinmetrics.phantom import PerRegion
from skinmetrics.scoring import Examination
from tests import photos
from tests.metrics.skin_maps import Light, covered, even, glinting, rough, skin_map, with_furrow

RESOLUTIONS = [STANDARD, FINE]


def roughness(skin: SkinMap, region: str = "cheek_left") -> float:
    value = texture.METRIC.measure(skin, region)
    assert isinstance(value, float)
    return value


def waves(wavelength_mm: float, amplitude: float = 0.03) -> Light:
    """A chequered pattern of one wavelength both ways, ln units."""
    px = STANDARD.px_per_mm
    rows, columns = np.indices(even().shape)
    turn = 2 * np.pi / (wavelength_mm * px)
    pattern = np.sin(turn * columns + 0.7) * np.sin(turn * rows + 0.7)
    return np.asarray(even() + amplitude * pattern, np.float32)


@pytest.mark.parametrize("resolution", RESOLUTIONS, ids=lambda r: r.name)
@pytest.mark.parametrize("region", REGIONS)
def test_even_skin_is_smooth(region: str, resolution: Resolution) -> None:
    assert roughness(skin_map(even(resolution), resolution), region) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("resolution", RESOLUTIONS, ids=lambda r: r.name)
def test_roughness_is_proportional_to_contrast(resolution: Resolution) -> None:
    found = [roughness(skin_map(rough(rms, resolution=resolution), resolution)) for rms in (0.005, 0.01, 0.02)]
    assert found[1] == pytest.approx(2 * found[0], rel=0.1)
    assert found[2] == pytest.approx(2 * found[1], rel=0.1)
    assert 0.5 < found[1] < 1.2  # the grains' RMS in percent, less what is clipped


def test_rough_in_one_place_is_rough_there_alone() -> None:
    light, cheek = even(), region_mask("cheek_left", STANDARD.px_per_mm)
    light[cheek] = rough(0.03)[cheek]
    skin = skin_map(light)
    assert roughness(skin, "cheek_left") > 1
    for region in ("cheek_right", "forehead", "nose", "chin"):
        assert roughness(skin, region) == pytest.approx(0, abs=0.01), region


def test_skin_that_is_all_spots_has_no_texture() -> None:
    skin = skin_map(rough(0.02))
    blotched = replace(skin)
    blotched.__dict__["dark_spots"] = np.ones(even().shape, bool)
    found = texture.METRIC.measure(blotched, "cheek_left")
    assert isinstance(found, Declined)
    assert "too little skin" in found.reason


def test_scars_and_shading_are_no_texture() -> None:
    grain = roughness(skin_map(waves(2.2)))
    assert grain > 0.5
    assert roughness(skin_map(waves(12.0))) < 0.4 * grain
    assert roughness(skin_map(waves(30.0))) < 0.1 * grain


def test_what_sharpness_decides_counts_little() -> None:
    """Waves near what a photo resolves come and go with its blur."""
    assert roughness(skin_map(waves(1.2))) < 0.45 * roughness(skin_map(waves(2.2)))


def test_glints_are_little_of_texture() -> None:
    light = rough(0.02)
    assert roughness(skin_map(glinting(light, 0.1))) < 1.12 * roughness(skin_map(light))


def test_the_same_skin_twice_as_bright_is_as_rough() -> None:
    light = rough(0.03)
    brighter = (light + np.log(np.float32(2))).astype(np.float32)
    assert roughness(skin_map(brighter)) == pytest.approx(roughness(skin_map(light)), rel=1e-3)


def test_a_few_dark_spots_are_not_texture() -> None:
    light = rough(0.02)
    px = STANDARD.px_per_mm
    spotted = light.copy()
    for x, y in ((34, 30), (40, 40), (48, 33)):
        cv2.circle(spotted, (round((x - LEFT_MM) * px), round((y - TOP_MM) * px)), 3, -2.0, -1)
    without = roughness(skin_map(light))
    assert roughness(skin_map(spotted)) < 1.35 * without


def test_lines_are_left_out() -> None:
    light = rough(0.02)
    lined = light
    for row in range(4):
        lined = with_furrow(lined, (0.0, -36.0 - 8 * row), 50)
    assert roughness(skin_map(lined), "forehead") < 1.25 * roughness(skin_map(light), "forehead")


def test_what_is_not_skin_does_not_count() -> None:
    px = STANDARD.px_per_mm
    cheek, rows = region_mask("cheek_left", px), np.indices(even().shape)[0]
    rim, start = (np.quantile(rows[cheek], share) for share in (0.6, 0.7))
    lower = cheek & (rows > rim)
    light = np.where(rows > start, rough(0.08), rough(0.01)).astype(np.float32)
    whole, smooth = roughness(skin_map(light)), roughness(skin_map(rough(0.01)))
    assert whole > 1.2 * smooth
    assert roughness(covered(skin_map(light), lower)) == pytest.approx(smooth, rel=0.15)


# --- on photos of known truth


def of_roughness(micrometres: float) -> Examination:
    return photos.examined(state=replace(photos.skin(), roughness_um=PerRegion(micrometres)))


def test_rougher_skin_scores_higher_at_every_step() -> None:
    measured = photos.paired("texture_roughness", *(of_roughness(amount) for amount in (5.0, 20.0, 45.0)))
    assert (np.diff(measured) > 0).all()
    assert measured[-1] > 1.5 * measured[0]


def test_redness_is_no_roughness() -> None:
    smooth, rougher = of_roughness(5.0), of_roughness(20.0)
    red = photos.examined(state=replace(photos.skin(), roughness_um=PerRegion(5.0), redness=PerRegion(0.25)))
    before, after, rough_skin = photos.paired("texture_roughness", smooth, red, rougher)
    assert abs(after - before) < 0.33 * (rough_skin - before)
