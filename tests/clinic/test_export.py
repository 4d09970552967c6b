from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest

from skinmetrics.clinic import export, photos, remarks, sides, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.scores import Refused, Scorer, write
from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.progress.exclusion import Confounder
from tests.clinic import test_history
from tests.clinic.test_clocks import after_midnight
from tests.clinic.test_history import DAY, shot
from tests.clinic.test_history_people import FLIPPED, LINES, OTHER, TURNED
from tests.clinic.test_history_people import examined as mapped
from tests.clinic.test_scores import SCORER, examined
from tests.clinic.world import START, World, header


def exported(world: World, person: str = "own client", scorer: Scorer = SCORER) -> zipfile.ZipFile:
    out = io.BytesIO()
    export.write(world.records, world.accounts[person], world.client, out, scorer)
    return zipfile.ZipFile(out)


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))


def everything(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read("everything.json"))
    return found


def test_what_is_taken_away_has_the_day_that_is_shown(world: World) -> None:
    photo = world.photo(b"old")
    write(world.records, SCORER, photo, examined())
    after_midnight(world, photo)
    archive = exported(world)
    (told,) = everything(archive)["photos"]
    assert (told["taken_on"], told["file"][:10]) == ("2026-03-02", "2026-03-02")
    assert f"photos/{told['file']}" in archive.namelist()
    assert {row["taken_on"] for row in table(archive, "scores.csv")} == {"2026-03-02"}


def test_a_client_takes_everything_that_is_theirs_and_nothing_else(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    data = bytes(range(256)) * 20
    photo = world.photo(data)
    refused = photos.save(world.records, CONSOLE, world.client, b"undated", header()).photo_id
    write(world.records, SCORER, photo, examined())
    write(world.records, SCORER, refused, Refused("no_face", "No face found."))
    world.photo(b"somebody else's", world.other_client)
    points = (treatments.NeedledPoint("GB14", Side.LEFT), treatments.NeedledPoint("GB14", Side.RIGHT))
    facts = treatments.SessionFacts(START.date(), points, needles=2, minutes=20)
    session = treatments.record_session(world.records, practitioner, world.client, facts)
    note = treatments.write_note(world.records, practitioner, world.client, "Tolerated.", session)
    treatments.correct_note(world.records, practitioner, note, "Tolerated well – sehr gut.")
    remarks.remark(world.records, practitioner, photo, [Confounder.SUNBURN])
    remarks.exclude(world.records, practitioner, refused, "Out of focus")
    remarks.confirm(world.records, practitioner, photo)
    sides.swap(world.records, practitioner, world.client, SCORER)

    archive = exported(world)
    kept = everything(archive)
    files = {entry["id"]: f"photos/{entry['file']}" for entry in kept["photos"]}
    assert set(files) == {str(photo), str(refused)}
    assert archive.read(files[str(photo)]) == data
    assert files[str(photo)].startswith("photos/2026-03-01_")
    assert files[str(refused)].startswith("photos/undated_")
    assert len([name for name in archive.namelist() if name.startswith("photos/")]) == 2
    told = {entry["id"]: (entry["remarks"], entry["left_out"], entry["confirmed"]) for entry in kept["photos"]}
    assert told == {str(photo): (["sunburn"], None, True), str(refused): ([], "Out of focus", False)}
    which_way = {entry["id"]: (entry["mirrored"], entry["said_mirrored"]) for entry in kept["photos"]}
    assert which_way == {str(photo): (True, True), str(refused): (False, None)}
    assert (kept["client"]["name"], kept["account"]["login"]) == ("Ada", "own.client@example.org")
    assert kept["notes"][0]["text"] == "Tolerated well – sehr gut."
    (before,) = kept["notes"][0]["before"]
    assert (before["text"], before["corrected_at"], before["name"]) == ("Tolerated.", START.isoformat(), "Practitioner")
    assert {each["outcome"]: each["message"] for each in kept["examinations"]} == {
        "scored": None,
        "refused": "No face found.",
    }
    assert kept["problems"] == []
    assert {(row["metric"], row["region"], row["value"], row["declined"]) for row in table(archive, "scores.csv")} == {
        ("fine_line_density", "face", "3.0", ""),
        ("fine_line_density", "chin", "", "beard"),
        ("texture_roughness", "face", "5.5", ""),
    }
    assert {(row["held_on"], row["point"], row["side"]) for row in table(archive, "sessions.csv")} == {
        ("2026-03-01", "GB14", "left"),
        ("2026-03-01", "GB14", "right"),
    }
    assert [row["purpose"] for row in table(archive, "consents.csv")] == [
        "measuring",
        "practitioner",
        "statistics",
        "showing",
    ]


def test_a_session_without_points_is_a_line_too(world: World) -> None:
    facts = treatments.SessionFacts(START.date(), minutes=20, held_at=dt.time(9, 30))
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    (line,) = table(exported(world), "sessions.csv")
    assert (line["held_on"], line["held_at"], line["minutes"]) == ("2026-03-01", "09:30:00", "20")
    assert (line["needles"], line["point"]) == ("", "")


def test_text_that_a_spreadsheet_would_run_is_marked_as_text(world: World) -> None:
    evil = treatments.NeedledPoint("=HYPERLINK(1)", Side.LEFT, "+1")
    facts = treatments.SessionFacts(START.date(), (evil,))
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    (line,) = table(exported(world), "sessions.csv")
    assert (line["point"], line["technique"]) == ("'=HYPERLINK(1)", "'+1")


def test_a_photo_that_cannot_be_opened_is_named_and_the_rest_comes(world: World) -> None:
    lost, whole = world.photo(b"lost"), world.photo(b"whole")
    world.records.store.delete(PhotoKey(world.client, lost))
    archive = exported(world)
    (problem,) = everything(archive)["problems"]
    assert str(lost) in problem
    assert [name for name in archive.namelist() if str(whole) in name]


@pytest.mark.parametrize("person", ["administrator", "practitioner", "other client", "other clinic", "nobody"])
def test_nobody_else_can_take_it(world: World, person: str) -> None:
    with pytest.raises(AccessDeniedError):
        exported(world, person)


def test_scores_of_mirrored_photos_have_the_persons_own_left_and_right(world: World) -> None:
    first = shot(world, START, mapped(LINES))
    turned = shot(world, START + DAY, mapped(TURNED, first, FLIPPED))
    stranger = shot(world, START + 2 * DAY, mapped(LINES, first, OTHER))
    shot(world, START + 3 * DAY, mapped(LINES, first))
    archive = exported(world, scorer=test_history.SCORER)
    left = [row for row in table(archive, "scores.csv") if row["region"] == "cheek_left" and row["fine"] == "False"]
    assert [float(row["value"]) for row in left] == [LINES["cheek_left"]] * 4
    photos = everything(archive)["photos"]
    assert [one["id"] for one in photos if one["mirrored"]] == [str(turned)]
    assert [one["id"] for one in photos if one["seems_another_person"]] == [str(stranger)]
