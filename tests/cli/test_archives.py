"""Import and report at the console, on records of their own in a data folder of their own."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from typer.testing import CliRunner, Result

from skinmetrics.cli.program import program
from skinmetrics.clinic import accounts, consent_changes, people, photos
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.installation import open_installation
from skinmetrics.reports.csv import CsvFormat
from skinmetrics.reports.gathering import gather
from skinmetrics.reports.report import Report
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
    return CliRunner().invoke(program(), [str(each) for each in arguments])


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


def test_a_report_that_cannot_be_made_leaves_the_earlier_one(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clinic,) = people.clinics(records, CONSOLE)
    client = people.add_client(records, CONSOLE, clinic.id, "Dora")
    kept = tmp_path / "out" / "report.dicom.zip"
    kept.parent.mkdir()
    kept.write_bytes(b"good")
    said = command("report", client, "--out", kept)
    assert (said.exit_code, "Add photos first" in said.stderr) == (1, True)

    def breaking(_format: CsvFormat, _report: object, out: BinaryIO) -> None:
        out.write(b"half of it")
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(CsvFormat, "write", breaking)
    assert command("report", client, "--out", kept, "--format", "csv").exit_code == 1
    assert {file.name: file.read_bytes() for file in kept.parent.iterdir()} == {kept.name: b"good"}
    nowhere = command("report", client, "--out", tmp_path / "nowhere" / "a.csv")
    assert (nowhere.exit_code, "There is no folder" in nowhere.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_report_is_its_owners_alone_also_where_an_older_one_was_not(records: Records, tmp_path: Path) -> None:
    (clinic,) = people.clinics(records, CONSOLE)
    client = people.add_client(records, CONSOLE, clinic.id, "Dora")
    old, link, new = tmp_path / "old.csv", tmp_path / "link.csv", tmp_path / "new.csv"
    old.write_bytes(b"old")
    old.chmod(0o644)
    link.symlink_to(old)
    for out in (link, new):
        assert command("report", client, "--out", out).exit_code == 0
    for file in (old, new):
        assert file.read_bytes().startswith(b"client,")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert link.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_report_goes_down_a_pipe(records: Records, tmp_path: Path) -> None:
    (clinic,) = people.clinics(records, CONSOLE)
    client = people.add_client(records, CONSOLE, clinic.id, "Dora")
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(pipe.read_bytes)
        assert command("report", client, "--out", pipe).exit_code == 0
        assert told.result(timeout=60).startswith(b"client,")
    assert pipe.is_fifo()


def test_photos_of_another_person_that_dicom_leaves_out_are_counted(
    records: Records, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("import", archive, "--consent-on-paper")
    (clinic,) = people.clinics(records, CONSOLE)
    (cara,) = [one for one in people.list_clients(records, CONSOLE, clinic.id) if one.name == "Cara Lind"]

    def one_of_another(*arguments: Any) -> Report:
        found = gather(*arguments)
        return replace(found, photos=(replace(found.photos[0], stranger=True), *found.photos[1:]))

    monkeypatch.setattr("skinmetrics.cli.archives.gather", one_of_another)
    said = command("report", cara.id, "--out", tmp_path / "a.dicom.zip")
    assert "Photos left out, as they show another person: 1." in said.stderr
    with zipfile.ZipFile(tmp_path / "a.dicom.zip") as written:
        assert len(written.namelist()) == 1
    assert "another person" not in command("report", cara.id, "--out", tmp_path / "a.csv").stderr
