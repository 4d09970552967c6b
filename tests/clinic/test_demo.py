"""The demo clients come and go with one click each, and are never taken for people."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import uuid
from pathlib import Path

import pytest

from skinmetrics.clinic import demo, people, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.scores import Scorer, pending
from skinmetrics.clinic.tables import Client, Erasure, Photo, RoleName, Side
from tests.clinic.world import World, photos_of

SAMPLES = Path(__file__).parents[2] / "sample_images"
LATER = dt.timedelta(days=365)


@pytest.fixture
def head(world: World) -> Actor:
    """Administrator and practitioner in one, as whoever sets a clinic up is."""
    world.clock.forward(LATER)
    return world.account("head", RoleName.ADMINISTRATOR, RoleName.PRACTITIONER)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The samples with two photos a client."""
    for client in SAMPLES.iterdir():
        (tmp_path / "few" / client.name).mkdir(parents=True)
        for file in [client / "client.json", *sorted(client.glob("*.jpg"))[:2]]:
            shutil.copy(file, tmp_path / "few" / client.name)
    return tmp_path / "few"


def test_the_demo_has_clients_sessions_and_photos_waiting_to_be_scored(world: World, head: Actor, few: Path) -> None:
    before = {entry.id for entry in people.list_clients(world.records, head, world.clinic)}
    steps = list(demo.load(world.records, head, world.clinic, few))
    assert [step.done for step in steps] == [1, 2, 3, 4, 5, 6]
    assert {step.photos for step in steps} == {6}
    added = demo.clients(world.records, head, world.clinic)
    assert {entry.name for entry in added} == {"Anna (demo)", "Bruno (demo)", "Rosa (demo)"}
    assert not before & {entry.id for entry in added}
    assert not any(demo.is_demo(client) for client in before)
    assert len(pending(world.records, Scorer(()))) == 6
    for entry in added:
        about = json.loads((few / entry.name.split()[0].lower() / "client.json").read_text())
        held = treatments.sessions_of(world.records, head, entry.id)
        assert [one.facts.held_on.isoformat() for one in held] == [one["date"] for one in about["sessions"]]
        assert {one.point for one in held[0].facts.points} == set(about["sessions"][0]["points"])
        day = photos_of(world.records, entry.id)[0].taken_on
        assert day is not None
        assert day.isoformat() == about["photo_dates"][0]


def test_a_midline_point_is_noted_once_and_a_one_sided_session_on_its_side(
    world: World, head: Actor, few: Path
) -> None:
    list(demo.load(world.records, head, world.clinic, few))
    by_name = {entry.name: entry.id for entry in demo.clients(world.records, head, world.clinic)}
    anna = treatments.sessions_of(world.records, head, by_name["Anna (demo)"])[0].facts
    assert [point.side for point in anna.points if point.point == "EX-HN3"] == [Side.MIDLINE]
    assert {point.side for point in anna.points if point.point == "ST36"} == {Side.LEFT, Side.RIGHT}
    rosa = treatments.sessions_of(world.records, head, by_name["Rosa (demo)"])[0].facts
    assert {point.side for point in rosa.points} == {Side.LEFT}


def test_removing_takes_the_demo_and_nothing_else(world: World, head: Actor, few: Path) -> None:
    kept = world.photo(b"a photo of a real client")
    list(demo.load(world.records, head, world.clinic, few))
    assert world.count(Photo) == 7
    assert demo.remove(world.records, head, world.clinic) == 3
    assert demo.clients(world.records, head, world.clinic) == []
    assert world.count(Client) == 2
    with world.records.database.reading() as db:
        assert db.get(Photo, kept) is not None
    assert world.count(Photo) == 1
    assert world.count(Erasure) == 3


def test_it_can_be_loaded_again_after_removing_but_not_twice(world: World, head: Actor, few: Path) -> None:
    for _ in range(2):
        list(demo.load(world.records, head, world.clinic, few))
        with pytest.raises(demo.DemoError, match="already"):
            next(demo.load(world.records, head, world.clinic, few))
        demo.remove(world.records, head, world.clinic)


def test_only_who_runs_and_treats_in_a_clinic_without_clients_is_offered_it(world: World, head: Actor) -> None:
    assert not demo.offered(world.records, head, world.clinic)
    with world.records.database.writing() as db:
        empty = people.new_clinic(world.records, db, "Empty", "Europe/Berlin")
    first = world.account("first", RoleName.ADMINISTRATOR, RoleName.PRACTITIONER, clinic=empty)
    assert demo.offered(world.records, first, empty)
    for name, role in (("employee", RoleName.PRACTITIONER), ("clerk", RoleName.ADMINISTRATOR)):
        assert not demo.offered(world.records, world.account(name, role, clinic=empty), empty)
    assert not demo.offered(world.records, head, empty)


def test_a_stranger_cannot_load_or_remove_it(world: World, head: Actor, few: Path) -> None:
    list(demo.load(world.records, head, world.clinic, few))
    for name in ("nobody", "own client", "other clinic"):
        with pytest.raises(AccessDeniedError):
            demo.remove(world.records, world.accounts[name], world.clinic)
        with pytest.raises(AccessDeniedError):
            next(demo.load(world.records, world.accounts[name], world.clinic, few))


def test_without_samples_it_says_what_to_do_instead(world: World, head: Actor, tmp_path: Path) -> None:
    with pytest.raises(demo.DemoError, match="Add a client of your own"):
        next(demo.load(world.records, head, world.clinic, tmp_path))


def test_a_demo_id_is_a_version_8_uuid_and_a_clients_is_not() -> None:
    made = {demo._new_id() for _ in range(50)}
    assert len(made) == 50
    assert all(each.version == 8 and each.variant == uuid.RFC_4122 and demo.is_demo(each) for each in made)
    assert not any(demo.is_demo(uuid.uuid4()) for _ in range(50))
