"""Photos whose colours are grainy or whose skin was smoothed: what little light, make-up or a filter does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import cv2
import numpy as np
import pytest

from skinmetrics.metrics import METRICS
from skinmetrics.metrics.grain import Grain
from skinmetrics.phantom import Rendering
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.odd import odd_ones
from skinmetrics.progress.comparability.reasons import CAMERAS_DIFFER, GRAIN_DIFFERS, SMOOTHED
from skinmetrics.progress.comparability.unlike import circumstances_unlike
from skinmetrics.progress.verdict import Verdict
from skinmetrics.scoring import Examination
from tests.photos import Picture, examine_picture
from tests.progress.pairs import MODEL, compare

USUAL = Grain(colour=0.9, relief=-4.5)
SHADED = frozenset(metric.id for metric in METRICS if metric.needs.skin and not metric.id.startswith("redness"))
SKIN = frozenset(metric.id for metric in METRICS if metric.needs.skin)


def taken(grain: Grain | None, **others: Any) -> Circumstances:
    return Circumstances(grain=grain, **others)


def each_side_of_its_limits(colour: float) -> pytest.MarkDecorator:
    """Grain just beyond its limits, ln units, and just within; that of relief is one for photos and days."""
    colour_beyond, colour_within, relief_beyond, relief_within = colour + 0.03, colour - 0.03, 0.29, 0.24
    cases = {
        "grainy": (replace(USUAL, colour=USUAL.colour + colour_beyond), GRAIN_DIFFERS),
        "evened": (replace(USUAL, colour=USUAL.colour - colour_beyond), GRAIN_DIFFERS),
        "smoothed": (replace(USUAL, relief=USUAL.relief - relief_beyond), SMOOTHED),
        "rougher": (replace(USUAL, relief=USUAL.relief + relief_beyond), SMOOTHED),
        "little more": (Grain(USUAL.colour + colour_within, USUAL.relief + relief_within), None),
        "little less": (Grain(USUAL.colour - colour_within, USUAL.relief - relief_within), None),
        "unknown": (None, None),
    }
    return pytest.mark.parametrize(("grain", "reason"), list(cases.values()), ids=list(cases))


@each_side_of_its_limits(colour=0.25)
def test_what_grain_tells_concerns_what_it_moves(grain: Grain | None, reason: str | None) -> None:
    one, usual = taken(grain), taken(USUAL)
    unlike = {} if reason is None else {reason: SHADED if reason == SMOOTHED else SKIN}
    assert circumstances_unlike([usual], [one, one, usual]) == unlike, "of a burst the most photos"
    assert circumstances_unlike([one], [usual]) == unlike
    assert circumstances_unlike([one], [usual], same_person=False) == {}, "each face has a grain of its own"
    assert Circumstances.kept_in(json.loads(json.dumps({"circumstances": asdict(one)}))) == one


@each_side_of_its_limits(colour=0.35)
def test_an_odd_day_of_a_series_is_left_out_of_what_it_moves(grain: Grain | None, reason: str | None) -> None:
    odd = odd_ones({0: taken(USUAL), 1: taken(grain), 2: taken(USUAL)})
    found = {why: {metric.id for metric in METRICS if odd.of(metric.id) == {1: why}} for why in odd.reasons}
    assert found == ({} if reason is None else {reason: SHADED if reason == SMOOTHED else SKIN})


def test_of_many_days_next_to_none_is_left_out_by_chance() -> None:
    rng, left_out = np.random.default_rng(4), 0
    for _ in range(50):
        days = [taken(Grain(0.9 + 0.06 * colour, -4.5 + 0.035 * relief)) for colour, relief in rng.normal(size=(40, 2))]
        left_out += len(odd_ones(dict(enumerate(days))).of("blemish_area"))
    assert left_out <= 0.003 * 50 * 40


def test_grain_kept_by_a_version_that_knew_less_is_not_known() -> None:
    assert Circumstances.read({"grain": {"colour": 2.4}}).grain is None
    assert Circumstances.read({"iso": 100}).grain is None


@pytest.mark.parametrize("other", [replace(USUAL, colour=1.3), replace(USUAL, relief=-4.9)], ids=["colour", "relief"])
def test_a_single_photo_of_a_day_has_no_grain_of_its_own(other: Grain) -> None:
    """What one photo of three reads by chance is no reason to leave it out; a day that reads so is one."""
    days = {photo: photo // 3 for photo in range(9)}
    by_chance = {photo: taken(other if photo == 4 else USUAL) for photo in days}
    assert odd_ones(by_chance, days=days).reasons == ()
    whole_day = {photo: taken(other if photo in (3, 4) else USUAL) for photo in days}
    assert odd_ones(whole_day, days=days).of("blemish_area").keys() == {3, 4, 5}


@pytest.mark.parametrize("other", [replace(USUAL, colour=1.3), replace(USUAL, relief=-4.9)], ids=["colour", "relief"])
def test_another_camera_has_a_grain_of_its_own(other: Grain) -> None:
    old, new = taken(USUAL, camera="a1"), taken(other, camera="b2")
    assert circumstances_unlike([old], [new]).keys() == {CAMERAS_DIFFER}
    odd = odd_ones({0: old, 1: new, 2: old, 3: old})
    assert odd.of("wrinkle_density") == {}
    assert odd.of("blemish_area") == {1: CAMERAS_DIFFER}
    of_one_day = {0: old, 1: old, 2: new, 3: new, 4: old, 5: old}
    days = {0: 0, 1: 1, 2: 1, 3: 1, 4: 2, 5: 3}
    assert odd_ones(of_one_day, days=days).of("blemish_area").keys() == {2, 3}, "the day keeps its usual photo"


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
    ("spoilt", "code"),
    [(blotched, "grain"), (denoised, "smoothed"), (covered, "grain")],
    ids=["colour noise", "smoothed", "made up"],
)
def test_a_photo_that_was_smoothed_or_has_noise_is_not_compared(
    portrait: Rendering,
    portrait_measured: Examination,
    spoilt: Callable[[Picture], Picture],
    code: str,
) -> None:
    pair = compare([portrait_measured], [examine_picture(spoilt(portrait.image))], MODEL)
    assert pair.same_person
    assert code in {problem.code for problem in pair.problems}
    assert {one.verdict for one in pair.changes if one.metric in SHADED} == {Verdict.NOT_COMPARABLE}
