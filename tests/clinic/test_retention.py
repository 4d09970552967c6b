"""How long records are kept: what is due is listed, and nothing goes by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from skinmetrics.clinic import archiving, hold, people, preferences, retention, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.hold import LegalHoldError
from skinmetrics.clinic.preferences import KeepError, Preferences
from skinmetrics.clinic.retention import NotDueError, months_after
from skinmetrics.clinic.tables import Client, Erasure, Photo
from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.metrics.lengths import Lengths
from tests.clinic.world import START, World

DAY = dt.timedelta(days=1)
YEAR = 365 * DAY


def keep(world: World, months: int | None) -> None:
    world.choose(world.accounts["administrator"], world.clinic, Preferences(keep_months=months))


def due(world: World, ahead: dt.timedelta = 0 * DAY) -> dict[str, retention.Due]:
    found = retention.due(world.records, world.accounts["administrator"], world.clinic, ahead)
    return {one.name: one for one in found}


def test_settings_are_kept_and_are_the_administrators(world: World) -> None:
    chosen = Preferences("de", Lengths.INCHES, 24)
    assert people.clinic(world.records, world.clinic).preferences == Preferences()
    for person in ("practitioner", "own client", "other clinic", "nobody"):
        with pytest.raises(AccessDeniedError):
            world.choose(world.accounts[person], world.clinic, chosen)
    world.choose(world.accounts["administrator"], world.clinic, chosen)
    assert people.clinic(world.records, world.clinic).preferences == chosen
    assert people.clinic(world.records, world.other_clinic).preferences == Preferences()
    for months in (0, -3, 5000):
        with pytest.raises(KeepError):
            keep(world, months)


def test_a_language_is_ones_own(world: World) -> None:
    own = world.accounts["own client"]
    assert own.account_id is not None
    preferences.choose_language(world.records, own, own.account_id, "es")
    assert people.belonging(world.records, own).language == "es"
    with pytest.raises(AccessDeniedError):
        preferences.choose_language(world.records, world.accounts["administrator"], own.account_id, "de")


def test_without_a_limit_nobody_is_ever_due(world: World) -> None:
    world.clock.forward(50 * YEAR)
    assert due(world, 50 * YEAR) == {}


def test_time_runs_from_the_last_session_photo_or_archiving(world: World) -> None:
    keep(world, 12)
    world.photo(b"photo")
    world.clock.forward(100 * DAY)
    treatments.record_session(world.records, CONSOLE, world.client, SessionFacts(START.date() + 90 * DAY))
    assert set(due(world, YEAR)) == {"Ada", "Bea"}
    ada, bea = due(world, 2 * YEAR)["Ada"], due(world, 2 * YEAR)["Bea"]
    assert (ada.last, ada.on, ada.photos) == (dt.date(2026, 5, 30), dt.date(2027, 5, 30), 1)
    assert (bea.last, bea.photos) == (START.date(), 0), "nothing came of Bea since the record was made"
    archiving.archive(world.records, CONSOLE, world.client)
    archived = due(world, 2 * YEAR)["Ada"]
    assert (archived.last, archived.archived) == (START.date() + 100 * DAY, True)


def test_listed_on_the_day_and_only_then_to_be_erased(world: World) -> None:
    keep(world, 1)
    administrator = world.accounts["administrator"]
    world.photo(b"photo")
    world.clock.forward(30 * DAY)
    assert due(world) == {}
    assert set(due(world, DAY)) == {"Ada", "Bea"}
    with pytest.raises(NotDueError):
        retention.erase_due(world.records, administrator, world.client)
    world.clock.forward(DAY)
    assert set(due(world)) == {"Ada", "Bea"}
    assert (world.count(Client), world.count(Photo)) == (2, 1), "what is due is listed, not erased"
    assert retention.erase_due(world.records, administrator, world.client).photos == 1
    assert (world.count(Client), world.count(Photo), world.count(Erasure)) == (1, 0, 1)


def test_who_came_again_meanwhile_is_not_erased(world: World) -> None:
    keep(world, 1)
    world.clock.forward(40 * DAY)
    assert "Ada" in due(world)
    world.photo(b"new")
    with pytest.raises(NotDueError):
        retention.erase_due(world.records, world.accounts["administrator"], world.client)
    assert world.count(Photo) == 1


def test_a_legal_hold_is_listed_and_stands(world: World) -> None:
    keep(world, 1)
    hold.place_hold(world.records, world.accounts["administrator"], world.client, "a lawsuit")
    world.clock.forward(40 * DAY)
    assert due(world)["Ada"].held
    with pytest.raises(LegalHoldError):
        retention.erase_due(world.records, world.accounts["administrator"], world.client)
    assert world.count(Client) == 2


def test_a_practitioner_neither_lists_nor_erases(world: World) -> None:
    keep(world, 1)
    world.clock.forward(40 * DAY)
    with pytest.raises(AccessDeniedError):
        retention.due(world.records, world.accounts["practitioner"], world.clinic)
    with pytest.raises(AccessDeniedError):
        retention.erase_due(world.records, world.accounts["practitioner"], world.client)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2027-12-05", 2, "2028-02-05"), ("2024-02-29", 12, "2025-02-28")],
)
def test_months_later(day: str, months: int, then: str) -> None:
    assert months_after(dt.date.fromisoformat(day), months).isoformat() == then
