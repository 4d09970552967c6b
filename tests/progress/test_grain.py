"""Photos whose colours are grainy or whose skin was smoothed: what little light, make-up or a filter does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace

import cv2
import numpy as np
import pytest

from skinmetrics.metrics import METRICS
from skinmetrics.metrics.grain import Grain
from skinmetrics.phantom import Rendering
from skinmetrics.progress.circumstances import GRAIN_DIFFERS, SMOOTHED, Circumstances
from skinmetrics.progress.odd import odd_ones
from skinmetrics.progress.unlike import circumstances_unlike
from skinmetrics.progress.verdict import Verdict
from skinmetrics.scoring import Examination
from tests.photos import Picture, examine_picture
from tests.progress.pairs import MODEL, compare

USUAL = Grain(colour=2.4, finest=0.010, fine=0.012)
GRAINY, EVENED = (replace(USUAL, colour=colour) for colour in (3.2, 1.8))
MADE_UP = replace(USUAL, colour=1.8, finest=0.0085, fine=0.0100)
DENOISED = replace(USUAL, finest=0.006, fine=0.010)
WIPED = replace(USUAL, finest=0.007, fine=0.0085)
FINE = frozenset(metric.id for metric in METRICS if metric.needs.resolution != "standard")
SKIN = frozenset(metric.id for metric in METRICS if metric.needs.skin)


def taken(grain: Grain | None) -> Circumstances:
    return Circumstances(grain=grain)


@pytest.mark.parametrize(
    ("grain", "unlike"),
    [
        (GRAINY, {GRAIN_DIFFERS: SKIN}),
        (EVENED, {GRAIN_DIFFERS: SKIN}),
        (MADE_UP, {GRAIN_DIFFERS: SKIN}),
        (DENOISED, {SMOOTHED: FINE}),
        (WIPED, {SMOOTHED: SKIN}),
        (replace(USUAL, colour=2.9, finest=0.009, fine=0.0105), {}),
        (replace(USUAL, finest=0.0075), {}),  # stored once more
        (replace(USUAL, finest=0.0078, fine=0.0092), {}),  # smoother skin
        (None, {}),
    ],
    ids=["grainy", "evened", "made up", "denoised", "wiped", "alike", "stored again", "smoother skin", "unknown"],
)
def test_what_grain_concerns(grain: Grain | None, unlike: dict[str, frozenset[str]]) -> None:
    one, usual = taken(grain), taken(USUAL)
    assert circumstances_unlike([usual], [one, one, usual]) == unlike, "of a burst the most photos"
    assert circumstances_unlike([one], [usual]) == unlike
    assert circumstances_unlike([one], [usual], same_person=False) == {}, "each face has a grain of its own"
    odd = odd_ones({0: usual, 1: one, 2: usual})
    found = {why: {metric.id for metric in METRICS if odd.of(metric.id) == {1: why}} for why in odd.reasons}
    assert found == unlike
    assert Circumstances.kept_in(json.loads(json.dumps({"circumstances": asdict(one)}))) == one


def test_grain_kept_by_an_earlier_version_that_knew_less_is_not_known() -> None:
    assert Circumstances.read({"grain": {"colour": 2.4}}).grain is None
    assert Circumstances.read({"iso": 100}).grain is None


def test_a_single_photo_of_a_day_has_no_grain_of_its_own() -> None:
    """What one photo of three reads by chance is no reason to leave it out; a day that reads so is one."""
    days = {photo: photo // 3 for photo in range(9)}
    by_chance = {photo: taken(GRAINY if photo == 4 else USUAL) for photo in days}
    assert odd_ones(by_chance, days=days).reasons == ()
    whole_day = {photo: taken(GRAINY if photo in (3, 4) else USUAL) for photo in days}
    assert odd_ones(whole_day, days=days).of("blemish_area").keys() == {3, 4, 5}


def blotched(image: Picture) -> Picture:
    """The grain that sensors leave in colours: blotches of a few pixels, hardly to be seen."""
    drawn = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    noise = np.random.default_rng(5).standard_normal((*image.shape[:2], 2)).astype(np.float32)
    blotches = np.asarray(cv2.GaussianBlur(noise, (0, 0), 2.0), np.float32)
    drawn[..., 1:] += 1.5 * blotches / blotches.std()
    return np.asarray(cv2.cvtColor(np.clip(drawn, 0, 255).round().astype(np.uint8), cv2.COLOR_YCrCb2RGB))


def denoised(image: Picture) -> Picture:
    """Smoothed where it is nearly even, and sharpened along edges after that."""
    smooth = cv2.fastNlMeansDenoising(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)[..., 0], None, 6, 5, 11)
    drawn = cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)
    drawn[..., 0] = cv2.addWeighted(smooth, 1.6, cv2.GaussianBlur(smooth, (0, 0), 1.0), -0.6, 0)
    return np.asarray(cv2.cvtColor(drawn, cv2.COLOR_YCrCb2RGB))


def covered(image: Picture) -> Picture:
    """Half of what differs from the skin within 3 mm taken away, as foundation does, but for the eyes' rows."""
    light = image.astype(np.float32)
    even = cv2.GaussianBlur(light, (0, 0), 11)
    rows = np.arange(image.shape[0], dtype=np.float32)[:, None, None] / image.shape[0]
    share = 0.5 * np.clip(np.abs(rows - 0.42) / 0.04 - 1, 0, 1)
    return np.asarray(np.clip(light - share * (light - even), 0, 255).round(), np.uint8)


@pytest.mark.parametrize(
    ("spoilt", "code", "concerns"),
    [(blotched, "grain", SKIN), (denoised, "smoothed", FINE), (covered, "grain", SKIN)],
    ids=["colour noise", "smoothed", "made up"],
)
def test_a_photo_that_was_smoothed_or_has_noise_is_not_compared_in_what_that_moves(
    portrait: Rendering,
    portrait_measured: Examination,
    spoilt: Callable[[Picture], Picture],
    code: str,
    concerns: frozenset[str],
) -> None:
    pair = compare([portrait_measured], [examine_picture(spoilt(portrait.image))], MODEL)
    assert pair.same_person
    assert code in {problem.code for problem in pair.problems}
    assert {one.verdict for one in pair.changes if one.metric in concerns} == {Verdict.NOT_COMPARABLE}
