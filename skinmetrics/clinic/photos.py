"""Saving, reading and deleting photos.

A photo is saved when its sealed file is durable and its row is committed, in this order; only then does `save`
return. Each file is announced in `unsettled_file` before it is written or before its row goes, so `repair` knows
what a killed process left behind.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import access, scores
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.backup.key_copy import outdate, refresh_copies
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.hold import refuse_if_held
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Burst, Clinic, Photo, UnsettledFile
from skinmetrics.clinic.taken import local_time
from skinmetrics.clinic.vault.patience import Patience
from skinmetrics.clinic.vault.sealing import SealBrokenError
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, Rendition, StoreError
from skinmetrics.imaging.clock import believed
from skinmetrics.imaging.photo import Header
from skinmetrics.progress.series import BURST_GAP

UPLOAD_TIME: Final = dt.timedelta(hours=1)
"""An upload still unsettled after this long belongs to a process that died."""

_log = logging.getLogger(__name__)


class PhotoDamagedError(ClinicError):
    """A sealed file does not open with its client's key: it was changed or replaced."""


class UploadAbandonedError(ClinicError):
    """The upload took so long that it was cleared away; nothing was saved."""


@dataclass(frozen=True)
class Saved:
    """A photo is in the records for good. `already` says that it had been there before; `taken_on` is the clinic's day
    that is kept of it, None where it is unknown; `clock_wrong` that it is, since the photo says one that had not come.
    """

    photo_id: uuid.UUID
    already: bool
    taken_on: dt.date | None = None
    clock_wrong: bool = False


def may_add(records: Records, actor: Actor, client_id: uuid.UUID) -> None:
    """Pass when `actor` may add photos now, before they are read. Raises AccessDeniedError, ConsentNeededError."""
    with records.database.reading() as db:
        access.require(db, actor, Action.ADD_PHOTO, client_id)


def save(records: Records, actor: Actor, client_id: uuid.UUID, data: bytes, header: Header) -> Saved:
    """Keep a photo's file bit-exact, sealed, and its row. Nothing that returned is lost, nothing else is kept.

    The file of one that is there already is put back if the photo was refused for no fault of its own.
    Raises AccessDeniedError, ConsentNeededError, StorageFullError, StoreError, UploadAbandonedError, PhotoMissingError
    when one that was there is deleted meanwhile.
    """
    key = PhotoKey(client_id, uuid.uuid4())
    with records.database.writing() as db:
        place = access.require(db, actor, Action.ADD_PHOTO, client_id)
        cipher = records.cipher(db, client_id)
        digest = cipher.digest(data)
        known = _known(db, client_id, digest, header, _zone(db, place))
        failed = known is not None and scores.is_failed_at(db, known.photo_id)
        if known is None:
            db.add(UnsettledFile(photo_id=key.photo_id, client_id=client_id, since=records.now(), doomed=False))
    if known is not None:
        if failed:
            save_view(records, known.photo_id, data, Rendition.ORIGINAL)
        return known
    try:
        records.store.put(key, cipher.seal(key, data))
        with records.acting() as db:
            saved = _commit(records, db, actor, key, digest, data, header)
    except BaseException:
        _settle(records, key)
        raise
    if saved.already:
        _settle(records, key)
    return saved


def _commit(
    records: Records, db: orm.Session, actor: Actor, key: PhotoKey, digest: bytes, data: bytes, header: Header
) -> Saved:
    # Asked again: the client may have been erased, or consent withdrawn, while the file was being written.
    place = records.admit(db, actor, Action.ADD_PHOTO, key.client_id, key.photo_id)
    zone = _zone(db, place)
    if known := _known(db, key.client_id, digest, header, zone):
        return known
    announced = sa.delete(UnsettledFile).where(UnsettledFile.photo_id == key.photo_id, ~UnsettledFile.doomed)
    if db.scalar(announced.returning(UnsettledFile.photo_id)) is None:
        raise UploadAbandonedError("The upload took too long and was cleared away. Send the photo again.")
    stated = header.taken_at and header.taken_at.on_clock(zone)
    taken = believed(stated, records.now().astimezone(zone).date())
    moment = taken.when.astimezone(dt.UTC) if taken and taken.precise else None  # no hour comes twice in UTC
    day = taken.day if taken else None
    db.add(
        Photo(
            id=key.photo_id,
            client_id=key.client_id,
            burst_id=burst_for(db, key.client_id, moment, day),
            digest=digest,
            format=header.format,
            n_bytes=len(data),
            taken_at=moment,
            taken_on=day,
            added_at=records.now(),
            added_by=actor.account_id,
        )
    )
    return Saved(key.photo_id, already=False, taken_on=day, clock_wrong=taken != stated)


