import json
import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skinmetrics.progress.assess import (
    NEVER_MEASURED,
    NONE_CAN_BE_TAKEN,
    _since,
    follow_up_of,
    judge,
    progress_of,
    too_few,
)
from skinmetrics.progress.noise import NoiseModel, ToneNoise, load_noise_model
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.series import Series
from skinmetrics.progress.statistics.fitting import prepare
from skinmetrics.progress.verdict import Key, Verdict
from tests.progress.clients import FIRST, UNKNOWN, model_of, weekly

METRICS = ("fine_line_density", "texture_roughness", *(f"m{n}" for n in range(8)))
FACES: tuple[Key, ...] = tuple((metric, None) for metric in METRICS)
MODEL = model_of(FACES)
START = date(2026, 3, 20)


def retakes(rng: np.random.Generator, n: int = 8, level: float = 10.0) -> np.ndarray:
    return level * (1 + 0.05 * rng.normal(size=(len(METRICS), n)))


def verdicts(series: Series, model: NoiseModel = MODEL) -> dict[Key, Verdict]:
    found = progress_of(series, model, treatment_start=START).changes
    return {(one.change.metric, one.change.region): one.change.verdict for one in found}


def only(series: Series, model: NoiseModel = UNKNOWN) -> SeriesChange:
    (found,) = progress_of(series, model, treatment_start=START).changes
    return found


@pytest.mark.parametrize("start", [None, START])
def test_where_every_score_was_left_out_nothing_is_judged(start: date | None) -> None:
    times = tuple(FIRST + timedelta(weeks=week) for week in range(4))
    bare = Series(None, times, (), np.empty((0, 4)), np.empty((0, 4), np.int64))
    assert progress_of(bare, MODEL, treatment_start=start).changes == ()


def test_a_change_that_comes_slowly_is_seen_as_large_as_it_is() -> None:
    rng = np.random.default_rng(4)
    seen, said = 0, list[float]()
    for _ in range(20):
        values = retakes(rng, 12)
        values[:3, 3:] -= 3.0 * (1 - np.exp(-np.arange(1, 10) / 5))
        found = progress_of(weekly(values, FACES), MODEL, treatment_start=START).changes
        lines = found[0].change
        seen += lines.verdict == "improved"
        said.append(lines.change or 0.0)
    assert seen >= 12
    assert np.mean(said) == pytest.approx(-3.0 * np.mean(1 - np.exp(-np.arange(1, 10) / 5)), rel=0.15)


@pytest.mark.parametrize("model", [MODEL, UNKNOWN])
def test_nothing_changed_is_called_nothing(model: NoiseModel) -> None:
    rng = np.random.default_rng(1)
    called = sum(
        any(v in ("improved", "worsened") for v in verdicts(weekly(retakes(rng), FACES), model).values())
        for _ in range(80)
    )
    assert called / 80 <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 80)


def test_a_real_change_is_seen_where_it_is_with_its_day_and_size() -> None:
    rng = np.random.default_rng(2)
    values = retakes(rng)
    values[0, 4:] -= 4.0
    found = {one.change.metric: one for one in progress_of(weekly(values, FACES), MODEL, treatment_start=START).changes}
    lines = found["fine_line_density"]
    assert lines.change.verdict == "improved"
    assert lines.since == date(2026, 3, 29)
    assert lines.change.ci95 is not None
    assert lines.change.ci95[0] < -3 < lines.change.ci95[1]
    assert (lines.n_baseline, lines.n_follow_up) == (3, 5)
    assert {one.change.verdict for metric, one in found.items() if metric != "fine_line_density"} == {
        Verdict.NO_DETECTABLE_CHANGE
    }


def test_a_change_is_not_first_seen_on_a_day_that_went_the_other_way() -> None:
    """The last day is spoilt."""
    values = retakes(np.random.default_rng(5), 11)
    values[:, 3:] -= 3.0
    values[:, -1] += 7.0
    real = [one for one in progress_of(weekly(values, FACES), MODEL, treatment_start=START).changes if one.since]
    assert len(real) >= 5
    assert {one.change.verdict for one in real} == {Verdict.IMPROVED}
    for one in real:
        row = METRICS.index(one.change.metric)
        week = (one.since - FIRST.date()).days // 7 if one.since else 0
        assert values[row, week] < values[row, :3].min()


