"""Faces are shown, and lines are named, as on the person: what is laid on a mirrored photo is turned back."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory
from skinmetrics.imaging.registration import Relief
from skinmetrics.jobs.aligned_face import AlignedFace, jpeg
from skinmetrics.jobs.following import Followed
from skinmetrics.metrics.traces import Trace
from skinmetrics.web.client.faces import _reference, _side
from skinmetrics.web.client.lines import _baseline, _days, turned_back
from skinmetrics.web.routes.pictures import PICTURES, drawn
from tests.web.scores import PRINT
from tests.web.test_findings import LINES, STEADY, history


def with_mirrored(weeks: Collection[int]) -> ClientHistory:
    found = history(STEADY)
    bursts = (
        replace(burst, photos=tuple(replace(photo, mirrored=week in weeks) for photo in burst.photos))
        for week, burst in enumerate(found.bursts)
    )
    return replace(found, bursts=tuple(bursts))


@pytest.mark.parametrize(("weeks", "turned"), [((), False), ((0,), True), ((3,), False), (range(10), True)])
def test_all_faces_are_laid_on_the_first_and_turned_back_with_it(weeks: Collection[int], turned: bool) -> None:  # noqa: FBT001
    found = with_mirrored(weeks)
    under, later = _reference(found), found.bursts[3]
    assert under == found.bursts[0].shown
    assert _days(found) == list(found.bursts), "no day is lost, mirrored or not"
    asked = "turned" if turned else ""
    assert _side(found.bursts[0], "", under).image.partition("?")[2] == asked
    assert _side(later, "", under).image.partition("?")[2] == "&".join(
        filter(None, [f"onto={found.bursts[0].shown.id}", asked])
    )


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_drawn_as_its_mirror_image(kind: str) -> None:
    pixels = np.full((80, 60, 3), 128, np.uint8)
    pixels[:, :30] = 40
    relief = Relief(np.zeros((4, 3), np.float32), np.ones((4, 3), bool))
    face = AlignedFace(jpeg(pixels), relief, (), PRINT)
    straight, turned = (
        np.asarray(Image.open(io.BytesIO(drawn(face, kind, turned=way))).convert("L"), float) for way in (False, True)
    )
    assert np.abs(straight[:, ::-1] - turned).mean() < 2
    assert np.abs(straight - turned).mean() > 10


def test_lines_of_a_mirrored_photo_are_named_and_lie_where_they_are_on_the_person() -> None:
    trace = Trace("cheek_left", np.array([[30.0, 10.0], [42.0, 12.0]]), 12, 10, 0.5, 0.9)
    (line,) = turned_back(Followed((trace,), ())).lines
    assert line.region == "cheek_right"
    assert line.points.tolist() == [[-30.0, 10.0], [-42.0, 12.0]]


def test_lines_are_followed_over_one_burst_a_day() -> None:
    found = history(STEADY)
    first, *others = found.bursts
    again = BurstRecord(uuid.uuid4(), first.local + dt.timedelta(hours=1), (*first.photos, *first.photos))
    assert _days(replace(found, bursts=(first, again, *others))) == [again, *others]


def test_lines_are_followed_over_the_days_whose_fine_lines_are_compared() -> None:
    found = history(STEADY)
    assert _baseline(found, _days(found)) == 3
    compared = dict(found.values[LINES, None])
    for week in (0, 1, 7):
        del compared[found.bursts[week].shown.id]
    found = replace(found, values={**found.values, (LINES, None): compared})
    days = _days(found)
    assert days == list(found.bursts[2:7])
    assert _baseline(found, days) == 2, "of the days that remain"
