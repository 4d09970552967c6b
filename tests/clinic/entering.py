"""Setting a clinic up and signing in, with passwords that cost little."""

from __future__ import annotations

import datetime as dt
import uuid

from argon2 import PasswordHasher

from skinmetrics.clinic import accounts, sign_in
from skinmetrics.clinic.accounts import Credentials
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import SignedIn

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


def turn(records: Records, by: dt.timedelta) -> None:
    records.now.forward(by)  # type: ignore[attr-defined]
