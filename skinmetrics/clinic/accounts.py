"""Accounts: the first one by a code on the console, others by invitation, and what an administrator may do to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import access, links, people, sign_in
from skinmetrics.clinic.access import Action, Place
from skinmetrics.clinic.actors import CONSOLE, Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.links import Leads, LinkError, SetUpCodeError
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.clinic.records import Records, lock_installation
from skinmetrics.clinic.sign_in import normal_login
from skinmetrics.clinic.tables import Account, Client, LinkPurpose, OneTimeLink, Role, RoleName
from skinmetrics.clinic.tokens import code_hash, new_code, new_token, token_hash

INVITATION_LASTS: Final = dt.timedelta(days=7)
RESET_LASTS: Final = dt.timedelta(hours=24)
SETUP_LASTS: Final = dt.timedelta(hours=24)


class LoginTakenError(ClinicError):
    """There is an account with this login already."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "There is an account with this e-mail address already. Sign in with it, or use another address."


class LoginClosedError(LoginTakenError):
    """The account with this login is one of the clinic that invites, and closed. Of other clinics' it is not told."""

    def __str__(self) -> str:
        """The sentence for people."""
        return (
            "The account with this e-mail address is closed. An administrator of the clinic can open it again, under "
            "Clinic, Accounts; or use another address."
        )


class LoginError(ClinicError):
    """The login is no e-mail address."""


@dataclass(frozen=True)
class Credentials:
    """What a person chooses for their account."""

    login: str
    name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class AccountEntry:
    """An account in an administrator's list."""

    id: uuid.UUID
    login: str
    name: str
    roles: tuple[RoleName, ...]
    disabled_at: dt.datetime | None


def is_first_start(records: Records) -> bool:
    """Whether nobody has an account yet."""
    with records.database.reading() as db:
        return not _any_account(db)


def setup_code(records: Records) -> str | None:
    """A new code for the set-up page, for the console; it replaces earlier ones. None when there is an account."""
    code = new_code()
    with records.database.writing() as db:
        lock_installation(db)
        if _any_account(db):
            return None
        db.execute(sa.delete(OneTimeLink).where(OneTimeLink.purpose == LinkPurpose.SETUP))
        links.add(records, db, code_hash(code), LinkPurpose.SETUP, SETUP_LASTS)
    return code


def set_up(
    records: Records, passwords: Passwords, code: str, clinic_name: str, time_zone: str, credentials: Credentials
) -> uuid.UUID:
    """Make the clinic and its first account, administrator and practitioner in one; the account's id.

    Raises SetUpCodeError, LoginError, PasswordError, TimeZoneError.
    """
    try:
        return _set_up(records, passwords, code, clinic_name, time_zone, credentials)
    except LinkError as error:
        raise SetUpCodeError from error


def _set_up(
    records: Records, passwords: Passwords, code: str, clinic_name: str, time_zone: str, credentials: Credentials
) -> uuid.UUID:
    links.look(records, code_hash(code), LinkPurpose.SETUP)
    kept = passwords.hash(credentials.password)
    with records.acting() as db:
        lock_installation(db)
        links.use(records, db, code_hash(code), LinkPurpose.SETUP)
        if _any_account(db):
            raise LinkError
        clinic_id = people.new_clinic(records, db, clinic_name, time_zone)
        account_id = _add_account(records, db, credentials, kept, clinic_id)
        for role in (RoleName.ADMINISTRATOR, RoleName.PRACTITIONER):
            db.add(Role(account_id=account_id, clinic_id=clinic_id, name=role))
        records.log(db, CONSOLE, "set_up", Place(clinic_id), account_id)
    return account_id


def add(records: Records, actor: Actor, clinic_id: uuid.UUID, role: RoleName, login: str, name: str) -> uuid.UUID:
    """A colleague's account that cannot sign in before a reset link has given it a password; its id.

    Raises AccessDeniedError, LoginError, LoginTakenError.
    """
    with records.acting() as db:
        records.admit(db, actor, Action.INVITE_COLLEAGUE, clinic_id, role)
        account_id = _add_account(records, db, Credentials(login, name, ""), "", clinic_id)
        db.add(Role(account_id=account_id, clinic_id=clinic_id, name=role))
    return account_id


def invite_colleague(records: Records, actor: Actor, clinic_id: uuid.UUID, role: RoleName) -> str:
    """The token of an invitation to join a clinic as practitioner or administrator. Raises AccessDeniedError."""
    token = new_token()
    with records.acting() as db:
        records.admit(db, actor, Action.INVITE_COLLEAGUE, clinic_id, role)
        leads = Leads(clinic_id=clinic_id, role=role, made_by=actor.account_id)
        links.add(records, db, token_hash(token), LinkPurpose.INVITATION, INVITATION_LASTS, leads)
    return token


def invite_client(records: Records, actor: Actor, client_id: uuid.UUID) -> str:
    """The token of an invitation for a client to get an account of their own; earlier ones end.

    Raises AccessDeniedError, LinkError when the client has an account.
    """
    token = new_token()
    with records.acting() as db:
        place = records.admit(db, actor, Action.INVITE_CLIENT, client_id)
        if db.get_one(Client, client_id).account_id is not None:
            raise LinkError
        db.execute(sa.delete(OneTimeLink).where(OneTimeLink.client_id == client_id))
        leads = Leads(place.clinic_id, RoleName.CLIENT, client_id=client_id, made_by=actor.account_id)
        links.add(records, db, token_hash(token), LinkPurpose.INVITATION, INVITATION_LASTS, leads)
    return token


