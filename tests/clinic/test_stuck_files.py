"""What could not be deleted at first stops neither the start of the server nor its scoring, and goes later."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.erasure import erase
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client, UnsettledFile
from skinmetrics.clinic.turns import scoring_turn
from skinmetrics.clinic.vault.store import FolderStore, PhotoKey, StoreError
from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.catch_up import CatchUp
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.web import server
from skinmetrics.web.scoring import BackgroundScoring
from tests.clinic.world import World


class Stuck(FolderStore):
    """A store that deletes nothing."""

    def delete(self, key: PhotoKey) -> None:
        raise StoreError(f"not permitted: {key.path}")


@pytest.fixture
def stuck(world: World) -> Records:
    """Records with a photo deleted whose file is still there."""
    store = world.records.store
    assert isinstance(store, FolderStore)
    opened = replace(world.records, store=Stuck(store.objects, store.folder))
    photos.delete(opened, world.accounts["own client"], world.photo(b"photo"))
    return opened


def test_the_server_starts(stuck: Records, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "records", lambda: stuck)
    server._open_records()
    assert world.count(UnsettledFile) == 1


def test_photos_are_scored(stuck: Records, world: World, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[bool] = []

    @dataclass
    class Scoring(CatchUp):
        def run(self, progress: object = None) -> int:
            ran.append(progress is not None)
            return 0

    assert BackgroundScoring(Scoring(stuck, InlineRunner(), Limits()))._look()
    assert len(ran) == 1
    assert "stays in the photo store for now: not permitted" in caplog.text
    assert BackgroundScoring(Scoring(world.records, InlineRunner(), Limits()))._look()
    assert world.count(UnsettledFile) == 0
    assert list(world.records.store.stored()) == []


@pytest.mark.parametrize("when", ["at the next look", "while another process scores", "after the next photo"])
def test_what_was_deleted_while_somebody_read_goes_from_the_log(world: World, when: str) -> None:
    database = world.records.database
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps a log of its own")
    log = Path(f"{database.engine.url.database}-wal")

    @dataclass
    class Scoring(CatchUp):
        def run(self, progress: Callable[[], None] = lambda: None) -> int:
            if when == "after the next photo":
                erase_while_read()
                progress()
            return 1

    def erase_while_read() -> None:
        with database.reading() as db:
            db.scalars(sa.select(Client.name)).all()
            erase(world.records, CONSOLE, world.client)
        assert log.stat().st_size > 0

    background = BackgroundScoring(Scoring(world.records, InlineRunner(), Limits()))
    if when != "after the next photo":
        erase_while_read()
    with scoring_turn(database) if when == "while another process scores" else nullcontext():
        assert background._look() == (when != "while another process scores")
    assert log.stat().st_size == 0
