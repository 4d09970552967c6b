"""Accounts: the first, those invited, new passwords, and the links that lead to them."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from skinmetrics.clinic import accounts, links, people
from skinmetrics.clinic.access import Action, allowed
from skinmetrics.clinic.accounts import Credentials
from skinmetrics.clinic.actors import CONSOLE, NOBODY, Actor
from skinmetrics.clinic.links import LinkError, SetUpCodeError
from skinmetrics.clinic.oversight import view_audit
from skinmetrics.clinic.passwords import PasswordError, Passwords
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import SignInError, who
from skinmetrics.clinic.tables import (
    Client,
    Clinic,
    LinkPurpose,
    OneTimeLink,
    RoleName,
)
from skinmetrics.clinic.tokens import token_hash
from tests.clinic.entering import ADA, PASSWORD, QUICK, enter, set_up, turn
from tests.clinic.world import World


def test_the_first_start_makes_clinic_administrator_and_practitioner(records: Records) -> None:
    account = Actor(set_up(records))
    with records.database.reading() as db:
        clinic = db.scalars(sa.select(Clinic)).one()
        assert allowed(db, account, Action.INVITE_COLLEAGUE, clinic.id)
        assert allowed(db, account, Action.ADD_CLIENT, clinic.id)
    assert who(records, enter(records).token) == account


def test_the_set_up_code_is_needed_and_works_once(records: Records) -> None:
    with pytest.raises(SetUpCodeError, match="start Skinmetrics again for a new one"):
        accounts.set_up(records, QUICK, "AAAA-AAAA-AAAA-AAAA", "Clinic", "UTC", ADA)
    code = accounts.setup_code(records)
    assert code is not None
    accounts.set_up(records, QUICK, f" {code.lower().replace('-', ' ')} ", "Clinic", "UTC", ADA)
    with pytest.raises(LinkError):
        accounts.set_up(records, QUICK, code, "Clinic", "UTC", Credentials("eve@example.org", "Eve", PASSWORD))
    assert accounts.setup_code(records) is None


def test_a_new_start_replaces_the_set_up_code_and_it_expires(records: Records) -> None:
    old, new = accounts.setup_code(records), accounts.setup_code(records)
    assert old is not None
    assert new is not None
    with pytest.raises(LinkError):
        accounts.set_up(records, QUICK, old, "Clinic", "UTC", ADA)
    turn(records, accounts.SETUP_LASTS)
    with pytest.raises(LinkError):
        accounts.set_up(records, QUICK, new, "Clinic", "UTC", ADA)


def test_a_set_up_that_fails_does_not_use_the_code_up(records: Records) -> None:
    code = accounts.setup_code(records)
    assert code is not None
    for credentials, zone, error in (
        (ADA, "Mars/Olympus", people.TimeZoneError),
        (Credentials("ada", "Ada", PASSWORD), "UTC", accounts.LoginError),
        (Credentials("ada@example.org", "Ada", "short"), "UTC", PasswordError),
    ):
        with pytest.raises(error):
            accounts.set_up(records, QUICK, code, "Clinic", zone, credentials)
    assert accounts.set_up(records, QUICK, code, "Clinic", "UTC", ADA)


class Costly(Passwords):
    """Nothing that a stranger can have computed."""

    def hash(self, password: str) -> str:
        raise AssertionError(f"a hash was computed of a password of {len(password)} letters")


def test_a_guessed_link_or_code_costs_no_hash(records: Records) -> None:
    costly = Costly(PasswordHasher())
    with pytest.raises(LinkError):
        accounts.set_up(records, costly, "AAAA-AAAA-AAAA-AAAA", "Clinic", "UTC", ADA)
    with pytest.raises(LinkError):
        accounts.accept_invitation(records, costly, "guessed", ADA)
    with pytest.raises(LinkError):
        accounts.choose_new_password(records, costly, "guessed", PASSWORD)


def test_one_of_several_set_ups_at_once_wins(records: Records) -> None:
    code = accounts.setup_code(records)
    assert code is not None
    made: list[uuid.UUID] = []

    def try_it(n: int) -> None:
        try:
            credentials = Credentials(f"p{n}@example.org", "P", PASSWORD)
            made.append(accounts.set_up(records, QUICK, code, "Clinic", "UTC", credentials))
        except LinkError:
            pass

    threads = [threading.Thread(target=try_it, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_client_is_invited_and_gets_their_own_records(world: World) -> None:
    client = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cleo")
    token = accounts.invite_client(world.records, world.accounts["practitioner"], client)
    account = Actor(accounts.accept_invitation(world.records, QUICK, token, ADA))
    with world.records.database.reading() as db:
        assert allowed(db, account, Action.VIEW_CLIENT, client)
        assert not allowed(db, account, Action.VIEW_CLIENT, world.client)
        assert db.get_one(Client, client).account_id == account.account_id
    with pytest.raises(LinkError):
        accounts.invite_client(world.records, world.accounts["practitioner"], client)


def test_who_joins_by_an_invitation_of_their_own_shows_in_the_audit(world: World) -> None:
    client = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cleo")
    invited_at = world.clock()
    token = accounts.invite_client(world.records, world.accounts["administrator"], client)
    turn(world.records, dt.timedelta(minutes=1))
    account = accounts.accept_invitation(world.records, QUICK, token, ADA)
    found = [one.event for one in view_audit(world.records, CONSOLE, world.clinic) if one.event.client_id == client]
    joined, invited = (each for each in found if each.action in ("accept_invitation", Action.INVITE_CLIENT))
    assert (invited.actor, invited.at) == (str(world.accounts["administrator"]), invited_at)
    assert (joined.actor, joined.at) == (str(account), world.clock())
    with pytest.raises(LinkError):
        accounts.accept_invitation(world.records, QUICK, token, Credentials("cleo@example.org", "Cleo", PASSWORD))


def test_an_invitation_works_once_even_at_the_same_time(world: World) -> None:
    token = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
    made: list[uuid.UUID] = []

    def accept(n: int) -> None:
        try:
            credentials = Credentials(f"p{n}@example.org", "P", PASSWORD)
            made.append(accounts.accept_invitation(world.records, QUICK, token, credentials))
        except LinkError:
            pass

    threads = [threading.Thread(target=accept, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_second_invitation_ends_the_first_and_all_expire(world: World) -> None:
    client = people.add_client(world.records, CONSOLE, world.clinic, "Cleo")
    first = accounts.invite_client(world.records, CONSOLE, client)
    second = accounts.invite_client(world.records, CONSOLE, client)
    with pytest.raises(LinkError):
        accounts.accept_invitation(world.records, QUICK, first, ADA)
    world.clock.forward(accounts.INVITATION_LASTS)
    with pytest.raises(LinkError):
        accounts.accept_invitation(world.records, QUICK, second, ADA)


def test_a_login_is_taken_once_and_the_invitation_stays_good(world: World) -> None:
    token = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
    with pytest.raises(accounts.LoginTakenError):
        accounts.accept_invitation(world.records, QUICK, token, Credentials("Own.Client@example.org", "Eve", PASSWORD))
    assert accounts.accept_invitation(world.records, QUICK, token, ADA)


def test_who_is_invited_again_is_told_that_their_account_is_closed_and_nobody_elses(world: World) -> None:
    def told(login: str) -> str:
        token = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
        with pytest.raises(accounts.LoginTakenError) as refused:
            accounts.accept_invitation(world.records, QUICK, token, Credentials(login, "Someone", PASSWORD))
        return str(refused.value)

    open_one, elsewhere = told("own.client@example.org"), told("other.clinic@example.org")
    for person in ("practitioner", "other clinic"):
        account = world.accounts[person].account_id
        assert account is not None
        accounts.disable(world.records, CONSOLE, account)
    closed = told("practitioner@example.org")
    assert "is closed" in closed
    assert "administrator" in closed
    assert told("other.clinic@example.org") == elsewhere == open_one
    with pytest.raises(accounts.LoginClosedError):
        accounts.add(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER, "Practitioner@example.org", "Someone")


def test_a_closed_account_is_opened_again_as_it_was(records: Records) -> None:
    account = set_up(records)
    before = enter(records)
    link = accounts.reset_password(records, CONSOLE, account)
    accounts.disable(records, CONSOLE, account)
    with pytest.raises(SignInError):
        enter(records)
    accounts.reopen(records, CONSOLE, account)
    assert who(records, before.token) == NOBODY, "a sign-in that was ended stays so"
    with pytest.raises(LinkError):
        accounts.choose_new_password(records, QUICK, link, "another horse battery")
    again = who(records, enter(records).token)
    assert len(people.belonging(records, again).roles) == 2


def test_links_are_good_for_their_own_purpose_only(world: World) -> None:
    account = world.accounts["practitioner"].account_id
    assert account is not None
    reset = accounts.reset_password(world.records, CONSOLE, account)
    invitation = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.ADMINISTRATOR)
    with pytest.raises(LinkError):
        accounts.accept_invitation(world.records, QUICK, reset, ADA)
    with pytest.raises(LinkError):
        accounts.choose_new_password(world.records, QUICK, invitation, PASSWORD)
    with world.records.database.reading() as db:
        hashes = b"".join(db.scalars(sa.select(OneTimeLink.token_hash)))
    assert reset.encode() not in hashes


def test_a_reset_sets_the_password_and_ends_every_sign_in(records: Records) -> None:
    account = set_up(records)
    signed_in = enter(records)
    stale, token = (accounts.reset_password(records, CONSOLE, account) for _ in range(2))
    assert enter(records).account_id == account
    assert accounts.choose_new_password(records, QUICK, token, "another horse battery") == account
    assert who(records, signed_in.token) == NOBODY
    with pytest.raises(SignInError):
        enter(records)
    assert enter(records, password="another horse battery").account_id == account
    for used in (token, stale):
        with pytest.raises(LinkError):
            accounts.choose_new_password(records, QUICK, used, PASSWORD)


def test_an_administrator_lists_the_accounts_of_the_clinic(world: World) -> None:
    found = accounts.list_accounts(world.records, world.accounts["administrator"], world.clinic)
    assert [(each.name, each.roles) for each in found] == [
        ("Administrator", (RoleName.ADMINISTRATOR,)),
        ("Other Client", (RoleName.CLIENT,)),
        ("Own Client", (RoleName.CLIENT,)),
        ("Practitioner", (RoleName.PRACTITIONER,)),
    ]
    also = world.account("also", RoleName.ADMINISTRATOR, RoleName.PRACTITIONER)
    administrator = (world.records, world.accounts["administrator"], world.clinic)
    practise = accounts.list_accounts(*administrator, RoleName.PRACTITIONER)
    assert [(each.name, each.roles) for each in practise] == [
        ("Also", (RoleName.ADMINISTRATOR, RoleName.PRACTITIONER)),
        ("Practitioner", (RoleName.PRACTITIONER,)),
    ]
    elsewhere = world.accounts["other clinic"].account_id
    assert also.account_id is not None
    assert elsewhere is not None
    some = accounts.list_accounts(*administrator, only={also.account_id, elsewhere})
    assert [each.name for each in some] == ["Also"]


def test_a_link_holds_only_as_long_as_who_made_it_may_make_it(world: World) -> None:
    records, administrator = world.records, world.accounts["administrator"]
    practitioner = world.accounts["practitioner"]
    assert administrator.account_id is not None
    assert practitioner.account_id is not None
    client = people.add_client(records, practitioner, world.clinic, "Cleo")
    to_client = accounts.invite_client(records, practitioner, client)
    to_clinic = accounts.invite_colleague(records, administrator, world.clinic, RoleName.ADMINISTRATOR)
    to_reset = accounts.reset_password(records, administrator, practitioner.account_id)
    for token, purpose in (
        (to_client, LinkPurpose.INVITATION),
        (to_clinic, LinkPurpose.INVITATION),
        (to_reset, LinkPurpose.RESET),
    ):
        links.look(records, token_hash(token), purpose)

    people.unassign(records, CONSOLE, client, practitioner.account_id)
    accounts.disable(records, CONSOLE, administrator.account_id)
    eve = Credentials("eve@example.org", "Eve", PASSWORD)
    for token in (to_client, to_clinic):
        with pytest.raises(LinkError):
            links.look(records, token_hash(token), LinkPurpose.INVITATION)
        with pytest.raises(LinkError):
            accounts.accept_invitation(records, QUICK, token, eve)
    with pytest.raises(LinkError):
        accounts.choose_new_password(records, QUICK, to_reset, PASSWORD)
