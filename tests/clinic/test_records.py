from __future__ import annotations

from pathlib import Path

import pytest

from skinmetrics.clinic import people, photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.records import open_records
from skinmetrics.clinic.vault.keys import MasterKey, MasterKeyError
from tests.clinic.world import World


def test_records_opened_again_hold_the_same_photos(world: World, tmp_path: Path) -> None:
    photo = world.photo(b"a photo")
    url = world.records.database.engine.url.render_as_string(hide_password=False)
    again = open_records(url, f"file://{tmp_path / 'store'}", None, tmp_path / "master.key")
    assert photos.read(again, CONSOLE, photo) == b"a photo"
    again.database.engine.dispose()


@pytest.mark.usefixtures("records")
def test_a_key_of_other_records_is_refused(tmp_path: Path, database_url: str) -> None:
    other = MasterKey(bytes(32)).as_text()
    with pytest.raises(MasterKeyError, match="not the one of these records"):
        open_records(database_url, f"file://{tmp_path / 'store'}", other, tmp_path / "master.key")


@pytest.mark.usefixtures("records")
def test_a_lost_key_is_said_and_no_new_one_is_made(tmp_path: Path, database_url: str) -> None:
    file = tmp_path / "master.key"
    file.unlink()
    with pytest.raises(MasterKeyError, match="missing"):
        open_records(database_url, f"file://{tmp_path / 'store'}", None, file)
    assert not file.exists()


def test_a_clinic_needs_a_time_zone_that_exists(world: World) -> None:
    with pytest.raises(people.TimeZoneError, match="Europe/Berlin"), world.records.database.writing() as db:
        people.new_clinic(world.records, db, "Clinic", "Mars/Olympus")


def test_the_local_day_is_the_clinics(world: World) -> None:
    late = world.clock().replace(hour=23, minute=30)
    with world.records.database.reading() as db:
        assert world.records.local_day(db, world.clinic, late).isoformat() == "2026-03-02"
        assert world.records.local_day(db, world.clinic).isoformat() == "2026-03-01"
