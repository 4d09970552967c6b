"""Signing in and out. Sign-ins live on the server; the browser holds an opaque token, the database its hash."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action, Place, open_sign_in
from skinmetrics.clinic.actors import NOBODY, Actor, CameIn
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, SignIn
from skinmetrics.clinic.throttle import Throttle
from skinmetrics.clinic.tokens import new_token, token_hash

LONGEST: Final = dt.timedelta(days=14)
_SEEN_EVERY: Final = dt.timedelta(minutes=5)


class SignInError(ClinicError):
    """Wrong e-mail address or password, or an account that is disabled: which is not told."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "E-mail address or password is wrong. Try again, or ask your clinic to reset the password."


@dataclass(frozen=True)
class SignedIn:
    """What the browser is to keep, both as HttpOnly cookies: `token` is the sign-in, `device` outlives it."""

    account_id: uuid.UUID
    token: str = field(repr=False)
    device: str = field(repr=False)
    expires_at: dt.datetime


def normal_login(login: str) -> str:
    """The one form in which a login is kept and compared."""
    return login.strip().casefold()


def sign_in(
    records: Records, passwords: Passwords, login: str, password: str, *, address: str, device: str | None = None
) -> SignedIn:
    """Sign in from a network address, on a browser that may have its `device` token from before.

    Raises TooManyTriesError, SignInError.
    """
    throttle, login = Throttle(records.master.derive("throttle")), normal_login(login)
    with records.database.writing() as db:
        counted = throttle.enter(db, records.now(), login, address, device)
        account = db.scalar(sa.select(Account).where(Account.login == login))
    right = passwords.matches(account.password_hash if account else "", password)
    if account is None or not right:
        raise SignInError
    renewed = passwords.hash(password) if passwords.is_outdated(account.password_hash) else None
    with records.acting() as db:
        current = db.scalar(sa.select(Account).where(Account.id == account.id).with_for_update())
        # Looked at again: all this may have changed while the hash was computed.
        if current is None or current.disabled_at is not None or current.password_hash != account.password_hash:
            raise SignInError
        throttle.forgive(db, counted)
        if renewed:
            current.password_hash = renewed
        return start(records, db, account.id, throttle.device_token(login))


class UnknownLoginError(ClinicError):
    """Somebody else vouches for an e-mail address that no open account has."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "There is no account with your e-mail address here. Ask your clinic for an invitation to this address."


def sign_in_vouched(records: Records, login: str) -> SignedIn:
    """Sign in whoever a trusted identity provider says owns the e-mail address `login`. Raises UnknownLoginError."""
    login = normal_login(login)
    with records.acting() as db:
        account = db.scalar(sa.select(Account).where(Account.login == login, Account.disabled_at.is_(None)))
        if account is None:
            raise UnknownLoginError
        return start(records, db, account.id, Throttle(records.master.derive("throttle")).device_token(login))


def start(records: Records, db: orm.Session, account_id: uuid.UUID, device: str) -> SignedIn:
    """A new sign-in for an account whose holder has proved who they are."""
    now, token = records.now(), new_token()
    row = SignIn(
        token_hash=token_hash(token), account_id=account_id, started_at=now, seen_at=now, expires_at=now + LONGEST
    )
    db.add(row)
    db.execute(sa.delete(SignIn).where(SignIn.expires_at <= now))
    records.log(db, Actor(account_id), "sign_in", Place(None), account_id)
    return SignedIn(account_id, token, device, row.expires_at)


def who(records: Records, token: str | None, *, idle: bool = False) -> Actor:
    """Whose sign-in the token is: NOBODY for none, an unknown, ended, expired or long idle one.

    `idle`: a page asks by itself, which is no sign of anybody before it.
    """
    if not token:
        return NOBODY
    now, hashed = records.now(), token_hash(token)
    with records.database.reading() as db:
        found = open_sign_in(db, hashed, now)
    if found is None:
        return NOBODY
    if not idle and now - found.seen_at >= _SEEN_EVERY:
        with records.database.writing() as db:
            db.execute(sa.update(SignIn).where(SignIn.token_hash == hashed).values(seen_at=now))
    return Actor(found.account_id, sign_in=CameIn(hashed, records.now))


def sign_out(records: Records, token: str) -> None:
    """End this sign-in, on the server; nothing happens when it has ended already."""
    with records.acting() as db:
        ended = sa.delete(SignIn).where(SignIn.token_hash == token_hash(token)).returning(SignIn.account_id)
        account_id = db.scalar(ended)
        if account_id is not None:
            records.log(db, Actor(account_id), "sign_out", Place(None), account_id)


def sign_out_everywhere(records: Records, actor: Actor, account_id: uuid.UUID) -> None:
    """End all sign-ins of an account. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.SIGN_OUT_EVERYWHERE, account_id)
        end_all(db, account_id)


def end_all(db: orm.Session, account_id: uuid.UUID) -> None:
    """End all sign-ins of an account, in this transaction."""
    db.execute(sa.delete(SignIn).where(SignIn.account_id == account_id))