def accept_invitation(records: Records, passwords: Passwords, token: str, credentials: Credentials) -> uuid.UUID:
    """Make the account that the invitation is for, and use the invitation up; the account's id.

    Raises LinkError, LoginError, LoginTakenError (LoginClosedError), PasswordError.
    """
    links.look(records, token_hash(token), LinkPurpose.INVITATION)
    kept = passwords.hash(credentials.password)
    with records.acting() as db:
        link = links.use(records, db, token_hash(token), LinkPurpose.INVITATION)
        account_id = _add_account(records, db, credentials, kept, link.clinic_id)
        db.add(Role(account_id=account_id, clinic_id=link.clinic_id, name=link.role))
        if link.client_id is not None:
            client = db.scalar(sa.select(Client).where(Client.id == link.client_id).with_for_update())
            if client is None or client.account_id is not None:
                raise LinkError
            client.account_id = account_id
        records.log(db, Actor(account_id), "accept_invitation", Place(link.clinic_id, link.client_id), account_id)
    return account_id


def reset_password(records: Records, actor: Actor, account_id: uuid.UUID) -> str:
    """The token of a link by which the account's holder chooses a new password; earlier links end.

    Until it is used the old password holds. Raises AccessDeniedError.
    """
    token = new_token()
    with records.acting() as db:
        records.admit(db, actor, Action.RESET_PASSWORD, account_id)
        db.execute(sa.delete(OneTimeLink).where(OneTimeLink.account_id == account_id))
        leads = Leads(account_id=account_id, made_by=actor.account_id)
        links.add(records, db, token_hash(token), LinkPurpose.RESET, RESET_LASTS, leads)
    return token


def choose_new_password(records: Records, passwords: Passwords, token: str, password: str) -> uuid.UUID:
    """Use a reset link up: set the password and end all sign-ins; the account's id. Raises LinkError, PasswordError."""
    links.look(records, token_hash(token), LinkPurpose.RESET)
    kept = passwords.hash(password)
    with records.acting() as db:
        link = links.use(records, db, token_hash(token), LinkPurpose.RESET)
        account = db.get_one(Account, link.account_id)
        account.password_hash = kept
        sign_in.end_all(db, account.id)
        records.log(db, Actor(account.id), "choose_new_password", Place(None), account.id)
        return account.id


def disable(records: Records, actor: Actor, account_id: uuid.UUID) -> None:
    """Close an account: its sign-ins end at once and it can do nothing until `reopen`. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.DISABLE_ACCOUNT, account_id)
        db.get_one(Account, account_id).disabled_at = records.now()
        # A link that is out would let whoever has it choose the password with which the account opens again.
        db.execute(sa.delete(OneTimeLink).where(OneTimeLink.account_id == account_id))
        sign_in.end_all(db, account_id)


def reopen(records: Records, actor: Actor, account_id: uuid.UUID) -> None:
    """Open an account that was closed, with what it could do and its password of before. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.REOPEN_ACCOUNT, account_id)
        db.get_one(Account, account_id).disabled_at = None


def list_accounts(
    records: Records,
    actor: Actor,
    clinic_id: uuid.UUID,
    role: RoleName | None = None,
    *,
    only: Collection[uuid.UUID] | None = None,
) -> Sequence[AccountEntry]:
    """The accounts that belong to a clinic, by name: those with a `role`, of `only` some. Raises AccessDeniedError."""
    with records.database.reading() as db:
        place = access.require(db, actor, Action.LIST_ACCOUNTS, clinic_id)
        roles: dict[uuid.UUID, list[RoleName]] = {}
        held = sa.select(Role).where(Role.clinic_id == place.clinic_id).order_by(Role.name)
        if role is not None:
            same = sa.select(Role.account_id).where(Role.clinic_id == place.clinic_id, Role.name == role)
            held = held.where(Role.account_id.in_(same))
        if only is not None:
            held = held.where(Role.account_id.in_(only))
        for each in db.scalars(held):
            roles.setdefault(each.account_id, []).append(each.name)
        found = db.scalars(sa.select(Account).where(Account.id.in_(roles)).order_by(Account.name, Account.id))
        return [AccountEntry(one.id, one.login, one.name, tuple(roles[one.id]), one.disabled_at) for one in found]


def _any_account(db: orm.Session) -> bool:
    return db.scalar(sa.select(Account.id).limit(1)) is not None


def _add_account(
    records: Records, db: orm.Session, credentials: Credentials, kept: str, clinic_id: uuid.UUID | None
) -> uuid.UUID:
    login = normal_login(credentials.login)
    if "@" not in login.strip("@") or any(letter.isspace() for letter in login):
        raise LoginError("Give an e-mail address, like ada@example.org.")
    taken = db.scalar(sa.select(Account).where(Account.login == login))
    if taken is not None:
        here = sa.select(Role.name).where(Role.account_id == taken.id, Role.clinic_id == clinic_id).limit(1)
        closed_here = taken.disabled_at is not None and db.scalar(here) is not None
        raise LoginClosedError if closed_here else LoginTakenError
    account = Account(login=login, name=credentials.name.strip(), password_hash=kept, created_at=records.now())
    db.add(account)
    db.flush()
    return account.id
