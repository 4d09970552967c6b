from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from skinmetrics.progress.assess import MOSTLY_ONE, NONE_CAN_BE_TAKEN
from skinmetrics.progress.control import ABOUT_ZERO, NONE_THERE, ONE_SIDED, Controlled, needled_against_others
from skinmetrics.progress.noise import BRIGHTNESS, NoiseModel, ToneNoise
from skinmetrics.progress.verdict import Key
from skinmetrics.progress.words.sentences import ALSO_ELSEWHERE, control_sentence, doubtful, moved_too
from tests.progress.clients import FIRST, UNKNOWN, model_of, weekly

REGIONS = tuple(f"region_{n}" for n in range(12))
NEEDLED, OTHERS = REGIONS[:4], REGIONS[4:]
KEYS: tuple[Key, ...] = tuple(("redness", region) for region in REGIONS)
START = FIRST + timedelta(weeks=3)
AFTER = np.arange(8) >= 3


def judged(values: np.ndarray) -> Controlled:
    (found,) = needled_against_others(weekly(values, KEYS), ["redness"], NEEDLED, OTHERS, UNKNOWN, START)
    return found


def quiet(seed: int) -> np.ndarray:
    levels = np.linspace(6, 14, len(KEYS))[:, None]
    return levels + 0.3 * np.random.default_rng(seed).normal(size=(len(KEYS), 8))


def test_a_change_where_needled_is_found_at_its_size() -> None:
    values = quiet(1)
    values[:4, 3:] -= 2
    found = judged(values)
    assert found.verdict == "improved"
    assert found.difference is not None
    assert found.difference.ci95[0] < -2 < found.difference.ci95[1]
    assert found.warning is None
    assert found.needled_itself
    assert "improved more than the others" in control_sentence(found)


@pytest.mark.parametrize(("needled", "others"), [(0.0, 3.0), (2.0, 6.0)])
def test_needled_skin_that_did_not_improve_is_not_said_to_have_where_the_others_worsened(
    needled: float, others: float
) -> None:
    values = quiet(1)
    values[:4, 3:] += needled
    values[4:, 3:] += others
    found = judged(values)
    assert found.verdict == "improved"
    assert not found.needled_itself
    assert "did better than the others, without having surely improved" in control_sentence(found)


@pytest.mark.parametrize("seed", range(4))
def test_others_that_moved_alone_are_told_of_whatever_way_the_needled_seem_to_drift(seed: int) -> None:
    values = quiet(seed)
    values[4:, 3:] -= 3
    found = judged(values)
    assert found.needled is not None
    assert not found.needled_itself
    assert found.warning is None, "what did not move did not move the same way"
    assert found.others_moved
    assert moved_too([found], {("redness", False)})
    assert not moved_too([found], {("redness", True)})
    assert doubtful([], controlled=[found])["redness", False] == (ALSO_ELSEWHERE,)


@pytest.mark.parametrize("light", ["adds", "multiplies"])
def test_light_that_moves_every_region_alike_is_not_the_needles(light: str) -> None:
    called = 0
    for seed in range(40):
        values = quiet(seed)
        found = judged(values + 3 * AFTER if light == "adds" else values * np.where(AFTER, 1.3, 1))
        called += found.verdict != "no_detectable_change"
        assert found.warning is not None
    assert called <= 4


@pytest.mark.parametrize("share", [0.5, 2.0])
def test_light_that_both_adds_and_multiplies_is_not_the_needles(share: float) -> None:
    """Needled regions that show half or twice as much of it as the others: the two scales move opposite ways."""
    called = 0
    for seed in range(40):
        noise = np.random.default_rng(seed).normal(1, 0.03, (len(KEYS), 8))
        values = np.where(np.isin(REGIONS, NEEDLED)[:, None], 10.0 * share, 10.0) * noise
        called += judged(np.where(AFTER, 1.2 * values + 1, values)).verdict != "no_detectable_change"
    assert called <= 2


def test_a_region_that_some_photo_lacks_is_left_out_of_all() -> None:
    values = quiet(2)
    values[:4, 3:] -= 2
    values[0] += 40  # unlike the others, so that a mean with and without it would jump
    values[0, 1] = np.nan
    found = judged(values)
    assert found.verdict == "improved"
    assert found.needled is not None
    (without,) = needled_against_others(weekly(values, KEYS), ["redness"], NEEDLED[1:], OTHERS, UNKNOWN, START)
    assert found == without


