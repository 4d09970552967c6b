"""The records' tests run on SQLite and on PostgreSQL: every test that asks for `database` runs twice."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
import sqlalchemy as sa

from skinmetrics.clinic.database import Database, connect, migrate, open_database
from skinmetrics.clinic.records import Records, open_records
from tests.clinic import postgres
from tests.clinic.world import Clock, World

KINDS = ("sqlite", "postgresql")


class NewUrl(Protocol):
    """Makes the URL of a new database, migrated or empty."""

    def __call__(self, kind: str, *, empty: bool = False) -> AbstractContextManager[str]: ...


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if reason := postgres.why_not():
        pytest.skip(reason)
    with postgres.server() as url:
        admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE migrated"))
        engine = connect(_named(url, "migrated"))
        migrate(engine)
        engine.dispose()
        yield url
        admin.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "clinic.db"
    open_database(f"sqlite:///{file}").engine.dispose()
    return file


def _named(url: str, name: str) -> str:
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A temporary folder in memory where there is one: the records sync every change to the disk."""
    memory = Path("/dev/shm")  # noqa: S108
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="skinmetrics-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    """A new database of a kind for as long as the block lasts; copied from a migrated one unless `empty`."""

    @contextmanager
    def make(kind: str, *, empty: bool = False) -> Iterator[str]:
        name = f"t{uuid.uuid4().hex}"
        if kind == "sqlite":
            file = tmp_path / f"{name}.db"
            if not empty:
                shutil.copy(request.getfixturevalue("migrated_file"), file)
            yield f"sqlite:///{file}"
            return
        url: str = request.getfixturevalue("postgres_url")
        admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            template = "template1" if empty else "migrated"
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
            yield _named(url, name)
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()

    return make


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(new_url: NewUrl, kind: str) -> Iterator[str]:
    with new_url(kind) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(connect(database_url))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def records(database_url: str, tmp_path: Path) -> Iterator[Records]:
    """New records on the database of this run, with photos in a folder, and a clock that stands still."""
    opened = open_records(database_url, f"file://{tmp_path / 'store'}", None, tmp_path / "master.key")
    yield replace(opened, now=Clock())
    opened.database.engine.dispose()


@pytest.fixture
def world(records: Records) -> World:
    assert isinstance(records.now, Clock)
    return World(records, records.now)
