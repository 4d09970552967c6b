import json
import math
from pathlib import Path

import numpy as np
import pytest

from skinmetrics.metrics import METRIC_OF, METRICS
from skinmetrics.progress.noise import PACKAGED, TAKEN, NoiseModelError, RetakeNoise, load_noise_model

GOOD = {"occasion": 0.05, "floor": 0.02, "within": 0.02}


def written(folder: Path, numbers: object, **top: object) -> Path:
    path = folder / "noise.json"
    whole = {"version": "1", "measured_on": "x", "df": 30, "client_spread": 0.2} | top
    path.write_text(json.dumps(whole | {"resolutions": {"standard": {"redness": {"": numbers, "chin": GOOD}}}}))
    return path


def test_a_burst_averages_its_own_noise_but_not_the_occasions() -> None:
    noise = RetakeNoise(occasion=0.05, floor=0.2, within=0.03)
    one, many = noise.variance(10), noise.variance(10, photos=1000)
    assert one == pytest.approx(0.2**2 + 0.5**2 + 0.3**2)
    assert many == pytest.approx(0.2**2 + 0.5**2, rel=1e-3)
    assert noise.variance(0) == pytest.approx(0.2**2)


def test_the_packaged_model_knows_the_primary_pair_everywhere() -> None:
    model = load_noise_model()
    for metric in ("fine_line_density", "texture_roughness"):
        face, forehead = model.of(metric, None, "standard"), model.of(metric, "forehead", "standard")
        assert face is not None
        assert forehead is not None
        assert face.variance(3) < forehead.variance(3)
    assert model.of("fine_line_density", "elbow", "standard") is None


def test_reads_regions_and_the_whole_face(tmp_path: Path) -> None:
    model = load_noise_model(written(tmp_path, GOOD))
    assert (
        model.of("redness", None, "standard")
        == model.of("redness", "chin", "standard")
        == RetakeNoise(GOOD["occasion"], GOOD["floor"], GOOD["within"])
    )
    assert model.of("redness", None, "fine") is None


def test_the_noise_of_another_version_of_a_metric_is_not_its_noise(tmp_path: Path) -> None:
    present = METRIC_OF["redness"].parameters_hash
    known, unknown = (load_noise_model(written(tmp_path, GOOD, metrics={"redness": of})) for of in (present, "0" * 12))
    assert known.of("redness", "chin", "standard") is not None
    assert unknown.of("redness", "chin", "standard") is None


TONES = {"radiance": [10.0, 40.0, 100.0], "sd": {"redness": [4.0, 2.0, 2.0]}}


def test_noise_is_that_of_the_skins_tone(tmp_path: Path) -> None:
    model = load_noise_model(written(tmp_path, GOOD, tones=TONES))

    def sd(radiance: float) -> float:
        noise = model.for_skin(radiance).of("redness", "chin", "standard")
        assert noise is not None
        return math.sqrt(noise.variance(10, photos=3))

    known = sd(math.nan)
    assert sd(10) == pytest.approx(4 * known)
    assert sd(40) == pytest.approx(2 * known)
    assert sd(5) == sd(10)  # not measured below
    assert sd(20) == pytest.approx(3 * known)  # half way, in ln
    assert sd(300) == sd(100)
    assert sd(-5.0) == sd(0.0) == sd(10)


def test_no_tone_makes_noise_less(tmp_path: Path) -> None:
    calm = {"radiance": [10.0, 100.0], "sd": {"redness": [0.4, 0.9]}}
    model = load_noise_model(written(tmp_path, GOOD, tones=calm))
    assert model.for_skin(40.0).of("redness", None, "standard") == model.of("redness", None, "standard")


def test_the_packaged_model_widens_the_noise_of_what_is_noisier_on_dark_skin() -> None:
    model = load_noise_model()
    dark, light = (model.for_skin(radiance).of("blemish_area", None, "standard") for radiance in (30.0, 80.0))
    assert dark is not None
    assert light is not None
    assert dark.occasion > 1.1 * light.occasion


def test_of_the_packaged_model_no_tone_is_half_again_as_noisy_as_all() -> None:
    tones = load_noise_model().tones
    assert tones is not None
    assert {name for name, times in tones.sd.items() if max(times) > 1.5} == set()


