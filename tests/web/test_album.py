from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from skinmetrics.jobs.runner import Done, Failed, WorkerLost
from skinmetrics.scoring import Capture, PhotoRefused, Problem
from skinmetrics.web.quick_look.album import Album
from skinmetrics.web.quick_look.clock import zone_called
from skinmetrics.web.quick_look.look import Upload
from skinmetrics.web.words import quick_look as words
from tests.web.scores import look, scores, skin_of


def album(*dates: str | None) -> Album:
    filled = Album()
    for number, when in enumerate(dates):
        found = look(scores(f"{number}", when))
        filled.looks[found.scores.sha256] = found
    return filled


def test_the_same_photo_under_another_name_is_refused_once_and_the_others_go_on() -> None:
    visit = Album()
    visit.add([Upload("a.jpg", b"one"), Upload("b.jpg", b"two"), Upload("copy of a.jpg", b"one")])
    assert [upload.name for upload in visit.waiting] == ["a.jpg", "b.jpg"]
    assert [(refused.photo, refused.message) for refused in visit.refused] == [("copy of a.jpg", words.TWICE)]


def test_a_photo_that_was_scored_before_is_recognised() -> None:
    visit = Album()
    visit.looks[hashlib.sha256(b"one").hexdigest()] = look(scores("a", None))
    visit.add([Upload("again.jpg", b"one")])
    assert visit.waiting == []
    assert visit.refused[0].photo == "again.jpg"


def test_each_photo_leaves_the_line_as_scored_refused_or_lost() -> None:
    visit = Album()
    good, bad, deadly, odd = (Upload(name, name.encode()) for name in ("good", "bad", "deadly", "odd"))
    visit.add([good, bad, deadly, odd])
    visit.settle(bad, Done(1, PhotoRefused("bad", "no_face", "No face found.")))
    visit.settle(deadly, Failed(2, WorkerLost()))
    visit.settle(odd, Failed(3, ZeroDivisionError()))
    assert visit.waiting == [good]
    visit.settle(good, Done(0, look(scores("good", "2026-03-01"))))
    assert visit.waiting == []
    assert [one.scores.photo for one in visit.looks.values()] == ["good"]
    assert [(refused.photo, refused.message) for refused in visit.refused] == [
        ("bad", "No face found."),
        ("deadly", words.LOST),
        ("odd", words.FAULT),
    ]


def test_a_corrected_day_replaces_the_files_and_its_time() -> None:
    visit = album("2026-03-01T10:00")
    (sha256,) = visit.looks
    visit.corrected[sha256] = date(2026, 4, 2)
    taken_at = visit.taken_at(sha256)
    assert taken_at is not None
    assert taken_at.isoformat() == "2026-04-02"


def test_the_files_own_day_entered_by_hand_keeps_its_time() -> None:
    visit = album("2026-03-01T10:00")
    (sha256,) = visit.looks
    visit.corrected[sha256] = date(2026, 3, 1)
    taken_at = visit.taken_at(sha256)
    assert taken_at is not None
    assert taken_at.isoformat() == "2026-03-01T10:00:00"


@pytest.mark.parametrize(
    ("zone", "stated", "shown"),
    [
        ("America/New_York", "2026-03-01T00:30+00:00", "2026-02-28T19:30:00-05:00"),
        ("Asia/Tokyo", "2026-02-28T22:00+00:00", "2026-03-01T07:00:00+09:00"),
        ("Europe/Berlin", "2026-03-01T20:00-05:00", "2026-03-01T20:00:00-05:00"),
        ("Europe/Berlin", "2026-03-01T20:00", "2026-03-01T20:00:00"),
        ("Europe/Berlin", "2026-03-01", "2026-03-01"),
    ],
)
def test_what_is_told_in_utc_is_shown_by_the_visitors_clock(zone: str, stated: str, shown: str) -> None:
    visit = album(stated)
    visit.zone = zone_called(zone)
    (sha256,) = visit.looks
    taken_at = visit.taken_at(sha256)
    assert taken_at is not None
    assert taken_at.isoformat() == shown
    assert [burst.day.isoformat() for burst in visit.series().bursts] == [shown[:10]]


@pytest.mark.parametrize("name", [None, "", "Europe", "Mars/Base", "../../etc/passwd", "a\0b", "/etc/localtime"])
def test_a_zone_that_is_none_is_this_computers(name: str | None) -> None:
    assert zone_called(name) is None


def test_an_undated_photo_comes_first_and_joins_the_series_with_its_date() -> None:
    visit = album("2026-03-01", None, "2026-02-01")
    assert [visit.looks[sha256].scores.photo for sha256 in visit.in_order()] == ["1", "2", "0"]
    assert len(visit.series().bursts) == 2
    visit.corrected["1" * 8] = date(2026, 1, 1)
    assert len(visit.series().bursts) == 3


def test_a_photo_that_cannot_be_compared_is_shown_but_not_charted() -> None:
    visit = album("2026-03-01", "2026-03-02")
    dark = visit.looks["1" * 8]
    capture = Capture("unusable", (Problem("too_dark", "The photo is too dark."),))
    visit.looks["1" * 8] = replace(dark, scores=replace(dark.scores, capture=capture))
    assert len(visit.in_order()) == 2
    assert [burst.day for burst in visit.series().bursts] == [date(2026, 3, 1)]