def read(records: Records, actor: Actor, photo_id: uuid.UUID, rendition: Rendition = Rendition.ORIGINAL) -> bytes:
    """A photo's bytes, for one who may see them; written into the audit.

    Raises AccessDeniedError, ConsentNeededError, PhotoMissingError, PhotoDamagedError.
    """
    return fetch(records, replace(seen(records, actor, photo_id), rendition=rendition))


def seen(records: Records, actor: Actor, photo_id: uuid.UUID) -> PhotoKey:
    """Write into the audit that `actor` is about to see a photo; where it lies.

    Raises AccessDeniedError, ConsentNeededError.
    """
    with records.acting() as db:
        place = records.admit(db, actor, Action.VIEW_PHOTO, photo_id)
    assert place.client_id is not None  # noqa: S101 (a photo always has a client)
    return PhotoKey(place.client_id, photo_id)


def fetch(records: Records, key: PhotoKey) -> bytes:
    """A photo's bytes without asking who wants them: for scoring and for checks.

    Raises PhotoMissingError, PhotoDamagedError, NotFoundError.
    """
    with records.database.reading() as db:
        cipher = records.cipher(db, key.client_id)
    try:
        return cipher.unseal(key, records.store.get(key))
    except SealBrokenError as error:
        raise PhotoDamagedError(
            f"The file of photo {key.photo_id} was changed in the photo store. Restore it from a backup."
        ) from error


def save_view(records: Records, photo_id: uuid.UUID, data: bytes, rendition: Rendition = Rendition.VIEW) -> None:
    """Keep what pages show of a photo, as the caller made it. What is kept so can be made again from the original.

    Raises PhotoMissingError, StorageFullError, StoreError.
    """
    with records.database.reading() as db:
        key = PhotoKey(_client_of(db, photo_id), photo_id, rendition)
        sealed = records.cipher(db, key.client_id).seal(key, data)
    with records.database.writing() as db:
        # Nobody deletes the photo while its file is written, or whoever is killed in between would leave the file.
        there = sa.select(Photo.id).where(Photo.id == photo_id).with_for_update(read=True, key_share=True)
        if db.scalar(there) is not None:
            records.store.put(key, sealed)


def delete(records: Records, actor: Actor, photo_id: uuid.UUID) -> None:
    """Delete one photo, its scores and its files; files of keys are told, so that no backup brings it back.

    Raises AccessDeniedError, LegalHoldError.
    """
    with records.acting() as db:
        records.admit(db, actor, Action.DELETE_PHOTO, photo_id)
        photo = db.get_one(Photo, photo_id)
        refuse_if_held(records, db, photo.client_id)
        key = PhotoKey(photo.client_id, photo_id)
        db.add(doomed(key, records.now()))
        db.delete(photo)
        db.flush()
        db.execute(sa.delete(Burst).where(Burst.id == photo.burst_id, ~sa.exists().where(Photo.burst_id == Burst.id)))
        outdate(db)
    refresh_copies(records)
    remove_doomed(records, [key])


def doomed(key: PhotoKey, now: dt.datetime) -> UnsettledFile:
    """The announcement that a photo's files are to go, for the transaction that takes its row."""
    return UnsettledFile(photo_id=key.photo_id, client_id=key.client_id, since=now, doomed=True)


def remove_doomed(records: Records, keys: list[PhotoKey]) -> int:
    """Delete the photos' files, in all renditions, and then their announcements; of how many photos.

    What cannot be deleted now is logged, and stays announced for the next `repair`.
    """
    gone = list(_without_files(records, keys))
    with records.database.writing() as db:
        for start in range(0, len(gone), 500):
            db.execute(sa.delete(UnsettledFile).where(UnsettledFile.photo_id.in_(gone[start : start + 500])))
    records.database.forget_deleted()
    return len(gone)


