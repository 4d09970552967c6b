"""Import and report at the console, on records of their own in a data folder of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from skinmetrics.cli import app
from skinmetrics.clinic import accounts, consent_changes, people, photos
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.installation import open_installation
from skinmetrics.settings import settings
from tests.clinic.world import photos_of

SAMPLES = sorted((Path(__file__).parents[2] / "sample_images").glob("*/*.jpg"))


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Records]:
    monkeypatch.setenv("SKINMETRICS_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    opened = open_installation()
    with opened.database.writing() as db:
        people.new_clinic(opened, db, "Linden", "Europe/Berlin")
    yield opened
    opened.database.engine.dispose()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for name, sample in (("Cara Lind/a.jpg", SAMPLES[0]), ("Cara Lind/b.jpg", SAMPLES[5]), ("Dora/c.jpg", SAMPLES[30])):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sample, tmp_path / "in" / name)
    (tmp_path / "in" / "Dora" / "letter.pdf").write_bytes(b"%PDF-1.7")
    return tmp_path / "in"


def command(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def clients(records: Records) -> dict[str, int]:
    (clinic,) = people.clinics(records, CONSOLE)
    found = people.list_clients(records, CONSOLE, clinic.id)
    return {entry.name: len(photos_of(records, entry.id)) for entry in found}


def test_a_dry_run_says_what_would_happen_and_writes_nothing(records: Records, archive: Path) -> None:
    said = command("import", archive, "--dry-run")
    assert said.exit_code == 1
    assert "Cara Lind: 2 photos on 2 days" in said.stderr
    assert "letter.pdf: This is a PDF document" in " ".join(said.stderr.split())
    assert clients(records) == {}


def test_an_archive_is_imported_and_importing_again_adds_nothing(records: Records, archive: Path) -> None:
    said = command("import", archive, "--consent-on-paper")
    assert said.exit_code == 1, "one file was refused"
    assert "3 photos imported, 0 were there already, 2 clients are new." in said.stderr
    assert clients(records) == {"Cara Lind": 2, "Dora": 1}
    zipped = shutil.make_archive(str(archive.parent / "archive"), "zip", archive)
    again = command("import", zipped, "--consent-on-paper")
    assert "0 photos imported, 3 were there already, 0 clients are new." in again.stderr


def test_all_of_an_archive_can_be_said_to_be_one_clients(records: Records, archive: Path) -> None:
    command("import", archive, "--client", "Edna", "--consent-on-paper")
    assert clients(records) == {"Edna": 3}


def test_a_folder_of_one_client_names_the_client_as_it_does_on_the_page(records: Records, archive: Path) -> None:
    assert clients(records) == {}
    said = command("import", archive / "Cara Lind", "--dry-run")
    assert "Cara Lind: 2 photos on 2 days" in said.stderr


def test_without_signed_consent_nothing_is_imported(records: Records, archive: Path) -> None:
    said = command("import", archive)
    assert "signed consent" in said.stderr
    assert clients(records) == {}


def test_one_photo_of_a_client_who_has_not_consented_is_said_as_one(records: Records, archive: Path) -> None:
    (clinic,) = people.clinics(records, CONSOLE)
    people.add_client(records, CONSOLE, clinic.id, "Dora")
    said = command("import", archive, "--dry-run")
    assert "1 photo is of a client who has not consented to it. It is left out." in " ".join(said.stderr.split())


def test_a_name_that_several_clients_have_is_said_before_and_after(records: Records, archive: Path) -> None:
    (clinic,) = people.clinics(records, CONSOLE)
    one, _ = (people.add_client(records, CONSOLE, clinic.id, "Cara Lind") for _ in range(2))
    (archive / "Dora" / "letter.pdf").unlink()
    for more in ("--dry-run", "--consent-on-paper"):
        said = command("import", archive, more)
        assert "Several clients are called Cara Lind. Give the id" in " ".join(said.stderr.split())
        assert said.exit_code == 1
    meant = ("import", archive / "Cara Lind", "--client", one)
    for more in ("--dry-run", "--consent-on-paper"):
        said = command(*meant, more)
        assert said.exit_code == 1
        assert "not consented" in " ".join(said.stderr.split()), "they are not new, and their paper is not this one"
    consent_changes.give(records, CONSOLE, one, Purpose.MEASURING, "1")
    assert command(*meant).exit_code == 0
    assert len(photos_of(records, one)) == 2


def test_who_treats_new_clients_does_so_from_their_first_photo_on(
    records: Records, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clinic,) = people.clinics(records, CONSOLE)
    ada = accounts.add(records, CONSOLE, clinic.id, RoleName.PRACTITIONER, "ada@example.org", "Ada")
    save = photos.save

    def dying(*arguments: Any) -> photos.Saved:
        if photos_of(records, arguments[2]):
            raise KeyboardInterrupt
        return save(*arguments)

    whole = ("import", archive, "--practitioner", "ada@example.org", "--consent-on-paper")
    with monkeypatch.context() as patch:
        patch.setattr(photos, "save", dying)
        command(*whole)
    assert clients(records) == {"Cara Lind": 1}
    command(*whole)
    treated = people.list_clients(records, Actor(ada), clinic.id)
    assert [entry.name for entry in treated] == ["Cara Lind", "Dora"]


def test_a_look_alone_begins_no_records(monkeypatch: pytest.MonkeyPatch, archive: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("SKINMETRICS_DATA", str(tmp_path / "elsewhere"))
    settings.cache_clear()
    command("import", archive, "--dry-run")
    assert not (tmp_path / "elsewhere").exists()
    settings.cache_clear()


def test_wrong_places_are_said(records: Records, tmp_path: Path) -> None:
    assert clients(records) == {}
    said = command("import", tmp_path / "nowhere")
    assert said.exit_code == 2
    assert "There is no folder" in said.stderr


def test_a_report_in_the_format_of_its_ending(records: Records, archive: Path, tmp_path: Path) -> None:
    command("import", archive, "--consent-on-paper")
    assert clients(records)["Cara Lind"] == 2
    for ending, begins in (("pdf", b"%PDF"), ("csv", b"client,"), ("fhir.json", b"{"), ("dicom.zip", b"PK")):
        said = command("report", "cara lind", "--out", tmp_path / f"report.{ending}")
        assert said.exit_code == 0, said.stderr
        assert (tmp_path / f"report.{ending}").read_bytes().startswith(begins)
    for wrong, why in (("nobody", "There is no client"), ("Dora", "says no format")):
        said = command("report", wrong, "--out", tmp_path / ("a.pdf" if wrong == "nobody" else "a.docx"))
        assert (said.exit_code, why in said.stderr) == (2, True)
