"""Days of photos by the clinic's clock: earlier versions kept the file's own, and days that had not come.

For the tables of version 0010, and for what is restored from an archive made before it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

SINCE: Final = "0010"
"""The version from which on days are kept so."""

AHEAD: Final = dt.timedelta(days=1)
"""East of the clinic it is tomorrow already."""


def set_days(connection: sa.Connection) -> None:
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
