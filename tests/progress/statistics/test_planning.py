import numpy as np
import pytest

from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.statistics.planning import own_noise, plan
from skinmetrics.progress.verdict import Key
from tests.progress.clients import FIRST, NOISE, UNKNOWN, model_of, weekly

LINES: Key = ("fine_line_density", None)
JUDGED: tuple[Key, ...] = (LINES, ("texture_roughness", None), ("redness", None))
MODEL = model_of(JUDGED)


def test_a_plan_shrinks_with_photo_days_and_grows_with_the_clients_own_noise() -> None:
    steady, restless = np.array([10.0, 10.1, 9.9]), np.array([8.0, 12.0, 10.0])
    few, many, noisy = (
        plan(LINES, baseline, MODEL, JUDGED, n_follow_up=n, photos=1)
        for baseline, n in ((steady, 5), (steady, 20), (restless, 5))
    )
    assert few is not None
    assert many is not None
    assert noisy is not None
    assert 5 < few.mdc95_pct < 10
    assert many.mdc95_pct < few.mdc95_pct < noisy.mdc95_pct
    assert few.mdc95_pct < few.likely_seen_pct


def test_a_change_as_large_as_planned_is_seen_four_times_in_five() -> None:
    planned = plan(LINES, np.array([10.0]), MODEL, JUDGED, photos=1)
    assert planned is not None
    rng = np.random.default_rng(1)
    seen = 0
    for _ in range(120):
        values = 10 * (1 + 0.05 * rng.normal(size=(3, 8)))
        values[:, 3:] -= planned.likely_seen_pct / 10
        found = progress_of(weekly(values, JUDGED), MODEL, treatment_start=FIRST.date().replace(day=20))
        seen += found.changes[0].change.verdict == "improved"
    assert 0.68 <= seen / 120 <= 0.97


@pytest.mark.parametrize(
    ("baseline", "model"), [(np.array([]), MODEL), (np.array([0.0, 0.0]), MODEL), (np.array([3.0]), UNKNOWN)]
)
def test_no_plan_without_a_level_or_any_noise(baseline: np.ndarray, model: object) -> None:
    assert plan(LINES, baseline, MODEL if model is MODEL else UNKNOWN, JUDGED) is None


def test_own_noise_is_shrunk_to_the_models() -> None:
    scores = np.array([9.0, 11.0])
    variance, df = own_noise(scores, 10.0, NOISE, prior_df=9.0)
    assert df == 10
    assert variance == pytest.approx((9 * 0.25 + 2) / 10)
    assert own_noise(scores, 10.0, None, prior_df=9.0) == (2.0, 1)
