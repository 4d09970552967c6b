"""The clients of a clinic at a glance: one query for all of them, however many they are."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from skinmetrics.clinic import access, consent
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import Scorer
from skinmetrics.clinic.tables import Assignment, Client, Examination, Outcome, Photo, Purpose, Role, RoleName, Session


@dataclass(frozen=True)
class Glance:
    """A client in a practitioner's list.

    `treated` says that the actor is assigned to them, `shared` that the client allows use of photos by the
    practitioner. Of others nothing but the name is told: days are None, counts 0. `refused` counts photos of the last
    photo day that could not be measured.
    """

    id: uuid.UUID
    name: str
    treated: bool
    shared: bool
    has_account: bool
    last_photo: dt.date | None = None
    last_session: dt.date | None = None
    photos: int = 0
    refused: int = 0


def glances(
    records: Records, actor: Actor, clinic_id: uuid.UUID, scorer: Scorer, *, archived: bool = False
) -> list[Glance]:
    """The clients whom `actor` treats, or those of them who are archived; all, by name alone, for the administrator.

    Raises AccessDeniedError.
    """
    assigned = sa.exists().where(
        Assignment.client_id == Client.id, Assignment.practitioner_id == actor.account_id, Assignment.until.is_(None)
    )
    last_photo = sa.select(sa.func.max(Photo.taken_on)).where(Photo.client_id == Client.id).scalar_subquery()
    last_session = sa.select(sa.func.max(Session.held_on)).where(Session.client_id == Client.id).scalar_subquery()
    photos = sa.select(sa.func.count()).where(Photo.client_id == Client.id).scalar_subquery()
    query = (
        sa.select(
            Client.id,
            Client.name,
            assigned.label("treated"),
            consent.allows(Purpose.PRACTITIONER, Client.id).label("shared"),
            Client.account_id.is_not(None).label("has_account"),
            last_photo.label("last_photo"),
            last_session.label("last_session"),
            photos.label("photos"),
        )
        .where(
            Client.clinic_id == clinic_id, Client.archived_at.is_not(None) if archived else Client.archived_at.is_(None)
        )
        .order_by(sa.func.lower(Client.name), Client.id)
    )
    with records.database.reading() as db:
        access.require(db, actor, Action.LIST_CLIENTS, clinic_id)
        rank = (Role.account_id == actor.account_id) & (Role.clinic_id == clinic_id)
        administers = db.scalar(sa.select(sa.exists().where(rank, Role.name == RoleName.ADMINISTRATOR)))
        practises = db.scalar(sa.select(sa.exists().where(rank, Role.name == RoleName.PRACTITIONER)))
        if not administers:
            query = query.where(assigned)
        rows = db.execute(query).all()
        refused = dict(db.execute(_refused(clinic_id, scorer)).all())
    return [_glance(row, refused.get(row.id, 0), practises=bool(practises)) for row in rows]


def _refused(clinic_id: uuid.UUID, scorer: Scorer) -> sa.Select[uuid.UUID, int]:
    other = sa.orm.aliased(Photo)
    latest = sa.select(sa.func.max(other.taken_on)).where(other.client_id == Photo.client_id).scalar_subquery()
    return (
        sa.select(Photo.client_id, sa.func.count())
        .join(Client, Client.id == Photo.client_id)
        .join(Examination, (Examination.photo_id == Photo.id) & (Examination.scorer == scorer.digest))
        .where(Client.clinic_id == clinic_id, Examination.outcome == Outcome.REFUSED, Photo.taken_on == latest)
        .group_by(Photo.client_id)
    )


def _glance(
    row: sa.Row[uuid.UUID, str, bool, bool, bool, dt.date | None, dt.date | None, int], refused: int, *, practises: bool
) -> Glance:
    treated = practises and bool(row.treated)
    plain = Glance(row.id, row.name, treated, treated and bool(row.shared), bool(row.has_account))
    if not treated:
        return plain
    if not plain.shared:
        return Glance(
            row.id, row.name, treated, shared=False, has_account=plain.has_account, last_session=row.last_session
        )
    return Glance(
        row.id,
        row.name,
        treated,
        plain.shared,
        plain.has_account,
        row.last_photo,
        row.last_session,
        row.photos,
        refused,
    )