def test_a_change_without_a_step_that_goes_its_way_has_no_day() -> None:
    series = weekly(10 + np.arange(9.0)[None], FACES[:1])
    follow_up = follow_up_of(series, START)
    prepared = prepare(series, follow_up, UNKNOWN, "standard")
    assert _since(series, prepared, 0, follow_up, 1.0) is not None
    assert _since(series, prepared, 0, follow_up, -1.0) is None


def test_noise_ten_times_that_of_the_model_is_noticed() -> None:
    rng = np.random.default_rng(3)
    noisy = [weekly(10 + 5 * rng.normal(size=(len(METRICS), 8)), FACES) for _ in range(30)]
    assert sum(any(v in ("improved", "worsened") for v in verdicts(one).values()) for one in noisy) <= 4


def test_noise_is_that_of_the_skins_tone() -> None:
    keys: tuple[Key, ...] = (("scar_relief", None), ("radiance", None))
    noise = np.random.default_rng(8).normal(1, 0.05, (2, 9))
    model = replace(model_of(keys), tones=ToneNoise((10.0, 60.0), {"scar_relief": (3.0, 1.0)}))

    def mdc(radiance: float) -> float:
        series = weekly(noise * [[10.0], [radiance]], keys)
        change = progress_of(series, model, treatment_start=(FIRST + timedelta(weeks=3)).date()).changes[0].change
        assert change.metric == "scar_relief"
        assert change.mdc95 is not None
        return change.mdc95

    assert mdc(10.0) > 1.3 * mdc(80.0)
    assert mdc(60.0) == pytest.approx(mdc(80.0))


def test_autocorrelated_noise_widens_the_interval() -> None:
    rng = np.random.default_rng(4)
    noise = rng.normal(size=(len(METRICS), 40))
    slow = noise.copy()
    for week in range(1, 40):
        slow[:, week] = 0.8 * slow[:, week - 1] + 0.6 * noise[:, week]
    half = FIRST + timedelta(weeks=20)
    white, red = (progress_of(weekly(10 + 0.5 * one, FACES), MODEL, treatment_start=half) for one in (noise, slow))
    assert abs(white.autocorrelation or 0) < 0.2
    assert 0.6 < (red.autocorrelation or 0) < 0.9
    assert (red.changes[0].change.mdc95 or 0) > 1.3 * (white.changes[0].change.mdc95 or 0)


def test_one_spoilt_photo_neither_makes_a_change_nor_passes_unsaid() -> None:
    values = retakes(np.random.default_rng(5))
    values[:, 1] += 6.0
    found = progress_of(weekly(values, FACES), MODEL, treatment_start=START)
    assert {one.change.verdict for one in found.changes} == {Verdict.NO_DETECTABLE_CHANGE}
    assert found.notes == (
        "The photos of 8 Mar 2026 stand apart from those around them in most scores and count little.",
    )


def test_one_wild_score_hardly_moves_its_metric() -> None:
    values = np.full((len(METRICS), 8), 10.0) + np.tile([0.2, -0.2], 4)
    values[2, 1] += 8
    wild = progress_of(weekly(values, FACES), MODEL, treatment_start=START).changes[2].change
    assert wild.before == pytest.approx(10, abs=0.5)
    assert wild.change == pytest.approx(0, abs=0.5)


def test_a_season_is_said_and_is_not_called_a_change() -> None:
    rng = np.random.default_rng(11)
    half = FIRST + timedelta(weeks=26)
    called = 0
    for _ in range(12):
        waves = np.sin(2 * np.pi * (np.arange(52) / 52 + rng.uniform(size=(len(METRICS), 1))))
        found = progress_of(weekly(retakes(rng, 52) + 0.75 * waves, FACES), MODEL, treatment_start=half)
        assert (found.season or 0) > 0.9
        assert "follow the time of the year" in found.notes[-1]
        called += any(one.change.verdict in ("improved", "worsened") for one in found.changes)
    assert called <= 3


def test_no_score_that_is_never_negative_falls_by_more_than_there_is() -> None:
    counts = np.array([[1.0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]])
    found = only(weekly(counts, (("blemish_count", None),)), load_noise_model())
    assert found.change.after is not None
    assert found.change.after >= 0
    assert found.change.change_pct is not None
    assert found.change.change_pct >= -100.001


