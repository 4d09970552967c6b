import math
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from skinmetrics.progress.change import TOO_DIFFERENT, TakenDifferently, burst_score, compare_bursts
from skinmetrics.progress.noise import NoiseModel, RetakeNoise, ToneNoise, load_noise_model
from skinmetrics.progress.verdict import Key
from skinmetrics.progress.words.sentences import sentence

NOISE = RetakeNoise(occasion=0.05, floor=0.0, within=0.03)
REGIONS = tuple(f"region_{n}" for n in range(15))
METRICS = ("fine_line_density", "texture_roughness", *(f"m{n}" for n in range(8)))
KEYS: tuple[Key, ...] = tuple((metric, region) for metric in METRICS for region in (None, *REGIONS))
MODEL = NoiseModel("1", "test", 30.0, 0.2, MappingProxyType({("standard", *key): NOISE for key in KEYS}))


def burst(rng: np.random.Generator, levels: dict[Key, float] | None = None) -> dict[Key, list[float]]:
    """Three photos of one occasion: every score 10 unless told otherwise, with the model's own noise."""
    out = {}
    for key in KEYS:
        level = (levels or {}).get(key, 10.0)
        occasion = level * (1 + NOISE.occasion * rng.normal())
        out[key] = [occasion + level * NOISE.within * rng.normal() for _ in range(3)]
    return out


def test_interval_holds_the_truth_and_mdc_is_its_half_width() -> None:
    rng = np.random.default_rng(2)
    key: Key = ("redness", None)
    model = NoiseModel("1", "test", 200.0, 0.0, MappingProxyType({("standard", *key): NOISE}))
    held = 0
    for _ in range(2000):
        photos = [
            [level * (1 + NOISE.occasion * shift + NOISE.within * rng.normal()) for _ in range(3)]
            for level, shift in zip((10.0, 12.0), rng.normal(size=2), strict=True)
        ]
        (change,) = compare_bursts({key: photos[0]}, {key: photos[1]}, model, "standard")
        assert change.ci95 is not None
        assert change.mdc95 == pytest.approx((change.ci95[1] - change.ci95[0]) / 2)
        held += change.ci95[0] <= 2.0 <= change.ci95[1]
    assert 0.93 <= held / 2000 <= 0.98


def test_a_smaller_change_is_seen_on_skin_whose_tone_is_measured_better() -> None:
    lines: Key = ("fine_line_density", None)
    brightness: Key = ("radiance", None)
    tones = ToneNoise((10.0, 80.0), {"fine_line_density": (3.0, 1.0)})
    model = replace(MODEL, tones=tones)

    def mdc(radiance: list[float]) -> float:
        before, after = ({lines: [one] * 3, brightness: radiance} for one in (10.0, 11.0))
        found = {change.metric: change for change in compare_bursts(before, after, model, "standard")}
        assert found["fine_line_density"].mdc95 is not None
        return found["fine_line_density"].mdc95

    assert mdc([10.0] * 3) == pytest.approx(mdc([math.nan]) * tones.times("fine_line_density", 10.0))
    assert mdc([10.0] * 3) > 2 * mdc([80.0] * 3)


def test_the_error_of_a_known_pair_is_known_better() -> None:
    model = replace(MODEL, known_df=200.0)
    key: Key = ("redness", None)
    before, after = ({key: [one] * 3} for one in (10.0, 11.0))
    model = replace(model, entries=MappingProxyType({("standard", "redness", None): NOISE}))
    (unknown,) = compare_bursts(before, after, model, "standard")
    (known,) = compare_bursts(before, after, model, "standard", taken_differently={None: {}})
    assert unknown.mdc95 is not None
    assert known.mdc95 is not None
    assert known.mdc95 < 0.95 * unknown.mdc95


def test_a_score_near_zero_is_not_refused_for_what_is_a_share_of_it() -> None:
    noise = RetakeNoise(0.01, 0.5, 0.01, alike=0.01, per_difference={"unshared": 20.0})
    model = NoiseModel("1", "test", 30.0, 0.2, MappingProxyType({("standard", "redness", "chin"): noise}))
    key: Key = ("redness", "chin")
    taken: TakenDifferently = {None: {}, "chin": {"unshared": 0.02}}

    def refused(level: float) -> bool:
        burst = {key: [level] * 3}
        (found,) = compare_bursts(burst, burst, model, "standard", taken_differently=taken)
        return found.mdc95 is None

    assert not refused(0.1)
    assert refused(100.0)


