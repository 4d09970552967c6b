from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import photos, scores
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.erasure import erase
from skinmetrics.clinic.errors import ClinicError, StorageFullError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Burst, Photo, Purpose, UnsettledFile
from skinmetrics.clinic.vault import patience
from skinmetrics.clinic.vault.store import FolderStore, PhotoKey, PhotoMissingError, Rendition, StoreError
from skinmetrics.imaging.photo import Header
from tests.clinic.world import START, World, header, photos_of

MINUTE = dt.timedelta(minutes=1)


def interrupted(records: Records, before_put: Callable[[], None]) -> Records:
    """The same records, but something happens whenever a file is about to be put."""

    class Interrupted(FolderStore):
        def put(self, key: PhotoKey, sealed: bytes) -> None:
            before_put()
            super().put(key, sealed)

    assert isinstance(records.store, FolderStore)
    return replace(records, store=Interrupted(records.store.objects, records.store.folder))


def stored(records: Records) -> set[uuid.UUID]:
    return {key.photo_id for key, _ in records.store.stored()}


def rows(world: World) -> list[Photo]:
    with world.records.database.reading() as db:
        return list(db.scalars(sa.select(Photo).order_by(Photo.added_at, Photo.id)))


def test_a_saved_photo_reads_back_bit_exact(world: World) -> None:
    data = bytes(range(256)) * 100
    photo = world.photo(data)
    assert photos.read(world.records, world.accounts["own client"], photo) == data


def test_nothing_of_a_photo_lies_open_on_the_disk(world: World, tmp_path: Path) -> None:
    secret = b"GPS 52.5200 N, and a face"
    world.photo(secret * 50)
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or secret not in file.read_bytes(), file


def test_the_same_photo_twice_is_recognised(world: World) -> None:
    first = photos.save(world.records, CONSOLE, world.client, b"photo", header())
    again = photos.save(world.records, CONSOLE, world.client, b"photo", header())
    assert (first.already, again.already, again.photo_id) == (False, True, first.photo_id)
    assert stored(world.records) == {first.photo_id}
    assert world.count(UnsettledFile) == 0


@pytest.mark.parametrize("told", [False, True])
def test_the_same_photo_added_again_puts_back_a_file_that_was_said_not_to_open(world: World, *, told: bool) -> None:
    photo = world.photo(b"photo")
    key = PhotoKey(world.client, photo)
    world.records.store.put(key, b"damaged")
    if told:
        scores.write(world.records, current_scorer(), photo, scores.Refused(scores.FAULT, "It does not open."))
    assert photos.save(world.records, CONSOLE, world.client, b"photo", header()).already
    if told:
        assert photos.fetch(world.records, key) == b"photo"
    else:
        assert world.records.store.get(key) == b"damaged", "no photo's file is read for each that is sent twice"
    assert world.count(UnsettledFile) == 0


def test_two_clients_may_have_the_same_photo(world: World) -> None:
    assert world.photo(b"photo") != world.photo(b"photo", world.other_client)
    assert len({row.digest for row in rows(world)}) == 2


