from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from skinmetrics.clinic.checks import check
from skinmetrics.clinic.tables import ClientKey, Photo
from skinmetrics.clinic.vault.store import PhotoKey
from tests.clinic.world import World, disarm

Harm = Callable[[World, PhotoKey], None]


def flip_a_bit(world: World, key: PhotoKey) -> None:
    sealed = bytearray(world.records.store.get(key))
    sealed[-1] ^= 1
    world.records.store.put(key, bytes(sealed))


def swap_with_another(world: World, key: PhotoKey) -> None:
    world.records.store.put(key, world.records.store.get(PhotoKey(world.client, world.photo(b"another"))))


def lose_the_file(world: World, key: PhotoKey) -> None:
    world.records.store.delete(key)


def lose_the_key(world: World, _: PhotoKey) -> None:
    with world.records.database.writing() as db:
        db.execute(sa.delete(ClientKey).where(ClientKey.client_id == world.client))


def spoil_the_key(world: World, _: PhotoKey) -> None:
    wrapped = world.records.master.new_client_key(uuid.uuid4())
    with world.records.database.writing() as db:
        db.execute(sa.update(ClientKey).where(ClientKey.client_id == world.client).values(wrapped=wrapped))


def replace_the_key(world: World, _: PhotoKey) -> None:
    wrapped = world.records.master.new_client_key(world.client)
    with world.records.database.writing() as db:
        db.execute(sa.update(ClientKey).where(ClientKey.client_id == world.client).values(wrapped=wrapped))


def change_the_row(world: World, key: PhotoKey) -> None:
    with world.records.database.writing() as db:
        db.execute(sa.update(Photo).where(Photo.id == key.photo_id).values(digest=bytes(32)))


def add_a_file(world: World, _: PhotoKey) -> None:
    world.records.store.put(PhotoKey(world.client, uuid.uuid4()), b"whose?")


def rewrite_the_audit(world: World, _: PhotoKey) -> None:
    with world.records.database.writing() as db:
        disarm(db)
        db.execute(sa.text("UPDATE audit_event SET action = 'nothing' WHERE position = 2"))


HARMS: dict[Harm, str] = {
    flip_a_bit: "photo_damaged",
    swap_with_another: "photo_damaged",
    lose_the_file: "photo_missing",
    lose_the_key: "key_missing",
    spoil_the_key: "key_damaged",
    replace_the_key: "photo_damaged",
    change_the_row: "photo_damaged",
    add_a_file: "unknown_file",
    rewrite_the_audit: "audit",
}


def test_whole_records_have_no_findings(world: World) -> None:
    world.photo(b"photo")
    assert list(check(world.records)) == []


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_every_harm_is_found(world: World, harm: Harm) -> None:
    world.photo(b"untouched", world.other_client)
    photo = world.photo(b"photo")
    harm(world, PhotoKey(world.client, photo))
    (finding,) = check(world.records)
    assert finding.code == HARMS[harm]
    if finding.code.startswith("photo"):
        assert str(photo) in finding.message