def test_retakes_of_unchanged_skin_are_not_called_a_change() -> None:
    rng = np.random.default_rng(3)
    called = sum(
        any(c.verdict in ("improved", "worsened") for c in compare_bursts(burst(rng), burst(rng), MODEL, "standard"))
        for _ in range(60)
    )
    assert called / 60 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 60)


def test_a_change_in_one_region_alone_is_seen_there() -> None:
    rng = np.random.default_rng(4)
    lined: Key = ("fine_line_density", "region_4")
    seen = [
        {
            (c.metric, c.region): c.verdict
            for c in compare_bursts(burst(rng), burst(rng, {lined: 20.0}), MODEL, "standard")
        }
        for _ in range(20)
    ]
    assert sum(verdicts[lined] == "worsened" for verdicts in seen) >= 18


def test_changes_carry_their_words() -> None:
    key: Key = ("fine_line_density", None)
    (change,) = compare_bursts({key: [3.0]}, {key: [1.5]}, MODEL, "standard")
    said = change.as_json()
    assert said["verdict"] == "improved"
    assert said["change_pct"] == pytest.approx(-50)
    assert said["region"] is None
    assert isinstance(said["ci95"], list)


@pytest.mark.parametrize(
    ("before", "after", "resolution", "says"),
    [
        ([math.nan], [3.0], "standard", "before"),
        ([3.0], [], "standard", "after"),
        ([math.nan], [math.inf], "standard", "either side"),
        ([3.0], [3.0], "fine", "not known for photos like these"),
    ],
)
def test_what_cannot_be_compared_says_why(before: list[float], after: list[float], resolution: str, says: str) -> None:
    key: Key = ("fine_line_density", None)
    (change,) = compare_bursts({key: before}, {key: after}, MODEL, resolution)
    assert change.verdict == "not_comparable"
    assert says in (change.reason or "")
    assert change.change is None
    assert change.ci95 is None


def test_where_the_noise_is_nothing_nothing_is_called_a_change() -> None:
    key: Key = ("blemish_count", "jaw_left")
    model = NoiseModel("1", "test", 30.0, 0.2, MappingProxyType({("standard", *key): RetakeNoise(0.01, 0.0, 0.0)}))
    (change,) = compare_bursts({key: [0.0]}, {key: [0.0]}, model, "standard")
    assert change.verdict == "not_comparable"
    assert "not known for photos like these" in (change.reason or "")


def test_the_packaged_model_judges_scores_of_nothing() -> None:
    model = load_noise_model()
    assert all(one.floor or one.within for one in model.entries.values())
    for resolution in ("standard", "fine"):
        nothing = {(metric, region): [0.0, 0.0, 0.0] for _, metric, region in model.entries}
        assert not {one.verdict for one in compare_bursts(nothing, nothing, model, resolution)} & {
            "improved",
            "worsened",
        }


@pytest.mark.parametrize(("before", "told"), [(0.02, False), (-0.02, False), (11.0, True), (-11.0, True)])
def test_a_score_that_may_be_negative_has_no_percent_within_its_noise_of_zero(before: float, *, told: bool) -> None:
    key: Key = ("under_eye_darkness", None)
    (found,) = compare_bursts({key: [before]}, {key: [before + 5.0]}, load_noise_model(), "standard")
    assert (found.change_pct is not None) is told
    assert "%" not in sentence(found)  # steps of lightness say more


def test_one_spoilt_photo_of_three_does_no_harm() -> None:
    assert burst_score([3.0, 900.0, 3.1]) == (3.1, 3)


def test_a_face_a_tenth_larger_may_not_compare_and_is_not_said_to_be_much_larger() -> None:
    noise = RetakeNoise(0.022, 0.016, 0.008, alike=0.007, per_difference=MappingProxyType({"distance": 0.95}))
    key: Key = ("texture_roughness", None)
    model = NoiseModel("1", "test", 30.0, 0.2, MappingProxyType({("fine", *key): noise}))
    (change,) = compare_bursts({key: [2.0] * 3}, {key: [1.95] * 3}, model, "fine", {None: {"distance": math.log(1.1)}})
    assert change.reason == TOO_DIFFERENT["distance"]
    assert not [words for words in TOO_DIFFERENT.values() if "much" in words]
