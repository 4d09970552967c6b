"""Six persons by everything that the records can be asked: each function stands behind the right door."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import io
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import skinmetrics.clinic
from skinmetrics.clinic import hold
from skinmetrics.clinic.access import AccessDeniedError, Action
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.people import Settings, Signed
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.tables import Purpose, RoleName
from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.metrics.lengths import Lengths
from tests.clinic.test_access import EXPECTED, PERSONS
from tests.clinic.world import World, header

DAY = dt.date(2026, 2, 1)

FUNCTIONS = {
    name: action
    for action, names in {
        Action.INVITE_COLLEAGUE: "accounts.add accounts.invite_colleague",
        Action.INVITE_CLIENT: "accounts.invite_client",
        Action.RESET_PASSWORD: "accounts.reset_password",
        Action.LIST_ACCOUNTS: "accounts.list_accounts",
        Action.DISABLE_ACCOUNT: "accounts.disable",
        Action.REOPEN_ACCOUNT: "accounts.reopen",
        Action.ARCHIVE_CLIENT: "archiving.archive archiving.bring_back",
        Action.RECORD_CONSENT: "consent_changes.give",
        Action.WITHDRAW_CONSENT: "consent_changes.allowed_by consent_changes.withdraw",
        Action.RENAME_CLIENT: "people.rename",
        Action.LIST_CLIENTS: "demo.clients demo.load demo.remove overview.count overview.glances overview.initials "
        "overview.is_invitable overview.is_taken overview.marks overview.names people.list_clients",
        Action.ERASE_CLIENT: "erasure.erase retention.erase_due",
        Action.EXPORT_CLIENT: "export.write who_looked.who_looked",
        Action.VIEW_SCORES: "history.reading.history history.reading.recorded history.stamp.history_stamp "
        "scores.of_client",
        Action.HOLD_CLIENT: "hold.hold_of hold.lift_hold hold.place_hold",
        Action.VIEW_AUDIT: "oversight.view_audit",
        Action.ADD_CLIENT: "people.add_client people.find_or_add",
        Action.VIEW_CLIENT: "people.client",
        Action.VIEW_STATISTICS: "people.clients_in_statistics",
        Action.ASSIGN_PRACTITIONER: "people.assign people.unassign",
        Action.ADD_PHOTO: "photos.may_add photos.save",
        Action.VIEW_PHOTO: "photos.read photos.seen",
        Action.DELETE_PHOTO: "photos.delete",
        Action.CHANGE_SETTINGS: "people.change_settings people.may_change_time_zone",
        Action.CHOOSE_LANGUAGE: "preferences.choose_language",
        Action.EXCLUDE_PHOTO: "remarks.exclude remarks.include",
        Action.CONFIRM_PHOTO: "remarks.confirm remarks.doubt",
        Action.REMARK_PHOTO: "remarks.correct_day remarks.remark",
        Action.SWAP_SIDES: "sides.swap sides.take_back",
        Action.LIST_DUE: "retention.due",
        Action.SIGN_OUT_EVERYWHERE: "sign_in.sign_out_everywhere",
        Action.RECORD_SESSION: "treatments.record_session",
        Action.VIEW_SESSIONS: "treatments.sessions_of",
        Action.CORRECT_SESSION: "treatments.correct_session",
        Action.DELETE_SESSION: "treatments.delete_session",
        Action.WRITE_NOTE: "treatments.write_note",
        Action.CORRECT_NOTE: "treatments.correct_note",
        Action.DELETE_NOTE: "treatments.delete_note",
        Action.VIEW_NOTES: "treatments.notes_of",
    }.items()
    for name in names.split()
}
"""Each function behind the action that it asks for; demo.load goes on to people.add_client for each."""
OTHERWISE = {
    "demo.offered": "answers no; test_demo",
    "history.stamp.history_stamps": "leaves out whom one may not see; test_history",
    "people.belonging": "tells everyone of themselves alone; test_access",
    "people.clinics": "for the console alone; below",
}


@cache
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


def answers(world: World, photo: uuid.UUID, folder: Path) -> dict[str, object]:
    """What a function is asked about, by the names of its parameters."""
    practitioner = world.accounts["practitioner"].account_id
    return {
        "client_id": world.client,
        "clinic_id": world.clinic,
        "photo_id": photo,
        "session_id": world.session(),
        "note_id": world.note(),
        "account_id": practitioner,
        "practitioner_id": practitioner,
        "scorer": current_scorer(),
        "role": RoleName.PRACTITIONER,
        "login": "b@example.org",
        "name": "Cleo",
        "purpose": Purpose.SHOWING,
        "version": "1",
        "folder": folder,
        "out": io.BytesIO(),
        "reason": "a claim",
        "data": b"another",
        "header": header(),
        "chosen": Preferences("de", Lengths.INCHES, None),
        "settings": Settings("Europe/Berlin", Preferences("de")),
        "was": Settings("Europe/Berlin", Preferences()),
        "language": "de",
        "time_zone": "Europe/Paris",
        "day": DAY,
        "noted": (),
        "clients": (),
        "facts": SessionFacts(DAY),
        "text": "calm",
        "signed": Signed((), "1"),
    }


def needed(function: Callable[..., Any]) -> list[str]:
    """The parameters that a function must be given, after the records and who asks."""
    _, _, *others = inspect.signature(function).parameters.values()
    return [each.name for each in others if each.default is each.empty]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_six_persons_by_every_function(world: World, tmp_path: Path, name: str) -> None:
    known = answers(world, world.photo(b"photo"), tmp_path)
    if "erase" in name or "delete_" in name:
        hold.place_hold(world.records, CONSOLE, world.client, "so that the next may try, too")
    function = named()[name]
    arguments = tuple(known[each] for each in needed(function))
    let_in = [is_let_in(function, world, world.accounts[person], arguments) for person in PERSONS]
    allowed = "".join(mark if yes else "-" for mark, yes in zip("apcoxn", let_in, strict=True))
    assert allowed == EXPECTED[FUNCTIONS[name]]


def test_the_names_of_all_clinics_are_for_the_console(world: World) -> None:
    clinics = named()["people.clinics"]
    assert [person for person in PERSONS if is_let_in(clinics, world, world.accounts[person], ())] == []
    assert {entry.name for entry in clinics(world.records, CONSOLE)} == {"Here", "Elsewhere"}