def test_an_interval_is_never_turned_inside_out() -> None:
    rng, intervals = np.random.default_rng(6), []
    for scatter in (0.1, 0.2, 0.3, 0.5):
        for n in (8, 12):
            values = 10 * np.abs(1 + scatter * rng.normal(size=(len(METRICS), n)))
            values[:, 3:] = 0.0001 * np.abs(rng.normal(size=(len(METRICS), n - 3)))
            for model in (MODEL, UNKNOWN):
                found = progress_of(weekly(values, FACES), model, treatment_start=START).changes
                intervals += [one.change.ci95 for one in found if one.change.ci95 is not None]
    assert len(intervals) > 100
    assert all(low <= high for low, high in intervals)


def test_rare_counts_of_unknown_noise_are_not_judged() -> None:
    counts = np.array([[1.0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]])
    found = only(weekly(counts, (("spots", None),)), UNKNOWN)
    assert found.change.verdict == "not_comparable"
    assert "same on most days" in (found.change.reason or "")
    alike = only(weekly(np.array([[0.0, 0, 0, 1, 0, 2, 0, 0, 0]]), (("spots", None),)), UNKNOWN)
    assert "same on most days" in (alike.change.reason or ""), "not that every photo gave the same"


def test_trend_holds_the_slope_it_was_given() -> None:
    values = retakes(np.random.default_rng(7), n=30) + np.arange(30) / 30 * 7 * 0.8
    held = [
        t.per_30_days.ci95[0] <= 0.8 <= t.per_30_days.ci95[1] for t in progress_of(weekly(values, FACES), MODEL).trends
    ]
    assert len(held) == 10
    assert sum(held) >= 8


def test_a_change_is_larger_than_its_noise_where_its_interval_leaves_out_zero() -> None:
    """A step after a pause, of which intervals are skewed."""
    rng, days = np.random.default_rng(2), np.array([0, 7, 14, 21, 90, 97, 104, 111, 118])
    beyond = skewed = 0
    for _ in range(8):
        series = weekly(retakes(rng, n=9) - (days > 80), FACES)
        series = replace(series, times=tuple(FIRST + timedelta(days=int(day)) for day in days))
        for one in progress_of(series, MODEL, treatment_start=FIRST + timedelta(days=80)).changes:
            change = one.change
            assert change.change is not None
            assert change.mdc95 is not None
            assert change.ci95 is not None
            low, high = change.ci95
            beyond += (outside := low > 0 or high < 0)
            skewed += outside is not ((high - low) / 2 < abs(change.change))
            assert (abs(change.change) > change.mdc95) is outside
    assert beyond
    assert skewed, "half of the width would not do"


def test_too_few_photos_says_how_many_are_lacking() -> None:
    found = only(weekly(np.array([[3.0, 3.1, 3.0, 3.2]]), (("redness", None),)))
    assert found.change.verdict == "too_few_photos"
    assert "2 more after it" in (found.change.reason or "")
    assert found.change.before == 3.0
    assert found.change.ci95 is None


@pytest.mark.parametrize(("before", "asked"), [(0, False), (2, False), (4, True)])
def test_nobody_is_asked_for_photos_from_before_a_session_that_was(before: int, *, asked: bool) -> None:
    """Four photo days, so many of them before the first session; with none after it that may be still to come."""
    start = FIRST + timedelta(weeks=before) - timedelta(hours=1)
    series = weekly(np.array([[3.0, 3.1, 3.0, 3.2]]), (("redness", None),))
    (found,) = progress_of(series, UNKNOWN, treatment_start=start).changes
    assert (found.change.verdict, found.n_baseline) == ("too_few_photos", before)
    assert (found.change.reason == NONE_CAN_BE_TAKEN) is not asked
    assert too_few(1, 0, begun=False).endswith(": 2 more before the first session and 3 more after it.")


def test_one_point_is_too_few() -> None:
    assert only(weekly(np.array([[3.0]]), (("redness", None),))).change.verdict == "too_few_photos"


def test_all_declined_is_too_few_and_no_older_photos_are_asked_for() -> None:
    found = only(weekly(np.full((1, 8), np.nan), (("redness", None),)))
    assert (found.change.verdict, found.change.reason) == ("too_few_photos", NEVER_MEASURED)


