"""What the photos scored, and which photos are still to be scored.

There is no queue: what is left to do is what the records lack, a photo without an examination by the current scorer.
An examination is written once, however many workers looked at the photo.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from skinmetrics.clinic import consent
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sides_handed_on import hand_on
from skinmetrics.clinic.tables import Base, Examination, MetricVersion, Outcome, Photo, Purpose, Score
from skinmetrics.clinic.vault.store import PhotoKey

WHOLE_FACE: Final = "face"
FAULT: Final = "fault"
"""Code of a refusal that is no fault of the photo's: the program failed at it, or its file does not open. The photo
stays due, and the refusal goes when another result comes of it.
"""
_LOCK_BITS: Final = 2**62 - 1


class OvertakenError(ClinicError):
    """Another photo of the client was scored meanwhile, with which the one at hand was not compared."""


@dataclass(frozen=True)
class Metric:
    """A metric as it is computed now."""

    id: str
    version: int
    parameters_hash: str
    unit: str


@dataclass(frozen=True)
class Scorer:
    """All metrics as they are computed now; changing any makes every photo due again."""

    metrics: tuple[Metric, ...]

    @property
    def digest(self) -> str:
        """32 hex digits that name exactly these metrics, in any order."""
        facts = sorted((metric.id, metric.version, metric.parameters_hash) for metric in self.metrics)
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Value:
    """A metric in a region (WHOLE_FACE for all of it): a value in the metric's unit, or why it was declined."""

    metric: str
    region: str
    fine: bool
    value: float | None
    declined: str | None = None


@dataclass(frozen=True)
class Examined:
    """A photo that could be scored. `capture` and `face` are as in the program's JSON output; with the former the
    circumstances that a series asks for (progress.circumstances).
    """

    capture: Mapping[str, Any]
    face: Mapping[str, Any]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Refused:
    """A photo that cannot be scored, with the reason in words."""

    code: str
    message: str


@dataclass(frozen=True)
class ScoreEntry:
    """A value with the photo that it is of. `taken_at` is UTC, `taken_on` the local day; None where unknown."""

    photo_id: uuid.UUID
    burst_id: uuid.UUID
    taken_at: dt.datetime | None
    taken_on: dt.date | None
    metric: str
    version: int
    unit: str
    region: str
    fine: bool
    value: float | None
    declined: str | None


@dataclass(frozen=True)
class Coverage:
    """How many photos there are to measure, and how many of them the scorer has examined without failing at them."""

    examined: int
    photos: int


def coverage(records: Records, scorer: Scorer, client_id: uuid.UUID | None = None) -> Coverage:
    """How far the scoring has come, for one client or (None) all of them."""
    counts = sa.select(sa.func.count().filter(_examined(scorer)), sa.func.count())
    measured = counts.select_from(Photo).where(Photo.client_id.in_(consent.allowing(Purpose.MEASURING)))
    if client_id is not None:
        measured = measured.where(Photo.client_id == client_id)
    with records.database.reading() as db:
        return Coverage(*db.execute(measured).one())


def pending(records: Records, scorer: Scorer, limit: int | None = None) -> list[PhotoKey]:
    """The photos that `scorer` has not examined, or failed at by a fault of its own, and whose clients allow measuring,
    oldest upload first.
    """
    query = (
        sa.select(Photo.client_id, Photo.id)
        .where(~_examined(scorer), Photo.client_id.in_(consent.allowing(Purpose.MEASURING)))
        .order_by(Photo.added_at, Photo.id)
        .limit(limit)
    )
    with records.database.reading() as db:
        return [PhotoKey(*row) for row in db.execute(query)]


def _examined(scorer: Scorer) -> sa.Exists:
    mine = sa.exists().where(Examination.photo_id == Photo.id, Examination.scorer == scorer.digest)
    return mine.where(Examination.code.is_distinct_from(FAULT))


def is_failed_at(db: orm.Session, photo_id: uuid.UUID) -> bool:
    """Whether a photo was refused for no fault of its own."""
    failed = sa.select(Examination.photo_id).where(Examination.photo_id == photo_id, Examination.code == FAULT)
    return db.scalar(failed.limit(1)) is not None


def captures(records: Records, scorer: Scorer, client_id: uuid.UUID) -> dict[uuid.UUID, dict[str, Any]]:
    """How the client's photos that the scorer could score were taken, first upload first; asks nobody's permission."""
    with records.database.reading() as db:
        return _captures(db, scorer, client_id)


def _captures(db: orm.Session, scorer: Scorer, client_id: uuid.UUID) -> dict[uuid.UUID, dict[str, Any]]:
    # Asked of each photo by itself: a join may read the examinations of everybody.
    mine = sa.select(Examination.capture).where(Examination.photo_id == Photo.id, Examination.scorer == scorer.digest)
    of_client = sa.select(Photo.id, mine.scalar_subquery()).where(Photo.client_id == client_id)
    found = db.execute(of_client.order_by(Photo.added_at, Photo.id))
    return {photo_id: capture for photo_id, capture in found if capture is not None}  # None: refused, or not yet seen


