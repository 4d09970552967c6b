"""Is what the truth says really in the picture? Read off the pixels here, with nothing of the pipeline."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from skinmetrics.phantom import Camera, Identity, PerRegion, Rendering, Room, Sensor, SkinState, identity, render
from skinmetrics.phantom.fields import arc_positions
from skinmetrics.phantom.relief import profile_parts
from skinmetrics.phantom.truth import LineTruth
from tests.phantom.conftest import BARE, SMALL

Floats = npt.NDArray[np.float64]

CLEAN = Sensor(noise=0.0, focus_blur_px=0.0, vignette=0.0)
FOREHEAD = Camera(width=1300, height=640, px_per_mm=14.0, shift_mm=(0.0, 59.0), sensor=CLEAN)
CHEEK = Camera(width=360, height=420, px_per_mm=6.6, shift_mm=(-40.0, -8.0), sensor=CLEAN)
LAMP_DEG = 25.0
BLUE_WRAP, BLUE_SLOPE = 0.06, 0.95
BLUE_SCATTER_MM = 0.05
"""What scattering under the skin does to blue light, as the renderer has it: the least of the three colours."""
REACH_PX = 63
SHARE_ABOVE_60_PCT = 1 - 2 * 0.3 * 0.6 ** (1 / 0.7)
"""Of a line's length; its ends taper as (distance / 0.3 length) ** 0.7."""
MIDDLE = slice(5, 11)
"""Of the sixteen points of a line: where it is not tapered."""


def _linear(image: npt.NDArray[np.uint8]) -> Floats:
    """Linear light of sRGB; these scenes are too dim for the camera's soft shoulder, but for red."""
    v = image / 255
    return np.asarray(np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4))


def _lamp_from(elevation_deg: float) -> Room:
    return Room(azimuth_deg=0, elevation_deg=elevation_deg, lamp=0.85, ambient=0.0, lamp_distance_mm=1e9)


@pytest.fixture(scope="module")
def forehead(anna: Identity) -> tuple[Rendering, Floats]:
    """Lines of a matt forehead, and the slope of its skin down the picture from two pictures, lit from above and below.

    On a matt surface without other light, (above - below) / (above + below) is slope times the lamp's tangent; light
    that creeps round under the skin takes its share off.
    """
    fine, wide = (PerRegion(0.0).with_({"forehead": density}) for density in (2.5, 1.2))
    state = replace(BARE, fine_lines=fine, wrinkles=wide, shine=PerRegion(0.0))
    above, below = (render(anna, state, FOREHEAD, _lamp_from(elevation)) for elevation in (LAMP_DEG, -LAMP_DEG))
    bright, dim = _linear(above.image)[..., 2], _linear(below.image)[..., 2]
    lamp = np.radians(LAMP_DEG)
    return above, (bright - dim) / (bright + dim) * (np.cos(lamp) + BLUE_WRAP) / np.sin(lamp) / BLUE_SLOPE


def _lonely(rendering: Rendering) -> list[LineTruth]:
    """Lines that run across the picture with no other line near."""
    chosen = []
    for line in rendering.truth.lines:
        run = line.points_px
        others = np.concatenate([other.points_px for other in rendering.truth.lines if other is not line])
        apart = np.linalg.norm(run[:, None] - others[None], axis=2).min() / FOREHEAD.px_per_mm
        level = np.abs(np.diff(run[:, 1])).sum() < 0.35 * np.abs(np.diff(run[:, 0])).sum()
        inside = run.min() > REACH_PX and (run.max(axis=0) < (FOREHEAD.width - 30, FOREHEAD.height - 30)).all()
        if apart > 2.5 and level and inside and line.length_mm > 6:
            chosen.append(line)
    assert len(chosen) >= 4
    return chosen


def _depths(slope: Floats, places: Floats) -> Floats:
    """Depth in mm down the picture through each place, (n, 61): the slope summed up."""
    rows = places[:, 1:] + np.arange(-REACH_PX, REACH_PX + 1)
    columns = np.repeat(places[:, :1], rows.shape[1], axis=1)
    cut = cv2.remap(slope.astype(np.float32), columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_CUBIC)
    return np.asarray(-np.cumsum(cut, axis=1) / FOREHEAD.px_per_mm, np.float64)


def _depth_and_width(depths: Floats, width_mm: float) -> tuple[float, float]:
    """Greatest depth and full width at half of it, mm, of one cross-section; its surroundings are levelled."""
    reach = round((0.45 + 0.9 * width_mm) * FOREHEAD.px_per_mm)
    part = depths[REACH_PX - reach : REACH_PX + reach + 1]
    part = part - np.linspace(part[:3].mean(), part[-3:].mean(), len(part))
    fine = np.interp(np.linspace(0, len(part) - 1, 10 * len(part)), np.arange(len(part)), part)
    return float(part.max()), float((fine > part.max() / 2).sum() / 10 / FOREHEAD.px_per_mm)


def _ideal(line: LineTruth) -> tuple[float, float]:
    """What the same reading gives on the cross-section that the truth describes, as light that scatters sees it."""
    x = np.arange(-REACH_PX, REACH_PX + 1) / FOREHEAD.px_per_mm
    profile = np.zeros(len(x))
    for share, sigma in profile_parts(line.width_mm):
        seen = np.hypot(sigma, BLUE_SCATTER_MM)
        profile += share * sigma / seen * np.exp(-0.5 * (x / seen) ** 2)
    return _depth_and_width(line.depth_mm * profile, line.width_mm)


