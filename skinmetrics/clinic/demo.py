"""The demo clients: invented people with computer-generated photos, in a clinic to look around in.

Their ids tell them from people (UUID version 8 with a mark in front), so the mark goes wherever the record goes, and
nothing else has to be kept. They are ordinary records otherwise, and go by ordinary erasure.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from skinmetrics.acupuncture.points import POINTS
from skinmetrics.clinic import access, consent_changes, erasure, people, photos, treatments
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Client, Purpose, Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.imaging.photo import inspect

CONSENT_VERSION: Final = "demo"
_MARK: Final = b"sample"
_FIRST, _LAST = (uuid.UUID(bytes=_MARK.ljust(16, filling)) for filling in (b"\x00", b"\xff"))


class DemoError(ClinicError):
    """The sample photos are not there, or the demo clients are already."""


@dataclass(frozen=True)
class Step:
    """How far the loading has come."""

    done: int
    photos: int


def is_demo(client_id: uuid.UUID) -> bool:
    """Whether a client is an invented one."""
    return client_id.bytes.startswith(_MARK)


def is_among(client_id: sa.SQLColumnExpression[uuid.UUID]) -> sa.ColumnElement[bool]:
    """An SQL condition: the client is an invented one."""
    return client_id.between(_FIRST, _LAST)


def offered(records: Records, actor: Actor, clinic_id: uuid.UUID) -> bool:
    """Whether to offer the demo clients: to an administrator who treats, in a clinic without any client."""
    with records.database.reading() as db:
        may = all(access.allowed(db, actor, action, clinic_id) for action in (Action.ADD_CLIENT, Action.VIEW_AUDIT))
        return may and db.scalar(sa.select(Client.id).where(Client.clinic_id == clinic_id).limit(1)) is None


def clients(records: Records, actor: Actor, clinic_id: uuid.UUID) -> list[people.ClientEntry]:
    """The demo clients of a clinic that `actor` sees. Raises AccessDeniedError."""
    with records.database.reading() as db:
        ids = db.scalars(sa.select(Client.id).where(Client.clinic_id == clinic_id, is_among(Client.id))).all()
    return people.list_clients(records, actor, clinic_id, only=ids)


def load(records: Records, actor: Actor, clinic_id: uuid.UUID, folder: Path) -> Iterator[Step]:
    """Add the demo clients of `folder` with consents, sessions and photos, one step a photo; scoring comes after.

    Raises DemoError, AccessDeniedError, StorageFullError.
    """
    if clients(records, actor, clinic_id):
        raise DemoError("The demo clients are here already.")
    files = sorted(folder.glob("*/client.json"))
    if not files:
        raise DemoError("The sample photos are not installed, so there is no demo. Add a client of your own.")
    total = sum(1 for _ in folder.glob("*/*.jpg"))
    done = 0
    for file in files:
        about = json.loads(file.read_text(encoding="utf-8"))
        client_id = people.add_client(records, actor, clinic_id, about["name"], _new_id())
        for purpose in Purpose:
            consent_changes.give(records, actor, client_id, purpose, CONSENT_VERSION)
        for session in about["sessions"]:
            treatments.record_session(records, actor, client_id, _facts(session))
        for photo in sorted(file.parent.glob("*.jpg")):
            data = photo.read_bytes()
            photos.save(records, actor, client_id, data, inspect(data, photo.name))
            done += 1
            yield Step(done, total)


def remove(records: Records, actor: Actor, clinic_id: uuid.UUID) -> int:
    """Erase the demo clients of a clinic; how many there were. Raises AccessDeniedError, LegalHoldError."""
    found = clients(records, actor, clinic_id)
    for entry in found:
        erasure.erase(records, actor, entry.id)
    return len(found)


def _new_id() -> uuid.UUID:
    """A random UUID version 8 (RFC 9562) that begins with the mark."""
    tail = bytearray(secrets.token_bytes(16 - len(_MARK)))
    tail[0] = tail[0] & 0x0F | 0x80
    tail[2] = tail[2] & 0x3F | 0x80
    return uuid.UUID(bytes=_MARK + bytes(tail))


def _facts(session: dict[str, Any]) -> SessionFacts:
    treated = [NeedledPoint(code, side) for code in session["points"] for side in _sides(code, session["side"])]
    return SessionFacts(
        held_on=dt.date.fromisoformat(session["date"]),
        points=tuple(sorted(treated)),
        needles=len(treated),
        minutes=session["minutes"],
    )


def _sides(code: str, side: str) -> list[Side]:
    point = POINTS.get(code)
    known = ("left", "right") if point is None else point.sides
    if known == ("midline",):
        return [Side.MIDLINE]
    return [Side(each) for each in known if side in ("both", each)]
