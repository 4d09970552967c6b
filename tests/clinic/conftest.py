"""The records' tests run on SQLite and on PostgreSQL: every test that asks for `database`, `records` or `world`."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest
import sqlalchemy as sa

from skinmetrics.clinic.database import Database, connect, migrate
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.vault.store import open_store
from tests.clinic import postgres
from tests.clinic.world import Clock, World

KINDS = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")  # noqa: S108 (the data is thrown away, and the records sync every change to the disk)


class NewUrl(Protocol):
    """Gives the URL of a new database for as long as the block lasts; migrated, or empty."""

    def __call__(self, kind: str, *, empty: bool = False) -> AbstractContextManager[str]: ...


@dataclass(frozen=True)
class Templates:
    """Databases made once and then copied: a file for SQLite, a database of the server for PostgreSQL."""

    folder: Path
    server: Callable[[], str]

    def url(self, kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}"
        return sa.make_url(self.server()).set(database=name).render_as_string(hide_password=False)

    def make(self, kind: str, name: str, like: str | None) -> str:
        """A new database, a copy of another unless None; its URL."""
        if kind == "postgresql":
            self.command(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'} STRATEGY FILE_COPY")
        elif like:
            shutil.copy(self.folder / like, self.folder / name)
        return self.url(kind, name)

    def drop(self, kind: str, name: str) -> None:
        if kind == "postgresql":
            self.command(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            for file in self.folder.glob(f"{name}*"):
                file.unlink()

    def command(self, statement: str) -> None:
        engine = sa.create_engine(self.server(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if reason := postgres.why_not():
        pytest.skip(reason)
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest) -> Iterator[Templates]:
    with tempfile.TemporaryDirectory(prefix="skinmetrics-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Templates(Path(folder), lambda: str(request.getfixturevalue("postgres_url")))


@pytest.fixture(scope="session")
def migrated(templates: Templates) -> Callable[[str], str]:
    """The name of a migrated database of a kind."""
    made: set[str] = set()

    def get(kind: str) -> str:
        if kind not in made:
            engine = connect(templates.make(kind, "migrated", None))
            migrate(engine)
            engine.dispose()
            made.add(kind)
        return "migrated"

    return get


@pytest.fixture(scope="session")
def peopled(templates: Templates, migrated: Callable[[str], str]) -> Callable[[str], World]:
    """A world of a kind that is only good for copying: its database is closed, and is called `peopled`."""
    made: dict[str, World] = {}

    def get(kind: str) -> World:
        if kind not in made:
            url = templates.make(kind, "peopled", migrated(kind))
            records = open_records(url, f"file://{templates.folder / 'store'}", None, templates.folder / f"{kind}.key")
            clock = Clock()
            made[kind] = World.populate(replace(records, now=clock), clock)
            records.database.engine.dispose()
        return made[kind]

    return get


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A temporary folder in memory where there is such."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="skinmetrics-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def new_url(templates: Templates, migrated: Callable[[str], str]) -> NewUrl:
    @contextmanager
    def make(kind: str, *, empty: bool = False) -> Iterator[str]:
        name = f"t{uuid.uuid4().hex}"
        yield templates.make(kind, name, None if empty else migrated(kind))
        templates.drop(kind, name)

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
    """New records without anybody, with photos in a folder, and a clock that stands still."""
    opened = open_records(database_url, f"file://{tmp_path / 'store'}", None, tmp_path / "master.key")
    yield replace(opened, now=Clock())
    opened.database.engine.dispose()


@pytest.fixture
def world(templates: Templates, peopled: Callable[[str], World], kind: str, tmp_path: Path) -> Iterator[World]:
    """Records with people in two clinics, with photos in a folder, and a clock that stands still."""
    template, name, key_file = peopled(kind), f"w{uuid.uuid4().hex}", tmp_path / "master.key"
    shutil.copy(templates.folder / f"{kind}.key", key_file)
    database = Database(connect(templates.make(kind, name, "peopled")))
    clock = Clock()
    records = Records(database, open_store(f"file://{tmp_path / 'store'}"), template.records.master, clock)
    yield replace(template, records=records, clock=clock, accounts=dict(template.accounts))
    records.database.engine.dispose()
    templates.drop(kind, name)
