"""An archive looked at, imported, interrupted and imported again."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from PIL import Image

from skinmetrics.clinic import archiving, consent_changes, people
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.tables import Client, Consent, Photo, Purpose
from skinmetrics.imaging.photo import Limits
from skinmetrics.importing.planning import UNNAMED, Plan, look_here, make_plan, named
from skinmetrics.importing.running import ON_PAPER, Place, Report, bound_for, run
from skinmetrics.importing.sources import FileError, ZipSource
from tests.clinic.world import World, photos_of

LIMITS = Limits()


def photo(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 50), (20 * number % 256, 90, 80)).save(out, "JPEG")
    return out.getvalue()


@dataclass
class MemorySource:
    """Files in memory, some of which may become unreadable."""

    files: Mapping[str, bytes]
    broken: set[str] = field(default_factory=set)

    def paths(self) -> list[str]:
        return sorted(self.files)

    def read(self, path: str, most: int) -> bytes:
        if path in self.broken:
            raise FileError("The disk was unplugged. Plug it in again.")
        return self.files[path][: most + 1]


ARCHIVE = {
    "Cara Lind/2026-01-05/IMG_1.jpg": photo(1),
    "Cara Lind/2026-01-05/IMG_2.jpg": photo(2),
    "Cara Lind/2026-02-05/IMG_3.jpg": photo(3),
    "dora_2026-01-07.jpg": photo(4),
    "Dora/IMG_9.jpg": photo(5),
    "DCIM/IMG_7.jpg": photo(6),
    "Cara Lind/notes.txt": b"hello",
    "Cara Lind/letter.pdf": b"%PDF-1.7",
    "Cara Lind/older.zip": b"PK\x03\x04",
    "Cara Lind/broken.jpg": photo(7)[:40],
}


def planned(source: MemorySource | ZipSource) -> Plan:
    *steps, last = make_plan(source, look_here(LIMITS), LIMITS)
    assert all(step.plan is None for step in steps)
    assert last.plan is not None
    return last.plan


def imported(world: World, actor: Actor, source: MemorySource, plan: Plan, *, on_paper: bool = True) -> Report:
    *_, last = run(world.records, actor, Place(world.clinic, on_paper), source, plan, LIMITS)
    return last.report


@pytest.fixture
def practitioner(world: World) -> Actor:
    return world.accounts["practitioner"]


def client_ids(world: World, actor: Actor) -> dict[str, uuid.UUID]:
    return {entry.name: entry.id for entry in people.list_clients(world.records, actor, world.clinic)}


def test_the_dry_run_says_what_would_happen_and_writes_nothing(world: World) -> None:
    plan = planned(MemorySource(ARCHIVE))
    assert {group.name: (len(group.photos), group.days, group.undated) for group in plan.groups} == {
        UNNAMED: (1, 0, 1),
        "Cara Lind": (3, 2, 0),
        "Dora": (2, 1, 1),
    }
    assert plan.photos == 6
    assert plan.passed_over == 1
    reasons = {one.path: one.reason for one in plan.refused}
    assert set(reasons) == {"Cara Lind/letter.pdf", "Cara Lind/older.zip", "Cara Lind/broken.jpg"}
    assert "PDF" in reasons["Cara Lind/letter.pdf"]
    assert "Unpack it" in reasons["Cara Lind/older.zip"]
    assert "damaged" in reasons["Cara Lind/broken.jpg"]
    assert world.count(Photo) == 0
    assert world.count(Client) == 2


def test_a_dated_folder_stands_before_the_day_on_which_a_messenger_sent_the_photo() -> None:
    sent = "IMG-20260315-WA0001.jpg"
    plan = planned(MemorySource({f"Cara Lind/2026-01-05/{sent}": photo(1), f"Cara Lind/{sent}": photo(2)}))
    dates = [one.header.taken_at.isoformat() for one in plan.groups[0].photos if one.header.taken_at]
    assert sorted(dates) == ["2026-01-05", "2026-03-15"]


def test_importing_sorts_photos_into_new_and_known_clients_and_dates(world: World, practitioner: Actor) -> None:
    source = MemorySource({**ARCHIVE, "ADA/x_2026-02-01.jpg": photo(8)})
    report = imported(world, practitioner, source, planned(source))
    assert report.saved == 6
    assert report.already == 0
    assert set(report.added) == {"Cara Lind", "Dora"}
    assert "DCIM/IMG_7.jpg" in {one.path for one in report.refused}
    ids = client_ids(world, practitioner)
    assert set(ids) == {"Ada", "Cara Lind", "Dora"}
    days = [entry.taken_on.isoformat() for entry in photos_of(world.records, ids["Cara Lind"]) if entry.taken_on]
    assert days == ["2026-01-05", "2026-01-05", "2026-02-05"]
    assert [str(entry.taken_on) for entry in photos_of(world.records, ids["Ada"])] == ["2026-02-01"]


def test_an_import_that_stopped_goes_on_where_it_was(world: World, practitioner: Actor) -> None:
    source = MemorySource(ARCHIVE)
    plan = planned(source)
    steps = run(world.records, practitioner, Place(world.clinic, on_paper=True), source, plan, LIMITS)
    for _ in range(4):
        step = next(steps)
    del steps
    there = world.count(Photo)
    assert 0 < there < 5
    assert step.report.saved == there
    again = imported(world, practitioner, source, plan)
    assert again.already == there
    assert again.saved == 5 - there
    assert world.count(Client) == 4
    assert imported(world, practitioner, source, plan).saved == 0
    assert world.count(Photo) == 5


def test_a_person_can_say_whose_photos_they_are(world: World, practitioner: Actor) -> None:
    source = MemorySource(ARCHIVE)
    plan = named(planned(source), {UNNAMED: "ada", "Dora": "Cara Lind"})
    assert sorted((group.name, len(group.photos)) for group in plan.groups) == [("Cara Lind", 5), ("ada", 1)]
    report = imported(world, practitioner, source, plan)
    assert report.saved == 6
    assert len(photos_of(world.records, client_ids(world, practitioner)["Ada"])) == 1


def test_photos_of_a_name_that_several_clients_have_go_to_none_of_them(world: World, practitioner: Actor) -> None:
    one, other = (
        people.add_client(world.records, practitioner, world.clinic, name) for name in ("Cara Lind", "cara lind")
    )
    source = MemorySource(ARCHIVE)
    plan = planned(source)
    consents = world.count(Consent)
    (told,) = bound_for(world.records, practitioner, world.clinic, plan).unclear
    assert "Several clients are called Cara Lind." in told
    report = imported(world, practitioner, source, plan)
    assert {one.path for one in report.refused if one.reason == told} == {
        path for path in ARCHIVE if "Lind/2026" in path
    }
    assert (report.saved, report.added) == (2, ("Dora",))
    assert [photos_of(world.records, client) for client in (one, other)] == [[], []]
    assert world.count(Consent) == consents + 2  # Dora's

    meant = named(plan, {"Cara Lind": str(other)})
    world.consent(other, *ON_PAPER)
    assert bound_for(world.records, practitioner, world.clinic, meant).unclear == ()
    assert imported(world, practitioner, source, meant).saved == 3
    assert [len(photos_of(world.records, client)) for client in (one, other)] == [0, 3]


def test_photos_of_an_archived_client_are_theirs_unless_somebody_else_may_be_meant(
    world: World, practitioner: Actor
) -> None:
    client = people.add_client(world.records, practitioner, world.clinic, "Dora")
    world.consent(client, *ON_PAPER)
    archiving.archive(world.records, practitioner, client)
    source = MemorySource(ARCHIVE)
    plan = planned(source)
    assert imported(world, practitioner, source, plan).added == ("Cara Lind",)
    assert len(photos_of(world.records, client)) == 2
    people.add_client(world.records, practitioner, world.clinic, "Dora")
    assert len(bound_for(world.records, practitioner, world.clinic, plan).unclear) == 1


def test_without_signed_consent_no_new_client_is_made(world: World, practitioner: Actor) -> None:
    source = MemorySource(ARCHIVE)
    report = imported(world, practitioner, source, planned(source), on_paper=False)
    assert report.saved == 0
    assert report.added == ()
    assert world.count(Client) == 2
    assert any("signed consent" in one.reason for one in report.refused)


def test_paper_does_not_overrule_what_a_client_withdrew(world: World, practitioner: Actor) -> None:
    client = people.add_client(world.records, practitioner, world.clinic, "Cara Lind")
    consent_changes.give(world.records, practitioner, client, Purpose.MEASURING, "1")
    consent_changes.withdraw(world.records, practitioner, client, Purpose.MEASURING, "1")
    before = world.count(Consent)
    source = MemorySource({"Cara Lind/2026-01-05.jpg": photo(1)})
    report = imported(world, practitioner, source, planned(source))
    assert report.saved == 0
    assert "has not consented" in report.refused[0].reason
    assert world.count(Photo) == 0
    assert world.count(Consent) == before


def test_paper_is_the_consent_of_clients_who_are_new_and_of_nobody_else(world: World, practitioner: Actor) -> None:
    there = people.add_client(world.records, practitioner, world.clinic, "Cara Lind")
    before = world.count(Consent)
    source = MemorySource(ARCHIVE)
    plan = planned(source)
    bound = bound_for(world.records, practitioner, world.clinic, plan)
    assert (bound.known, bound.closed, bound.new, bound.clients) == (0, 3, 2, 1)
    report = imported(world, practitioner, source, plan)
    assert report.added == ("Dora",)
    assert photos_of(world.records, there) == []
    assert sum("has not consented" in one.reason for one in report.refused) == 3
    assert world.count(Consent) == before + len(ON_PAPER)  # Dora's
    world.consent(there, *ON_PAPER)
    assert bound_for(world.records, practitioner, world.clinic, plan).closed == 0
    assert imported(world, practitioner, source, plan).saved == 3


def test_no_client_is_there_whose_consent_is_not(
    world: World, practitioner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    source = MemorySource(ARCHIVE)
    plan = planned(source)
    with monkeypatch.context() as patch:
        patch.setattr(consent_changes, "entry", die)
        with pytest.raises(KeyboardInterrupt):
            imported(world, practitioner, source, plan)
    assert world.count(Client) == 2
    assert imported(world, practitioner, source, plan).saved == 5


def test_two_imports_of_one_archive_at_once_make_each_client_once(world: World, practitioner: Actor) -> None:
    source = MemorySource(ARCHIVE)
    plan = planned(source)
    place = Place(world.clinic, on_paper=True)
    one, other = (run(world.records, practitioner, place, source, plan, LIMITS) for _ in range(2))
    for step in (next(one), next(other)):
        assert step.done == 1, "both have looked for whom they know"
    *_, first = one
    *_, second = other
    assert set(client_ids(world, practitioner)) == {"Ada", "Cara Lind", "Dora"}
    assert first.report.saved + second.report.saved == 5
    assert sorted(first.report.added + second.report.added) == ["Cara Lind", "Dora"]


def test_a_file_that_fails_meanwhile_or_changed_is_refused_alone(world: World, practitioner: Actor) -> None:
    source = MemorySource(dict(ARCHIVE))
    plan = planned(source)
    source.broken.add("Cara Lind/2026-01-05/IMG_1.jpg")
    source.files = {**ARCHIVE, "Cara Lind/2026-01-05/IMG_2.jpg": photo(99)}
    report = imported(world, practitioner, source, plan)
    assert report.saved == 3
    reasons = {one.path: one.reason for one in report.refused}
    assert "unplugged" in reasons["Cara Lind/2026-01-05/IMG_1.jpg"]
    assert "changed since" in reasons["Cara Lind/2026-01-05/IMG_2.jpg"]


def test_a_zip_is_imported_as_its_folder_would_be() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in ARCHIVE.items():
            archive.writestr(name, data)
    assert planned(ZipSource(out)) == planned(MemorySource(ARCHIVE))
