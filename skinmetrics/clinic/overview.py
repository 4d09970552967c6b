"""The clients of a clinic at a glance: one query for all of them, however many they are."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import orm

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
    practitioner. Of others nothing but the name is told: days are None, `refused` is 0. It counts the photos of the
    last photo day that could not be measured.
    """

    id: uuid.UUID
    name: str
    treated: bool
    shared: bool
    has_account: bool
    last_photo: dt.date | None = None
    last_session: dt.date | None = None
    refused: int = 0


def glances(
    records: Records, actor: Actor, clinic_id: uuid.UUID, scorer: Scorer, *, archived: bool = False
) -> list[Glance]:
    """The clients whom `actor` treats, or those of them who are archived; all, by name alone, for the administrator.

    Raises AccessDeniedError.
    """
    with records.database.reading() as db:
        access.require(db, actor, Action.LIST_CLIENTS, clinic_id)
        ranks = sa.select(Role.name).where(Role.account_id == actor.account_id, Role.clinic_id == clinic_id)
        held = set(db.scalars(ranks))
        query = _query(actor, clinic_id, scorer, archived=archived)
        if RoleName.ADMINISTRATOR not in held:
            query = query.where(_assigned(actor))
        return [_glance(row, practises=RoleName.PRACTITIONER in held) for row in db.execute(query)]


_Row = tuple[uuid.UUID, str, bool, bool, bool, dt.date | None, dt.date | None, int]


def _query(actor: Actor, clinic_id: uuid.UUID, scorer: Scorer, *, archived: bool) -> sa.Select[*_Row]:
    """Each client with what a few steps down an index tell, however many photos there are."""
    last_session = sa.select(sa.func.max(Session.held_on)).where(Session.client_id == Client.id).scalar_subquery()
    since = Client.archived_at
    return (
        sa.select(
            Client.id,
            Client.name,
            _assigned(actor).label("treated"),
            consent.allows(Purpose.PRACTITIONER, Client.id).label("shared"),
            Client.account_id.is_not(None).label("has_account"),
            _last_photo().label("last_photo"),
            last_session.label("last_session"),
            _refused(scorer).label("refused"),
        )
        .where(Client.clinic_id == clinic_id, since.is_not(None) if archived else since.is_(None))
        .order_by(sa.func.lower(Client.name), Client.id)
    )


def _assigned(actor: Actor) -> sa.Exists:
    return sa.exists().where(
        Assignment.client_id == Client.id, Assignment.practitioner_id == actor.account_id, Assignment.until.is_(None)
    )


def _last_photo() -> sa.ScalarSelect[dt.date | None]:
    photo = orm.aliased(Photo)
    return (
        sa.select(sa.func.max(photo.taken_on)).where(photo.client_id == Client.id).correlate(Client).scalar_subquery()
    )


def _refused(scorer: Scorer) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Photo)
        .join(Examination, (Examination.photo_id == Photo.id) & (Examination.scorer == scorer.digest))
        .where(Photo.client_id == Client.id, Photo.taken_on == _last_photo(), Examination.outcome == Outcome.REFUSED)
        .correlate(Client)
        .scalar_subquery()
    )


def _glance(row: sa.Row[*_Row], *, practises: bool) -> Glance:
    treated = practises and bool(row.treated)
    plain = Glance(row.id, row.name, treated, treated and bool(row.shared), bool(row.has_account))
    if not treated:
        return plain
    if not plain.shared:
        return replace(plain, last_session=row.last_session)
    return replace(plain, last_photo=row.last_photo, last_session=row.last_session, refused=row.refused)
