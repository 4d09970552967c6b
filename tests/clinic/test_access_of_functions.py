"""Six persons by everything that the records can be asked: each function stands behind the right door."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import io
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import skinmetrics.clinic
from skinmetrics.clinic import hold
from skinmetrics.clinic.access import AccessDeniedError, Action
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.clinic.vault.store import Rendition
from skinmetrics.metrics.lengths import Lengths
from tests.clinic.test_access import EXPECTED, PERSONS
from tests.clinic.world import World, header

DAY = dt.date(2026, 2, 1)


@dataclass(frozen=True)
class Asked:
    """What a function is asked about: a small clinic, one photo of its client, and an empty folder."""

    world: World
    photo: uuid.UUID
    folder: Path

    @property
    def client(self) -> uuid.UUID:
        return self.world.client

    @property
    def clinic(self) -> uuid.UUID:
        return self.world.clinic

    @property
    def practitioner(self) -> uuid.UUID:
        found = self.world.accounts["practitioner"].account_id
        assert found is not None
        return found


Arguments = Callable[[Asked], tuple[object, ...]]
_client: Arguments = lambda on: (on.client,)  # noqa: E731
_clinic: Arguments = lambda on: (on.clinic,)  # noqa: E731
_photo: Arguments = lambda on: (on.photo,)  # noqa: E731
_account: Arguments = lambda on: (on.practitioner,)  # noqa: E731
_scored: Arguments = lambda on: (on.client, current_scorer())  # noqa: E731

FUNCTIONS: dict[str, tuple[Action, Arguments]] = {
    "accounts.add": (Action.INVITE_COLLEAGUE, lambda on: (on.clinic, RoleName.PRACTITIONER, "b@example.org", "B")),
    "accounts.invite_colleague": (Action.INVITE_COLLEAGUE, lambda on: (on.clinic, RoleName.PRACTITIONER)),
    "accounts.invite_client": (Action.INVITE_CLIENT, _client),
    "accounts.reset_password": (Action.RESET_PASSWORD, _account),
    "accounts.list_accounts": (Action.LIST_ACCOUNTS, _clinic),
    "accounts.disable": (Action.DISABLE_ACCOUNT, _account),
    "archiving.archive": (Action.ARCHIVE_CLIENT, _client),
    "archiving.bring_back": (Action.ARCHIVE_CLIENT, _client),
    "consent_changes.give": (Action.RECORD_CONSENT, lambda on: (on.client, Purpose.SHOWING, "1")),
    "consent_changes.withdraw": (Action.RECORD_CONSENT, lambda on: (on.client, Purpose.SHOWING, "1")),
    "demo.clients": (Action.LIST_CLIENTS, _clinic),
    "demo.load": (Action.LIST_CLIENTS, lambda on: (on.clinic, on.folder)),  # and people.add_client for each
    "demo.remove": (Action.LIST_CLIENTS, _clinic),
    "erasure.erase": (Action.ERASE_CLIENT, _client),
    "export.write": (Action.EXPORT_CLIENT, lambda on: (on.client, io.BytesIO())),
    "history.history": (Action.VIEW_SCORES, _scored),
    "history.recorded": (Action.VIEW_SCORES, _scored),
    "history_stamp.history_stamp": (Action.VIEW_SCORES, _scored),
    "hold.place_hold": (Action.HOLD_CLIENT, lambda on: (on.client, "a claim")),
    "hold.lift_hold": (Action.HOLD_CLIENT, _client),
    "oversight.view_audit": (Action.VIEW_AUDIT, _clinic),
    "overview.glances": (Action.LIST_CLIENTS, lambda on: (on.clinic, current_scorer())),
    "overview.names": (Action.LIST_CLIENTS, _clinic),
    "overview.count": (Action.LIST_CLIENTS, _clinic),
    "overview.is_taken": (Action.LIST_CLIENTS, lambda on: (on.clinic, "Ada")),
    "people.add_client": (Action.ADD_CLIENT, lambda on: (on.clinic, "Cleo")),
    "people.client": (Action.VIEW_CLIENT, _client),
    "people.list_clients": (Action.LIST_CLIENTS, _clinic),
    "people.clients_in_statistics": (Action.VIEW_STATISTICS, _clinic),
    "people.assign": (Action.ASSIGN_PRACTITIONER, lambda on: (on.client, on.practitioner)),
    "people.unassign": (Action.ASSIGN_PRACTITIONER, lambda on: (on.client, on.practitioner)),
    "photos.may_add": (Action.ADD_PHOTO, _client),
    "photos.save": (Action.ADD_PHOTO, lambda on: (on.client, b"another", header())),
    "photos.of_client": (Action.LIST_PHOTOS, _client),
    "photos.read": (Action.VIEW_PHOTO, lambda on: (on.photo, Rendition.ORIGINAL)),
    "photos.seen": (Action.VIEW_PHOTO, _photo),
    "photos.delete": (Action.DELETE_PHOTO, _photo),
    "preferences.change": (Action.CHANGE_SETTINGS, lambda on: (on.clinic, Preferences("de", Lengths.INCHES, None))),
    "preferences.choose_language": (Action.CHOOSE_LANGUAGE, lambda on: (on.practitioner, "de")),
    "remarks.exclude": (Action.EXCLUDE_PHOTO, lambda on: (on.photo, "blurred")),
    "remarks.include": (Action.EXCLUDE_PHOTO, _photo),
    "remarks.remark": (Action.REMARK_PHOTO, lambda on: (on.photo, ())),
    "remarks.correct_day": (Action.REMARK_PHOTO, lambda on: (on.photo, DAY)),
    "remarks.of_client": (Action.LIST_PHOTOS, _client),
    "retention.due": (Action.LIST_DUE, _clinic),
    "retention.erase_due": (Action.ERASE_CLIENT, _client),
    "scores.of_client": (Action.VIEW_SCORES, _scored),
    "scores.examinations_of": (Action.VIEW_SCORES, _scored),
    "sign_in.sign_out_everywhere": (Action.SIGN_OUT_EVERYWHERE, _account),
    "treatments.record_session": (Action.RECORD_SESSION, lambda on: (on.client, SessionFacts(DAY))),
    "treatments.sessions_of": (Action.VIEW_SESSIONS, _client),
    "treatments.write_note": (Action.WRITE_NOTE, lambda on: (on.client, "calm")),
    "treatments.notes_of": (Action.VIEW_NOTES, _client),
    "who_looked.who_looked": (Action.EXPORT_CLIENT, _client),
}
OTHERWISE = {
    "demo.offered": "answers no; test_demo",
    "history_stamp.history_stamps": "leaves out whom one may not see; test_history",
    "people.belonging": "tells everyone of themselves alone; test_access",
    "people.clinics": "for the console alone; below",
}


def named() -> dict[str, Callable[..., Any]]:
    """Every public function of the clinic that takes who asks, but for access itself."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(skinmetrics.clinic.__path__, "skinmetrics.clinic."):
        if "migrations" in module.name or module.name.endswith(".access"):
            continue
        for name, one in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or not inspect.isfunction(one) or one.__module__ != module.name:
                continue
            if "actor" in inspect.signature(one).parameters:
                found[f"{module.name.removeprefix('skinmetrics.clinic.')}.{name}"] = one
    return found


