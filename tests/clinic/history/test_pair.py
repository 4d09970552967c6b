"""Two days against each other, whatever else the series holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.pair import compare_days
from skinmetrics.clinic.scores import Examined
from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.reasons import CAMERA_MOVED, CAMERAS_DIFFER
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.verdict import Verdict
from tests.clinic.test_history import DAY, FINE_LINES, MINUTE, examined, of_client, shot
from tests.clinic.world import START, World


def compared(found: ClientHistory, first: int, last: int) -> Change:
    (change,) = compare_days(found, found.counted[first], found.counted[last], load_noise_model(), None, {})
    return change


def with_circumstances(result: Examined, **known: Any) -> Examined:
    capture = result.capture or {}
    return replace(result, capture={**capture, "circumstances": {**capture["circumstances"], **known}})


def test_two_days_that_the_series_leaves_out_are_compared_with_each_other(world: World) -> None:
    cameras = ("old", "old", "new", "new", "new", "new")
    for n, (camera, value) in enumerate(zip(cameras, (9.0, 3.0, 4.0, 4.1, 3.9, 4.0), strict=True)):
        shot(world, START + 7 * n * DAY, examined(value, camera=camera))
    found = of_client(world)
    assert all(found.value(burst, FINE_LINES) is None for burst in found.counted[:2]), "not of the series' camera"
    old = compared(found, 0, 1)
    assert (old.before, old.after, old.verdict) == (9.0, 3.0, Verdict.IMPROVED)
    across = compared(found, 0, 5)
    assert (across.verdict, across.reason) == (Verdict.NOT_COMPARABLE, CAMERAS_DIFFER)
    assert compared(found, 2, 5).verdict is Verdict.NO_DETECTABLE_CHANGE


def test_a_photo_unlike_the_others_of_its_own_day_is_left_out(world: World) -> None:
    cameras = ("old", "old", "new")
    for day, values in enumerate(((4.0, 4.4, 40.0), (4.4, 4.0, 0.4))):
        for n, (camera, value) in enumerate(zip(cameras, values, strict=True)):
            shot(world, START + 7 * day * DAY + n * MINUTE, examined(value, camera=camera))
    change = compared(of_client(world), 0, 1)
    assert (change.before, change.after) == pytest.approx((4.2, 4.2))
    assert change.verdict is Verdict.NO_DETECTABLE_CHANGE


def test_a_day_on_which_the_camera_moved_in_every_photo_is_refused_for_that(world: World) -> None:
    for n in range(3):
        shot(world, START + n * MINUTE, examined(4.0))
        moved = with_circumstances(examined(2.0), shaken=True)
        shot(world, START + 7 * DAY + n * MINUTE, moved)
    change = compared(of_client(world), 0, 1)
    assert (change.verdict, change.reason) == (Verdict.NOT_COMPARABLE, CAMERA_MOVED)
    assert (change.before, change.after) == (4.0, 2.0)


@pytest.mark.parametrize("cameras", [("old", "new"), ("new", "old")])
def test_two_days_of_two_cameras_each_are_compared_by_one_of_them(world: World, cameras: tuple[str, str]) -> None:
    levels = {"old": 9.0, "new": 4.0}
    for day, order in enumerate((cameras, cameras[::-1])):
        for n, camera in enumerate(order):
            shot(world, START + 7 * day * DAY + n * MINUTE, examined(levels[camera], camera=camera))
    change = compared(of_client(world), 0, 1)
    assert change.before == change.after
    assert change.verdict is Verdict.NO_DETECTABLE_CHANGE