def test_a_day_is_asked_for_only_where_the_photo_would_then_count() -> None:
    visit = album("2026-03-01", None)
    assert visit.lacking_days() == 1
    dark = visit.looks["1" * 8]
    capture = Capture("unusable", (Problem("too_dark", "The photo is too dark."),))
    visit.looks["1" * 8] = replace(dark, scores=replace(dark.scores, capture=capture))
    assert visit.lacking_days() == 0


def test_a_removed_photo_leaves_nothing_behind() -> None:
    visit = album(None)
    visit.corrected["0" * 8] = date(2026, 1, 1)
    visit.remove("0" * 8)
    assert (visit.looks, visit.corrected) == ({}, {})


def shown(*people: int, mirrored: Sequence[int] = ()) -> Album:
    """An album of photos of these people on one day after the other, some of them mirrored."""
    visit = Album()
    for number, person in enumerate(people):
        own = skin_of(person)
        flipped = np.ascontiguousarray(own[:, ::-1])
        found = look(scores(f"{number}", f"2026-03-{number + 1:02}"), flipped if number in mirrored else own)
        visit.looks[found.scores.sha256] = found
    return visit


@pytest.mark.parametrize("people", [(7, 1, 1, 1), (1, 7, 1, 1), (1, 1, 1, 7)])
def test_who_is_shown_less_often_is_left_out_whenever_that_was(people: tuple[int, ...]) -> None:
    visit = shown(*people)
    (stranger,) = visit.shown().strangers
    assert stranger == str(people.index(7)) * 8
    assert stranger not in [photo.scores.sha256 for burst in visit.series().bursts for photo in burst.photos]


def test_who_is_shown_on_one_day_alone_is_left_out_however_many_photos_that_day_has() -> None:
    visit = shown(1, 1, 7, 7, 7)
    visit.corrected |= {str(number) * 8: date(2026, 3, 3) for number in (2, 3, 4)}
    assert visit.shown().strangers == {str(number) * 8 for number in (2, 3, 4)}


def test_a_mirrored_photo_is_turned_back() -> None:
    visit = shown(1, 1, 1, mirrored=[1])
    assert visit.shown().mirrored == {"1" * 8}
    plain = visit.looks["1" * 8]
    one = replace(plain.scores.metrics["texture_roughness"], regions={"cheek_left": 9.0, "cheek_right": 2.0})
    visit.looks["1" * 8] = replace(plain, scores=replace(plain.scores, metrics={"texture_roughness": one}))
    found = visit.series()
    assert found.value(found.bursts[1], "texture_roughness", "cheek_left") == 2.0
    turned = found.bursts[1].photos[0].taking
    assert turned is not None
    np.testing.assert_array_equal(turned.skin.light, plain.taking.skin.light[:, ::-1])


def test_faces_and_lines_lie_as_on_the_person_where_the_first_photo_is_the_mirrored_one() -> None:
    visit = shown(1, 1, 1, mirrored=[0])
    assert visit.shown().mirrored == {"0" * 8}
    own, turned = (visit.on_the_person(one * 8) for one in "10")
    assert own is visit.looks["1" * 8]
    assert turned is visit.on_the_person("0" * 8), "it is turned once"
    as_taken = visit.looks["0" * 8]
    assert turned.fingerprint != as_taken.fingerprint
    np.testing.assert_allclose(turned.print, as_taken.print[:, ::-1], atol=0.02)
    visit.remove("0" * 8)
    assert not visit.turned


def test_whom_photos_show_is_still_known_when_the_first_is_removed() -> None:
    visit = shown(1, 1, 7, 1)
    assert visit.shown().strangers == {"2" * 8}
    visit.remove("0" * 8)
    assert visit.shown().strangers == {"2" * 8}


def test_who_knows_that_all_photos_show_one_person_overrules_what_it_seems() -> None:
    visit = shown(1, 1, 7)
    assert visit.doubts()
    visit.one_person = True
    assert visit.shown().strangers == set()
    assert len(visit.series().bursts) == 3
    assert visit.doubts(), "still, so that it can be taken back"
    assert not shown(1, 1).doubts()


def test_a_day_that_has_not_come_is_asked_for() -> None:
    visit, today = Album(), datetime.now().astimezone().date()
    ahead, tomorrow = (Upload(name, name.encode()) for name in ("ahead", "tomorrow"))
    visit.add([ahead, tomorrow])
    for upload, days in ((ahead, 2), (tomorrow, 1)):
        day = today + timedelta(days)
        visit.settle(upload, Done(0, look(scores(upload.name, day.isoformat()))))
    assert [visit.taken_at(sha256) is None for sha256 in visit.looks] == [True, False]
    (wrong,) = visit.clock_wrong
    assert visit.lacking_days() == 1
    visit.corrected[wrong] = today
    assert {photo.taken_at.day for burst in visit.series().bursts for photo in burst.photos} == {
        today, today + timedelta(1)
    }  # fmt: skip
    visit.remove(wrong)
    assert not visit.clock_wrong
