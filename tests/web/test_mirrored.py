"""Faces are laid, and lines are named, after a photo that is not mirrored."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import replace

import pytest

from skinmetrics.clinic.history import BurstRecord, ClientHistory
from skinmetrics.web.client.faces import _reference
from skinmetrics.web.client.lines import _days
from tests.web.test_findings import STEADY, history


def with_mirrored(weeks: Collection[int]) -> ClientHistory:
    found = history(STEADY)
    bursts = (
        replace(burst, photos=tuple(replace(photo, mirrored=week in weeks) for photo in burst.photos))
        for week, burst in enumerate(found.bursts)
    )
    return replace(found, bursts=tuple(bursts))


@pytest.mark.parametrize(("weeks", "first"), [((), 0), ((0,), 1), ((0, 1, 4), 2), ((3,), 0)])
def test_the_first_day_that_is_not_mirrored_is_what_others_are_laid_on(weeks: tuple[int, ...], first: int) -> None:
    found = with_mirrored(weeks)
    assert _reference(found) == found.bursts[first].shown.id
    assert _days(found) == list(found.bursts[first:]), "later mirrored ones are turned back when they are laid"


def test_lines_are_followed_over_one_burst_a_day() -> None:
    found = history(STEADY)
    first, *others = found.bursts
    again = BurstRecord(uuid.uuid4(), first.local + dt.timedelta(hours=1), (*first.photos, *first.photos))
    assert _days(replace(found, bursts=(first, again, *others))) == [again, *others]
