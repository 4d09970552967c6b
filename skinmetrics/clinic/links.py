"""Links and codes that work once: invitations, resets, the set-up code. Only their hashes are kept.

A link holds only as long as whoever made it may still make it, so nobody can keep a way back in.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action, allowed
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Clinic, LinkPurpose, OneTimeLink, RoleName


class LinkError(ClinicError):
    """A link or code that is unknown, used, expired or for something else: which is not told."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "This link or code is not valid, was used already, or has expired. Ask your clinic for a new one."


class SetUpCodeError(LinkError):
    """A set-up code that is unknown, used or expired: whoever types it has no clinic yet that could be asked."""

    def __str__(self) -> str:
        """The sentence for people."""
        return (
            "This code is not the present one. It stands in the window in which Skinmetrics was started; after 24 "
            "hours, start Skinmetrics again for a new one."
        )


@dataclass(frozen=True)
class Leads:
    """What a link leads to, and who made it (None: someone at the console)."""

    clinic_id: uuid.UUID | None = None
    role: RoleName | None = None
    client_id: uuid.UUID | None = None
    account_id: uuid.UUID | None = None
    made_by: uuid.UUID | None = None


@dataclass(frozen=True)
class LinkEntry:
    """What a link that still holds leads to; a reset has neither clinic nor role."""

    clinic_name: str
    role: RoleName | None


_Row = sa.Row[uuid.UUID | None, RoleName | None, uuid.UUID | None, uuid.UUID | None, uuid.UUID | None]
_LEADS = (
    OneTimeLink.clinic_id,
    OneTimeLink.role,
    OneTimeLink.client_id,
    OneTimeLink.account_id,
    OneTimeLink.made_by,
)


_NOWHERE: Final = Leads()


def add(
    records: Records,
    db: orm.Session,
    hashed: bytes,
    purpose: LinkPurpose,
    lasts: dt.timedelta,
    leads: Leads = _NOWHERE,
) -> None:
    """Keep a new link, and clear away expired ones."""
    now = records.now()
    db.execute(sa.delete(OneTimeLink).where(OneTimeLink.expires_at <= now))
    db.add(OneTimeLink(token_hash=hashed, purpose=purpose, **vars(leads), made_at=now, expires_at=now + lasts))


def look(records: Records, hashed: bytes, purpose: LinkPurpose) -> LinkEntry:
    """What a link or code leads to, without using it up. Raises LinkError.

    Asked before a password is hashed, which costs far more: whoever guesses links must not keep others waiting.
    """
    with records.database.reading() as db:
        found = db.execute(sa.select(*_LEADS).where(_holds(records, hashed, purpose))).one_or_none()
        leads = _made_rightly(db, found)
        name = sa.select(Clinic.name).where(Clinic.id == leads.clinic_id)
        return LinkEntry(db.scalar(name) or "", leads.role)


def use(records: Records, db: orm.Session, hashed: bytes, purpose: LinkPurpose) -> Leads:
    """Take the link out, which only one can do. It is there again if this transaction fails. Raises LinkError."""
    taken = sa.delete(OneTimeLink).where(_holds(records, hashed, purpose)).returning(*_LEADS)
    return _made_rightly(db, db.execute(taken).one_or_none())


def _holds(records: Records, hashed: bytes, purpose: LinkPurpose) -> sa.ColumnElement[bool]:
    return sa.and_(
        OneTimeLink.token_hash == hashed, OneTimeLink.purpose == purpose, OneTimeLink.expires_at > records.now()
    )


def _made_rightly(db: orm.Session, row: _Row | None) -> Leads:
    if row is None:
        raise LinkError
    leads = Leads(*row)
    if leads.made_by is None:
        return leads
    target: uuid.UUID | None
    if leads.account_id is not None:
        action, target = Action.RESET_PASSWORD, leads.account_id
    elif leads.client_id is not None:
        action, target = Action.INVITE_CLIENT, leads.client_id
    else:
        action, target = Action.INVITE_COLLEAGUE, leads.clinic_id
    if target is None or not allowed(db, Actor(leads.made_by), action, target):
        raise LinkError
    return leads
