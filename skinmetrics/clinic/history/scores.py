"""All scores of one client, read the quick way: a large clinic's millions of other rows must not be touched."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.tables import Photo, Score


@dataclass(frozen=True)
class ScoreColumn:
    """One metric in one region: each photo's value, or why it has none."""

    metric: str
    region: str
    values: Mapping[uuid.UUID, float]
    declined: Mapping[uuid.UUID, str]


def score_columns(
    db: orm.Session, client_id: uuid.UUID, versions: Mapping[str, int], *, fine: bool
) -> Iterator[ScoreColumn]:
    """A client's scores of metric `versions` (known_versions) at one resolution, without asking who wants them."""
    names = {row_id: metric for metric, row_id in versions.items()}
    ids = db.scalars(sa.select(Photo.id).where(Photo.client_id == client_id).order_by(Photo.id)).all()
    place = sa.func.row_number().over(order_by=Photo.id).label("place")  # small numbers travel faster than ids
    photos = sa.select(Photo.id, place).where(Photo.client_id == client_id).subquery()
    wanted = (Score.fine == fine) & Score.metric_version_id.in_(list(names))
    read = _by_sqlite if db.get_bind().dialect.name == "sqlite" else _by_postgresql
    for version, region, scored, values, refused, reasons in read(db, photos, wanted):
        yield ScoreColumn(
            names[version],
            region,
            dict(zip([ids[place - 1] for place in scored or ()], values or (), strict=True)),
            dict(zip([ids[place - 1] for place in refused or ()], reasons or (), strict=True)),
        )


def only_standard(db: orm.Session, client_id: uuid.UUID, versions: Mapping[str, int]) -> frozenset[uuid.UUID]:
    """The photos of a client that do not reach the fine resolution."""
    # A value and not EXISTS, which PostgreSQL may answer by reading the scores of everybody.
    fine = sa.select(Score.fine).where(
        Score.photo_id == Photo.id, Score.fine, Score.metric_version_id.in_(list(versions.values()))
    )
    short = sa.select(Photo.id).where(Photo.client_id == client_id, fine.limit(1).scalar_subquery().is_(None))
    return frozenset(db.scalars(short))


_Column = tuple[int, str, Sequence[int] | None, Sequence[float] | None, Sequence[int] | None, Sequence[str] | None]
"""Metric version and region; places (from 1) of photos with a value, and the values; of declined ones, and the reasons.
None stands for an empty list."""


def _by_postgresql(db: orm.Session, photos: sa.Subquery, wanted: sa.ColumnElement[bool]) -> Iterator[_Column]:
    """Gathered by the server, photo by photo along the primary key.

    Left to itself it reads the whole table where a client has more than about one per cent of it: it takes a photo's
    rows for scattered. OFFSET 0 is what keeps the inner query for each photo on its own.
    """
    inner = sa.select(Score.metric_version_id, Score.region, Score.value, Score.declined)
    score = inner.where(Score.photo_id == photos.c.id, wanted).offset(0).lateral()
    there = score.c.value.is_not(None)
    refused = ~there & score.c.declined.is_not(None)
    lists = (
        sa.func.array_agg(photos.c.place).filter(there),
        sa.func.array_agg(score.c.value).filter(there),
        sa.func.array_agg(photos.c.place).filter(refused),
        sa.func.array_agg(score.c.declined).filter(refused),
    )
    key = (score.c.metric_version_id, score.c.region)
    for row in db.execute(sa.select(*key, *lists).select_from(photos.join(score, sa.true())).group_by(*key)):
        version, region, *columns = row
        yield version, region, *columns


def _by_sqlite(db: orm.Session, photos: sa.Subquery, wanted: sa.ColumnElement[bool]) -> Iterator[_Column]:
    """Gathered here: SQLite's own lists are JSON, which rounds numbers to 15 digits."""
    query = sa.select(Score.metric_version_id, Score.region, photos.c.place, Score.value, Score.declined)
    found: dict[tuple[int, str], tuple[list[int], list[float], list[int], list[str]]] = {}
    for version, region, place, value, declined in db.execute(
        query.join(photos, photos.c.id == Score.photo_id).where(wanted)
    ):
        scored, values, refused, reasons = found.setdefault((version, region), ([], [], [], []))
        if value is not None:
            scored.append(place)
            values.append(value)
        elif declined is not None:
            refused.append(place)
            reasons.append(declined)
    for (version, region), lists in found.items():
        yield version, region, *lists