def test_the_depth_of_lines_is_in_the_picture(forehead: tuple[Rendering, Floats]) -> None:
    """Within 6 %, fine lines and wrinkles alike."""
    rendering, slope = forehead
    for line in _lonely(rendering):
        sections = _depths(slope, line.points_px[MIDDLE])
        found = np.median([_depth_and_width(section, line.width_mm)[0] for section in sections])
        assert found == pytest.approx(_ideal(line)[0], rel=0.06), line.width_mm


def test_the_width_of_lines_is_in_the_picture(forehead: tuple[Rendering, Floats]) -> None:
    rendering, slope = forehead
    for line in _lonely(rendering):
        sections = _depths(slope, line.points_px[MIDDLE])
        found = np.median([_depth_and_width(section, line.width_mm)[1] for section in sections])
        assert found == pytest.approx(_ideal(line)[1], abs=0.06), line.width_mm


def test_the_length_of_lines_is_in_the_picture(forehead: tuple[Rendering, Floats]) -> None:
    rendering, slope = forehead
    for line in _lonely(rendering):
        along = arc_positions(line.points_px) / FOREHEAD.px_per_mm
        at = np.linspace(-0.25, 1.25, 120) * along[-1]
        course = np.stack([_carried_on(at, along, line.points_px[:, k]) for k in (0, 1)], axis=1)
        depth = np.array([_depth_and_width(section, line.width_mm)[0] for section in _depths(slope, course)])
        shallow = np.flatnonzero(depth < 0.6 * np.median(depth[50:70]))
        seen = at[shallow[shallow > 60].min()] - at[shallow[shallow < 60].max()]
        assert seen / SHARE_ABOVE_60_PCT == pytest.approx(line.length_mm, rel=0.2), line.width_mm


def _carried_on(at: Floats, along: Floats, values: Floats) -> Floats:
    """Values along a line, carried on straight beyond its ends."""
    before = (values[1] - values[0]) / (along[1] - along[0]) * np.minimum(at, 0)
    after = (values[-1] - values[-2]) / (along[-1] - along[-2]) * np.maximum(at - along[-1], 0)
    return np.asarray(np.interp(at, along, values) + before + after)


def test_lines_are_where_the_truth_says(forehead: tuple[Rendering, Floats]) -> None:
    """Within 0.3 mm: the lit wall of a furrow draws its deepest point to one side."""
    rendering, slope = forehead
    for line in _lonely(rendering):
        reach = round((0.45 + 0.9 * line.width_mm) * FOREHEAD.px_per_mm)
        sections = _depths(slope, line.points_px[MIDDLE])[:, REACH_PX - reach : REACH_PX + reach + 1]
        level = np.linspace(sections[:, 0], sections[:, -1], sections.shape[1], axis=1)
        off = np.median((sections - level).argmax(axis=1)) - reach
        assert abs(off) / FOREHEAD.px_per_mm < 0.35, line.width_mm


def _absorbed(person: Identity, state: SkinState) -> tuple[Rendering, Floats]:
    """The natural-log absorbance that a state adds to the bare skin of a cheek, (h, w, 3)."""
    marked = render(person, state, CHEEK)
    return marked, np.log(_linear(render(person, BARE, CHEEK).image) / _linear(marked.image))


def test_the_area_of_spots_is_in_the_picture(anna: Identity) -> None:
    marked, added = _absorbed(anna, replace(BARE, spots=PerRegion(0.0).with_({"cheek_left": 6.0})))
    spots = [mark for mark in marked.truth.marks if mark.kind == "spot"]
    y, x = np.mgrid[: CHEEK.height, : CHEEK.width]
    blue = added[..., 2]
    checked = 0
    for spot in spots:
        gaps = [
            np.hypot(*np.subtract(spot.at_px, o.at_px)) / CHEEK.px_per_mm - o.diameter_mm for o in spots if o != spot
        ]
        inside = all(40 < at < size - 40 for at, size in zip(spot.at_px, (CHEEK.width, CHEEK.height), strict=True))
        if min(gaps) < spot.diameter_mm or not inside:
            continue
        distance = np.hypot(x - spot.at_px[0], y - spot.at_px[1]) / CHEEK.px_per_mm
        deepest = np.median(blue[distance < 0.25 * spot.diameter_mm])
        dark = (blue > 0.5 * deepest) & (distance < spot.diameter_mm)
        assert dark.sum() / CHEEK.px_per_mm**2 == pytest.approx(np.pi / 4 * spot.diameter_mm**2, rel=0.25)
        checked += 1
    assert checked >= 2


def test_redness_is_in_the_picture(anna: Identity) -> None:
    _, added = _absorbed(anna, replace(BARE, redness=PerRegion(0.4)))
    red, green, blue = np.median(added[150:250, 120:220].reshape(-1, 3), axis=0)
    assert green == pytest.approx(0.4, rel=0.15)
    assert red == pytest.approx(0.12 * 0.4, abs=0.03)
    assert blue == pytest.approx(0.72 * 0.4, rel=0.2)


def test_the_pupils_are_where_the_truth_says() -> None:
    camera = replace(SMALL, width=900, height=1200, px_per_mm=3.9, yaw_deg=6.0, sensor=CLEAN)
    rendering = render(identity("chiara"), BARE, camera)
    luma = rendering.image.astype(float).mean(axis=2)
    for which in ("left", "right"):
        x, y = rendering.truth.points[f"pupil_{which}"]
        rows, columns = np.mgrid[round(y) - 14 : round(y) + 15, round(x) - 14 : round(x) + 15]
        dark = luma[rows, columns] < 32
        assert dark.sum() > 80
        assert columns[dark].mean() == pytest.approx(x, abs=1.5)
        assert rows[dark].mean() == pytest.approx(y, abs=1.5)
