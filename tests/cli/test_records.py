"""The commands that look after the records, on records of their own in a data folder of their own."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from rich.console import Console
from typer.testing import CliRunner

from skinmetrics import doctor
from skinmetrics.cli.program import program
from skinmetrics.clinic import accounts, people, photos, scores
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.erasure import erase
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import SignInError, sign_in
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.clinic.vault.store import BucketStore, PhotoKey, Rendition, StoreError
from skinmetrics.doctor import Finding
from skinmetrics.imaging.landmarks import ModelDamaged
from skinmetrics.imaging.photo import inspect
from skinmetrics.installation import open_installation
from skinmetrics.settings import settings
from skinmetrics.tables.findings import findings
from tests.clinic.test_checks import overwritten
from tests.clinic.world import photos_of

SAMPLES = sorted((Path(__file__).parents[2] / "sample_images").glob("*/*.jpg"))[:2]
PASSWORD = "three quiet words"  # noqa: S105
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))

Move = Callable[[Path], None]


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Iterator[Move]:
    """Have the settings name another data folder."""

    def to(folder: Path) -> None:
        monkeypatch.setenv("SKINMETRICS_DATA", str(folder))
        settings.cache_clear()

    yield to
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def records(move: Move, tmp_path: Path) -> Iterator[Records]:
    """A clinic with one client, who allows measuring, and one photo."""
    move(tmp_path / "data")
    opened = open_installation()
    with opened.database.writing() as db:
        clinic = people.new_clinic(opened, db, "Linden", "Europe/Berlin")
    client = people.add_client(opened, CONSOLE, clinic, "Cleo")
    give(opened, CONSOLE, client, Purpose.MEASURING, "1")
    data = SAMPLES[0].read_bytes()
    photos.save(opened, CONSOLE, client, data, inspect(data, SAMPLES[0].name))
    yield opened
    opened.database.engine.dispose()


def run(*arguments: object) -> tuple[int, str, str]:
    """Status, stdout, stderr; what is wrapped for a terminal in one line."""
    done = CliRunner().invoke(program(), [str(one) for one in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, " ".join(done.stderr.split())


def only_client(records: Records) -> people.ClientEntry:
    (clinic,) = people.clinics(records, CONSOLE)
    (client,) = people.list_clients(records, CONSOLE, clinic.id)
    return client


def test_an_account_from_its_making_to_its_end(records: Records) -> None:
    def enter(password: str) -> None:
        sign_in(records, QUICK, "ada@example.org", password, address="203.0.113.1")

    status, link, said = run("user", "add", "Ada@Example.org", "--name", "Ada", "--role", "administrator")
    assert status == 0
    assert "on this computer alone, not on a phone" in said
    path, token = link.strip().rsplit("/", 1)
    assert path == "http://127.0.0.1:8501/reset"
    with pytest.raises(SignInError):
        enter("")
    accounts.choose_new_password(records, QUICK, token, PASSWORD)
    enter(PASSWORD)
    assert run("user", "add", "ada@example.org", "--name", "Ada")[0] == 1
    again = run("user", "reset", "ADA@example.org")[1].strip().rsplit("/", 1)[1]
    accounts.choose_new_password(records, QUICK, again, PASSWORD[::-1])
    enter(PASSWORD[::-1])
    assert run("user", "disable", "ada@example.org")[0] == 0
    with pytest.raises(SignInError):
        enter(PASSWORD[::-1])
    (listed,) = [json.loads(line) for line in run("user", "list", "--json")[1].splitlines()]
    assert (listed["email"], listed["roles"], listed["clinic"]) == ("ada@example.org", ["administrator"], "Linden")
    assert listed["disabled_at"] is not None
    assert "ada@example.org" in run("user", "list")[2]
    status, _, said = run("user", "add", "ada@example.org", "--name", "Ada")
    assert status == 1
    assert "is closed" in said
    assert run("user", "reopen", "Ada@example.org")[0] == 0
    enter(PASSWORD[::-1])


def test_invitations_are_for_staff_or_for_one_client(records: Records) -> None:
    def accept(link: str, login: str) -> people.Belonging:
        chosen = accounts.Credentials(login, "Someone", PASSWORD)
        account_id = accounts.accept_invitation(records, QUICK, link.strip().rsplit("/", 1)[1], chosen)
        return people.belonging(records, Actor(account_id))

    staff = accept(run("user", "invite")[1], "staff@example.org")
    assert [role for _, role in staff.roles] == [RoleName.PRACTITIONER]
    client = accept(run("user", "invite", "--client", "cleo")[1], "cleo@example.org")
    assert client.client_id == only_client(records).id


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("user", "reset", "nobody@example.org"), "no account"),
        (("user", "invite", "--client", "Nobody"), "no client"),
        (("user", "invite", "--clinic", "Elsewhere"), "Linden"),
        (("restore", "missing.backup"), "no file"),
    ],
)
@pytest.mark.usefixtures("records")
def test_what_is_not_there_is_said_with_what_to_do(arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err


def test_a_backup_is_restored_elsewhere_without_who_was_erased(records: Records, move: Move, tmp_path: Path) -> None:
    cleo = only_client(records)
    (clinic,) = people.clinics(records, CONSOLE)
    dora = people.add_client(records, CONSOLE, clinic.id, "Dora")
    status, _, said = run("backup", tmp_path / "kept")
    assert (status, "2 clients, 1 photos" in said, "master.key" in said) == (0, True, True)
    erase(records, CONSOLE, dora)
    (archive,) = (tmp_path / "kept").glob("*.backup")

    move(tmp_path / "elsewhere")
    status, _, said = run("restore", archive)
    assert (status, "master key is missing" in said) == (2, True)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    shutil.copy(tmp_path / "data" / "master.key", tmp_path / "elsewhere")
    status, _, said = run("restore", archive)
    assert (status, said) == (
        0,
        "Restored: 1 clients, 1 photos. 1 clients of the archive were erased since, and stay erased.",
    )
    moved = open_installation()
    assert only_client(moved) == cleo
    (photo,) = photos_of(moved, cleo.id)
    assert photos.read(moved, CONSOLE, photo.id) == SAMPLES[0].read_bytes()
    moved.database.engine.dispose()
    assert run("restore", archive)[0] == 1, "not over records that are there"


def test_a_backup_without_a_photo_that_cannot_be_read_is_no_success_and_is_restored_all_the_same(
    records: Records, move: Move, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photo,) = photos_of(records, only_client(records).id)

    def worn(_: BucketStore, key: PhotoKey) -> bytes:
        raise StoreError(f"Input/output error: {key.path}")

    with monkeypatch.context() as patch:
        patch.setattr(BucketStore, "get", worn)
        status, _, said = run("backup", tmp_path / "kept")
    assert (status, "1 clients, 0 photos" in said) == (1, True)
    assert f"Photo {photo.id} could not be read from the photo store" in said
    (archive,) = (tmp_path / "kept").glob("*.backup")

    move(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    shutil.copy(tmp_path / "data" / "master.key", tmp_path / "elsewhere")
    status, _, said = run("restore", archive)
    assert (status, "Restored: 1 clients, 0 photos." in said) == (0, True)
    assert f"The file of photo {photo.id} is not in this backup" in said
    _, out, _ = run("doctor", "--json")
    (wrong,) = [finding for finding in json.loads(out) if not finding["ok"]]
    assert f"The file of photo {photo.id} is missing from the photo store" in wrong["detail"]


def test_a_backup_of_no_records_begins_none_and_leaves_the_folder_as_it_is(
    records: Records, move: Move, tmp_path: Path
) -> None:
    """As one does that somebody else runs, without the settings of the clinic."""
    assert only_client(records)
    assert run("backup", tmp_path / "kept")[0] == 0
    before = {file: file.read_bytes() for file in (tmp_path / "kept").iterdir()}
    move(tmp_path / "nobody's")
    status, out, said = run("backup", tmp_path / "kept")
    assert (status, out) == (1, "")
    assert "There are no records to back up" in said
    assert "SKINMETRICS_DATA" in said
    assert not (tmp_path / "nobody's").exists()
    open_installation().database.engine.dispose()
    status, out, said = run("backup", tmp_path / "kept")
    assert (status, out, "of other records, or damaged" in said) == (1, "", True)
    assert {file: file.read_bytes() for file in (tmp_path / "kept").iterdir()} == before


def test_rescore_does_what_is_left_to_do_and_doctor_says_what_is_wrong(records: Records) -> None:
    client = only_client(records).id
    status, _, said = run("rescore")
    assert (status, said.startswith("1 photos scored, 0 had scores")) == (0, True)
    (photo,) = photos_of(records, client)
    measured = scores.of_client(records, CONSOLE, client, current_scorer())
    assert {entry.metric for entry in measured} == {metric.id for metric in current_scorer().metrics}
    assert photos.read(records, CONSOLE, photo.id, Rendition.VIEW)
    assert run("rescore")[2].startswith("0 photos scored, 1 had scores")
    assert "whole; 1 photos, 0 still to be scored" in run("doctor", "--json")[1]

    file = settings().data / "store" / PhotoKey(client, photo.id).path
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    status, out, _ = run("doctor", "--json")
    (wrong,) = [finding for finding in json.loads(out) if not finding["ok"]]
    assert (status, wrong["what"], str(photo.id) in wrong["detail"]) == (1, "records", True)
    narrow = io.StringIO()
    Console(file=narrow, width=80).print(findings([Finding(**wrong)]))
    rows = [line.split("│")[-2].strip() for line in narrow.getvalue().splitlines() if "│" in line]
    assert str(photo.id) in "".join(rows), "an id that is cut off helps nobody"


@pytest.mark.parametrize("table", ["audit_event", "installation", "examination", "photo"])
def test_doctor_says_that_the_database_is_damaged(records: Records, table: str) -> None:
    records.database.forget_deleted()
    records.database.engine.dispose()
    overwritten(settings().database, table)
    status, out, _ = run("doctor", "--json")
    findings = json.loads(out)
    assert status == 1
    assert {one["what"] for one in findings if not one["ok"]} == {"records"}
    assert any("database" in one["detail"] for one in findings if not one["ok"])
    assert all("[SQL" not in one["detail"] and "sqlalche.me" not in one["detail"] for one in findings)


@pytest.mark.usefixtures("records")
def test_doctor_goes_on_after_a_part_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ModelDamaged("models/face.tflite was changed")

    monkeypatch.setattr(doctor, "score", broken)
    status, out, _ = run("doctor", "--json")
    findings = {one["what"]: one for one in json.loads(out)}
    assert (status, findings["records"]["ok"], findings["scoring a sample"]["ok"]) == (1, True, False)
    assert findings["scoring a sample"]["detail"] == "models/face.tflite was changed"


def test_a_wrong_master_key_is_said(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    assert records.master.as_text() != "A" * 43 + "="
    monkeypatch.setenv("SKINMETRICS_MASTER_KEY", "A" * 43 + "=")
    settings.cache_clear()
    status, _, said = run("rescore")
    assert (status, "not the one of these records" in said) == (1, True)
    findings = json.loads(run("doctor", "--json")[1])
    assert "not the one of these records" in findings[-1]["detail"]
