"""Signing in, how long it holds, and what ends it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import accounts, consent_changes, people, sign_in
from skinmetrics.clinic.access import IDLE, AccessDeniedError, Action, allowed
from skinmetrics.clinic.actors import CONSOLE, NOBODY, Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import LONGEST, SignInError, who
from skinmetrics.clinic.tables import (
    Account,
    Clinic,
    Purpose,
    RoleName,
    SignIn,
)
from tests.clinic.entering import ADA, PASSWORD, QUICK, THERE, enter, set_up, turn
from tests.clinic.world import CONSENT_VERSION, World


def test_what_a_sign_in_opened_ends_with_it_however_long_a_page_stays_open(records: Records) -> None:
    account = set_up(records)
    here, there = (who(records, enter(records).token) for _ in range(2))

    def may(actor: Actor) -> bool:
        with records.database.reading() as db:
            clinic = db.scalars(sa.select(Clinic.id)).one()
            targets = {
                Action.LIST_CLIENTS: clinic,
                Action.SIGN_OUT_EVERYWHERE: account,
                Action.CHOOSE_LANGUAGE: account,
            }
            (answer,) = {allowed(db, actor, action, target) for action, target in targets.items()}
            return answer

    assert (may(here), may(there)) == (True, True)
    assert here.sign_in is not None
    with records.database.writing() as db:
        db.execute(sa.delete(SignIn).where(SignIn.token_hash == here.sign_in.token_hash))
    assert (may(here), may(there)) == (False, True)
    sign_in.sign_out_everywhere(records, there, account)
    assert (may(here), may(there)) == (False, False)
    assert may(Actor(account)), "the account itself is open"


@pytest.mark.parametrize(("used_every", "lasts"), [(LONGEST, IDLE), (IDLE / 2, LONGEST)], ids=["idle", "old"])
def test_a_page_left_open_does_nothing_once_its_sign_in_has_grown_old(
    world: World, used_every: dt.timedelta, lasts: dt.timedelta
) -> None:
    token = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
    accounts.accept_invitation(world.records, QUICK, token, ADA)
    signed_in = enter(world.records)
    page = who(world.records, signed_in.token)
    client = people.add_client(world.records, page, world.clinic, "Cleo")
    until, used = world.clock() + lasts, world.clock()
    while used + used_every < until:
        used += used_every
        world.clock.at = used
        assert who(world.records, signed_in.token) == page
    world.clock.at = until - dt.timedelta(seconds=1)
    consent_changes.give(world.records, page, client, Purpose.MEASURING, CONSENT_VERSION)
    assert people.client(world.records, page, client).name == "Cleo"
    world.clock.at = until
    with pytest.raises(AccessDeniedError):
        consent_changes.give(world.records, page, client, Purpose.PRACTITIONER, CONSENT_VERSION)
    with pytest.raises(AccessDeniedError):
        people.client(world.records, page, client)
    assert who(world.records, signed_in.token) == NOBODY


def test_a_sign_in_opens_nothing_for_another_account(world: World) -> None:
    account = accounts.add(world.records, CONSOLE, world.clinic, RoleName.ADMINISTRATOR, "bo@example.org", "Bo")
    token = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
    accounts.accept_invitation(world.records, QUICK, token, ADA)
    came_in = who(world.records, enter(world.records).token).sign_in
    with world.records.database.reading() as db:
        assert allowed(db, Actor(account), Action.VIEW_AUDIT, world.clinic)
        assert not allowed(db, Actor(account, sign_in=came_in), Action.VIEW_AUDIT, world.clinic)


def test_passwords_and_tokens_are_kept_as_hashes_only(records: Records) -> None:
    set_up(records)
    signed_in = enter(records)
    with records.database.reading() as db:
        kept = db.scalars(sa.select(Account.password_hash)).one()
        tokens = db.scalars(sa.select(SignIn.token_hash)).all()
    assert kept.startswith("$argon2id$")
    assert signed_in.token.encode() not in b"".join(tokens)
    database = Path(str(records.database.engine.url.database))
    for file in database.parent.glob(f"{database.name}*"):
        content = file.read_bytes()
        assert PASSWORD.encode() not in content
        assert signed_in.token.encode() not in content


def test_a_sign_in_needs_the_password_of_that_account(world: World) -> None:
    set_up_second = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
    accounts.accept_invitation(world.records, QUICK, set_up_second, ADA)
    assert enter(world.records, " ADA@example.ORG").account_id
    for login, password in (("ada@example.org", "wrong wrong wrong"), ("nobody@example.org", PASSWORD)):
        with pytest.raises(SignInError) as refused:
            enter(world.records, login, password, THERE)
        assert str(refused.value) == str(SignInError())


def test_an_account_without_a_usable_password_cannot_be_entered(world: World) -> None:
    for password in ("", "x" * 300, PASSWORD):
        with pytest.raises(SignInError):
            enter(world.records, "own.client@example.org", password)


def test_tokens_end_by_signing_out_by_idleness_and_by_age(records: Records) -> None:
    account = Actor(set_up(records))
    first, second = enter(records), enter(records)
    sign_in.sign_out(records, first.token)
    assert (who(records, first.token), who(records, second.token)) == (NOBODY, account)
    turn(records, IDLE - dt.timedelta(minutes=1))
    assert who(records, second.token) == account
    turn(records, IDLE - dt.timedelta(minutes=1))
    assert who(records, second.token) == account
    turn(records, IDLE)
    assert who(records, second.token) == NOBODY
    alone = enter(records)
    turn(records, IDLE - dt.timedelta(minutes=1))
    assert who(records, alone.token, idle=True) == account
    turn(records, dt.timedelta(minutes=1))
    assert who(records, alone.token) == NOBODY, "a page that looks by itself keeps nobody signed in"
    third = enter(records)
    for _ in range(LONGEST // dt.timedelta(hours=6)):
        assert who(records, third.token) == account
        turn(records, dt.timedelta(hours=6))
    assert who(records, third.token) == NOBODY


@pytest.mark.parametrize("token", [None, "", "guessed", "é"])
def test_without_a_token_one_is_nobody(records: Records, token: str | None) -> None:
    assert who(records, token) == NOBODY


def test_signing_out_everywhere_ends_every_sign_in(records: Records) -> None:
    account = Actor(set_up(records))
    tokens = [enter(records).token for _ in range(3)]
    assert account.account_id is not None
    with pytest.raises(AccessDeniedError):
        sign_in.sign_out_everywhere(records, NOBODY, account.account_id)
    sign_in.sign_out_everywhere(records, account, account.account_id)
    assert {who(records, token) for token in tokens} == {NOBODY}


def test_a_disabled_account_is_out_at_once_and_stays_out(world: World) -> None:
    token = accounts.invite_colleague(world.records, CONSOLE, world.clinic, RoleName.PRACTITIONER)
    account = accounts.accept_invitation(world.records, QUICK, token, ADA)
    signed_in = enter(world.records)
    accounts.disable(world.records, world.accounts["administrator"], account)
    assert who(world.records, signed_in.token) == NOBODY
    with pytest.raises(SignInError):
        enter(world.records)


def test_a_sign_in_left_over_from_a_disabled_account_is_nobodys(records: Records) -> None:
    account = set_up(records)
    signed_in = enter(records)
    with records.database.writing() as db:
        db.get_one(Account, account).disabled_at = records.now()
    assert who(records, signed_in.token) == NOBODY
