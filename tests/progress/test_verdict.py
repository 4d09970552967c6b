import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.imaging.regions import REGIONS as FACE_REGIONS
from skinmetrics.metrics import METRICS, Metric
from skinmetrics.progress.verdict import Key, Verdict, better_of, changed, direction

REGIONS = tuple(f"region_{n}" for n in range(15))


def test_primary_pair_keeps_half_of_alpha_and_the_others_share_the_rest() -> None:
    faces: dict[Key, float] = dict.fromkeys(
        [("fine_line_density", None), ("texture_roughness", None), *((f"m{n}", None) for n in range(8))], 1.0
    )
    assert changed({**faces, ("fine_line_density", None): 0.0124}) == {("fine_line_density", None)}
    assert not changed({**faces, ("fine_line_density", None): 0.0126})
    assert changed({**faces, ("m0", None): 0.0031}) == {("m0", None)}
    assert not changed({**faces, ("m0", None): 0.0032})


def test_holm_hands_on_the_share_of_what_changed_within_its_family_only() -> None:
    p: dict[Key, float] = {("fine_line_density", None): 0.001, ("texture_roughness", None): 0.024, ("m0", None): 0.03}
    assert changed(p) == {("fine_line_density", None), ("texture_roughness", None)}


def test_one_region_is_seen_when_the_face_is_not_and_the_gate_makes_it_easier() -> None:
    p: dict[Key, float] = {("pore_area", None): 1.0} | {("pore_area", region): 1.0 for region in REGIONS}
    hidden: Key = ("pore_area", "region_3")
    assert changed({**p, hidden: 0.05 * 0.4 / 15 * 0.99}) == {hidden}
    assert not changed({**p, hidden: 0.05 / 15 * 0.99})
    assert hidden in changed({**p, hidden: 0.05 / 15 * 0.99, ("pore_area", None): 0.01})


def test_fine_lines_are_looked_for_first_where_they_form() -> None:
    def seen(metric: str, region: str, p: float) -> bool:
        everything: dict[Key, float] = {(metric, one): 1.0 for one in (None, *FACE_REGIONS)}
        return (metric, region) in changed({**everything, (metric, region): p})

    share = 0.05 * 0.4 * 4 / (6 * 4 + 9)
    assert seen("fine_line_density", "crows_feet_left", share * 0.99)
    assert not seen("fine_line_density", "crows_feet_left", share * 1.01)
    assert not seen("fine_line_density", "chin", share * 0.26)
    assert seen("fine_line_density", "chin", share * 0.24)
    assert not seen("pore_area", "crows_feet_left", share * 0.99)
    assert seen("pore_area", "crows_feet_left", 0.05 * 0.4 / 15 * 0.99)


@pytest.mark.parametrize(("p_value", "called"), [(0.99, True), (1.01, False)])
def test_a_changed_face_hands_half_to_its_regions_and_half_to_the_other_faces(p_value: float, called: bool) -> None:  # noqa: FBT001
    p: dict[Key, float] = {("pore_area", None): 0.0001, ("redness", None): 1.0}
    p |= {(metric, region): 1.0 for metric in ("pore_area", "redness") for region in REGIONS}
    region: Key = ("pore_area", "region_3")
    other: Key = ("redness", None)
    assert (region in changed({**p, region: p_value * 0.05 / 2 * (0.4 + 0.6 / 2) / 15})) is called
    assert (other in changed({**p, other: p_value * 0.05 / 2 * (0.6 + 0.6 / 2)})) is called


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.integers(0, 11), st.floats(0, 1))
def test_a_smaller_p_value_never_takes_a_verdict_away(p: list[float], which: int, factor: float) -> None:
    metrics = ("fine_line_density", "pore_area", "redness")
    keys: list[Key] = [(metrics[n % 3], None if n < 3 else f"region_{n}") for n in range(len(p))]
    first = changed(dict(zip(keys, p, strict=True)))
    p[which % len(p)] *= factor
    assert first <= changed(dict(zip(keys, p, strict=True)))


def test_family_wise_error_is_held_when_some_metrics_did_change() -> None:
    rng = np.random.default_rng(1)
    keys: list[Key] = [
        (metric, region) for metric in ("fine_line_density", "m0", "m1") for region in (None, *REGIONS[:4])
    ]
    truly = {key for key in keys if key[0] == "m0" or key == ("fine_line_density", None)}
    false = 0
    for p in rng.uniform(size=(2000, len(keys))):
        called = changed({key: 0.0 if key in truly else value for key, value in zip(keys, p, strict=True)})
        assert truly <= called
        false += bool(called - truly)
    assert false / 2000 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2000)


@pytest.mark.parametrize(
    ("metric", "change", "verdict"),
    [
        ("fine_line_density", -1.0, Verdict.IMPROVED),
        ("fine_line_density", 1.0, Verdict.WORSENED),
        ("radiance", 1.0, Verdict.IMPROVED),
        ("never_heard_of", 1.0, Verdict.WORSENED),
    ],
)
def test_direction_of_better(metric: str, change: float, verdict: Verdict) -> None:
    assert direction(change, better_of(metric)) == verdict


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_a_metric_improves_the_way_it_says(metric: Metric) -> None:
    assert better_of(metric.id) == metric.better
