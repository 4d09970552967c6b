"""A face of fewer regions is noisier than one of all."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.change import compare_bursts
from skinmetrics.progress.noise import NoiseModel, RetakeNoise
from skinmetrics.progress.part_faces import for_regions, for_series, shared_regions
from skinmetrics.progress.series import Series
from skinmetrics.progress.verdict import Key

LINES, SCARS = "fine_line_density", "scar_relief"
SHARED_SD, OWN_SD = 0.03, 0.09
"""Of every region, as a share of its level: what all have in common, and its own."""


def of_all_regions(metric: str) -> float:
    """The SD of the face of all of a metric's regions."""
    shares = METRIC_OF[metric].face_shares(METRIC_OF[metric].regions)
    assert shares is not None
    return math.sqrt(SHARED_SD**2 + OWN_SD**2 * sum(share**2 for share in shares.values()))


def model(metric: str) -> NoiseModel:
    region, face = RetakeNoise(math.hypot(SHARED_SD, OWN_SD), 0.0, 0.0), RetakeNoise(of_all_regions(metric), 0.0, 0.0)
    entries = {("standard", metric, one): region if one else face for one in (None, *METRIC_OF[metric].regions)}
    return NoiseModel("1", "test", 30.0, 0.0, entries)


@pytest.mark.parametrize(
    ("metric", "regions"),
    [(LINES, REGIONS), (LINES, REGIONS[:10]), (LINES, REGIONS[5:]), (SCARS, ("cheek_left", "cheek_right")),
     (SCARS, ("cheek_left",))],
    ids=["all", "upper", "lower", "both cheeks", "one cheek"],
)  # fmt: skip
def test_the_noise_of_a_face_is_that_of_the_regions_it_is_told_over(metric: str, regions: tuple[str, ...]) -> None:
    rng = np.random.default_rng(4)
    shares = METRIC_OF[metric].face_shares(regions)
    assert shares is not None
    own = rng.normal(0, OWN_SD, (20_000, len(shares))) @ list(shares.values())
    simulated = np.std(rng.normal(0, SHARED_SD, 20_000) * sum(shares.values()) + own)
    noise = for_regions(model(metric), "standard", {metric: regions}).of(metric, None, "standard")
    assert noise is not None
    assert noise.occasion == pytest.approx(simulated, rel=0.03)


def test_a_face_that_is_one_cheek_is_judged_as_that_cheek() -> None:
    burst: dict[Key, list[float]] = {(SCARS, None): [1.5] * 3, (SCARS, "cheek_left"): [1.5] * 3}
    other = (SCARS, "cheek_right")
    face, cheek, _ = compare_bursts(
        {**burst, other: [math.nan] * 3}, {**burst, other: [1.5] * 3}, model(SCARS), "standard"
    )
    assert face.mdc95 == pytest.approx(cheek.mdc95)


def test_a_series_is_of_the_regions_that_every_photo_has_not_every_day() -> None:
    """Of 24 photos one lacks a cheek, so that no face is told over it."""
    keys: list[Key] = [(SCARS, None), (SCARS, "cheek_left"), (SCARS, "cheek_right")]
    photos = np.full((3, 8), 3)
    days = tuple(datetime(2026, 1, 1 + day) for day in range(8))  # noqa: DTZ001 - local times

    def face_of(photos_of_right: int) -> float:
        counts = photos.copy()
        counts[2, 4] = photos_of_right
        series = Series(None, days, tuple(keys), np.ones((3, 8)), counts)
        noise = for_series(model(SCARS), series, "standard").of(SCARS, None, "standard")
        assert noise is not None
        return noise.occasion

    assert face_of(3) == pytest.approx(of_all_regions(SCARS))
    assert face_of(2) == pytest.approx(math.hypot(SHARED_SD, OWN_SD))


def test_regions_of_little_level_make_a_face_no_noisier_than_independent_ones_would() -> None:
    entries = {**model(LINES).entries, ("standard", LINES, "chin"): RetakeNoise(9.0, 0.0, 0.0)}
    noisy = for_regions(replace(model(LINES), entries=entries), "standard", {LINES: REGIONS[:10]})
    shares = [METRIC_OF[LINES].face_shares(regions) for regions in (REGIONS[:10], REGIONS)]
    some, every = (sum(share**2 for share in each.values()) for each in shares if each is not None)
    noise = noisy.of(LINES, None, "standard")
    assert noise is not None
    assert noise.occasion / of_all_regions(LINES) == pytest.approx(math.sqrt(some / every))


def test_a_region_is_shared_where_every_face_has_it() -> None:
    scores: dict[Key, list[float]] = {
        (LINES, None): [1.0, math.nan, 2.0], (LINES, "chin"): [1.0, math.nan, 2.0],
        (LINES, "nose"): [1.0, 1.0, math.nan], (LINES, "jaw_left"): [1.0, 2.0], (SCARS, "cheek_left"): [1.0, 1.0, 1.0],
    }  # fmt: skip
    assert shared_regions(scores) == {LINES: ["chin"]}