def write(
    records: Records,
    scorer: Scorer,
    photo_id: uuid.UUID,
    result: Examined | Refused,
    known: Collection[uuid.UUID] | None = None,
) -> bool:
    """Write what came of a photo, all or nothing. False when it is already there, or the photo or the consent gone.

    Where the `result` holds only as long as no photo of the client is scored beside those `known`, it is not written
    when one is.
    Raises StorageFullError, OvertakenError.
    """
    with records.database.writing() as db:
        due = sa.select(Photo.client_id).where(Photo.id == photo_id, consent.allows(Purpose.MEASURING, Photo.client_id))
        # The lock keeps the photo from being erased between this look and the commit.
        client_id = db.scalar(due.with_for_update(read=True, key_share=True, of=Photo))
        if client_id is None:
            return False
        if known is not None:
            _refuse_if_overtaken(db, scorer, client_id, {photo_id, *known})
        said = result.message if isinstance(result, Refused) else None
        failed = sa.delete(Examination).where(Examination.photo_id == photo_id, Examination.code == FAULT)
        db.execute(failed.where(Examination.scorer == scorer.digest, Examination.message.is_distinct_from(said)))
        if not _insert_absent(db, Examination, [_examination(records, scorer, photo_id, result)]):
            return False
        if isinstance(result, Examined):
            versions = _versions(db, scorer)
            _insert_absent(db, Score, [_score(photo_id, versions, value) for value in result.values])
            hand_on(db, client_id, photo_id, result.capture)
        return True


def one_at_a_time(db: orm.Session, client_id: uuid.UUID) -> None:
    """Wait until nobody else writes what hangs on all of a client's photos; others wait until the commit."""
    if db.get_bind().dialect.name == "postgresql":  # SQLite lets one at a time write anyway
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(client_id.int & _LOCK_BITS)))


def _refuse_if_overtaken(db: orm.Session, scorer: Scorer, client_id: uuid.UUID, known: Collection[uuid.UUID]) -> None:
    """Raises OvertakenError. Of those who ask for one client one at a time gets an answer, until it commits."""
    one_at_a_time(db, client_id)
    if not _captures(db, scorer, client_id).keys() <= set(known):
        raise OvertakenError


def of_client(
    records: Records,
    actor: Actor,
    client_id: uuid.UUID,
    scorer: Scorer,
    metrics: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> list[ScoreEntry]:
    """A client's scores of the scorer's versions, oldest photo first; of some metrics and regions, or of all (None).

    Raises AccessDeniedError, ConsentNeededError.
    """
    with records.acting() as db:
        records.admit(db, actor, Action.VIEW_SCORES, client_id)
    with records.database.reading() as db:
        current = [_is(metric) for metric in scorer.metrics if metrics is None or metric.id in metrics]
        versions = db.scalars(sa.select(MetricVersion.id).where(sa.or_(sa.false(), *current))).all()
        which = Score.metric_version_id.in_(versions)
        return entries(db, client_id, which if regions is None else which & Score.region.in_(regions))


def entries(db: orm.Session, client_id: uuid.UUID, which: sa.ColumnElement[bool] | None = None) -> list[ScoreEntry]:
    """A client's scores of all metric versions, or of those that `which` selects, oldest photo first."""
    query = (
        sa.select(
            Photo.id.label("photo_id"),
            Photo.burst_id,
            Photo.taken_at,
            Photo.taken_on,
            MetricVersion.metric,
            MetricVersion.version,
            MetricVersion.unit,
            Score.region,
            Score.fine,
            Score.value,
            Score.declined,
        )
        .join(Score, Score.photo_id == Photo.id)
        .join(MetricVersion, MetricVersion.id == Score.metric_version_id)
        .where(Photo.client_id == client_id)
        .order_by(Photo.taken_on, Photo.taken_at, Photo.id, MetricVersion.metric, Score.fine, Score.region)
    )
    rows = db.execute(query if which is None else query.where(which)).mappings()
    return [ScoreEntry(**row) for row in rows]


def _is(metric: Metric) -> sa.ColumnElement[bool]:
    return sa.and_(
        MetricVersion.metric == metric.id,
        MetricVersion.version == metric.version,
        MetricVersion.parameters_hash == metric.parameters_hash,
    )


def _examination(records: Records, scorer: Scorer, photo_id: uuid.UUID, result: Examined | Refused) -> dict[str, Any]:
    refused = isinstance(result, Refused)
    return {
        "photo_id": photo_id,
        "scorer": scorer.digest,
        "examined_at": records.now(),
        "outcome": Outcome.REFUSED if refused else Outcome.SCORED,
        "code": result.code if isinstance(result, Refused) else None,
        "message": result.message if isinstance(result, Refused) else None,
        "capture": result.capture if isinstance(result, Examined) else None,
        "face": result.face if isinstance(result, Examined) else None,
    }


def _score(photo_id: uuid.UUID, versions: dict[str, int], value: Value) -> dict[str, Any]:
    return {
        "photo_id": photo_id,
        "metric_version_id": versions[value.metric],
        "fine": value.fine,
        "region": value.region,
        "value": value.value,
        "declined": value.declined,
    }


def _versions(db: orm.Session, scorer: Scorer) -> dict[str, int]:
    """The row id of each of the scorer's metrics, made when new."""
    versions = known_versions(db, scorer)
    missing = [metric for metric in scorer.metrics if metric.id not in versions]
    if not missing:
        return versions
    rows = [
        {"metric": each.id, "version": each.version, "parameters_hash": each.parameters_hash, "unit": each.unit}
        for each in missing
    ]
    _insert_absent(db, MetricVersion, rows)
    return known_versions(db, scorer)


def known_versions(db: orm.Session, scorer: Scorer) -> dict[str, int]:
    """The row id of each of the scorer's metrics that any photo was examined with."""
    query = sa.select(MetricVersion.metric, MetricVersion.id).where(
        sa.or_(sa.false(), *(_is(metric) for metric in scorer.metrics))
    )
    return dict(db.execute(query).all())


def _insert_absent(db: orm.Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows whose key is not there yet; how many there were."""
    if not rows:
        return 0
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    key = sa.inspect(table).primary_key
    statement = dialect.insert(table).values(list(rows)).on_conflict_do_nothing().returning(*key)
    return len(db.connection().execute(statement).all())