@pytest.mark.parametrize(
    ("numbers", "top", "says"),
    [
        (GOOD | {"within": -1}, {}, "redness/whole face: within"),
        (GOOD | {"floor": float("nan")}, {}, "redness/whole face: floor"),
        ({"occasion": 0, "floor": 0, "within": 0.1}, {}, "nothing repeats that well"),
        ({"occasion": 0.1}, {}, "floor"),
        (GOOD, {"df": 0}, "df is 0"),
        (GOOD, {"tones": {"radiance": [100.0, 10.0], "sd": {}}}, "radiance must rise"),
        (GOOD, {"tones": {"radiance": [], "sd": {}}}, "radiance must rise"),
        (GOOD, {"tones": {"radiance": [10.0, 100.0], "sd": {"redness": [float("nan"), 1.0]}}}, "tones: redness"),
        (GOOD, {"tones": {"radiance": [10.0, 100.0], "sd": {"redness": [1.0]}}}, "tones: redness"),
        (GOOD, {"tones": {"sd": {}}}, "radiance"),
        (GOOD, {"tones": {"radiance": ["dark", 100.0], "sd": {}}}, "tones: radiance"),
        (GOOD, {"tones": {"radiance": "12", "sd": {}}}, "tones: radiance"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, numbers: object, top: dict[str, object], says: str) -> None:
    with pytest.raises(NoiseModelError, match=says):
        load_noise_model(written(tmp_path, numbers, **top))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoiseModelError, match=r"noise\.json cannot be read"):
        load_noise_model(tmp_path / "noise.json")


@pytest.mark.parametrize("photos", [3, 4, 5, 7, 10])
def test_a_burst_s_median_spreads_as_simulated_medians_do(photos: int) -> None:
    simulated = np.median(np.random.default_rng(1).normal(size=(100_000, photos)), axis=1).var()
    found = RetakeNoise(0.0, 0.0, 1.0).variance(1.0, photos)
    assert 0.96 * simulated < found < 1.2 * simulated


def test_noise_of_a_known_pair_spreads_less_between_clients(tmp_path: Path) -> None:
    silent = load_noise_model(written(tmp_path, GOOD))
    told = load_noise_model(written(tmp_path, GOOD, known_df=25))
    assert told.df_of_change(known=True) == 25
    assert told.df_of_change(known=False) == silent.df_of_change(known=True) == silent.new_client_df


def test_of_photos_taken_alike_a_smaller_change_can_be_seen() -> None:
    noise = RetakeNoise(0.05, 0.0, 0.02, alike=0.03, per_difference={"light": 0.2})
    any_two = noise.variance_of_change(10, (3, 3), None)
    alike, aslant, far_aslant = (noise.variance_of_change(10, (3, 3), {"light": light}) for light in (0.0, 0.2, 0.6))
    assert any_two == pytest.approx(2 * noise.variance(10, 3))
    assert alike == pytest.approx(any_two - 2 * (0.5**2 - 0.3**2))
    assert alike < aslant < any_two < far_aslant
    assert aslant - alike == pytest.approx((0.2 * 0.2 * 10) ** 2)
    assert RetakeNoise(0.05, 0.0, 0.02).variance_of_change(10, (3, 3), {"light": 1.0}) == pytest.approx(any_two)


def test_the_packaged_model_knows_every_metric_and_what_its_noise_grows_with() -> None:
    model = load_noise_model()
    for metric in METRICS:
        noise = model.of(metric.id, None, "fine" if metric.needs.resolution == "fine" else "standard")
        assert noise is not None, metric.id
        assert noise.alike is not None
        assert noise.alike <= noise.occasion
        assert set(noise.per_difference) <= set(TAKEN)


def test_no_score_is_believed_to_repeat_better_than_within_one_percent() -> None:
    """Of the level at which its noise was measured, however alike the photos, and at level zero it has some too."""
    for of_metrics in json.loads(PACKAGED.read_text(encoding="utf-8"))["resolutions"].values():
        for metric, regions in of_metrics.items():
            for region, noise in regions.items():
                resting = noise["floor"] / noise["level"]
                assert math.hypot(noise["alike"], resting) > 0.0099, (metric, region)
                assert resting > 0.007, (metric, region)


def test_the_packaged_noise_was_measured_with_the_present_metrics() -> None:
    measured = json.loads(PACKAGED.read_text(encoding="utf-8"))["metrics"]
    assert measured == {metric.id: metric.parameters_hash for metric in METRICS}, (
        "Measure it anew: python -m benchmarks.noise_model --write models/noise.json"
    )
