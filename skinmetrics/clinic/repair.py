"""Finishing, at every start, what killed processes left half done."""

from __future__ import annotations

from skinmetrics.clinic import photos
from skinmetrics.clinic.backup.key_copy import name_folders, refresh_copies
from skinmetrics.clinic.records import Records


def repair(records: Records) -> int:
    """Settle files of interrupted uploads, deletions and erasures; how many. Safe while others work.

    What cannot be done now, such as a file that cannot be deleted, is left to the next start or look of the page.
    """
    refresh_copies(records)
    name_folders(records)
    settled = photos.repair(records)
    records.database.forget_deleted()
    return settled
