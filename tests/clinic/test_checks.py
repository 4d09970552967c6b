from __future__ import annotations

import datetime as dt
import random
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic.checks import check
from skinmetrics.clinic.tables import ClientKey, Photo
from skinmetrics.clinic.vault import patience
from skinmetrics.clinic.vault.store import FolderStore, PhotoKey, StoreError
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


def overwritten(url: str, table: str) -> None:
    """Put noise in the place of a table's first page, as a worn disk does."""
    file = Path(sa.make_url(url).database or "")
    with closing(sqlite3.connect(file)) as db:
        (size,) = db.execute("PRAGMA page_size").fetchone()
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with file.open("r+b") as out:
        out.seek((page - 1) * size)
        out.write(random.Random(7).randbytes(size))  # noqa: S311


@pytest.mark.parametrize("table", ["audit_event", "photo", "client_key", "key_copy", "unsettled_file"])
def test_a_damaged_database_hides_nothing_else(world: World, table: str) -> None:
    if not world.records.database.is_sqlite:
        pytest.skip("the files of PostgreSQL are the server's to check")
    add_a_file(world, PhotoKey(world.client, world.photo(b"photo")))
    world.records.database.forget_deleted()
    world.records.database.engine.dispose()
    overwritten(world.records.database.engine.url.render_as_string(hide_password=False), table)
    found = [(one.code, one.message) for one in check(world.records)]
    assert "database" in {code for code, _ in found}
    assert all(message.endswith((".", "?")) for _, message in found)
    if table in {"audit_event", "client_key", "key_copy"}:
        assert found[-1][0] == "unknown_file", "the last of the checks"


def test_a_photo_that_cannot_be_read_does_not_hide_the_next(world: World) -> None:
    unreadable, missing = (PhotoKey(world.client, world.photo(b"%d" % number)) for number in range(2))
    lose_the_file(world, missing)

    class Worn(FolderStore):
        def get(self, key: PhotoKey) -> bytes:
            if key == unreadable:
                raise StoreError("Input/output error")
            return super().get(key)

    assert isinstance(world.records.store, FolderStore)
    store = Worn(world.records.store.objects, world.records.store.folder)
    found = {one.code: one.message for one in check(replace(world.records, store=store))}
    assert set(found) == {"photo_damaged", "photo_missing"}
    assert str(unreadable.photo_id) in found["photo_damaged"]
    assert str(missing.photo_id) in found["photo_missing"]


def test_a_store_that_does_not_answer_is_said_once_and_not_asked_for_every_photo(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        world.photo(b"%d" % number)
    now = [0.0]

    class Down(FolderStore):
        def get(self, key: PhotoKey) -> bytes:
            now[0] += patience.SECONDS
            raise StoreError(f"no answer: {key.path}")

        def stored(self, client_id: uuid.UUID | None = None) -> Iterator[tuple[PhotoKey, dt.datetime]]:
            raise StoreError(f"no answer: {client_id}")

    assert isinstance(world.records.store, FolderStore)
    monkeypatch.setattr(patience, "monotonic", lambda: now[0])
    store = Down(world.records.store.objects, world.records.store.folder)
    found = list(check(replace(world.records, store=store)))
    assert [one.code for one in found] == ["photo_damaged", "photo_missing", "unknown_file"]