def test_a_photo_that_lacks_most_regions_is_not_counted() -> None:
    values = quiet(2)
    values[:4, 3:] -= 2
    values[:3, 1] = np.nan
    found = judged(values)
    assert found.verdict == "too_few_photos"
    assert found.reason == NONE_CAN_BE_TAKEN
    assert "cannot be compared yet" in control_sentence(found)


def test_a_metric_without_both_sides_says_so() -> None:
    for metrics in (["radiance"], ["radiance", "redness"]):
        found, *_ = needled_against_others(weekly(quiet(3), KEYS), metrics, NEEDLED, OTHERS, UNKNOWN, START)
        assert found.verdict == "too_few_photos"
        assert found.reason == ONE_SIDED


@pytest.mark.parametrize("start", [FIRST - timedelta(weeks=1), FIRST + timedelta(weeks=52)])
def test_a_start_outside_the_photos_leaves_too_few(start: datetime) -> None:
    (found,) = needled_against_others(weekly(quiet(3), KEYS), ["redness"], NEEDLED, OTHERS, UNKNOWN, start)
    assert (found.verdict, found.difference) == ("too_few_photos", None)
    assert (found.reason == NONE_CAN_BE_TAKEN) is (start < FIRST)
    assert (found.reason or "").endswith(": 3 more after it.") is (start > FIRST)


def test_of_rare_counts_it_is_said_that_they_are_mostly_one() -> None:
    values = np.zeros((len(KEYS), 9))
    values[0, [2, 6]] = 1
    series = weekly(values, KEYS)
    (found,) = needled_against_others(series, ["redness"], NEEDLED, OTHERS, UNKNOWN, FIRST + timedelta(weeks=4))
    assert (found.difference, found.reason) == (None, MOSTLY_ONE)


@pytest.mark.parametrize("clear", [slice(None, 4), slice(4, None)], ids=["needled", "others"])
def test_light_is_not_taken_for_a_change_where_one_side_shows_none_of_it(clear: slice) -> None:
    values = quiet(4)
    values[:, 3:] *= 0.5
    values[clear] = 0
    found = judged(values)
    assert (found.verdict, found.reason) == ("too_few_photos", NONE_THERE)
    assert "told from one of the skin" in control_sentence(found)


def test_below_zero_a_change_where_needled_is_found_as_above_it() -> None:
    """Darkness under the eyes is negative where the skin there is lighter than the cheek."""
    values = quiet(1) - 20
    values[:4, 3:] -= 2
    assert judged(values).verdict == "improved"
    called = 0
    for seed in range(40):
        found = judged((quiet(seed) - 20) * np.where(AFTER, 1.3, 1))
        called += found.verdict != "no_detectable_change"
    assert called <= 4


@pytest.mark.parametrize(("needled", "others"), [(0.0, 10.0), (10.0, 0.0), (4.0, -4.0)])
def test_about_zero_sides_are_not_said_to_be_alike(needled: float, others: float) -> None:
    values = 0.3 * np.random.default_rng(5).normal(size=(len(KEYS), 8))
    values += np.where(np.isin(REGIONS, NEEDLED), needled, others)[:, None]
    values[:4, 3:] -= 2
    found = judged(values)
    assert (found.verdict, found.reason) == ("too_few_photos", ABOUT_ZERO)
    assert "lay about zero" in control_sentence(found)


def test_other_series_of_the_client_are_left_as_they_are() -> None:
    series = weekly(quiet(6), KEYS)
    before = replace(series, values=series.values.copy())
    needled_against_others(series, ["redness"], NEEDLED, OTHERS, UNKNOWN, START)
    assert np.array_equal(series.values, before.values)


def test_the_noise_is_that_of_the_skin_s_own_tone() -> None:
    keys: tuple[Key, ...] = (*KEYS, ("redness", None), BRIGHTNESS)
    plain = model_of(keys)
    toned = replace(plain, tones=ToneNoise((10.0, 60.0), {"redness": (4.0, 1.0)}))
    values = np.vstack([quiet(3), quiet(4).mean(0), np.full(8, 10.0)])

    def judged_by(model: NoiseModel) -> tuple[Controlled, ...]:
        return needled_against_others(weekly(values, keys), ["redness"], NEEDLED, OTHERS, model, START)

    of_tone = judged_by(replace(toned.for_skin(10.0), tones=None))
    assert judged_by(toned) == of_tone
    assert judged_by(plain) != of_tone
