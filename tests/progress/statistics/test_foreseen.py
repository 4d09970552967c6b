"""How many photo days more would tell, and whether they then do."""

from datetime import timedelta

import numpy as np

from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.verdict import Key
from tests.progress.clients import FIRST, model_of, weekly
from tests.progress.statistics.test_fitting import on_days
from tests.progress.test_assess import FACES, MODEL, START, retakes

KEY: tuple[Key, ...] = (("fine_line_density", None),)


def judged(fall: float) -> SeriesChange:
    values = np.full((1, 8), 10.0) + np.array([0.1, -0.1, 0, 0.1, -0.1, 0, 0.1, 0]) * 5
    values[0, 3:] -= fall
    return progress_of(weekly(values, KEY), model_of(KEY), treatment_start=START).changes[0]


def test_more_photos_are_asked_for_only_where_they_could_tell() -> None:
    near = judged(0.9)
    assert judged(0.03).follow_ups_needed is None
    assert near.change.verdict == "no_detectable_change"
    assert near.follow_ups_needed is not None
    assert 0 < near.follow_ups_needed < 10
    assert judged(5.0).change.verdict == "improved"
    assert judged(5.0).follow_ups_needed is None


def test_where_more_days_are_said_to_tell_they_mostly_do() -> None:
    """Of a difference that stays as it is, with days to come as scattered as those there are; a gap between phases, of
    which nobody knows the season, is in it.
    """
    rng, days = np.random.default_rng(5), [0, 7, 14, 21, 120, 127, 134, 141]
    said = kept = 0
    for _ in range(12):
        values = retakes(rng) - 1.5 * (np.arange(8) >= 4)
        start = FIRST + timedelta(days=25)
        for row, one in enumerate(progress_of(on_days(days, values), MODEL, treatment_start=start).changes):
            if one.follow_ups_needed is None or said >= 25:
                continue
            come = retakes(rng, one.follow_ups_needed)
            come += values[:, 4:].mean(1, keepdims=True) - come.mean(1, keepdims=True)
            later = on_days(days + [141 + 7 * (n + 1) for n in range(one.follow_ups_needed)], np.hstack([values, come]))
            then = progress_of(later, MODEL, treatment_start=start).changes[row]
            said += 1
            kept += then.change.verdict in ("improved", "worsened")
    assert len(FACES) == len(values)
    assert said > 10
    assert kept >= 0.8 * said
