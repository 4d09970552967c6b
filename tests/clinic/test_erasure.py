from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import audit, hold, photos, sides, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.erasure import erase, proofs
from skinmetrics.clinic.scores import Metric, Scorer, pending, write
from skinmetrics.clinic.tables import (
    Account,
    Base,
    Client,
    ClientKey,
    Erasure,
    Photo,
    Role,
    RoleName,
    Side,
    UnsettledFile,
)
from skinmetrics.clinic.vault.store import FolderStore, PhotoKey, StoreError
from tests.clinic.test_scores import SCORER, examined
from tests.clinic.world import START, World, header

KEPT_WITHOUT_PERSONAL_DATA = {"audit_event", "audit_head", "erasure", "installation", "metric_version"}


def fill(world: World, client: uuid.UUID, name: bytes) -> uuid.UUID:
    """Give a client a row in every table that can have one."""
    practitioner = world.accounts["practitioner"]
    photo = world.photo(name, client)
    photos.save_view(world.records, photo, b"view")
    write(world.records, SCORER, photo, examined())
    if client == world.client:
        session = treatments.record_session(
            world.records,
            practitioner,
            client,
            treatments.SessionFacts(START.date(), (treatments.NeedledPoint("GB14", Side.LEFT),)),
        )
        note = treatments.write_note(world.records, practitioner, client, "A secret note.", session)
        treatments.correct_note(world.records, practitioner, note, "A secret.")
        sides.swap(world.records, practitioner, client, SCORER)
    return photo


def snapshot(world: World) -> dict[str, set[tuple[str, ...]]]:
    """Every row of every table, as text."""
    with world.records.database.reading() as db:
        return {
            name: {tuple(map(str, row)) for row in db.execute(sa.select(table))}
            for name, table in Base.metadata.tables.items()
        }


def test_everything_of_the_client_goes_and_nothing_of_others(world: World) -> None:
    before = snapshot(world)
    others = fill(world, world.other_client, b"other")
    photo = fill(world, world.client, b"mine")
    account = str(world.accounts["own client"].account_id)
    proof = erase(world.records, world.accounts["own client"], world.client)

    assert (proof.client_id, proof.erased_at, proof.photos) == (world.client, world.clock(), 1)
    gone = {str(world.client), str(photo), account}
    for name, rows in snapshot(world).items():
        if name not in KEPT_WITHOUT_PERSONAL_DATA:
            assert not [row for row in rows if gone & set(row)], name
    assert {key.photo_id for key, _ in world.records.store.stored()} == {others}
    assert photos.read(world.records, CONSOLE, others) == b"other"
    assert before["account"] - snapshot(world)["account"] == {row for row in before["account"] if account in row}
    assert list(check(world.records)) == []


def test_the_proof_stays_and_names_nobody(world: World) -> None:
    fill(world, world.client, b"mine")
    proof = erase(world.records, CONSOLE, world.client)
    with world.records.database.reading() as db:
        assert proofs(db) == [proof]
        newest = audit.events(db, world.clinic, limit=1)[0].event
    kept = str([rows for name, rows in snapshot(world).items() if name in KEPT_WITHOUT_PERSONAL_DATA])
    assert (newest.action, newest.client_id) == ("erase_client", world.client)
    assert "Ada" not in kept
    assert "own.client" not in kept


def test_sqlite_forgets_the_bytes_too(world: World) -> None:
    if not world.records.database.is_sqlite:
        pytest.skip("PostgreSQL's own files are the server's to clean")
    fill(world, world.client, b"mine")
    with world.records.database.reading() as db:
        wrapped = db.get_one(ClientKey, world.client).wrapped
    erase(world.records, CONSOLE, world.client)
    file = Path(str(world.records.database.engine.url.database))
    for each in file.parent.glob(f"{file.name}*"):
        content = each.read_bytes()
        for secret in (wrapped, b"A secret note.", b"own.client@example.org"):
            assert secret not in content, (each.name, secret)


