"""The legal hold: while the clinic must keep a client's records, nothing of them is erased."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import orm

from skinmetrics.clinic.access import Action, require
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client
from skinmetrics.progress.words.saying import day


class LegalHoldError(ClinicError):
    """The clinic has marked these records as to be kept."""


@dataclass(frozen=True)
class Hold:
    """A client's records must be kept, since when (UTC) and why."""

    since: dt.datetime
    reason: str


def hold_of(records: Records, actor: Actor, client_id: uuid.UUID) -> Hold | None:
    """What keeps a client's records from being erased; None where nothing does. Raises AccessDeniedError."""
    with records.database.reading() as db:
        require(db, actor, Action.HOLD_CLIENT, client_id)
        client = db.get_one(Client, client_id)
        return None if client.hold_since is None else Hold(client.hold_since, client.hold_reason or "")


def place_hold(records: Records, actor: Actor, client_id: uuid.UUID, reason: str) -> None:
    """Block the erasure of a client from now on; a reason already there is replaced. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.HOLD_CLIENT, client_id, "placed")
        client = db.get_one(Client, client_id)
        client.hold_since = client.hold_since or records.now()
        client.hold_reason = reason


def lift_hold(records: Records, actor: Actor, client_id: uuid.UUID) -> None:
    """Allow erasure again. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.HOLD_CLIENT, client_id, "lifted")
        client = db.get_one(Client, client_id)
        client.hold_since = client.hold_reason = None


def refuse_if_held(records: Records, db: orm.Session, client_id: uuid.UUID) -> None:
    """Pass when nothing keeps the client's records from being erased. Raises LegalHoldError."""
    client = db.get_one(Client, client_id, with_for_update=True)
    if client.hold_since is not None:
        since = day(records.local_day(db, client.clinic_id, client.hold_since))
        raise LegalHoldError(
            f"These records must be kept since {since}: {client.hold_reason}. "
            "The clinic's administrator can lift the hold."
        )
