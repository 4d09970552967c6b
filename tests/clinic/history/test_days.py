"""Several bursts of one day are one row of the numbers and one point of the charts, as they are one measurement."""

from __future__ import annotations

import datetime as dt

from skinmetrics.clinic.history.days import compared_days, counted_days, day_value
from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.reports.gathering import _chart
from skinmetrics.reports.report import Reader
from skinmetrics.web.client.progress_chart import progress_chart
from skinmetrics.web.pages.progress import _numbers
from tests.clinic.test_history import DAY, FINE_LINES, MINUTE, examined, of_client, shot
from tests.clinic.world import START, World


def bursts(world: World) -> None:
    for hours, value in ((0, 2.0), (3, 4.0), (6, 9.0), (48, 3.0)):
        shot(world, START + dt.timedelta(hours=hours), examined(value))


def test_bursts_of_one_day_are_one_measurement_wherever_they_are_shown(world: World) -> None:
    bursts(world)
    found = of_client(world)
    days = counted_days(found)
    assert [len(day) for day in days] == [3, 1]
    assert [day_value(found, day, FINE_LINES) for day in days] == [4.0, 3.0]
    assert day_value(found, days[0], "pore_density") is None
    assert _numbers(found, FINE_LINES).count("<tr") == 1 + 2
    chart = progress_chart(found, FINE_LINES, None)
    assert chart is not None
    (points,) = [rows for rows in chart.to_dict()["datasets"].values() if "value" in rows[0]]
    assert [(row["value"], row["about"][:1]) for row in points] == [(4.0, "3"), (3.0, "1")]
    one = found.change(FINE_LINES)
    assert one is not None
    assert [point.value for point in _chart(found, one, Reader()).measurements] == [4.0, 3.0]


def test_the_day_of_the_first_session_is_two_measurements(world: World) -> None:
    bursts(world)
    world.session(SessionFacts(START.date(), held_at=dt.time(12)))
    assert [len(day) for day in counted_days(of_client(world))] == [1, 2, 1]


def test_of_a_day_only_the_photos_that_are_compared_are_of_the_days_that_are(world: World) -> None:
    for n, camera in enumerate(("old", "old", "old", "new")):
        shot(world, START + n * DAY, examined(4.0, camera=camera))
    old = shot(world, START + 4 * DAY, examined(4.0, camera="old"))
    shot(world, START + 4 * DAY + MINUTE, examined(4.0, camera="new"))
    shot(world, START + 5 * DAY, examined(4.0, camera="old", metric="wrinkle_density"))
    found = of_client(world)
    assert len(counted_days(found)) == 6
    days = compared_days(found, FINE_LINES)
    assert [day[0].day for day in days] == [(START + n * DAY).date() for n in (0, 1, 2, 4)]
    (burst,) = days[-1]
    assert [photo.id for photo in burst.counted] == [burst.shown.id] == [old]