def test_all_equal_has_not_changed() -> None:
    found = only(weekly(np.full((1, 8), 3.0), (("redness", None),)))
    assert (found.change.verdict, found.change.change, found.change.mdc95) == ("no_detectable_change", 0.0, None)


def test_equal_within_each_phase_leaves_the_noise_unknown() -> None:
    found = only(weekly(np.array([[3.0] * 3 + [4.0] * 5]), (("redness", None),)))
    assert found.change.verdict == "not_comparable"
    known = only(weekly(np.array([[3.0] * 3 + [4.0] * 5]), (("m0", None),)), MODEL)
    assert known.change.verdict == "worsened"


def test_without_a_start_there_is_a_trend_but_no_verdict() -> None:
    found = progress_of(weekly(retakes(np.random.default_rng(8)), FACES), MODEL)
    assert {one.change.verdict for one in found.changes} == {Verdict.NOT_COMPARABLE}
    assert len(found.trends) == 10


def test_photos_on_the_first_day_are_told_apart_by_their_hour() -> None:
    series = weekly(np.arange(8.0)[None] % 3, (("redness", None),))
    day = series.times[3]
    by_date, by_hour = (
        progress_of(series, UNKNOWN, treatment_start=start).changes[0]
        for start in (day.date(), day - timedelta(minutes=5))
    )
    assert (by_date.n_baseline, by_hour.n_baseline) == (4, 3)
    midnight = replace(series, times=tuple(time.replace(hour=0) for time in series.times))
    assert follow_up_of(midnight, day).sum() == 4, "where only the day is known the photo counts as before the needles"


def test_holes_are_left_out_and_counted() -> None:
    rng = np.random.default_rng(9)
    values = retakes(rng, n=12)
    values[0, :] = [10.2, math.nan, 10.1, 9.8, 9.9, math.nan, 10.0, 10.3, 9.7, 10.1, 9.9, math.nan]
    values[1, 3:] -= 4
    found = progress_of(weekly(values, FACES), MODEL, treatment_start=date(2026, 3, 23)).changes
    assert (found[0].n_baseline, found[0].n_follow_up) == (3, 6)
    assert found[0].change.verdict == "no_detectable_change"
    assert found[1].change.verdict == "improved"


def test_regions_share_the_clients_noise_and_one_of_them_can_be_called_alone() -> None:
    keys: tuple[Key, ...] = (*FACES[:2], *(("fine_line_density", f"region_{n}") for n in range(15)))
    model = model_of(keys)
    values = 10 * (1 + 0.05 * np.random.default_rng(10).normal(size=(len(keys), 8)))
    values[5, 3:] += 6
    called = {key for key, verdict in verdicts(weekly(values, keys), model).items() if verdict == "worsened"}
    assert called == {("fine_line_density", "region_3")}


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 1000), st.integers(0, 50))
def test_the_unit_of_a_metric_does_not_matter(scale: float, seed: int) -> None:
    values = retakes(np.random.default_rng(seed))
    values[3, 3:] += 2
    one, other = (progress_of(weekly(v, FACES), UNKNOWN, treatment_start=START) for v in (values, values * scale))
    for a, b in zip(one.changes, other.changes, strict=True):
        assert a.change.verdict == b.change.verdict
        assert a.change.ci95 is not None
        assert b.change.ci95 == pytest.approx([end * scale for end in a.change.ci95], rel=1e-3, abs=1e-3 * scale)


def test_json_is_the_contract() -> None:
    text = "client,taken_at,burst,metric,region,value\n" + "".join(
        f"anna,{(FIRST + timedelta(weeks=week)).isoformat()},b{week},fine_line_density,,{10 + week % 2}\n"
        for week in range(8)
    )
    (client,) = judge(text, MODEL, START)
    said = json.loads(json.dumps(client.as_json()))
    assert said["client"] == "anna"
    (change,) = said["changes"]
    assert {"metric", "region", "before", "after", "change", "change_pct", "ci95", "mdc95", "verdict"} <= set(change)
    assert (change["n_baseline"], change["n_follow_up"], change["region"]) == (3, 5, None)
    assert change["nap"]["ci95"][0] <= change["nap"]["value"] <= change["nap"]["ci95"][1]
    (trend,) = said["trend"]
    assert trend["ci95"][0] <= trend["per_30_days"] <= trend["ci95"][1]
