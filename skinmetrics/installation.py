"""The records that the settings name, opened."""

from __future__ import annotations

from skinmetrics.clinic.durable import make_folder
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.settings import Settings, settings


def open_installation(chosen: Settings | None = None) -> Records:
    """Open the clinic's records with their tables brought up to date, or start new ones.

    Raises MasterKeyError, StoreError; OSError where the data folder cannot be made.
    """
    chosen = chosen or settings()
    make_folder(chosen.data)
    key = chosen.master_key.get_secret_value() if chosen.master_key else None
    return open_records(chosen.database, chosen.store, key, chosen.key_file)


def is_begun(chosen: Settings | None = None) -> bool:
    """Whether there are records, or a database of one's own for them; no need to open what was never begun."""
    chosen = chosen or settings()
    return chosen.database_url is not None or (chosen.data / "records.sqlite").exists()
