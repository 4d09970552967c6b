"""Whether the photo store as a whole answers: a single file that is lost, told from a folder that is not mounted."""

from __future__ import annotations

import uuid
from typing import Final

import sqlalchemy as sa

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Photo
from skinmetrics.clinic.vault.patience import Patience
from skinmetrics.clinic.vault.store import PhotoKey

ASKED: Final = 5


def most_open(records: Records, besides: uuid.UUID) -> bool:
    """Whether at least half of a few photos `besides` one open; False where there are no others.

    One is not enough: photos may have been added since to the folder in which another should be mounted.
    """
    some = sa.select(Photo.client_id, Photo.id).where(Photo.id != besides).order_by(Photo.id)  # ids are random
    with records.database.reading() as db:
        others = [PhotoKey(*row) for row in db.execute(some.limit(ASKED))]
    patience = Patience()
    opened = sum(_opens(records, key, patience) for key in others)
    return 2 * opened >= len(others) > 0


def _opens(records: Records, key: PhotoKey, patience: Patience) -> bool:
    if patience.ended:
        return False
    try:
        with patience.trying():
            photos.fetch(records, key)
    except ClinicError:
        return False
    return True
