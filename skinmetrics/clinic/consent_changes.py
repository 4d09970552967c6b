"""Giving and withdrawing consent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import consent
from skinmetrics.clinic.access import Action, require
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.backup.key_copy import outdate, refresh_copies
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client, Consent, Purpose


class NotTheirsToGiveError(ClinicError):
    """Someone else would consent in the name of a client who can do so themselves."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "This client has an account, so only they can consent. Ask them to do it under My data."


@dataclass(frozen=True)
class Allowed:
    """What a client allows now; `themselves` says that they have an account, and so give it themselves."""

    purposes: frozenset[Purpose]
    themselves: bool


def allowed_by(records: Records, actor: Actor, client_id: uuid.UUID) -> Allowed:
    """What a client allows now, for who may withdraw it in their name. Raises AccessDeniedError."""
    with records.database.reading() as db:
        require(db, actor, Action.WITHDRAW_CONSENT, client_id)
        return Allowed(consent.given(db, client_id), db.get_one(Client, client_id).account_id is not None)


def give(records: Records, actor: Actor, client_id: uuid.UUID, purpose: Purpose, version: str) -> None:
    """The client allows `purpose` as the text of `version` says.

    A practitioner may record what a client without an account signed on paper, but not for one who has an account.
    Raises AccessDeniedError, NotTheirsToGiveError.
    """
    _record(records, actor, client_id, purpose, version, given=True)


def withdraw(records: Records, actor: Actor, client_id: uuid.UUID, purpose: Purpose, version: str) -> None:
    """The client allows `purpose` no longer, from the next question on; files of keys are told, so that no backup
    allows it again. Raises AccessDeniedError.
    """
    _record(records, actor, client_id, purpose, version, given=False)


def _record(
    records: Records, actor: Actor, client_id: uuid.UUID, purpose: Purpose, version: str, *, given: bool
) -> None:
    with records.acting() as db:
        action = Action.RECORD_CONSENT if given else Action.WITHDRAW_CONSENT
        records.admit(db, actor, action, client_id, in_audit(purpose, version, given=given))
        client = db.get_one(Client, client_id)
        if given and client.account_id is not None and client.account_id != actor.account_id:
            raise NotTheirsToGiveError
        changed = db.scalar(sa.select(sa.exists().where(Consent.client_id == client_id, Consent.purpose == purpose)))
        if changed:  # an archive may say otherwise
            outdate(db)
        db.add(entry(records, db, client, purpose, version, given=given, by=actor.account_id))
    if changed:
        refresh_copies(records)


def in_audit(purpose: Purpose, version: str, *, given: bool) -> str:
    """What the audit says of it."""
    return f"{purpose} {version} {'given' if given else 'withdrawn'}"


def entry(
    records: Records,
    db: orm.Session,
    client: Client,
    purpose: Purpose,
    version: str,
    *,
    given: bool,
    by: uuid.UUID | None,
) -> Consent:
    """The row that says it from now on, for the transaction of who has asked whether it may be said."""
    now = records.now()
    return Consent(
        client_id=client.id,
        purpose=purpose,
        given=given,
        version=version,
        at=now,
        local_day=records.local_day(db, client.clinic_id, now),
        recorded_by=by,
    )
