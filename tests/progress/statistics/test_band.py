from datetime import timedelta

import numpy as np
import pytest

from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.change import Change
from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.statistics.band import noise_band
from skinmetrics.progress.verdict import Key, Verdict
from tests.progress.clients import FIRST, UNKNOWN, model_of, weekly

METRICS: tuple[Key, ...] = tuple((f"m{number}", None) for number in range(10))
CLIENTS = 15


@pytest.mark.parametrize(
    ("metric", "before", "mdc95", "band"),
    [
        ("redness", 3.0, 1.0, (2.0, 4.0)),
        ("redness", 0.5, 1.0, (0.0, 1.5)),
        ("of_somebody_else", 0.5, 1.0, (0.0, 1.5)),
        ("of_somebody_else", -0.5, 1.0, (-1.5, 0.5)),
        ("under_eye_darkness", 0.5, 1.0, (-0.5, 1.5)),
        ("under_eye_darkness", -2.0, 1.0, (-3.0, -1.0)),
        ("redness", None, 1.0, None),
        ("redness", 3.0, None, None),
    ],
)
def test_the_band_holds_the_level_before(
    metric: str, before: float | None, mdc95: float | None, band: tuple[float, float] | None
) -> None:
    change = Change(metric, None, before, 1.0, 1.0, None, None, mdc95, Verdict.NO_DETECTABLE_CHANGE)
    assert noise_band(change) == band
    assert noise_band(None) is None


@pytest.mark.parametrize("change", [0.0, -2.0])
@pytest.mark.parametrize(("n_before", "n_after", "least"), [(3, 5, 0.003), (10, 30, 0.025)])
@pytest.mark.parametrize("model", [model_of(METRICS), UNKNOWN])
def test_nearly_all_single_days_on_which_nothing_changed_are_inside(
    model: NoiseModel, n_before: int, n_after: int, least: float, change: float
) -> None:
    rng, outside, days = np.random.default_rng(7), 0, 0
    for _ in range(CLIENTS):
        unchanged = 10 + 0.5 * rng.normal(size=(len(METRICS), n_before + n_after))
        seen = unchanged + change * (np.arange(n_before + n_after) >= n_before)
        found = progress_of(weekly(seen, METRICS), model, treatment_start=FIRST + timedelta(weeks=n_before - 0.5))
        ends = np.array([one.day_range for one in found.changes])
        later = unchanged[:, n_before:]
        outside += int(((later < ends[:, :1]) | (later > ends[:, 1:])).sum())
        days += later.size
    assert least <= outside / days <= 0.06, "of few days less is known, and the band is wide rather than narrow"


def test_days_of_all_seasons_are_inside_where_scores_follow_the_time_of_the_year() -> None:
    rng, outside, days = np.random.default_rng(11), 0, 0
    for _ in range(CLIENTS):
        seasons = np.sin(2 * np.pi * (np.arange(52) / 52 + rng.uniform(size=(len(METRICS), 1))))
        seen = 10 + 0.5 * rng.normal(size=(len(METRICS), 52)) + 0.75 * seasons
        found = progress_of(weekly(seen, METRICS), model_of(METRICS), treatment_start=FIRST + timedelta(weeks=25.5))
        assert (found.season or 0) > 0.9
        ends = np.array([one.day_range for one in found.changes])
        outside += int(((seen < ends[:, :1]) | (seen > ends[:, 1:])).sum())
        days += seen.size
    assert outside / days <= 0.08


def test_days_have_no_band_where_there_is_no_verdict_and_none_below_zero() -> None:
    few = progress_of(weekly(np.full((1, 4), 9.0), METRICS[:1]), UNKNOWN, treatment_start=FIRST + timedelta(weeks=2))
    assert [one.day_range for one in few.changes] == [None]
    scarce = np.array([[0.1, 1.4, 0.2, 0.9, 0.0, 1.1, 0.3, 0.8]])
    (one,) = progress_of(weekly(scarce, METRICS[:1]), UNKNOWN, treatment_start=FIRST + timedelta(days=24)).changes
    assert one.day_range is not None
    assert one.day_range[0] == 0.0
    lighter = progress_of(weekly(scarce - 2, METRICS[:1]), UNKNOWN, treatment_start=FIRST + timedelta(days=24))
    assert (lighter.changes[0].day_range or (0.0, 0.0))[0] < -2


def test_what_may_be_negative_has_the_same_interval_whether_a_day_was_or_not() -> None:
    days = np.array([[0.3, 0.6, 0.1, 0.0, 0.4, 0.2, 0.1, 0.05]])
    start = FIRST + timedelta(weeks=2.5)
    above, below = (
        progress_of(weekly(days - lower, (("under_eye_darkness", None),)), UNKNOWN, treatment_start=start).changes[0]
        for lower in (0.0, 0.001)
    )
    assert above.change.ci95 == pytest.approx(below.change.ci95, abs=1e-6)
    assert above.change.ci95 is not None
    assert above.change.before is not None
    assert above.change.ci95[0] < -above.change.before
    assert above.day_range == pytest.approx(np.array(below.day_range) + 0.001, abs=1e-6)
