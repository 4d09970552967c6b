"""Which sessions count when needled regions are compared with the others."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from skinmetrics.clinic import treatments
from skinmetrics.clinic.history.needled import Needled, compare_sides
from skinmetrics.clinic.scores import WHOLE_FACE, Examined, Value
from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.noise import load_noise_model
from tests.clinic.test_history import DAY, FINE_LINES, of_client, shot
from tests.clinic.world import START, World

LEFT, RIGHT = (NeedledPoint("ST2", Side.LEFT),), (NeedledPoint("ST2", Side.RIGHT),)


@pytest.fixture
def compared(world: World) -> World:
    """Eight weekly photos, a session with needles on the left after the third of them."""
    rng = np.random.default_rng(2)
    for week in range(8):
        regions = {region: 6 * (1 + 0.02 * rng.normal()) for region in METRIC_OF[FINE_LINES].regions}
        whole = float(np.mean(list(regions.values())))
        values = [Value(FINE_LINES, one, False, float(v)) for one, v in {WHOLE_FACE: whole, **regions}.items()]  # noqa: FBT003
        shot(world, START + 7 * week * DAY, Examined({"verdict": "good", "problems": []}, {}, tuple(values)))
    needled(world, 2, LEFT)
    world.clock.at = START + 100 * DAY
    return world


def needled(
    world: World,
    week: int,
    points: tuple[NeedledPoint, ...],
    needles: int | None = None,
    held_at: dt.time | None = None,
) -> None:
    day = (START + (7 * week + (0 if held_at else 1)) * DAY).date()
    facts = SessionFacts(day, points, needles, held_at=held_at)
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)


def sides(world: World) -> Needled:
    return compare_sides(of_client(world), load_noise_model())


def test_nothing_is_compared_where_of_a_session_the_points_are_not_noted(compared: World) -> None:
    assert sides(compared).metrics
    needled(compared, 4, (), 0)
    assert sides(compared).metrics, "no needle at all is noted"
    needled(compared, 5, (), 40)
    needled(compared, 6, ())
    assert (sides(compared).metrics, sides(compared).not_noted) == ((), 2)


def test_a_session_after_the_last_photo_reached_nothing_that_is_seen(compared: World) -> None:
    before = sides(compared)
    needled(compared, 7, RIGHT)
    needled(compared, 8, ())
    assert sides(compared) == before
    needled(compared, 7, RIGHT, held_at=dt.time(9))  # the last photo is of ten o'clock
    assert len(sides(compared).regions.needled) > len(before.regions.needled)
