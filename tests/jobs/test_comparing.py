"""Photos of one client are compared with each other when they are worked on, whatever goes wrong meanwhile."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import photos, scores
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.history.reading import history
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Examination, Photo
from skinmetrics.clinic.vault.store import PhotoKey, Rendition
from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs import photo_work
from skinmetrics.jobs.aligned_face import is_current, unpacked
from skinmetrics.jobs.catch_up import CatchUp
from skinmetrics.jobs.runner import Done, Failed, Item, Value, WorkerLost
from skinmetrics.phantom import Room
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON, MIRRORED, Shown, who_is_shown
from tests import photos as portraits
from tests.clinic.chaos import delete
from tests.jobs.one_client import add, likeness, records_of_one_client

RETAKE = portraits.STANDARD_CAMERA, Room(azimuth_deg=-12.0, lamp=0.7)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with records_of_one_client(tmp_path) as opened:
        yield opened


def anna() -> bytes:
    return portraits.png(portraits.rendered().image)


def anna_again() -> bytes:
    return portraits.png(portraits.rendered("anna", None, *RETAKE).image)


def anna_mirrored() -> bytes:
    return portraits.png(portraits.mirrored(portraits.rendered("anna", None, *RETAKE).image))


def kwame() -> bytes:
    return portraits.png(portraits.rendered("kwame").image)


@cache
def worked(function: Callable[..., Any], data: bytes) -> Any:
    return function(data, limits=Limits())


class Remembers:
    """A runner that works on each photo once in all these tests; `failing`: making aligned faces anew."""

    def __init__(self, *, failing: bool = False) -> None:
        self.failing = failing
        self.asked = list[str]()

    def map(
        self,
        function: Callable[[Item], Value],
        items: Sequence[Item],
        *,
        background: bool = False,
    ) -> Iterator[Done[Value] | Failed]:
        assert background
        assert isinstance(function, partial)
        for index, item in enumerate(items):
            self.asked.append(function.func.__name__)
            if self.failing and function.func is photo_work.aligned_of:
                yield Failed(index, WorkerLost("lost"))
            else:
                yield Done(index, worked(function.func, item))

    def close(self) -> None:
        pass


def catch_up(records: Records, runner: Remembers | None = None) -> CatchUp:
    return CatchUp(records, runner or Remembers(), Limits())


def against(records: Records, photo: PhotoKey) -> list[str]:
    return [one.against for one in likeness(records)[photo.photo_id]]


def spoil(records: Records, key: PhotoKey, data: bytes | None) -> None:
    """Keep something else as the aligned face, or (None) nothing."""
    if data is None:
        records.store.delete(replace(key, rendition=Rendition.ALIGNED))
    else:
        photos.save_view(records, key.photo_id, data, Rendition.ALIGNED)


def test_each_photo_is_compared_with_the_first_of_whom_it_may_show(records: Records) -> None:
    first, again, mirrored, stranger = add(records, [anna(), anna_again(), anna_mirrored(), kwame()])
    assert catch_up(records).run() == 4
    found = likeness(records)
    assert found[first.photo_id] == ()
    for key in (again, mirrored, stranger):
        assert against(records, key) == [str(first.photo_id)]
    (alike,), (flipped,), (other,) = (found[key.photo_id] for key in (again, mirrored, stranger))
    assert (alike.same_person, alike.is_mirrored) == (True, False)
    assert (flipped.same_person, flipped.is_mirrored) == (True, True)
    assert not other.same_person
    names = {str(photo): known for photo, known in found.items()}
    shown = who_is_shown(names, dict.fromkeys(names, Fraction(1)))
    assert shown == Shown(frozenset({str(stranger.photo_id)}), frozenset({str(mirrored.photo_id)}))


def test_the_history_shows_the_client_alone_and_the_right_way_round(records: Records) -> None:
    first, again, mirrored, stranger = add(records, [anna(), anna_again(), anna_mirrored(), kwame()])
    catch_up(records).run()
    with records.database.writing() as db:
        for day, key in enumerate((first, again, mirrored, stranger), 1):
            db.get_one(Photo, key.photo_id).taken_on = dt.date(2026, 3, day)
    found = history(records, CONSOLE, first.client_id, current_scorer())
    assert [photo.id for burst in found.counted for photo in burst.counted] == [
        key.photo_id for key in (first, again, mirrored)
    ]
    assert {ANOTHER_PERSON, MIRRORED} <= set(found.warnings)
    entries = scores.of_client(records, CONSOLE, first.client_id, current_scorer(), ["fine_line_density"])
    measured = {(entry.photo_id, entry.region): entry.value for entry in entries if not entry.fine}
    for side, other in (("left", "right"), ("right", "left")):
        turned = measured[mirrored.photo_id, f"cheek_{other}"]
        assert found.values["fine_line_density", f"cheek_{side}"][mirrored.photo_id] == turned is not None


def test_where_the_first_was_a_stranger_photos_are_compared_with_the_client_too(records: Records) -> None:
    stranger, first, again = add(records, [kwame(), anna(), anna_again()])
    catch_up(records).run()
    assert against(records, first) == [str(stranger.photo_id)]
    assert set(against(records, again)) == {str(stranger.photo_id), str(first.photo_id)}
    names = {str(photo): known for photo, known in likeness(records).items()}
    assert who_is_shown(names, dict.fromkeys(names, Fraction(1))).strangers == {str(stranger.photo_id)}


def test_a_first_photo_that_was_erased_is_followed_by_the_next(records: Records) -> None:
    first, again = add(records, [anna(), anna_again()])
    catch_up(records).run()
    delete(records, first.photo_id)
    mirrored, stranger = add(records, [anna_mirrored(), kwame()])
    catch_up(records).run()
    assert against(records, again) == [str(first.photo_id)]
    assert against(records, mirrored) == against(records, stranger) == [str(again.photo_id)]
    names = {str(photo): known for photo, known in likeness(records).items()}
    shown = who_is_shown(names, dict.fromkeys(names, Fraction(1)))
    assert shown == Shown(frozenset({str(stranger.photo_id)}), frozenset({str(mirrored.photo_id)}))


@pytest.mark.parametrize("kept", [b"of an older version", None])
def test_an_aligned_face_of_another_version_is_made_anew(records: Records, kept: bytes | None) -> None:
    (first,) = add(records, [anna()])
    catch_up(records).run()
    spoil(records, first, kept)
    (again,) = add(records, [anna_again()])
    runner = Remembers()
    catch_up(records, runner).run()
    assert runner.asked == ["work_on", "aligned_of"]
    assert against(records, again) == [str(first.photo_id)]
    assert is_current(photos.fetch(records, replace(first, rendition=Rendition.ALIGNED)))


def test_where_nothing_can_be_read_it_is_unknown_and_nothing_is_lost(records: Records, tmp_path: Path) -> None:
    (first,) = add(records, [anna()])
    catch_up(records).run()
    spoil(records, first, None)
    again, mirrored = add(records, [anna_again(), anna_mirrored()])
    assert catch_up(records, Remembers(failing=True)).run() == 2
    assert against(records, again) == []
    assert against(records, mirrored) == [str(again.photo_id)], "the next that can be read"
    for key in (first, again):
        file = tmp_path / "store" / replace(key, rendition=Rendition.ALIGNED).path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"not sealed by us")
    (last,) = add(records, [kwame()])
    assert catch_up(records).run() == 1
    assert against(records, last) == [str(mirrored.photo_id)], "of one person another photo"
    of_last = scores.of_client(records, CONSOLE, last.client_id, current_scorer())
    assert {entry.photo_id for entry in of_last} == {key.photo_id for key in (first, again, mirrored, last)}


def test_a_photo_that_cannot_be_compared_in_a_series_is_none_to_compare_with(records: Records) -> None:
    first, again = add(records, [anna(), anna_again()])
    catch_up(records).run()
    with records.database.writing() as db:
        for row in db.scalars(sa.select(Examination).where(Examination.photo_id == first.photo_id)):
            row.capture = {**(row.capture or {}), "verdict": "unusable"}
    (mirrored,) = add(records, [anna_mirrored()])
    catch_up(records).run()
    assert against(records, mirrored) == [str(again.photo_id)]


def test_photos_that_nobody_compared_are_connected_by_the_next(records: Records) -> None:
    """As of two processes of which one could not read what the other had made, or of an older version."""
    first, again = add(records, [anna(), anna_again()])
    catch_up(records, Remembers()).run()
    with records.database.writing() as db:
        for row in db.scalars(sa.select(Examination)):
            row.capture = {**(row.capture or {}), "circumstances": {}}
    (mirrored,) = add(records, [anna_mirrored()])
    catch_up(records).run()
    assert set(against(records, mirrored)) == {str(first.photo_id), str(again.photo_id)}


def test_of_two_that_are_done_at_once_one_is_compared_with_the_other(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = add(records, [anna(), anna_mirrored()])
    looked, look = list[PhotoKey](), scores.captures

    def while_another_process_writes(
        of: Records, scorer: scores.Scorer, client: uuid.UUID
    ) -> dict[uuid.UUID, dict[str, Any]]:
        seen = look(of, scorer, client)
        if not looked:
            looked.append(keys[1])
            other = catch_up(records)
            other._left_out.add(keys[0])
            assert other.run() == 1
        return seen

    monkeypatch.setattr(scores, "captures", while_another_process_writes)
    catch_up(records).run()
    assert sorted(map(len, likeness(records).values())) == [0, 1]
    (known,) = likeness(records)[keys[0].photo_id]
    assert (known.against, known.is_mirrored) == (str(keys[1].photo_id), True)


def test_killed_before_the_scores_are_written_it_is_done_again(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = add(records, [anna(), anna_again()])

    class KilledError(BaseException):
        pass

    def kill(*_: object) -> None:
        raise KilledError

    for _ in keys:
        with monkeypatch.context() as patched:
            patched.setattr(scores, "write", kill)
            with pytest.raises(KilledError):
                catch_up(records).run()
    assert likeness(records) == {}
    catch_up(records).run()
    assert [len(likeness(records)[key.photo_id]) for key in keys] == [0, 1]


def test_the_records_hold_two_numbers_and_nothing_that_tells_a_person(records: Records) -> None:
    first, again = add(records, [anna(), anna_again()])
    catch_up(records).run()
    with records.database.reading() as db:
        (kept,) = (row.capture or {} for row in db.scalars(sa.select(Examination)) if row.photo_id == again.photo_id)
    (known,) = kept["circumstances"]["likeness"]
    assert set(known) == {"against", "same", "mirrored"}
    sealed = records.store.get(replace(first, rendition=Rendition.ALIGNED))
    assert b"print.png" not in sealed
    assert unpacked(photos.fetch(records, replace(first, rendition=Rendition.ALIGNED))).print.shape == (400, 280)
