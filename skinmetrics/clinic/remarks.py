"""What people tell of a photo after it was saved: when it was taken, whom it shows, what else, that it is left out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.photos import burst_for
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Burst, Photo, PhotoConfirmation, PhotoExclusion, PhotoRemark, PhotoSide
from skinmetrics.imaging.clock import has_come
from skinmetrics.imaging.taken_at import FIRST_YEAR
from skinmetrics.progress.exclusion import Confounder
from skinmetrics.progress.series import NOT_EXCLUDED


class RemarkError(ClinicError):
    """A remark that cannot be: a photo left out without a reason, or taken on a day that had not come."""


@dataclass(frozen=True)
class Remarks:
    """What was told of a client's photos, by photo id."""

    exclusions: Mapping[uuid.UUID, str]
    confounders: Mapping[uuid.UUID, frozenset[Confounder]]
    confirmed: frozenset[uuid.UUID]
    mirrored: Mapping[uuid.UUID, bool]


def exclude(records: Records, actor: Actor, photo_id: uuid.UUID, reason: str) -> None:
    """Leave a photo out of what is judged; it stays visible, with the reason. Raises AccessDeniedError, RemarkError."""
    reason = " ".join(reason.split())
    if reason.lower() in NOT_EXCLUDED:  # a table would say that it counts
        raise RemarkError("Say in a few words why this photo is left out; the reason is shown wherever it is missing.")
    with records.acting() as db:
        records.admit(db, actor, Action.EXCLUDE_PHOTO, photo_id)
        db.execute(sa.delete(PhotoExclusion).where(PhotoExclusion.photo_id == photo_id))
        told = {"excluded_at": records.now(), "excluded_by": actor.account_id}
        db.add(PhotoExclusion(photo_id=photo_id, reason=reason, **told))


def include(records: Records, actor: Actor, photo_id: uuid.UUID) -> None:
    """Count a photo again. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.EXCLUDE_PHOTO, photo_id, f"{photo_id} counted again")
        db.execute(sa.delete(PhotoExclusion).where(PhotoExclusion.photo_id == photo_id))


def confirm(records: Records, actor: Actor, photo_id: uuid.UUID) -> None:
    """Say that a photo shows the client, whatever it seems to show. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.CONFIRM_PHOTO, photo_id)
        db.execute(sa.delete(PhotoConfirmation).where(PhotoConfirmation.photo_id == photo_id))
        db.add(PhotoConfirmation(photo_id=photo_id, confirmed_at=records.now(), confirmed_by=actor.account_id))


def doubt(records: Records, actor: Actor, photo_id: uuid.UUID) -> None:
    """Take back that a photo shows the client for certain. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.CONFIRM_PHOTO, photo_id, f"{photo_id} taken back")
        db.execute(sa.delete(PhotoConfirmation).where(PhotoConfirmation.photo_id == photo_id))


def remark(
    records: Records,
    actor: Actor,
    photo_id: uuid.UUID,
    noted: Collection[Confounder],
    taken_back: Collection[Confounder] = (),
) -> None:
    """Note what else may show on a photo, or take it back; what else was noted stays. Raises AccessDeniedError."""
    of_photo = PhotoRemark.photo_id == photo_id
    with records.acting() as db:
        records.admit(db, actor, Action.REMARK_PHOTO, photo_id)
        db.execute(sa.delete(PhotoRemark).where(of_photo, PhotoRemark.confounder.in_(map(str, taken_back))))
        there = set(db.scalars(sa.select(PhotoRemark.confounder).where(of_photo)))
        told = {"told_at": records.now(), "told_by": actor.account_id}
        db.add_all(PhotoRemark(photo_id=photo_id, confounder=each, **told) for each in {*map(str, noted)} - there)


def correct_day(records: Records, actor: Actor, photo_id: uuid.UUID, day: dt.date) -> None:
    """Say on which local day a photo was taken, where its file says otherwise or nothing.

    It joins the burst of that day's other photos without an hour; given the file's own day again, it is where it was.
    Raises AccessDeniedError, RemarkError.
    """
    with records.acting() as db:
        place = records.admit(db, actor, Action.REMARK_PHOTO, photo_id, f"{photo_id} on {day}")
        assert place.clinic_id is not None  # noqa: S101 (a photo always has a clinic)
        if not dt.date(FIRST_YEAR, 1, 1) <= day <= records.local_day(db, place.clinic_id):
            raise RemarkError("This day has not come yet, or is long past. Give the day on which the photo was taken.")
        photo = db.get_one(Photo, photo_id)
        if not has_come(day, records.local_day(db, place.clinic_id, photo.added_at)):
            raise RemarkError("This photo was added before that day. Give the day on which it was taken.")
        shown = records.local_day(db, place.clinic_id, photo.taken_at) if photo.taken_at else photo.taken_on
        if shown == day:
            return
        left, stated = photo.burst_id, photo.taken_at or photo.moment_in_file
        own = stated if stated and records.local_day(db, place.clinic_id, stated) == day else None
        joined = burst_for(db, photo.client_id, own, day)
        photo.taken_at, photo.moment_in_file = own, None if own else stated
        photo.taken_on, photo.burst_id = day, joined
        db.flush()
        db.execute(sa.delete(Burst).where(Burst.id == left, ~sa.exists().where(Photo.burst_id == Burst.id)))


def entries(db: orm.Session, client_id: uuid.UUID) -> Remarks:
    """What was told of a client's photos, without asking who wants it."""
    left_out = sa.select(PhotoExclusion.photo_id, PhotoExclusion.reason).join(Photo).where(Photo.client_id == client_id)
    told = sa.select(PhotoRemark.photo_id, PhotoRemark.confounder).join(Photo).where(Photo.client_id == client_id)
    certain = sa.select(PhotoConfirmation.photo_id).join(Photo).where(Photo.client_id == client_id)
    sides = sa.select(PhotoSide.photo_id, PhotoSide.mirrored).join(Photo).where(Photo.client_id == client_id)
    confounders: dict[uuid.UUID, set[Confounder]] = {}
    for photo_id, confounder in db.execute(told):
        confounders.setdefault(photo_id, set()).add(Confounder(confounder))
    return Remarks(
        exclusions=dict(db.execute(left_out).all()),
        confounders={photo_id: frozenset(found) for photo_id, found in confounders.items()},
        confirmed=frozenset(db.scalars(certain)),
        mirrored=dict(db.execute(sides).all()),
    )
