"""Whether a client's history that was read earlier is still what the records say."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action, among, require_each
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import Scorer
from skinmetrics.clinic.tables import (
    Consent,
    Examination,
    Photo,
    PhotoConfirmation,
    PhotoExclusion,
    PhotoRemark,
    PhotoSide,
    Session,
    SessionPoint,
)

SEEN: Final = (Action.VIEW_SCORES, Action.LIST_PHOTOS)
"""What a history shows."""

Stamp = tuple[object, ...]


def history_stamp(records: Records, actor: Actor, client_id: uuid.UUID, scorer: Scorer) -> Stamp:
    """Changes with whatever would change `history`; asks each time whether `actor` may see it.

    Raises AccessDeniedError, ConsentNeededError.
    """
    with records.database.reading() as db:
        require_each(db, actor, SEEN, client_id)
        return _stamps(db, [client_id], scorer)[client_id]


def history_stamps(
    records: Records, actor: Actor, clients: Collection[uuid.UUID], scorer: Scorer
) -> dict[uuid.UUID, Stamp]:
    """The stamps of those of `clients` whose history `actor` may see, in as many queries as for one."""
    with records.database.reading() as db:
        return _stamps(db, among(db, actor, SEEN, clients), scorer)


def _stamps(db: orm.Session, clients: Collection[uuid.UUID], scorer: Scorer) -> dict[uuid.UUID, Stamp]:
    parts = [_by_client(db, query) for query in _facts(clients, scorer)]
    return {client: (client, scorer.digest, *(part.get(client) for part in parts)) for client in clients}


def _by_client(db: orm.Session, query: sa.Select[uuid.UUID, *tuple[object, ...]]) -> Mapping[uuid.UUID, int]:
    """The rows of each client, of whom the first column tells, as one number whatever their order."""
    rows: defaultdict[uuid.UUID, set[tuple[object, ...]]] = defaultdict(set)
    for client, *row in db.execute(query):
        rows[client].add(tuple(row))
    return {client: hash(frozenset(found)) for client, found in rows.items()}


def _facts(clients: Collection[uuid.UUID], scorer: Scorer) -> list[sa.Select[uuid.UUID, *tuple[object, ...]]]:
    of_photo, of_session = Photo.client_id.in_(clients), Session.client_id.in_(clients)
    # Asked of each photo by itself: a join reads the examinations of everybody.
    mine = sa.select(Examination.examined_at).where(Examination.photo_id == Photo.id)
    examined = mine.where(Examination.scorer == scorer.digest).scalar_subquery()
    days = sa.select(Photo.client_id, Photo.id, Photo.taken_at, Photo.taken_on, PhotoExclusion.reason, examined)
    told = sa.select(Photo.client_id, PhotoRemark.photo_id, PhotoRemark.confounder)
    certain = sa.select(Photo.client_id, PhotoConfirmation.photo_id).join(Photo)
    sides = sa.select(Photo.client_id, PhotoSide.photo_id, PhotoSide.mirrored).join(Photo)
    sessions = sa.select(
        Session.client_id, Session.id, Session.held_on, Session.held_at, Session.needles, Session.minutes
    )
    points = sa.select(
        Session.client_id, SessionPoint.session_id, SessionPoint.point, SessionPoint.side, SessionPoint.technique
    )
    return [
        days.outerjoin(PhotoExclusion).where(of_photo),
        told.join(Photo).where(of_photo),
        certain.where(of_photo),
        sides.where(of_photo),
        sessions.where(of_session),
        points.join(Session).where(of_session),
        sa.select(Consent.client_id, sa.func.max(Consent.id))
        .where(Consent.client_id.in_(clients))
        .group_by(Consent.client_id),
    ]
