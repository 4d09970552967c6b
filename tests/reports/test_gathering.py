"""From records to a report: what is in it, for whom, and with whose consent."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest

from skinmetrics.clinic import remarks, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.scores import Examined, Refused
from skinmetrics.clinic.tables import AuditEvent, Purpose
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.progress.exclusion import WORDS, Confounder
from skinmetrics.progress.verdict import Verdict
from skinmetrics.reports.formats import FORMATS
from skinmetrics.reports.gathering import Drawing, gather, pseudonym
from skinmetrics.reports.report import Report
from tests.clinic.test_history import DAY, FINE_LINES, MINUTE, examined, fallen_by_half, shot
from tests.clinic.world import START, World
from tests.reports.reports import jpeg


def drawn(_: PhotoKey) -> bytes:
    return jpeg()


def report(world: World, person: str = "practitioner") -> Report:
    return gather(world.records, world.accounts[person], world.client, current_scorer(), Drawing(drawn, drawn))


def test_it_holds_what_the_history_says(world: World) -> None:
    fallen_by_half(world)
    found = report(world)
    assert found.client == "Ada"
    assert found.headline.startswith("Fine lines improved, by more than retaking the photos would show.")
    whole = next(one for one in found.findings if one.region is None)
    assert (whole.metric, whole.verdict) == (FINE_LINES, Verdict.IMPROVED)
    assert "such averages would still differ by up to" in whole.sentence
    (chart,) = found.charts
    assert len(chart.measurements) == 9
    assert chart.band is not None
    assert chart.band[0] < chart.measurements[0].value < chart.band[1]
    assert chart.band[1] - chart.band[0] > 2 * (whole.mdc95 or 0.0), "it is of single days, as the points are"
    (session,) = found.sessions
    assert session.date() == (START + 22 * DAY).date()
    assert len(found.photos) == 18
    assert len(found.scores) == 18 * 3
    assert {method.metric for method in found.methods} == {metric.id for metric in current_scorer().metrics}


def test_a_photo_of_either_hour_of_an_autumn_night_has_its_instant(world: World) -> None:
    taken = [dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC) for hour in (0, 1)]
    for moment in taken:
        shot(world, moment, examined(3))
    told = [photo.taken_at for photo in report(world).photos if photo.taken_at]
    assert [f"{one:%H:%M%z}" for one in told] == ["02:30+0200", "02:30+0100"]
    assert [one.astimezone(dt.UTC) for one in told] == taken


def test_what_does_not_count_is_drawn_at_the_median_of_its_photos(world: World) -> None:
    fallen_by_half(world)
    for again, value in enumerate((3.0, 5.0)):
        shot(world, START + 80 * DAY + again * MINUTE, examined(value, verdict="unusable"))
    (chart,) = report(world).charts
    assert [one.value for one in chart.measurements if not one.counted] == [pytest.approx(4)]


def test_a_day_of_three_bursts_is_one_photo_day_in_what_else_may_show(world: World) -> None:
    world.session(treatments.SessionFacts((START - DAY).date()))
    for hours in (0, 1, 2, 48):
        shot(world, START + dt.timedelta(hours=hours), examined(3))
        days = "2 photo days" if hours == 48 else "One photo day"
        assert f"{days}: {WORDS[Confounder.BRUISES]}." in report(world).cannot_tell


def test_a_session_stands_where_it_was_held(world: World) -> None:
    for ago, time in ((1, dt.time(9, 30)), (0, None)):
        facts = treatments.SessionFacts((START - ago * DAY).date(), held_at=time)
        treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    assert [f"{one:%H:%M}" for one in report(world).sessions] == ["09:30", "12:00"]


def test_a_report_of_a_client_without_photos_says_so_kindly(world: World) -> None:
    found = report(world)
    assert found.headline == "Nothing can be said of a change yet."
    assert "No session is recorded, so there is no before and after yet." in found.cannot_tell
    assert found.pictures is None


def test_photos_that_do_not_count_are_told_with_their_reason(world: World) -> None:
    fallen_by_half(world)
    shot(world, START + 80 * DAY, Refused("no_face", "No face found."))
    out = shot(world, START + 81 * DAY, examined(9))
    remarks.exclude(world.records, world.accounts["practitioner"], out, "sunburnt")
    shot(world, START + 82 * DAY, Examined({"verdict": "unusable", "problems": []}, {}, ()))
    assert [photo.counted for photo in report(world).photos] == [True] * 18 + [False] * 3
    told = report(world).cannot_tell
    assert "1 photo is not counted (20 May 2026). No face found." in told
    assert "1 photo is not counted (21 May 2026). Left out: sunburnt" in told
    assert [one.counted for one in report(world).charts[0].measurements][-1] is False


def test_the_faces_are_shown_with_the_clients_consent_alone(world: World) -> None:
    fallen_by_half(world)
    shown = report(world)
    assert shown.pictures is not None
    assert shown.pictures.before_day < shown.pictures.after_day
    world.consent(world.client, Purpose.SHOWING, given=False)
    assert report(world).pictures is None


def test_every_photo_that_a_report_shows_is_in_the_audit(world: World) -> None:
    fallen_by_half(world)
    found = report(world)
    before = world.count(AuditEvent)
    FORMATS["dicom"].write(found, io.BytesIO())
    assert world.count(AuditEvent) == before + 18
    FORMATS["csv"].write(found, io.BytesIO())
    assert world.count(AuditEvent) == before + 18


@pytest.mark.parametrize("person", ["nobody", "other client", "other clinic", "administrator"])
def test_others_get_none(world: World, person: str) -> None:
    fallen_by_half(world)
    with pytest.raises(AccessDeniedError):
        report(world, person)


def test_the_client_gets_their_own_and_the_practitioner_only_with_consent(world: World) -> None:
    fallen_by_half(world)
    world.consent(world.client, Purpose.PRACTITIONER, given=False)
    assert report(world, "own client").client == "Ada"
    with pytest.raises(ConsentNeededError):
        report(world)


def test_a_pseudonym_is_the_same_every_time_and_another_for_another_client(world: World) -> None:
    names = [pseudonym(world.records, client) for client in (world.client, world.client, world.other_client)]
    assert names[0] == names[1] != names[2]
    assert re.fullmatch(r"SM-[0-9A-F]{12}", names[0])
    assert world.client.hex.upper() not in names[0]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_what_was_gathered(world: World, name: str) -> None:
    fallen_by_half(world)
    out = io.BytesIO()
    FORMATS[name].write(report(world), out)
    assert out.getvalue()
