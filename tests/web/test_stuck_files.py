"""A file that cannot be deleted stops neither the start of the server nor its scoring."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from skinmetrics.clinic import photos
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import UnsettledFile
from skinmetrics.clinic.vault.store import FolderStore, PhotoKey, StoreError
from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.catch_up import CatchUp
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.web import server
from skinmetrics.web.scoring import BackgroundScoring
from tests.clinic.conftest import (  # noqa: F401 - fixtures
    database_url,
    kind,
    migrated,
    new_url,
    peopled,
    postgres_url,
    records,
    templates,
    tmp_path,
    world,
)
from tests.clinic.world import World


class Stuck(FolderStore):
    """A store that deletes nothing."""

    def delete(self, key: PhotoKey) -> None:
        raise StoreError(f"not permitted: {key.path}")


@pytest.fixture
def stuck(world: World) -> Records:  # noqa: F811
    """Records with a photo deleted whose file is still there."""
    store = world.records.store
    assert isinstance(store, FolderStore)
    opened = replace(world.records, store=Stuck(store.objects, store.folder))
    photos.delete(opened, world.accounts["own client"], world.photo(b"photo"))
    return opened


def test_the_server_starts(stuck: Records, world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(server, "records", lambda: stuck)
    server._open_records()
    assert world.count(UnsettledFile) == 1


def test_photos_are_scored(stuck: Records, world: World, caplog: pytest.LogCaptureFixture) -> None:  # noqa: F811
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