def test_the_same_photo_sent_at_the_same_time_is_saved_once(world: World) -> None:
    saved: list[photos.Saved] = []
    threads = [
        threading.Thread(
            target=lambda: saved.append(photos.save(world.records, CONSOLE, world.client, b"photo", header()))
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.already for each in saved) == [False, True, True, True, True, True]
    assert {each.photo_id for each in saved} == stored(world.records) == {row.id for row in rows(world)}
    assert world.count(UnsettledFile) == 0


@pytest.mark.parametrize(
    ("taken", "moment", "day"),
    [
        (header(dt.datetime.fromisoformat("2026-03-01T23:30:00-08:00")), "2026-03-02T07:30:00+00:00", "2026-03-02"),
        (header(dt.datetime.fromisoformat("2026-03-01T00:30:00")), "2026-02-28T23:30:00+00:00", "2026-03-01"),
        (header(dt.datetime.fromisoformat("2026-03-01T00:00:00"), precise=False), None, "2026-03-01"),
        (header(), None, None),
    ],
    ids=["offset known", "wall clock of the clinic", "only the day", "nothing"],
)
def test_times_are_utc_and_the_day_is_the_clinics(
    world: World, taken: Header, moment: str | None, day: str | None
) -> None:
    photos.save(world.records, CONSOLE, world.client, b"photo", taken)
    (row,) = rows(world)
    assert (row.taken_at and row.taken_at.isoformat()) == moment
    assert (row.taken_on and row.taken_on.isoformat()) == day


@pytest.mark.parametrize(("days", "known"), [(0, True), (1, True), (2, False), (2000, False)])
def test_a_day_that_has_not_come_is_not_taken_for_the_photos(world: World, days: int, known: bool) -> None:  # noqa: FBT001
    ahead = header(START + dt.timedelta(days))
    saved = photos.save(world.records, world.accounts["own client"], world.client, b"ahead", ahead)
    (kept,) = photos_of(world.records, world.client)
    assert (kept.taken_at is None, kept.taken_on is None, saved.clock_wrong) == (not known, not known, not known)


def test_photos_within_minutes_are_one_burst(world: World) -> None:
    for n, minutes in enumerate((0, 30, 55, 90)):
        world.photo(b"%d" % n, taken=START + minutes * MINUTE)
    world.photo(b"other client's", world.other_client)
    by_photo = [row.burst_id for row in rows(world) if row.client_id == world.client]
    assert sorted(by_photo.count(burst) for burst in set(by_photo)) == [1, 3]
    assert world.count(Burst) == 3


@pytest.mark.parametrize("order", list(permutations((0, 25, 50))), ids=str)
def test_bursts_do_not_hang_on_the_order_of_arrival(world: World, order: tuple[int, ...]) -> None:
    taken = {world.photo(b"%d" % minutes, taken=START + minutes * MINUTE): minutes for minutes in (*order, 110)}
    assert bursts(world, taken) == [[0, 25, 50], [110]]


def test_bursts_of_photos_that_arrive_at_once_are_those_of_photos_one_by_one(world: World) -> None:
    taken: dict[uuid.UUID, int] = {}

    def send(minutes: int) -> None:
        taken[world.photo(b"%d" % minutes, taken=START + minutes * MINUTE)] = minutes

    threads = [threading.Thread(target=send, args=(minutes,)) for minutes in (0, 50, 25, 75, 140, 165)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bursts(world, taken) == [[0, 25, 50, 75], [140, 165]]


def bursts(world: World, taken: Mapping[uuid.UUID, int]) -> list[list[int]]:
    """Which photos, by their minutes, are together; no burst is empty."""
    together: dict[uuid.UUID, list[int]] = {}
    for row in rows(world):
        together.setdefault(row.burst_id, []).append(taken[row.id])
    assert world.count(Burst) == len(together)
    return sorted(map(sorted, together.values()))


def test_without_a_time_the_day_makes_the_burst_and_without_a_day_each_photo_is_its_own(world: World) -> None:
    day = dt.datetime(2026, 3, 1)  # noqa: DTZ001 (a wall clock)
    for n in range(2):
        photos.save(world.records, CONSOLE, world.client, b"a day %d" % n, header(day, precise=False))
        photos.save(world.records, CONSOLE, world.client, b"unknown %d" % n, header())
    assert world.count(Burst) == 3


def test_without_consent_nothing_is_kept(world: World) -> None:
    world.consent(world.client, Purpose.MEASURING, given=False)
    with pytest.raises(ConsentNeededError, match="keeping and measuring"):
        world.photo(b"photo")
    assert stored(world.records) == set()
    assert world.count(UnsettledFile) == 0


def test_consent_withdrawn_during_the_upload_stops_it(world: World) -> None:
    records = interrupted(world.records, lambda: world.consent(world.client, Purpose.MEASURING, given=False))
    with pytest.raises(ConsentNeededError):
        photos.save(records, CONSOLE, world.client, b"photo", header())
    assert rows(world) == []
    assert stored(world.records) == set()
    assert world.count(UnsettledFile) == 0


def test_a_full_store_saves_nothing_and_works_again_when_there_is_room(world: World) -> None:
    def full() -> None:
        raise StorageFullError

    records = interrupted(world.records, full)
    with pytest.raises(StorageFullError, match="disk is full"):
        photos.save(records, CONSOLE, world.client, b"photo", header())
    assert rows(world) == []
    assert stored(world.records) == set()
    assert world.count(UnsettledFile) == 0
    assert world.photo(b"photo")


def test_an_upload_cleared_away_as_abandoned_is_not_acknowledged(world: World) -> None:
    def clear() -> None:
        world.clock.forward(photos.UPLOAD_TIME)
        assert photos.repair(world.records) == 1

    records = interrupted(world.records, clear)
    with pytest.raises(photos.UploadAbandonedError, match="Send the photo again"):
        photos.save(records, CONSOLE, world.client, b"photo", header())
    assert rows(world) == []


class Killed(BaseException):
    """Stands for the death of the process: nothing after it runs."""


def die() -> None:
    raise Killed


def test_repair_removes_what_a_dead_upload_left_but_not_what_another_is_writing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "_settle", lambda *_: None)
    monkeypatch.setattr(photos, "_commit", lambda *_: die())
    with pytest.raises(Killed):
        world.photo(b"photo")
    assert len(stored(world.records)) == 1
    assert photos.repair(world.records) == 0
    assert len(stored(world.records)) == 1
    world.clock.forward(photos.UPLOAD_TIME)
    assert photos.repair(world.records) == 1
    assert stored(world.records) == set()
    assert photos.repair(world.records) == 0


def test_repair_leaves_saved_photos_alone(world: World) -> None:
    photo = world.photo(b"photo")
    assert photos.repair(world.records, dt.timedelta(0)) == 0
    assert photos.read(world.records, CONSOLE, photo) == b"photo"


def test_a_deleted_photo_is_gone_with_its_copies_and_its_empty_burst(world: World) -> None:
    kept, gone = world.photo(b"kept"), world.photo(b"gone", taken=START + 60 * MINUTE)
    photos.save_view(world.records, gone, b"view")
    photos.delete(world.records, world.accounts["own client"], gone)
    assert [row.id for row in rows(world)] == [kept]
    assert stored(world.records) == {kept}
    assert world.count(Burst) == 1
    assert world.count(UnsettledFile) == 0


def test_files_of_a_deleted_photo_go_at_the_next_start_if_the_process_died(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = world.photo(b"photo")
    with monkeypatch.context() as patch:
        patch.setattr(photos, "remove_doomed", lambda *_: die())
        with pytest.raises(Killed):
            photos.delete(world.records, world.accounts["own client"], photo)
    assert rows(world) == []
    assert photos.repair(world.records) == 1
    assert stored(world.records) == set()


def failing_to_delete(records: Records, fails: Callable[[PhotoKey], bool]) -> Records:
    class Failing(FolderStore):
        def delete(self, key: PhotoKey) -> None:
            if fails(key):
                raise StoreError(f"not permitted: {key.path}")
            super().delete(key)

    assert isinstance(records.store, FolderStore)
    return replace(records, store=Failing(records.store.objects, records.store.folder))


def test_a_file_that_cannot_be_deleted_is_left_for_later_and_the_others_go(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    gone = [world.photo(b"%d" % number) for number in range(3)]
    for photo in gone:
        photos.save_view(world.records, photo, b"view")
    original = PhotoKey(world.client, gone[1])
    records = failing_to_delete(world.records, lambda key: key == original)
    for photo in gone:
        photos.delete(records, world.accounts["own client"], photo)
    assert [key for key, _ in world.records.store.stored()] == [original], "its view goes all the same"
    assert world.count(UnsettledFile) == 1
    assert photos.repair(records) == 0
    assert original.path in caplog.text
    assert photos.repair(world.records) == 1
    assert world.count(UnsettledFile) == 0
    assert stored(world.records) == set()


def test_a_store_that_does_not_answer_is_not_asked_for_every_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        world.photo(b"%d" % number)
    now, asked = [0.0], []

    def no_answer(key: PhotoKey) -> bool:
        asked.append(key)
        now[0] += patience.SECONDS
        return True

    monkeypatch.setattr(patience, "monotonic", lambda: now[0])
    erase(failing_to_delete(world.records, no_answer), CONSOLE, world.client)
    assert len(asked) == 1
    assert world.count(UnsettledFile) == 3
    assert photos.repair(world.records) == 3


def test_a_view_is_kept_beside_the_original(world: World) -> None:
    photo = world.photo(b"original")
    photos.save_view(world.records, photo, b"view")
    assert photos.read(world.records, CONSOLE, photo, Rendition.VIEW) == b"view"
    assert photos.read(world.records, CONSOLE, photo) == b"original"


def test_nobody_is_erased_while_a_view_is_written_which_a_kill_would_leave(world: World) -> None:
    photo = world.photo(b"original")
    eraser = threading.Thread(target=erase, args=(world.records, CONSOLE, world.client))

    class Dying(FolderStore):
        def put(self, key: PhotoKey, sealed: bytes) -> None:
            eraser.start()
            eraser.join(0.5)
            super().put(key, sealed)
            die()

    assert isinstance(world.records.store, FolderStore)
    dying = replace(world.records, store=Dying(world.records.store.objects, world.records.store.folder))
    with pytest.raises(Killed):
        photos.save_view(dying, photo, b"view")
    eraser.join()
    assert world.count(Photo) == 0
    assert stored(world.records) == set()


def test_a_view_of_a_photo_that_is_gone_is_refused(world: World) -> None:
    with pytest.raises(PhotoMissingError, match="not in the records"):
        photos.save_view(world.records, uuid.uuid4(), b"view")


def test_who_may_not_see_a_photo_gets_nothing(world: World) -> None:
    photo = world.photo(b"photo")
    with pytest.raises(AccessDeniedError):
        photos.read(world.records, world.accounts["other client"], photo)


def test_a_changed_file_is_said(world: World) -> None:
    photo = world.photo(b"photo")
    key = PhotoKey(world.client, photo)
    *kept, last = world.records.store.get(key)
    world.records.store.put(key, bytes([*kept, last ^ 1]))
    with pytest.raises(photos.PhotoDamagedError, match="was changed in the photo store"):
        photos.read(world.records, CONSOLE, photo)


def test_a_missing_file_is_said(world: World) -> None:
    photo = world.photo(b"photo")
    world.records.store.delete(PhotoKey(world.client, photo))
    with pytest.raises(ClinicError, match="missing from the photo store"):
        photos.read(world.records, CONSOLE, photo)
