"""Days of photos by the clinic's clock: earlier versions kept the file's own, and days that had not come."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AHEAD = dt.timedelta(days=1)
"""East of the clinic it is tomorrow already."""


def upgrade() -> None:
    """Set days to the clinic's where the moment is known; days and moments to unknown where they had not come."""
    moment, unique = sa.DateTime(timezone=True), sa.Uuid()
    photo = sa.table(
        "photo",
        sa.column("id", unique),
        sa.column("client_id", unique),
        sa.column("taken_at", moment),
        sa.column("taken_on", sa.Date()),
        sa.column("added_at", moment),
    )
    client = sa.table("client", sa.column("id", unique), sa.column("clinic_id", unique))
    clinic = sa.table("clinic", sa.column("id", unique), sa.column("time_zone", sa.Text()))
    placed = photo.join(client, client.c.id == photo.c.client_id).join(clinic, clinic.c.id == client.c.clinic_id)
    kept = sa.select(photo.c.id, photo.c.taken_at, photo.c.taken_on, photo.c.added_at, clinic.c.time_zone)
    connection = op.get_bind()
    changed = []
    for row in connection.execute(kept.select_from(placed).where(photo.c.taken_on.is_not(None))):
        zone = ZoneInfo(row.time_zone)
        day = _day(row.taken_at, zone) if row.taken_at else row.taken_on
        come = day <= _day(row.added_at, zone) + AHEAD
        if not come or day != row.taken_on:
            changed.append({"known": row.id, "day": day if come else None, "when": row.taken_at if come else None})
    if changed:
        fill = sa.update(photo).where(photo.c.id == sa.bindparam("known"))
        connection.execute(
            fill.values(taken_on=sa.bindparam("day"), taken_at=sa.bindparam("when", type_=moment)), changed
        )


def _day(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)  # SQLite keeps no offset
    return aware.astimezone(zone).date()
