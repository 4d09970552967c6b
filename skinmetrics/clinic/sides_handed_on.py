"""What was said of photos' sides goes on to a photo that is compared with them: they may be deleted later."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic.tables import Photo, PhotoSide
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.same_person import Compared


def hand_on(db: orm.Session, client_id: uuid.UUID, photo_id: uuid.UUID, capture: Mapping[str, Any]) -> None:
    """Write what follows for a photo that was just examined, unless something was said of it itself."""
    of_client = sa.select(PhotoSide).join(Photo).where(Photo.client_id == client_id)
    said = {str(side.photo_id): side for side in db.scalars(of_client)}
    told = best_told(Circumstances.kept_in(capture).likeness, said)
    if told is None or str(photo_id) in said:
        return
    beside = said[told.against]
    mirrored = beside.mirrored is not told.is_mirrored
    db.add(PhotoSide(photo_id=photo_id, mirrored=mirrored, told_at=beside.told_at, told_by=beside.told_by))


def best_told(comparisons: Iterable[Compared], said: Mapping[str, object]) -> Compared | None:
    """The comparison that best tells which way round a photo is beside one of which it was `said`."""
    known = (one for one in comparisons if one.same_person and one.against in said)
    return max(known, key=lambda one: abs(one.mirrored - one.same), default=None)
