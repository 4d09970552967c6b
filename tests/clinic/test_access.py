"""The whole matrix: six persons by every action, and ids guessed, swapped and stale."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import access, people
from skinmetrics.clinic.access import RULES, AccessDeniedError, Action, Scope, allowed, require
from skinmetrics.clinic.actors import CONSOLE, NOBODY, Actor
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.errors import NotFoundError
from skinmetrics.clinic.tables import Account, Assignment, Client, Purpose, Role, RoleName
from tests.clinic.world import World

PERSONS = ("administrator", "practitioner", "own client", "other client", "other clinic", "nobody")
# One letter a person in the order of PERSONS, "-" for denied. ACCOUNT actions are asked of the practitioner's own.
EXPECTED = {
    Action.VIEW_CLIENT: "-pc---",
    Action.LIST_PHOTOS: "-pc---",
    Action.VIEW_PHOTO: "-pc---",
    Action.VIEW_SCORES: "-pc---",
    Action.VIEW_SESSIONS: "-pc---",
    Action.VIEW_NOTES: "-pc---",
    Action.SHOW_BEFORE_AFTER: "-p----",
    Action.ADD_PHOTO: "-pc---",
    Action.DELETE_PHOTO: "--c---",
    Action.REMARK_PHOTO: "-pc---",
    Action.EXCLUDE_PHOTO: "-p----",
    Action.CONFIRM_PHOTO: "-pc---",
    Action.SWAP_SIDES: "-pc---",
    Action.RECORD_SESSION: "-p----",
    Action.CORRECT_SESSION: "-p----",
    Action.DELETE_SESSION: "-p----",
    Action.WRITE_NOTE: "-p----",
    Action.CORRECT_NOTE: "-p----",
    Action.DELETE_NOTE: "-p----",
    Action.RECORD_CONSENT: "-pc---",
    Action.WITHDRAW_CONSENT: "apc---",
    Action.RENAME_CLIENT: "ap----",
    Action.EXPORT_CLIENT: "--c---",
    Action.ERASE_CLIENT: "a-c---",
    Action.HOLD_CLIENT: "a-----",
    Action.ARCHIVE_CLIENT: "ap----",
    Action.ASSIGN_PRACTITIONER: "a-----",
    Action.INVITE_CLIENT: "ap----",
    Action.ADD_CLIENT: "-p----",
    Action.LIST_CLIENTS: "ap----",
    Action.VIEW_STATISTICS: "ap----",
    Action.INVITE_COLLEAGUE: "a-----",
    Action.CHANGE_SETTINGS: "a-----",
    Action.LIST_DUE: "a-----",
    Action.LIST_ACCOUNTS: "a-----",
    Action.VIEW_AUDIT: "a-----",
    Action.DISABLE_ACCOUNT: "a-----",
    Action.REOPEN_ACCOUNT: "a-----",
    Action.RESET_PASSWORD: "a-----",
    Action.SIGN_OUT_EVERYWHERE: "ap----",
    Action.CHOOSE_LANGUAGE: "-p----",
}


def target(world: World, action: Action) -> uuid.UUID:
    match RULES[action].scope:
        case Scope.CLIENT:
            return world.client
        case Scope.PHOTO:
            return world.photo(b"photo")
        case Scope.SESSION:
            return world.session()
        case Scope.NOTE:
            return world.note()
        case Scope.CLINIC:
            return world.clinic
        case Scope.ACCOUNT:
            return account(world, "practitioner")


def account(world: World, person: str) -> uuid.UUID:
    found = world.accounts[person].account_id
    assert found is not None
    return found


def may(world: World, actor: Actor, action: Action, target_id: uuid.UUID) -> bool:
    with world.records.database.reading() as db:
        return allowed(db, actor, action, target_id)


def test_every_action_has_a_rule_and_a_row() -> None:
    assert set(RULES) == set(Action) == set(EXPECTED)
    assert all(len(row) == len(PERSONS) for row in EXPECTED.values())


def test_matrix(world: World) -> None:
    found = {}
    for action in Action:
        asked_of = target(world, action)
        allowed_to = [may(world, world.accounts[person], action, asked_of) for person in PERSONS]
        found[action] = "".join(mark if yes else "-" for mark, yes in zip("apcoxn", allowed_to, strict=True))
    assert found == EXPECTED


def test_an_action_without_a_rule_is_denied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "RULES", {})
    assert not may(world, world.accounts["own client"], Action.VIEW_CLIENT, world.client)


def test_a_guessed_id_is_denied_like_one_that_is_somebody_elses(world: World) -> None:
    for person in PERSONS:
        for action in Action:
            with world.records.database.reading() as db, pytest.raises(AccessDeniedError) as guessed:
                require(db, world.accounts[person], action, uuid.uuid4())
            assert str(guessed.value) == str(AccessDeniedError())


def test_ids_of_one_kind_do_not_open_another(world: World) -> None:
    ids = {
        Scope.CLIENT: world.client,
        Scope.PHOTO: world.photo(b"photo"),
        Scope.SESSION: world.session(),
        Scope.NOTE: world.note(),
        Scope.CLINIC: world.clinic,
        Scope.ACCOUNT: account(world, "own client"),
    }
    for action in Action:
        for scope, other in ids.items():
            if scope is not RULES[action].scope:
                asked = {person: may(world, world.accounts[person], action, other) for person in PERSONS}
                assert asked == dict.fromkeys(PERSONS, False), (action, scope)


def test_a_swapped_client_stays_closed_to_the_first_ones_people(world: World) -> None:
    photo = world.photo(b"photo", world.other_client)
    for person in ("practitioner", "own client"):
        assert not may(world, world.accounts[person], Action.VIEW_CLIENT, world.other_client)
        assert not may(world, world.accounts[person], Action.VIEW_PHOTO, photo)


def test_an_ended_assignment_is_stale_at_once(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    people.unassign(world.records, CONSOLE, world.client, account(world, "practitioner"))
    assert not may(world, practitioner, Action.VIEW_CLIENT, world.client)
    people.assign(world.records, CONSOLE, world.client, account(world, "practitioner"))
    people.assign(world.records, CONSOLE, world.client, account(world, "practitioner"))
    assert may(world, practitioner, Action.VIEW_CLIENT, world.client)
    assert world.count(Assignment) == 2


def test_an_assignment_without_the_role_in_that_clinic_counts_for_nothing(world: World) -> None:
    outsider = account(world, "other clinic")
    with pytest.raises(NotFoundError, match="no practitioner"):
        people.assign(world.records, CONSOLE, world.client, outsider)
    with world.records.database.writing() as db:
        db.add(Assignment(practitioner_id=outsider, client_id=world.client, since=world.clock()))
        db.execute(sa.delete(Role).where(Role.account_id == account(world, "practitioner")))
    for person in ("other clinic", "practitioner"):
        assert not may(world, world.accounts[person], Action.VIEW_CLIENT, world.client)


def test_a_disabled_account_may_do_nothing(world: World) -> None:
    targets = {action: target(world, action) for action in Action}
    for person in PERSONS:
        if person != "nobody":
            with world.records.database.writing() as db:
                db.get_one(Account, account(world, person)).disabled_at = world.clock()
            asked = {action for action in Action if may(world, world.accounts[person], action, targets[action])}
            assert asked == set(), person


def test_an_account_no_longer_the_clients_own_is_stale(world: World) -> None:
    with world.records.database.writing() as db:
        db.get_one(Client, world.client).account_id = None
    assert not may(world, world.accounts["own client"], Action.VIEW_CLIENT, world.client)


def test_nobody_is_not_the_account_of_a_client_without_one(world: World) -> None:
    client = people.add_client(world.records, CONSOLE, world.clinic, "Without an account")
    assert not may(world, NOBODY, Action.VIEW_CLIENT, client)
    assert not may(world, Actor(uuid.uuid4()), Action.VIEW_CLIENT, client)


def test_an_administrator_who_is_also_assigned_sees_photos(world: World) -> None:
    both = account(world, "administrator")
    photo = world.photo(b"photo")
    with world.records.database.writing() as db:
        db.add(Role(account_id=both, clinic_id=world.clinic, name=RoleName.PRACTITIONER))
    assert not may(world, world.accounts["administrator"], Action.VIEW_PHOTO, photo)
    people.assign(world.records, CONSOLE, world.client, both)
    assert may(world, world.accounts["administrator"], Action.VIEW_PHOTO, photo)


def test_an_administrator_of_one_clinic_does_not_hold_an_account_of_two(world: World) -> None:
    shared = account(world, "practitioner")
    with world.records.database.writing() as db:
        db.add(Role(account_id=shared, clinic_id=world.other_clinic, name=RoleName.PRACTITIONER))
    assert not may(world, world.accounts["administrator"], Action.RESET_PASSWORD, shared)
    assert may(world, CONSOLE, Action.RESET_PASSWORD, shared)


@pytest.mark.parametrize(
    ("withdrawn", "person", "action"),
    [
        (Purpose.MEASURING, "own client", Action.ADD_PHOTO),
        (Purpose.MEASURING, "practitioner", Action.ADD_PHOTO),
        (Purpose.PRACTITIONER, "practitioner", Action.ADD_PHOTO),
        (Purpose.PRACTITIONER, "practitioner", Action.LIST_PHOTOS),
        (Purpose.PRACTITIONER, "practitioner", Action.VIEW_PHOTO),
        (Purpose.PRACTITIONER, "practitioner", Action.VIEW_SCORES),
        (Purpose.PRACTITIONER, "practitioner", Action.SHOW_BEFORE_AFTER),
        (Purpose.SHOWING, "practitioner", Action.SHOW_BEFORE_AFTER),
    ],
)
def test_withdrawn_consent_stops_at_once_and_says_which(
    world: World, withdrawn: Purpose, person: str, action: Action
) -> None:
    asked_of = target(world, action)
    world.consent(world.client, withdrawn, given=False)
    with world.records.database.reading() as db, pytest.raises(ConsentNeededError) as refused:
        require(db, world.accounts[person], action, asked_of)
    assert refused.value.missing == {withdrawn}
    world.consent(world.client, withdrawn)
    assert may(world, world.accounts[person], action, asked_of)


def test_who_may_not_anyway_is_not_told_about_consent(world: World) -> None:
    photo = world.photo(b"photo")
    world.consent(world.client, *Purpose, given=False)
    with world.records.database.reading() as db, pytest.raises(AccessDeniedError):
        require(db, world.accounts["other client"], Action.VIEW_PHOTO, photo)


def test_clients_see_their_own_whatever_they_allow_others(world: World) -> None:
    photo = world.photo(b"photo")
    world.consent(world.client, *Purpose, given=False)
    for action, asked_of in ((Action.VIEW_PHOTO, photo), (Action.VIEW_SCORES, world.client)):
        assert may(world, world.accounts["own client"], action, asked_of)


def test_lists_hold_whom_one_treats(world: World) -> None:
    def names(person: str) -> list[str]:
        return [entry.name for entry in people.list_clients(world.records, world.accounts[person], world.clinic)]

    def asked_for(person: str, *ids: uuid.UUID) -> list[str]:
        found = people.list_clients(world.records, world.accounts[person], world.clinic, only=ids)
        return [entry.name for entry in found]

    assert names("practitioner") == ["Ada"]
    assert names("administrator") == ["Ada", "Bea"]
    assert asked_for("practitioner", world.client, world.other_client) == ["Ada"]
    assert asked_for("administrator", world.other_client) == ["Bea"]
    with pytest.raises(AccessDeniedError):
        names("other clinic")


def test_a_client_added_by_a_practitioner_is_theirs(world: World) -> None:
    world.clock.forward(dt.timedelta(days=1))
    client = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cleo")
    assert may(world, world.accounts["practitioner"], Action.VIEW_CLIENT, client)


def test_where_somebody_belongs(world: World) -> None:
    def belonging(person: str) -> people.Belonging:
        return people.belonging(world.records, world.accounts[person])

    assert belonging("practitioner").roles == ((world.clinic, RoleName.PRACTITIONER),)
    assert belonging("own client") == people.Belonging(
        "Own Client", ((world.clinic, RoleName.CLIENT),), world.client, "own.client@example.org"
    )
    assert belonging("nobody") == people.Belonging("", (), None, "")
    with world.records.database.writing() as db:
        db.get_one(Account, account(world, "practitioner")).disabled_at = world.clock()
    assert belonging("practitioner") == people.Belonging("", (), None, "")


def test_a_clients_page_is_for_who_may_see_the_client(world: World) -> None:
    assert people.client(world.records, world.accounts["practitioner"], world.client).name == "Ada"
    with pytest.raises(AccessDeniedError):
        people.client(world.records, world.accounts["administrator"], world.client)
