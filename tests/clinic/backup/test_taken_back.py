"""Photos that were deleted and consents that were withdrawn do not come back with an archive of before."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from skinmetrics.clinic import consent, photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup import key_copy
from skinmetrics.clinic.backup.key_copy import FILE_NAME, read_copy
from skinmetrics.clinic.backup.making import back_up
from skinmetrics.clinic.backup.restoring import Restored
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.consent_changes import give, withdraw
from skinmetrics.clinic.erasure import erase
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.tables import Burst, Photo, Purpose
from skinmetrics.clinic.vault.sealing import seal, unseal
from tests.clinic.backup.conftest import restored
from tests.clinic.conftest import NewUrl
from tests.clinic.test_erasure import fill
from tests.clinic.world import START, World


def allowed(world: World, records: Records) -> frozenset[Purpose]:
    with records.database.reading() as db:
        return consent.given(db, world.client)


def test_a_photo_deleted_after_the_backup_does_not_come_back(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    gone, kept = fill(world, world.client, b"gone"), world.photo(b"kept", taken=START.replace(month=1))
    backup = back_up(world.records, folder)
    photos.delete(world.records, world.accounts["own client"], gone)
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert done == Restored(clients=2, photos=1, erased=0, deleted=1)
        with records.database.reading() as db:
            assert list(db.scalars(sa.select(Photo.id))) == [kept]
            assert len(db.scalars(sa.select(Burst.id)).all()) == 1
        assert {key.photo_id for key, _ in records.store.stored()} == {kept}
        assert list(check(records)) == []


def test_a_consent_withdrawn_after_the_backup_is_not_given_again(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    own = world.accounts["own client"]
    withdraw(world.records, own, world.client, Purpose.SHOWING, "1")
    backup = back_up(world.records, folder)
    withdraw(world.records, own, world.client, Purpose.PRACTITIONER, "2")
    withdraw(world.records, own, world.client, Purpose.STATISTICS, "2")
    give(world.records, own, world.client, Purpose.STATISTICS, "3")
    with restored(backup, world, new_url, tmp_path) as (done, records):
        assert (done.withdrawn, done.deleted) == (1, 0)
        assert allowed(world, records) == {Purpose.MEASURING, Purpose.STATISTICS}
        with records.database.reading() as db:
            last = consent.history(db, world.client)[-1]
        assert (last.purpose, last.given, last.version) == (Purpose.PRACTITIONER, False, "2")
        give(records, own, world.client, Purpose.PRACTITIONER, "4")
        assert Purpose.PRACTITIONER in allowed(world, records)


def test_what_is_taken_back_while_the_keys_are_out_of_reach_is_told_at_the_next_start(
    world: World, folder: Path
) -> None:
    photo = world.photo(b"photo")
    backup = back_up(world.records, folder)
    away = folder.rename(folder.with_name("away"))
    photos.delete(world.records, world.accounts["own client"], photo)
    assert [finding.code for finding in check(world.records)] == ["key_copy"]
    away.rename(folder)
    repair(world.records)
    assert read_copy(backup.keys, world.records.master).taken.photos == {photo}
    assert list(check(world.records)) == []


def test_what_is_taken_back_in_restored_records_is_told_too(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    first, second = (world.photo(b"%d" % number) for number in range(2))
    backup = back_up(world.records, folder)
    for _ in range(5):
        photos.read(world.records, CONSOLE, second)  # so that the audit which the file of keys has heard is longer
    back_up(world.records, folder)
    with restored(backup, world, new_url, tmp_path) as (_, records):
        photos.delete(records, world.accounts["own client"], first)
    assert read_copy(backup.keys, world.records.master).taken.photos == {first}
    with restored(backup, world, new_url, tmp_path / "again") as (done, _):
        assert (done.photos, done.deleted) == (1, 1)


def test_what_an_erased_client_took_back_is_told_no_more(world: World, folder: Path) -> None:
    photo = world.photo(b"photo")
    keys = back_up(world.records, folder).keys
    photos.delete(world.records, world.accounts["own client"], photo)
    withdraw(world.records, world.accounts["own client"], world.client, Purpose.SHOWING, "2")
    taken = read_copy(keys, world.records.master).taken
    assert (set(taken.deleted), {each.client_id for each in taken.withdrawn}) == ({world.client}, {world.client})
    erase(world.records, CONSOLE, world.client)
    taken = read_copy(keys, world.records.master).taken
    assert (taken.deleted, taken.withdrawn) == ({}, ())


def test_a_file_of_keys_of_an_earlier_version_is_read_and_completed(
    world: World, folder: Path, new_url: NewUrl, tmp_path: Path
) -> None:
    photo = world.photo(b"photo")
    backup = back_up(world.records, folder)
    key, bound = world.records.master.derive("file of keys"), key_copy._BOUND_TO
    told = json.loads(unseal(key, backup.keys.read_bytes(), bound))
    del told["taken_back"]
    backup.keys.write_bytes(seal(key, json.dumps(told).encode(), bound))
    with restored(backup, world, new_url, tmp_path) as (done, _):
        assert (done.photos, done.deleted, done.withdrawn) == (1, 0, 0)
    photos.delete(world.records, world.accounts["own client"], photo)
    assert read_copy(folder / FILE_NAME, world.records.master).taken.photos == {photo}