def _without_files(records: Records, keys: list[PhotoKey]) -> Iterator[uuid.UUID]:
    """Delete the photos' files; the photos that have none left."""
    patience = Patience()
    for key in keys:
        left = False
        for rendition in Rendition:
            if patience.ended:
                return
            try:
                with patience.trying():
                    records.store.delete(replace(key, rendition=rendition))
            except StoreError as error:
                _log.warning("%s stays in the photo store for now: %s", replace(key, rendition=rendition).path, error)
                left = True
        if not left:
            yield key.photo_id


def repair(records: Records, upload_time: dt.timedelta = UPLOAD_TIME) -> int:
    """Finish what killed processes left: delete files to go, and files of uploads older than `upload_time`.

    Safe while other processes upload. Returns how many files were settled; the others wait for the next call.
    """
    abandoned = sa.or_(UnsettledFile.doomed, UnsettledFile.since <= records.now() - upload_time)
    with records.database.writing() as db:
        keys = _doom(db, abandoned)
    return remove_doomed(records, keys) if keys else 0


def _settle(records: Records, key: PhotoKey) -> None:
    """Take back an upload that did not become a photo. What fails here is left to `repair`."""
    try:
        with records.database.writing() as db:
            unsettled = _doom(db, UnsettledFile.photo_id == key.photo_id)
        remove_doomed(records, unsettled)  # none if the photo's row was committed after all
    except (ClinicError, sa.exc.DBAPIError):
        return


def _doom(db: orm.Session, which: sa.ColumnElement[bool]) -> list[PhotoKey]:
    """Mark files as to be deleted, in one statement: an upload commits before it, or finds its file doomed."""
    marked = sa.update(UnsettledFile).where(which).values(doomed=True)
    return [PhotoKey(*row) for row in db.execute(marked.returning(UnsettledFile.client_id, UnsettledFile.photo_id))]


def _known(db: orm.Session, client_id: uuid.UUID, digest: bytes, header: Header, zone: ZoneInfo) -> Saved | None:
    """A photo that is in the records already; its clock was wrong by what was known when it was added."""
    photo = db.scalar(sa.select(Photo).where(Photo.client_id == client_id, Photo.digest == digest))
    if photo is None:
        return None
    local = local_time(photo.taken_at, photo.taken_on, zone)
    stated = header.taken_at and header.taken_at.on_clock(zone)
    wrong = local is None and believed(stated, photo.added_at.astimezone(zone).date()) != stated
    return Saved(photo.id, already=True, taken_on=local.date() if local else None, clock_wrong=wrong)


def _zone(db: orm.Session, place: access.Place) -> ZoneInfo:
    return ZoneInfo(db.get_one(Clinic, place.clinic_id).time_zone)


def _client_of(db: orm.Session, photo_id: uuid.UUID) -> uuid.UUID:
    client_id = db.scalar(sa.select(Photo.client_id).where(Photo.id == photo_id))
    if client_id is None:
        raise PhotoMissingError(f"Photo {photo_id} is not in the records any more.")
    return client_id


def burst_for(db: orm.Session, client_id: uuid.UUID, moment: dt.datetime | None, day: dt.date | None) -> uuid.UUID:
    """The burst of the photos within BURST_GAP of it; where only the day is known, that day's; else a new one.

    Bursts that it lies between become the earliest of them: which photos are together must not hang on their order of
    arrival. The caller's transaction takes turns with others.
    """
    near = sa.select(Photo.burst_id).where(Photo.client_id == client_id).order_by(Photo.taken_at, Photo.id)
    if moment is not None:
        near = near.where(Photo.taken_at.between(moment - BURST_GAP, moment + BURST_GAP))
    elif day is not None:
        near = near.where(Photo.taken_at.is_(None), Photo.taken_on == day)
    else:
        near = near.where(sa.false())
    found = list(dict.fromkeys(db.scalars(near)))
    if found:
        kept, *joined = found
        if joined:
            db.execute(sa.update(Photo).where(Photo.burst_id.in_(joined)).values(burst_id=kept))
            db.execute(sa.delete(Burst).where(Burst.id.in_(joined)))
        return kept
    burst = Burst(client_id=client_id)
    db.add(burst)
    db.flush()
    return burst.id