def test_every_function_that_takes_who_asks_has_a_row() -> None:
    assert set(named()) == set(FUNCTIONS) | set(OTHERWISE)


def is_let_in(function: Callable[..., Any], world: World, actor: Actor, arguments: tuple[object, ...]) -> bool:
    """Whether the door opened; what is refused behind it, for another reason, is told otherwise."""
    try:
        answer = function(world.records, actor, *arguments)
        if isinstance(answer, Iterator):
            next(answer, None)  # which begins only now
    except AccessDeniedError:
        return False
    except (ClinicError, OSError):
        return True
    return True


@pytest.mark.parametrize("name", FUNCTIONS)
def test_six_persons_by_every_function(world: World, tmp_path: Path, name: str) -> None:
    action, arguments = FUNCTIONS[name]
    on = Asked(world, world.photo(b"photo"), tmp_path)
    if "erase" in name:
        hold.place_hold(world.records, CONSOLE, world.client, "so that the next may try, too")
    function = named()[name]
    let_in = [is_let_in(function, world, world.accounts[person], arguments(on)) for person in PERSONS]
    assert "".join(mark if yes else "-" for mark, yes in zip("apcoxn", let_in, strict=True)) == EXPECTED[action]


def test_the_names_of_all_clinics_are_for_the_console(world: World) -> None:
    clinics = named()["people.clinics"]
    assert [person for person in PERSONS if is_let_in(clinics, world, world.accounts[person], ())] == []
    assert {entry.name for entry in clinics(world.records, CONSOLE)} == {"Here", "Elsewhere"}
