from __future__ import annotations

import datetime as dt
import threading
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from skinmetrics.clinic import accounts, links, people, sign_in, throttle
from skinmetrics.clinic.access import AccessDeniedError, Action, allowed
from skinmetrics.clinic.accounts import Credentials
from skinmetrics.clinic.actors import CONSOLE, NOBODY, Actor
from skinmetrics.clinic.links import LinkError
from skinmetrics.clinic.passwords import PasswordError, Passwords
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import SignedIn, SignInError, who
from skinmetrics.clinic.tables import (
    Account,
    Client,
    Clinic,
    LinkPurpose,
    OneTimeLink,
    RoleName,
    SignIn,
    SignInFailure,
)
from skinmetrics.clinic.throttle import TooManyTriesError
from skinmetrics.clinic.tokens import token_hash
from tests.clinic.world import World

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
PASSWORD = "correct horse battery"  # noqa: S105
HERE, THERE = "192.0.2.1", "198.51.100.7"
ADA = Credentials("Ada@Example.org ", "Ada", PASSWORD)


def set_up(records: Records, credentials: Credentials = ADA) -> uuid.UUID:
    code = accounts.setup_code(records)
    assert code is not None
    return accounts.set_up(records, QUICK, code, "Clinic", "Europe/Berlin", credentials)


def enter(
    records: Records,
    login: str = "ada@example.org",
    password: str = PASSWORD,
    address: str = HERE,
    device: str | None = None,
) -> SignedIn:
    return sign_in.sign_in(records, QUICK, login, password, address=address, device=device)


def fail(records: Records, times: int, login: str = "ada@example.org", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInError):
            enter(records, login, "a wrong password", address)


def turn(records: Records, by: dt.timedelta) -> None:
    records.now.forward(by)  # type: ignore[attr-defined]


def test_the_first_start_makes_clinic_administrator_and_practitioner(records: Records) -> None:
    account = Actor(set_up(records))
    with records.database.reading() as db:
        clinic = db.scalars(sa.select(Clinic)).one()
        assert allowed(db, account, Action.INVITE_COLLEAGUE, clinic.id)
        assert allowed(db, account, Action.ADD_CLIENT, clinic.id)
    assert who(records, enter(records).token) == account


def test_the_set_up_code_is_needed_and_works_once(records: Records) -> None:
    with pytest.raises(LinkError):
        accounts.set_up(records, QUICK, "AAAA-AAAA-AAAA-AAAA", "Clinic", "UTC", ADA)
    code = accounts.setup_code(records)
    assert code is not None
    accounts.set_up(records, QUICK, f" {code.lower().replace('-', ' ')} ", "Clinic", "UTC", ADA)
    with pytest.raises(LinkError):
        accounts.set_up(records, QUICK, code, "Clinic", "UTC", Credentials("eve@example.org", "Eve", PASSWORD))
    assert accounts.setup_code(records) is None


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
    with records.database.writing() as db:
        db.execute(sa.delete(SignIn).where(SignIn.token_hash == here.sign_in))
    assert (may(here), may(there)) == (False, True)
    sign_in.sign_out_everywhere(records, there, account)
    assert (may(here), may(there)) == (False, False)
    assert may(Actor(account)), "the account itself is open"


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
    turn(records, sign_in.IDLE - dt.timedelta(minutes=1))
    assert who(records, second.token) == account
    turn(records, sign_in.IDLE - dt.timedelta(minutes=1))
    assert who(records, second.token) == account
    turn(records, sign_in.IDLE)
    assert who(records, second.token) == NOBODY
    third = enter(records)
    for _ in range(sign_in.LONGEST // dt.timedelta(hours=6)):
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


def test_a_guesser_has_to_wait_and_then_may_try_again(records: Records) -> None:
    set_up(records)
    fail(records, 5)
    with pytest.raises(TooManyTriesError, match="Wait 15 min"):
        enter(records)
    turn(records, throttle.WINDOW)
    assert enter(records)
    assert records.now() > dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def test_a_guesser_elsewhere_does_not_lock_the_holder_out(records: Records) -> None:
    set_up(records)
    fail(records, 5, address=THERE)
    with pytest.raises(TooManyTriesError):
        enter(records, address=THERE)
    assert enter(records, address=HERE)


def test_guessers_everywhere_do_not_lock_a_known_browser_out(records: Records) -> None:
    set_up(records)
    device = enter(records).device
    for n in range(50):
        fail(records, 1, address=f"203.0.113.{n}")
    with pytest.raises(TooManyTriesError):
        enter(records, address=THERE)
    assert enter(records, address=THERE, device=device)


def test_a_guesser_next_door_does_not_lock_a_known_browser_out(records: Records) -> None:
    set_up(records)
    device = enter(records).device
    for n in range(50):
        fail(records, 1, login=f"guess{n}@example.org")
    with pytest.raises(TooManyTriesError):
        enter(records)
    assert enter(records, device=device)


def test_a_device_token_of_another_login_or_forged_is_no_help(records: Records) -> None:
    set_up(records)
    device = throttle.Throttle(records.master.derive("throttle")).device_token("eve@example.org")
    fail(records, 5)
    for useless in (device, "", "AAAA", "not base64!", device[:-4] + "AAAA"):
        with pytest.raises(TooManyTriesError):
            enter(records, device=useless)


def test_a_stolen_device_token_is_throttled_too(records: Records) -> None:
    set_up(records)
    device = enter(records).device
    for _ in range(10):
        with pytest.raises(SignInError):
            enter(records, password="a wrong password", device=device)
    with pytest.raises(TooManyTriesError):
        enter(records, device=device)


def test_signing_in_is_never_counted_and_old_failures_are_forgotten(records: Records) -> None:
    set_up(records)
    for _ in range(7):
        enter(records)
    fail(records, 1)
    turn(records, throttle.WINDOW)
    enter(records)
    with records.database.reading() as db:
        assert db.scalars(sa.select(SignInFailure)).all() == []


def test_one_subscribers_ipv6_addresses_count_as_one(records: Records) -> None:
    set_up(records)
    for n in range(5):
        fail(records, 1, address=f"2001:db8:1:2::{n:x}")
    with pytest.raises(TooManyTriesError):
        enter(records, address="2001:db8:1:2:ffff::1")
    assert enter(records, address="2001:db8:1:3::1")


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