def test_who_may_not_erase_erases_nothing(world: World) -> None:
    for person in ("practitioner", "other client", "other clinic", "nobody"):
        with pytest.raises(AccessDeniedError):
            erase(world.records, world.accounts[person], world.client)
    assert world.count(Client) == 2


def test_erasing_twice_is_refused_like_a_client_who_never_was(world: World) -> None:
    erase(world.records, CONSOLE, world.client)
    with pytest.raises(AccessDeniedError):
        erase(world.records, CONSOLE, world.client)
    assert world.count(Erasure) == 1


def test_a_legal_hold_blocks_erasing_and_says_so(world: World) -> None:
    photo = fill(world, world.client, b"mine")
    world.clock.forward(dt.timedelta(hours=14, minutes=30))  # where the clinic is, the next day has begun
    hold.place_hold(world.records, world.accounts["administrator"], world.client, "court case 12")
    with pytest.raises(hold.LegalHoldError, match=r"since 2 Mar 2026: court case 12\. .* can lift"):
        erase(world.records, world.accounts["own client"], world.client)
    with pytest.raises(hold.LegalHoldError):
        photos.delete(world.records, world.accounts["own client"], photo)
    assert photos.read(world.records, CONSOLE, photo) == b"mine"
    hold.lift_hold(world.records, world.accounts["administrator"], world.client)
    assert erase(world.records, world.accounts["own client"], world.client)


def test_a_hold_is_the_administrators_to_place_and_lift(world: World) -> None:
    for person in ("practitioner", "own client"):
        with pytest.raises(AccessDeniedError):
            hold.place_hold(world.records, world.accounts[person], world.client, "x")
        with pytest.raises(AccessDeniedError):
            hold.lift_hold(world.records, world.accounts[person], world.client)


def test_a_client_who_is_also_staff_keeps_the_account(world: World) -> None:
    account = world.accounts["own client"].account_id
    with world.records.database.writing() as db:
        db.add(Role(account_id=account, clinic_id=world.clinic, name=RoleName.PRACTITIONER))
    erase(world.records, CONSOLE, world.client)
    with world.records.database.reading() as db:
        assert db.get(Account, account) is not None
        roles = db.scalars(sa.select(Role.name).where(Role.account_id == account)).all()
    assert roles == [RoleName.PRACTITIONER]


def test_a_store_that_fails_delays_only_the_files(world: World) -> None:
    fill(world, world.client, b"mine")

    class Unreachable(FolderStore):
        def delete(self, key: PhotoKey) -> None:
            raise StoreError(f"unreachable: {key.path}")

    store = world.records.store
    assert isinstance(store, FolderStore)
    erase(replace(world.records, store=Unreachable(store.objects, store.folder)), CONSOLE, world.client)
    assert world.count(Photo) == 0
    assert world.count(UnsettledFile) == 1
    assert photos.repair(world.records) == 1
    assert list(store.stored()) == []


def test_an_upload_under_way_does_not_survive_the_erasure(world: World) -> None:
    class Slow(FolderStore):
        def put(self, key: PhotoKey, sealed: bytes) -> None:
            super().put(key, sealed)
            erase(world.records, CONSOLE, world.client)

    store = world.records.store
    assert isinstance(store, FolderStore)
    with pytest.raises(AccessDeniedError):
        photos.save(
            replace(world.records, store=Slow(store.objects, store.folder)), CONSOLE, world.client, b"late", header()
        )
    assert world.count(Photo) == 0
    assert list(store.stored()) == []


def test_an_erased_client_can_do_and_be_done_nothing(world: World) -> None:
    photo = fill(world, world.client, b"mine")
    erase(world.records, CONSOLE, world.client)
    for wanted in (lambda: world.photo(b"more"), lambda: photos.read(world.records, CONSOLE, photo)):
        with pytest.raises((AccessDeniedError, ConsentNeededError)):
            wanted()
    due = pending(world.records, Scorer((Metric("other", 1, "x", ""),)))
    assert due == []
    world.clock.forward(dt.timedelta(days=1))
    assert photos.repair(world.records) == 0
