"""A program that works on the records until it is killed, and says what it was told was done.

Every line of the journal is written at once to the operating system, so it outlives the process.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from skinmetrics.clinic import people, photos, scores
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup.making import back_up
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.erasure import erase
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.tables import Client, Clinic, Photo, Purpose
from skinmetrics.clinic.vault.store import PhotoKey
from tests.clinic.world import header

SCORER = scores.Scorer((scores.Metric("redness", 1, "aaaa", "a.u."), scores.Metric("radiance", 1, "bbbb", "%")))
REGIONS = ("face", "forehead", "chin")
RESULT = scores.Examined(
    capture={},
    face={},
    values=tuple(scores.Value(metric.id, region, False, 1.5) for metric in SCORER.metrics for region in REGIONS),  # noqa: FBT003
)
PHOTOS_EACH = 6
CLIENTS = 3
Say = Callable[[str, object], None]


@dataclass(frozen=True)
class Place:
    """Where the records are."""

    database_url: str
    store_url: str
    key_file: Path
    backups: Path
    journal: Path

    def open(self) -> Records:
        return open_records(self.database_url, self.store_url, None, self.key_file)

    def read(self) -> list[tuple[str, str]]:
        """What was begun and what was done, in order: (word, id)."""
        if not self.journal.exists():
            return []
        lines = self.journal.read_text(encoding="ascii").splitlines()
        return [(word, what) for word, what in (line.split(" ", 1) for line in lines)]


def content(seed: str) -> bytes:
    """The bytes of a photo, from its name."""
    return random.Random(seed).randbytes(30_000)  # noqa: S311


def run(place: Place, role: str, seed: int) -> None:
    """Work as the web process or as a worker until killed."""
    chance = random.Random(seed)  # noqa: S311
    journal = os.open(place.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def say(word: str, what: object) -> None:
        os.write(journal, f"{word} {what}\n".encode())

    records = place.open()
    say("ready", role)
    if role == "worker":
        while True:
            work(records, say)
    while True:
        serve(records, place, chance, say)


def work(records: Records, say: Say) -> None:
    """Score what is due."""
    for key in scores.pending(records, SCORER, limit=5):
        if scores.write(records, SCORER, key.photo_id, RESULT):
            say("scored", key.photo_id)


def serve(records: Records, place: Place, chance: random.Random, say: Say) -> None:
    """Do one thing that a person could ask for."""
    client, held = choose(records, chance)
    what = chance.choices(["upload", "delete", "erase", "backup", "repair"], [10, 2, 1.5, 1.5, 0.5])[0]
    if what == "backup":
        say("backed_up", back_up(records, place.backups).archive.name)
    elif what == "repair":
        repair(records)
    elif what == "erase":
        say("erasing", client)
        erase(records, CONSOLE, client)
        say("erased", client)
    elif what == "delete" or len(held) >= PHOTOS_EACH:
        for photo in held[:1]:
            say("deleting", photo)
            delete(records, photo)
    else:
        seed = uuid.UUID(int=chance.getrandbits(128)).hex
        saved = photos.save(records, CONSOLE, client, content(seed), header())
        say("saved", f"{client} {saved.photo_id} {seed}")


def delete(records: Records, photo: uuid.UUID) -> None:
    """Delete a photo as its own client would, whom the program does not have."""
    with records.acting() as db:
        row = db.get_one(Photo, photo)
        key = PhotoKey(row.client_id, photo)
        db.add(photos.doomed(key, records.now()))
        db.delete(row)
    photos.remove_doomed(records, [key])


def choose(records: Records, chance: random.Random) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """Some client, one made anew where there are few, and their photos."""
    with records.database.reading() as db:
        clients = list(db.scalars(sa.select(Client.id).order_by(Client.id)))
        clinic = db.scalars(sa.select(Clinic.id)).one()
    if len(clients) < CLIENTS:
        client = people.add_client(records, CONSOLE, clinic, "Somebody")
    else:
        client = chance.choice(clients)
    give(records, CONSOLE, client, Purpose.MEASURING, "1")
    with records.database.reading() as db:
        return client, list(db.scalars(sa.select(Photo.id).where(Photo.client_id == client).order_by(Photo.id)))


def settle(records: Records) -> None:
    """What the next start does, when no other process is uploading."""
    repair(records)
    photos.repair(records, dt.timedelta(0))


def saved(journal: list[tuple[str, str]]) -> Iterator[tuple[uuid.UUID, uuid.UUID, str]]:
    """Client, photo and seed of every upload acknowledged whose end was not begun since."""
    ended = {what for word, what in journal if word in {"deleting", "erasing"}}
    for word, what in journal:
        if word == "saved":
            client, photo, seed = what.split()
            if not {client, photo} & ended:
                yield uuid.UUID(client), uuid.UUID(photo), seed
