from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import uuid
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from skinmetrics.clinic.database import Database, DatabaseError, connect, holds_records, migrate, open_database
from skinmetrics.clinic.tables import AuditEvent, Base, Burst, Client, Clinic, Installation, Photo
from tests.clinic.conftest import NewUrl

NOW = dt.datetime(2026, 3, 1, 10, 12, tzinfo=dt.UTC)


def clinic(name: str = "Clinic") -> Clinic:
    return Clinic(name=name, time_zone="Europe/Berlin", created_at=NOW)


def test_migrations_make_exactly_the_tables_of_the_models(new_url: NewUrl, kind: str) -> None:
    with new_url(kind, empty=True) as url:
        engine = open_database(url).engine
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert set(sa.inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
            assert compare_metadata(context, Base.metadata) == []
        engine.dispose()


def test_clients_of_earlier_versions_find_their_place_in_the_list(new_url: NewUrl, kind: str) -> None:
    with new_url(kind, empty=True) as url:
        engine = connect(url)
        migrate(engine, "0005")
        new = {"at": NOW.replace(tzinfo=None), "here": uuid.uuid4().hex}
        with engine.begin() as connection:
            connection.execute(
                sa.text("INSERT INTO clinic (id, name, time_zone, created_at) VALUES (:here, 'C', 'UTC', :at)"), new
            )
            connection.execute(
                sa.text("INSERT INTO client (id, clinic_id, name, created_at) VALUES (:id, :here, :name, :at)"),
                [{"id": uuid.uuid4().hex, "name": name, **new} for name in ("Zoë Müller", "ADA  Berg")],
            )
        migrate(engine)
        with engine.connect() as connection:
            found = connection.scalars(sa.select(Client.name_key).order_by(Client.name_key)).all()
        assert found == ["ada berg", "zoe muller"]
        engine.dispose()


@pytest.mark.parametrize(
    ("taken_at", "taken_on", "shown"),
    [
        ("2026-02-28 23:30", "2026-02-28", ("2026-02-28 23:30", "2026-03-01")),
        ("2026-02-28 22:30", "2026-02-28", ("2026-02-28 22:30", "2026-02-28")),
        ("2026-03-03 08:00", "2026-03-03", (None, None)),
        ("2026-03-01 23:30", "2026-03-01", ("2026-03-01 23:30", "2026-03-02")),
        (None, "2026-03-03", (None, None)),
        (None, "2026-03-02", (None, "2026-03-02")),
        (None, None, (None, None)),
    ],
    ids=["other day", "same day", "to come", "east", "day to come", "day east", "unknown"],
)
def test_days_of_earlier_versions_are_the_clinics(
    new_url: NewUrl, kind: str, taken_at: str | None, taken_on: str | None, shown: tuple[str | None, str | None]
) -> None:
    """They kept the day that a file states, though it had not come when the photo was added, on 1 March."""
    moment = dt.datetime.fromisoformat(taken_at).replace(tzinfo=dt.UTC) if taken_at else None
    with new_url(kind, empty=True) as url:
        engine = connect(url)
        migrate(engine, "0009")
        with Database(engine).writing() as db:
            here = clinic()
            db.add(here)
            db.flush()
            ada = Client(clinic_id=here.id, name="Ada", created_at=NOW)
            db.add(ada)
            db.flush()
            burst = Burst(client_id=ada.id)
            db.add(burst)
            db.flush()
            day = dt.date.fromisoformat(taken_on) if taken_on else None
            kept = {"client_id": ada.id, "digest": b"1", "format": "JPEG", "n_bytes": 1, "added_at": NOW}
            earlier = sa.table("photo", *(sa.column(one.name, one.type) for one in Photo.__table__.c))
            row = {"id": uuid.uuid4(), "burst_id": burst.id, "taken_at": moment, "taken_on": day, **kept}
            db.execute(sa.insert(earlier).values(row))  # the table of now has more columns
        migrate(engine)
        with Database(engine).reading() as db:
            photo = db.scalars(sa.select(Photo)).one()
            at, on = photo.taken_at, photo.taken_on
        assert (at and f"{at:%Y-%m-%d %H:%M}", on and on.isoformat()) == shown
        engine.dispose()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    with database.writing() as db:
        db.add(clinic())
    migrate(database.engine)
    with database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Clinic)) == 1


def opened_together(urls: Sequence[str]) -> list[Exception]:
    """Open each in a thread of its own, all at once; what went wrong."""
    failures: list[Exception] = []
    all_there = threading.Barrier(len(urls))

    def start(url: str) -> None:
        all_there.wait()
        try:
            open_database(url).engine.dispose()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_processes_that_start_together_migrate_once(new_url: NewUrl, kind: str) -> None:
    with new_url(kind, empty=True) as url:
        assert opened_together([url] * 4) == []


def test_threads_migrate_several_databases_at_once(new_url: NewUrl, kind: str) -> None:
    with new_url(kind, empty=True) as first, new_url(kind, empty=True) as second:
        assert opened_together([first, second]) == []


def test_a_new_file_that_somebody_else_is_just_beginning_is_waited_for(new_url: NewUrl) -> None:
    with new_url("sqlite", empty=True) as url:
        other = sqlite3.connect(sa.make_url(url).database or "", isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.5, other.commit)
        release.start()
        assert opened_together([url]) == []
        release.join()
        other.close()


