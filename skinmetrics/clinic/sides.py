"""Which way round a client's photos are, where somebody knows better than most of them.

A camera that mirrors every photo cannot be told from one that mirrors none. What somebody says is kept of each photo
that there is then, and goes on to those that are compared with it later (`sides_handed_on.py`), so that it stays true
whatever is added or deleted.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.history.reading import photographed
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import Scorer, one_at_a_time
from skinmetrics.clinic.tables import Photo, PhotoSide


def swap(records: Records, actor: Actor, client_id: uuid.UUID, scorer: Scorer) -> None:
    """Say that a client's photos are mirrored, and those that seem to be are not: left and right of all are swapped.

    Raises AccessDeniedError, ConsentNeededError.
    """
    with records.acting() as db:
        records.admit(db, actor, Action.SWAP_SIDES, client_id, "swapped")
        one_at_a_time(db, client_id)
        shown = photographed(db, client_id, scorer).photos
        # Those that do not count, too: later ones may be compared with them.
        own = [photo for photo in shown if photo.state == "scored" and not photo.stranger]
        db.execute(sa.delete(PhotoSide).where(PhotoSide.photo_id.in_(_of(client_id))))
        told = {"told_at": records.now(), "told_by": actor.account_id}
        db.add_all(PhotoSide(photo_id=photo.id, mirrored=not photo.mirrored, **told) for photo in own)


def take_back(records: Records, actor: Actor, client_id: uuid.UUID) -> None:
    """Let most photos decide again. Raises AccessDeniedError, ConsentNeededError."""
    with records.acting() as db:
        records.admit(db, actor, Action.SWAP_SIDES, client_id, "taken back")
        one_at_a_time(db, client_id)
        db.execute(sa.delete(PhotoSide).where(PhotoSide.photo_id.in_(_of(client_id))))


def _of(client_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    return sa.select(Photo.id).where(Photo.client_id == client_id)
