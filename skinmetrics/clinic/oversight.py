"""What an administrator looks at: who did what in the clinic."""

from __future__ import annotations

import uuid

from skinmetrics.clinic import audit
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.records import Records


def view_audit(
    records: Records, actor: Actor, clinic_id: uuid.UUID, *, before: int | None = None, limit: int = 100
) -> list[audit.Entry]:
    """A clinic's newest audit events first, from those before position `before`; looking is an event too.

    Raises AccessDeniedError.
    """
    with records.acting() as db:
        records.admit(db, actor, Action.VIEW_AUDIT, clinic_id)
        return audit.events(db, clinic_id, before=before, limit=limit)
