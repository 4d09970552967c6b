"""Records of one client whose photos are to be scored, and all that came of it, to compare."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from skinmetrics.clinic import people, photos
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.tables import Client, Examination, Purpose, Score
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.imaging.photo import inspect
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.same_person import Compared

SAMPLES = sorted((Path(__file__).parents[2] / "sample_images").glob("*/*.jpg"))


@contextmanager
def records_of_one_client(folder: Path) -> Iterator[Records]:
    """New records in a folder, with a client who allows measuring."""
    opened = open_records(f"sqlite:///{folder}/records", f"file://{folder}/store", None, folder / "key")
    with opened.database.writing() as db:
        clinic = people.new_clinic(opened, db, "Linden", "UTC")
    give(opened, CONSOLE, people.add_client(opened, CONSOLE, clinic, "Cleo"), Purpose.MEASURING, "1")
    yield opened
    opened.database.engine.dispose()


def client_of(records: Records) -> Client:
    with records.database.reading() as db:
        return db.scalars(sa.select(Client)).one()


def add(records: Records, files: Iterable[bytes]) -> list[PhotoKey]:
    client = client_of(records).id
    saved = [photos.save(records, CONSOLE, client, data, inspect(data, "photo.jpg")) for data in files]
    return [PhotoKey(client, each.photo_id) for each in saved]


def sample_files(count: int) -> Iterator[bytes]:
    """Photos of faces, no two with the same bytes."""
    for number in range(count):
        yield SAMPLES[number % len(SAMPLES)].read_bytes() + f"{number:04}".encode()


def outcomes(records: Records) -> dict[uuid.UUID, str | None]:
    """Of each examined photo, why it was refused (None: it was not)."""
    with records.database.reading() as db:
        return {row.photo_id: row.code for row in db.scalars(sa.select(Examination))}


def likeness(records: Records) -> dict[uuid.UUID, tuple[Compared, ...]]:
    """How alike each photo that could be scored is to others, as histories read it."""
    with records.database.reading() as db:
        scored = [row for row in db.scalars(sa.select(Examination)) if row.capture is not None]
    return {row.photo_id: Circumstances.read((row.capture or {})["circumstances"]).likeness for row in scored}


def everything(records: Records) -> list[tuple[object, ...]]:
    """All scores, bit for bit, by the end of the photo's file."""
    found = sa.select(Score.photo_id, Score.fine, Score.region, Score.metric_version_id, Score.value, Score.declined)
    client = client_of(records).id
    with records.database.reading() as db:
        names = {key: photos.fetch(records, PhotoKey(client, key))[-4:] for key in outcomes(records)}
        return sorted((names[row[0]], *row[1:4], repr(row[4]), row[5]) for row in db.execute(found))
