from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import (
    METRIC_OF,
    METRICS,
    Metric,
    flush,
    folds,
    pigment_spots,
    scars,
    spotless,
    spots,
    wrinkles,
)
from tests.metrics import update_baselines
from tests.metrics.update_baselines import Baseline, baselines, differs, measured

HOW = "Raise its version, then run `python -m tests.metrics.update_baselines` and commit what it writes."


@pytest.fixture(scope="module")
def today() -> dict[str, Baseline]:
    return measured()


def test_every_metric_has_a_baseline_and_every_baseline_a_metric() -> None:
    assert set(baselines()) == {metric.id for metric in METRICS}, HOW


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_parameters_change_with_the_version_alone(metric: Metric) -> None:
    row = baselines()[metric.id]
    assert (row["version"], row["parameters"]) == (metric.version, metric.parameters_hash), HOW


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_values_change_with_the_version_alone(metric: Metric, today: dict[str, Baseline]) -> None:
    assert not differs(baselines()[metric.id], today[metric.id]), f"{metric.id} gives other values. {HOW}"


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_the_baseline_photo_says_something(metric: Metric, today: dict[str, Baseline]) -> None:
    coarse = [] if metric.needs.resolution == "fine" else [today[metric.id]["standard"]]
    for values in (*coarse, today[metric.id]["fine"]):
        assert set(values) == {"", *metric.regions}
        assert values[""] is not None
        counts = [region for region in metric.regions if metric.face_weights.get(region, 1.0)]
        assert sum(values[region] is not None for region in counts) >= len(counts) / 2


def test_a_baseline_is_not_rewritten_without_a_new_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: dict[str, Baseline]
) -> None:
    file = tmp_path / "baselines.json"
    monkeypatch.setattr(update_baselines, "BASELINES", file)
    monkeypatch.setattr(update_baselines, "measured", lambda: today)
    name = METRICS[0].id
    old: Baseline = {**today[name], "parameters": "0" * 12}
    file.write_text(json.dumps({**today, name: old}))
    assert update_baselines.main([]) == 1
    assert baselines()[name] == old
    with pytest.raises(SystemExit):
        update_baselines.main(["--unreleased", "--help"])
    assert baselines()[name] == old
    assert update_baselines.main(["--unreleased"]) == 0
    assert baselines() == today
    file.write_text(json.dumps({**today, name: {**old, "version": old["version"] - 1}}))
    assert update_baselines.main([]) == 0
    assert baselines() == today


def test_ids_are_unique_names_for_scripts() -> None:
    ids = [metric.id for metric in METRICS]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in ids)
    assert ids[:2] == ["fine_line_density", "texture_roughness"]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_a_metric_says_what_it_is(metric: Metric) -> None:
    assert metric.version >= 1
    assert metric.unit
    assert metric.better in ("lower", "higher")
    assert metric.claim
    assert metric.source
    assert set(metric.regions) <= set(REGIONS)
    assert len(set(metric.regions)) == len(metric.regions) > 0
    assert metric.parameters


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_the_hash_tells_parameters_and_versions_apart(metric: Metric) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", metric.parameters_hash)
    hashes = {metric.parameters_hash, replace(metric, version=metric.version + 1).parameters_hash}
    for name in metric.parameters:
        hashes.add(replace(metric, parameters={**metric.parameters, name: "another"}).parameters_hash)
    assert len(hashes) == 2 + len(metric.parameters)
    shuffled = dict(sorted(metric.parameters.items(), reverse=True))
    assert replace(metric, parameters=shuffled).parameters_hash == metric.parameters_hash


def test_the_hash_tells_apart_what_regions_count_in_the_face() -> None:
    metric = METRICS[0]
    others = (
        replace(metric, face_weights={"forehead": 2.0}),
        replace(metric, kinds=(frozenset(REGIONS),)),
        replace(metric, count=True),
    )
    assert len({one.parameters_hash for one in (metric, *others)}) == 4


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_what_a_metric_is_made_of_cannot_be_changed(metric: Metric) -> None:
    for table in (metric.parameters, metric.face_weights, METRIC_OF):
        with pytest.raises(TypeError):
            cast("dict[str, object]", table)["forehead"] = 9.0


def test_every_number_that_spots_hang_on_is_in_the_hash_of_what_uses_them() -> None:
    assert "fill_mm" in spots.PARAMETERS
    long = {"long": (folds.LONG_MM, folds.LONG_TIMES)}
    for metric, used in ((scars.METRIC, {}), (wrinkles.METRIC, long)):
        assert metric.parameters["spots"] == spots.PARAMETERS
        assert metric.parameters["spotless"] == {**spotless.PARAMETERS, **used}
        assert metric.parameters["flush"] == flush.PARAMETERS
    assert pigment_spots.METRIC.parameters == {
        **spots.PARAMETERS, "spotless": spotless.PARAMETERS, "folds": folds.PARAMETERS,
    }  # fmt: skip


def test_kinds_divide_each_metrics_regions() -> None:
    for metric in METRICS:
        members = [region for kind in metric.kinds for region in metric.regions if region in kind]
        assert sorted(members) == sorted(metric.regions)
        assert all(kind & set(metric.regions) for kind in metric.kinds)
