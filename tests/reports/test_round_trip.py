"""What the records say of a client is what the table for research says, read back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from skinmetrics.clinic import remarks, treatments
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.reading import history
from skinmetrics.clinic.scores import Refused, write
from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.assess import judge
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.result import Progress
from skinmetrics.progress.verdict import Verdict
from skinmetrics.reports.csv import CsvFormat
from skinmetrics.reports.report import LEFT_OUT
from tests.clinic.test_history import DAY, FINE_LINES, MINUTE, SCORER, examined, shot
from tests.clinic.test_history_people import examined as of_regions
from tests.clinic.world import START, World
from tests.reports.test_gathering import report


def lived_through(world: World, held_at: dt.time | None) -> None:
    """A course with all that does not count: left out, unusable, refused, undated, waiting; and both kinds of time."""
    practitioner = world.accounts["practitioner"]
    for week, value in enumerate((4.0, 4.1, 3.9, 4.05, 2.0, 2.1, 1.95, 2.05)):
        for again in (0, 1, 2):
            shot(world, START + 7 * week * DAY + again * MINUTE, examined(value + 0.02 * again, fine=True))
        at = START + (7 * week + 2) * DAY
        shot(world, at, examined(9.0, verdict="unusable"))
        remarks.exclude(world.records, practitioner, shot(world, at + DAY, examined(9.0)), "=make-up on")
    shot(world, START + 60 * DAY, Refused("no_face", "No face found."))
    write(world.records, SCORER, world.photo(b"undated", taken=None), examined(9.0))
    world.photo(b"waiting", taken=START + 61 * DAY)
    moved = shot(world, START + 62 * DAY, examined(2.0, fine=True))
    remarks.correct_day(world.records, practitioner, moved, (START + 54 * DAY).date())
    facts = treatments.SessionFacts((START + 21 * DAY).date(), held_at=held_at)
    treatments.record_session(world.records, practitioner, world.client, facts)


def another_camera(world: World) -> None:
    for week in range(9):
        shot(world, START + 7 * week * DAY, examined(4.0 if week < 4 else 2.0, camera="ab"[week >= 4]))


def hidden_forehead(world: World) -> None:
    """Nothing changes but that hair lies over the part with the most lines."""
    regions = METRIC_OF[FINE_LINES].regions
    for week in range(9):
        lines = {one: (9.0 if one == "forehead" else 2.0) + 0.1 * (week % 2) for one in regions}
        shot(world, START + 7 * week * DAY, of_regions({one: lines[one] for one in regions[week >= 4 :]}))


def told(found: Progress | None) -> list[tuple[object, ...]]:
    assert found is not None
    changes = sorted((one.change.metric, one.change.region or "", one) for one in found.changes)
    return [
        (metric, region, one.change.verdict, one.n_baseline, one.n_follow_up, one.since, one.change.as_json())
        for metric, region, one in changes
    ]


def read_back(world: World, found: ClientHistory) -> Progress:
    out = io.BytesIO()
    CsvFormat().write(report(world), out)
    start = found.treatment_start
    if isinstance(start, dt.datetime):
        start = start.replace(tzinfo=ZoneInfo(found.time_zone))
    (client,) = judge(out.getvalue().decode(), load_noise_model(), start, world.clock.at.date())
    return client


@pytest.mark.parametrize("course", [another_camera, hidden_forehead])
def test_what_the_records_do_not_compare_is_not_compared_in_the_table(
    world: World, course: Callable[[World], None]
) -> None:
    course(world)
    facts = treatments.SessionFacts((START + 22 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = history(world.records, world.accounts["practitioner"], world.client, SCORER)
    verdicts = {one.change.verdict for one in read_back(world, found).changes}
    assert not verdicts & {Verdict.IMPROVED, Verdict.WORSENED}
    assert found.progress is not None
    assert {one.change.verdict for one in found.progress.changes} <= verdicts
    shown = [_without_why(one) for one in told(found.progress) if one[1] != "forehead"]
    assert [one for one in map(_without_why, told(read_back(world, found))) if one in shown] == shown


def _without_why(told: tuple[object, ...]) -> tuple[object, ...]:
    """A change without its reason: the table does not say how the days that it leaves out were photographed."""
    *rest, change = told
    assert isinstance(change, dict)
    return (*rest, {**change, "reason": None})


@pytest.mark.parametrize("held_at", [None, dt.time(10, 1), dt.time(9)])
def test_the_table_for_research_gives_the_changes_of_the_records(world: World, held_at: dt.time | None) -> None:
    lived_through(world, held_at)
    found = history(world.records, world.accounts["practitioner"], world.client, SCORER)
    back = read_back(world, found)
    assert told(back) == told(found.progress)
    change = found.change(FINE_LINES)
    assert change is not None
    assert change.change.verdict is Verdict.IMPROVED
    assert found.progress is not None
    here = [(one.taken_at, one.reason.replace("Left out: =make-up on", LEFT_OUT)) for one in found.progress.left_out]
    assert LEFT_OUT in dict(here).values()
    assert [(one.taken_at, one.reason) for one in back.left_out if one.taken_at] == here
    assert [one.reason for one in back.left_out if one.taken_at is None] == [
        photo.why_not for photo in found.photos if photo.day is None
    ]
