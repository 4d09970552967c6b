"""Slowing down who guesses passwords, without locking out who knows theirs.

A failure counts against three things: this login from this address, this address, and this login from anywhere
unknown. A browser that signed in to the login before carries a device token; it is counted by itself alone, so
nobody else's failures, from next door or from the whole internet, can keep it out (OWASP's device cookies).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import SignInFailure

WINDOW: Final = dt.timedelta(minutes=15)
_PER_LOGIN_AND_ADDRESS: Final = 5
_PER_ADDRESS: Final = 50
_PER_LOGIN: Final = 50
_PER_DEVICE: Final = 10
_NONCE_BYTES: Final = 16
_LOCK: Final = 0x54687274


@dataclass(eq=False)
class TooManyTriesError(ClinicError):
    """So many failures lately that the password is not even looked at."""

    wait: dt.timedelta

    def __str__(self) -> str:
        """The sentence for people."""
        minutes = max(1, -(-int(self.wait.total_seconds()) // 60))
        return f"Too many failed tries. Wait {minutes} min and try again, or sign in where you have signed in before."


@dataclass(frozen=True)
class Throttle:
    """Counts failures under keyed hashes, so that the table names neither people nor addresses."""

    key: bytes = field(repr=False)

    def device_token(self, login: str) -> str:
        """What a browser keeps after signing in to `login`, to be known again there."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.urlsafe_b64encode(nonce + self._mark(f"device token {login}", nonce)).decode()

    def enter(self, db: orm.Session, now: dt.datetime, login: str, address: str, device: str | None) -> list[int]:
        """Count a try as failed before the password is looked at, so that many at once are no way around.

        Returns what to `forgive` if the password is right. Raises TooManyTriesError when this try has to wait.
        """
        if db.get_bind().dialect.name == "postgresql":  # SQLite's writers take turns anyway
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        buckets = self._buckets(login, address, device)
        for bucket, limit in buckets:
            recent = sa.select(SignInFailure.at).where(SignInFailure.bucket == bucket, SignInFailure.at > now - WINDOW)
            newest = db.scalars(recent.order_by(SignInFailure.at.desc()).limit(limit)).all()
            if len(newest) == limit:
                raise TooManyTriesError(newest[-1] + WINDOW - now)
        db.execute(sa.delete(SignInFailure).where(SignInFailure.at <= now - WINDOW))
        counted = [SignInFailure(bucket=bucket, at=now) for bucket, _ in buckets]
        db.add_all(counted)
        db.flush()
        return [row.id for row in counted]

    def forgive(self, db: orm.Session, counted: list[int]) -> None:
        """Take back what `enter` counted: the password was right."""
        db.execute(sa.delete(SignInFailure).where(SignInFailure.id.in_(counted)))

    def _buckets(self, login: str, address: str, device: str | None) -> list[tuple[bytes, int]]:
        if device is not None and (nonce := self._nonce(login, device)):
            return [(self._mark("device", nonce), _PER_DEVICE)]
        network = _network(address)
        return [
            (self._mark("login and address", f"{login}\n{network}".encode()), _PER_LOGIN_AND_ADDRESS),
            (self._mark("address", network.encode()), _PER_ADDRESS),
            (self._mark("login", login.encode()), _PER_LOGIN),
        ]

    def _nonce(self, login: str, device: str) -> bytes | None:
        """The device token's random part when the token is genuine and of this login."""
        try:
            raw = base64.b64decode(device, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        nonce, mark = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        return nonce if hmac.compare_digest(mark, self._mark(f"device token {login}", nonce)) else None

    def _mark(self, kind: str, what: bytes) -> bytes:
        return hmac.digest(self.key, kind.encode() + b"\0" + what, "sha256")


def _network(address: str) -> str:
    """The address, or its /64: one IPv6 subscriber has that many addresses to try from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed.ipv4_mapped) if isinstance(parsed, ipaddress.IPv6Address) else str(parsed)