def test_a_database_that_cannot_be_used_is_said_without_its_password(tmp_path: Path) -> None:
    damaged, newer = tmp_path / "damaged.sqlite", tmp_path / "newer.sqlite"
    damaged.write_bytes(b"no database at all" * 1000)
    database = open_database(f"sqlite:///{newer}")
    with database.writing() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.engine.dispose()
    for url, told in (
        ("postgresql+psycopg://ada:hush@127.0.0.1:1/clinic", "cannot be reached"),
        ("oracle://ada:hush@127.0.0.1/clinic", "no database that can be used"),
        ("no address", "no database that can be used"),
        (f"sqlite:///{damaged}", "file is not a database"),
        (f"sqlite:///{newer}", "newer version"),
    ):
        with pytest.raises(DatabaseError, match=told) as said:
            open_database(url)
        assert "hush" not in str(said.value)


def test_looking_for_records_begins_none(new_url: NewUrl, kind: str, tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "records.sqlite"
    assert not holds_records(f"sqlite:///{nowhere}")
    assert not nowhere.parent.exists()
    with new_url(kind, empty=True) as url:
        assert not holds_records(url)
        engine = connect(url)
        assert sa.inspect(engine).get_table_names() == []
        engine.dispose()
    with new_url(kind) as url:
        assert not holds_records(url), "tables alone are no records"
        database = open_database(url)
        with database.writing() as db:
            db.add(Installation(id=1, key_check=b"", created_at=NOW))
        assert holds_records(url)
        database.engine.dispose()


def test_records_that_cannot_be_looked_for_are_said(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"no database at all" * 1000)
    with pytest.raises(DatabaseError, match="file is not a database"):
        holds_records(f"sqlite:///{damaged}")


def test_times_come_back_as_the_same_moment_in_utc(database: Database) -> None:
    there = dt.timezone(dt.timedelta(hours=9))
    with database.writing() as db:
        db.add(Clinic(name="Clinic", time_zone="Asia/Tokyo", created_at=NOW.astimezone(there)))
    with database.reading() as db:
        moment = db.scalars(sa.select(Clinic.created_at)).one()
    assert moment == NOW
    assert moment.utcoffset() == dt.timedelta(0)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="has no time zone"), database.writing() as db:
        db.add(Clinic(name="Clinic", time_zone="UTC", created_at=NOW.replace(tzinfo=None)))


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.writing() as db:
        db.add(Client(clinic_id=uuid.uuid4(), name="Nobody's", created_at=NOW))


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def fail_half_way() -> None:
        with database.writing() as db:
            db.add(clinic())
            db.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with database.reading() as db:
        assert db.scalars(sa.select(Clinic)).all() == []


def test_reading_sees_one_moment(database: Database) -> None:
    count = sa.select(sa.func.count()).select_from(Clinic)
    with database.reading() as before:
        assert before.scalar(count) == 0
        with database.writing() as db:
            db.add(clinic())
        assert before.scalar(count) == 0
    with database.reading() as after:
        assert after.scalar(count) == 1


def test_writers_wait_for_each_other(database: Database) -> None:
    def add(name: str) -> None:
        for _ in range(10):
            with database.writing() as db:
                n = db.scalar(sa.select(sa.func.count()).select_from(Clinic))
                db.add(clinic(f"{name} {n}"))

    threads = [threading.Thread(target=add, args=(f"writer {i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Clinic)) == 40


@pytest.mark.parametrize("change", ["UPDATE audit_event SET action = 'other'", "DELETE FROM audit_event"])
def test_the_database_itself_refuses_to_change_an_audit_event(database: Database, change: str) -> None:
    with database.writing() as db:
        db.add(AuditEvent(position=1, at=NOW, actor="console", action="start", subject="", digest=b""))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.writing() as db:
        db.execute(sa.text(change))


def test_a_sqlite_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new' / 'clinic.db'}")
    with database.writing() as db:
        db.add(clinic())
    files = list((tmp_path / "new").iterdir())
    assert len(files) == 3
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    database.engine.dispose()


def test_sqlite_is_durable_and_readable_while_written(new_url: NewUrl) -> None:
    with new_url("sqlite") as url, connect(url).connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2}


def test_what_could_not_be_forgotten_while_somebody_read_is_tried_again(new_url: NewUrl) -> None:
    with new_url("sqlite") as url:
        database = open_database(url)
        log = Path(f"{sa.make_url(url).database}-wal")
        with database.writing() as db:
            db.add(clinic("Zebulon"))
        with database.reading() as reading:
            reading.scalars(sa.select(Clinic.name)).all()
            with database.writing() as db:
                db.execute(sa.delete(Clinic))
            database.forget_deleted()
            assert b"Zebulon" in log.read_bytes()
            database.forget_again()
            assert b"Zebulon" in log.read_bytes()
        database.forget_again()
        assert log.stat().st_size == 0
        with database.writing() as db:
            db.add(clinic("Here"))
        database.forget_again()
        assert b"Here" in log.read_bytes(), "nothing was left to do"
        database.engine.dispose()


def test_what_was_to_be_written_is_not_in_an_error(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError) as refused, database.writing() as db:
        db.add(Client(clinic_id=uuid.uuid4(), name="Nobody's", created_at=NOW))
    assert "Nobody" not in str(refused.value)


def test_text_is_kept_without_nul_characters(database: Database) -> None:
    with database.writing() as db:
        here = clinic("Cli\0nic")
        db.add(here)
        db.flush()
        db.add(Client(clinic_id=here.id, name="A\0da", created_at=NOW))
    with database.reading() as db:
        assert db.scalars(sa.select(Clinic.name)).all() == ["Clinic"]
        found = sa.select(Client.name, Client.name_key).where(Client.name_key.contains("a\0d"))
        assert db.execute(found).one() == ("Ada", "ada")
