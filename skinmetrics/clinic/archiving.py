"""Clients who come no longer: out of every list, nothing deleted, back at any time."""

from __future__ import annotations

import uuid

from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client


def archive(records: Records, actor: Actor, client_id: uuid.UUID) -> None:
    """Take a client out of the lists and the clinic's statistics. Raises AccessDeniedError.

    Who could see the client still can, and the client's own pages stay as they were.
    """
    with records.acting() as db:
        records.admit(db, actor, Action.ARCHIVE_CLIENT, client_id, "archived")
        client = db.get_one(Client, client_id)
        client.archived_at = client.archived_at or records.now()


def bring_back(records: Records, actor: Actor, client_id: uuid.UUID) -> None:
    """Put a client back into the lists. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.ARCHIVE_CLIENT, client_id, "brought back")
        db.get_one(Client, client_id).archived_at = None
