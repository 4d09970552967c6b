"""Photos, and what they scored."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from skinmetrics.clinic.tables.base import Base, Outcome, done_by, new_id, row_of


class Burst(Base):
    """Photos taken within minutes, which count as one measurement."""

    __tablename__ = "burst"
    id: Mapped[uuid.UUID] = new_id()
    client_id: Mapped[uuid.UUID] = row_of("client", index=True)


class Photo(Base):
    """A saved photo; its bytes lie sealed in the photo store under its id.

    `digest` is keyed by the client's key, so that it tells a photo seen twice but nothing to who lacks the key.
    `taken_at` is None where only the day is known, `taken_on` where not even that. The clinic's clock holds: `taken_on`
    is its day at `taken_at`. `moment_in_file` is what `taken_at` was before somebody gave another day.
    """

    __tablename__ = "photo"
    id: Mapped[uuid.UUID] = new_id()
    client_id: Mapped[uuid.UUID] = row_of("client")
    burst_id: Mapped[uuid.UUID] = row_of("burst", index=True)
    digest: Mapped[bytes]
    format: Mapped[str]
    n_bytes: Mapped[int]
    taken_at: Mapped[dt.datetime | None]
    taken_on: Mapped[dt.date | None]
    moment_in_file: Mapped[dt.datetime | None]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID | None] = done_by()
    __table_args__ = (UniqueConstraint("client_id", "digest"), Index(None, "client_id", "taken_on"))


class UnsettledFile(Base):
    """A photo's files may lie in the store without a photo row: an upload under way, or (doomed) not yet deleted.

    Written before such a file can exist, so that a killed process leaves nothing that nobody knows of.
    """

    __tablename__ = "unsettled_file"
    photo_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    client_id: Mapped[uuid.UUID]
    since: Mapped[dt.datetime]
    doomed: Mapped[bool]


class MetricVersion(Base):
    """A metric as it was computed: its version and the hash of its parameters."""

    __tablename__ = "metric_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    metric: Mapped[str]
    version: Mapped[int]
    parameters_hash: Mapped[str]
    unit: Mapped[str]
    __table_args__ = (UniqueConstraint("metric", "version", "parameters_hash"),)


class Examination(Base):
    """A photo has been looked at by one scorer (the digest of all its metric versions), with this outcome."""

    __tablename__ = "examination"
    photo_id: Mapped[uuid.UUID] = row_of("photo", primary_key=True)
    scorer: Mapped[str] = mapped_column(primary_key=True)
    examined_at: Mapped[dt.datetime]
    outcome: Mapped[Outcome]
    code: Mapped[str | None]
    message: Mapped[str | None]
    capture: Mapped[dict[str, Any] | None]
    face: Mapped[dict[str, Any] | None]


class Score(Base):
    """A metric's value for a photo and region ("face" is the whole face), or why there is none."""

    __tablename__ = "score"
    photo_id: Mapped[uuid.UUID] = row_of("photo", primary_key=True)
    metric_version_id: Mapped[int] = mapped_column(ForeignKey("metric_version.id"), primary_key=True)
    fine: Mapped[bool] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float | None]
    declined: Mapped[str | None]
    __table_args__ = ({"sqlite_with_rowid": False},)


class PhotoExclusion(Base):
    """A photo is left out of what is judged, with the reason that a practitioner gave; it stays visible."""

    __tablename__ = "photo_exclusion"
    photo_id: Mapped[uuid.UUID] = row_of("photo", primary_key=True)
    reason: Mapped[str]
    excluded_at: Mapped[dt.datetime]
    excluded_by: Mapped[uuid.UUID | None] = done_by()


class PhotoRemark(Base):
    """Something besides treatment that may show on a photo (progress.exclusion.Confounder), as somebody told."""

    __tablename__ = "photo_remark"
    photo_id: Mapped[uuid.UUID] = row_of("photo", primary_key=True)
    confounder: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[dt.datetime]
    told_by: Mapped[uuid.UUID | None] = done_by()


class PhotoConfirmation(Base):
    """Somebody knows that a photo shows the client, whatever it seems to show."""

    __tablename__ = "photo_confirmation"
    photo_id: Mapped[uuid.UUID] = row_of("photo", primary_key=True)
    confirmed_at: Mapped[dt.datetime]
    confirmed_by: Mapped[uuid.UUID | None] = done_by()


class PhotoSide(Base):
    """Somebody said that a photo is mirrored, or that it is not, whatever most photos of the client tell."""

    __tablename__ = "photo_side"
    photo_id: Mapped[uuid.UUID] = row_of("photo", primary_key=True)
    mirrored: Mapped[bool]
    told_at: Mapped[dt.datetime]
    told_by: Mapped[uuid.UUID | None] = done_by()
