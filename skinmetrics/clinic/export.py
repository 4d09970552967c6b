"""Everything that is kept of a client, as one zip that needs no program of ours to read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, BinaryIO, Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import consent, photos, remarks, scores, treatments
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.history.client_history import PhotoRecord
from skinmetrics.clinic.history.reading import photographed
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import Scorer
from skinmetrics.clinic.spreadsheets import harmless
from skinmetrics.clinic.tables import Account, Client, Clinic, Examination, Photo
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError
from skinmetrics.imaging.regions import other_side

_SUFFIXES: Final = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}


def write(records: Records, actor: Actor, client_id: uuid.UUID, out: BinaryIO, scorer: Scorer) -> None:
    """Write the zip to `out`: photos/ bit-exact, scores.csv, sessions.csv, consents.csv, and everything.json.

    Scores have the person's own left and right, whether the photo is mirrored or not, as `scorer` told it.
    A photo whose file is missing or damaged is named with the reason in everything.json under "problems".
    Raises AccessDeniedError.
    """
    with records.acting() as db:
        records.admit(db, actor, Action.EXPORT_CLIENT, client_id)
    with records.database.reading() as db:
        known = {photo.id: photo for photo in photographed(db, client_id, scorer).photos}
        everything = _everything(db, client_id, known)
        values = [_as_shown(value, known[value.photo_id]) for value in scores.entries(db, client_id)]
        kept = list(db.scalars(sa.select(Photo).where(Photo.client_id == client_id).order_by(Photo.added_at, Photo.id)))
    with zipfile.ZipFile(out, "w") as archive:
        everything["problems"] = _add_photos(records, archive, kept, known)
        tables = {
            "scores.csv": ([asdict(value) for value in values], list(scores.ScoreEntry.__annotations__)),
            "sessions.csv": _session_lines(everything["sessions"]),
            "consents.csv": (everything["consents"], ["purpose", "given", "version", "at", "local_day"]),
        }
        for name, (lines, columns) in tables.items():
            archive.writestr(name, _csv(lines, columns), zipfile.ZIP_DEFLATED)
        text = json.dumps(everything, ensure_ascii=False, indent=2, default=str)
        archive.writestr("everything.json", text, zipfile.ZIP_DEFLATED)


def _as_shown(value: scores.ScoreEntry, photo: PhotoRecord) -> scores.ScoreEntry:
    region = other_side(value.region) if photo.mirrored else value.region
    return replace(value, region=region, taken_on=photo.day)


def _everything(db: orm.Session, client_id: uuid.UUID, known: Mapping[uuid.UUID, PhotoRecord]) -> dict[str, Any]:
    client = db.get_one(Client, client_id)
    rows = db.scalars(sa.select(Photo).where(Photo.client_id == client_id).order_by(Photo.added_at, Photo.id)).all()
    examined = sa.select(Examination).join(Photo).where(Photo.client_id == client_id)
    told = remarks.entries(db, client_id)
    account = db.get(Account, client.account_id) if client.account_id else None
    return {
        "client": {"id": client.id, "name": client.name, "since": _iso(client.created_at)},
        "account": account and {"login": account.login, "name": account.name, "since": _iso(account.created_at)},
        "clinic": db.get_one(Clinic, client.clinic_id).name,
        "photos": [
            {
                "file": _file_name(row, known[row.id].day),
                "id": row.id,
                "burst": row.burst_id,
                "taken_at": _iso(row.taken_at),
                "taken_on": _iso(known[row.id].day),
                "moment_in_file": _iso(row.moment_in_file),
                "added_at": _iso(row.added_at),
                "remarks": sorted(told.confounders.get(row.id, ())),
                "left_out": told.exclusions.get(row.id),
                "confirmed": row.id in told.confirmed,
                "seems_another_person": known[row.id].stranger,
                "mirrored": known[row.id].mirrored,
                "said_mirrored": told.mirrored.get(row.id),
            }
            for row in rows
        ],
        "examinations": [
            {
                "photo": row.photo_id,
                "examined_at": _iso(row.examined_at),
                "outcome": row.outcome,
                "code": row.code,
                "message": row.message,
                "capture": row.capture,
                "face": row.face,
            }
            for row in db.scalars(examined.order_by(Examination.examined_at, Examination.photo_id))
        ],
        "sessions": [_plain(asdict(entry)) for entry in treatments.session_entries(db, client_id)],
        "notes": [
            _plain(asdict(entry)) | {"before": [_plain(asdict(each)) for each in entry.before]}
            for entry in treatments.note_entries(db, client_id)
        ],
        "consents": [_plain(asdict(entry)) for entry in consent.history(db, client_id)],
    }


def _add_photos(
    records: Records, archive: zipfile.ZipFile, rows: Iterable[Photo], known: Mapping[uuid.UUID, PhotoRecord]
) -> list[str]:
    problems = []
    for row in rows:
        try:
            data = photos.fetch(records, PhotoKey(row.client_id, row.id))
        except (PhotoMissingError, photos.PhotoDamagedError) as error:
            problems.append(str(error))
        else:
            archive.writestr(f"photos/{_file_name(row, known[row.id].day)}", data)
    return problems


def _session_lines(sessions: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """One line a treated point; a session without points has one line."""
    columns = ["id", "held_on", "held_at", "needles", "minutes", "point", "side", "technique"]
    nothing: list[dict[str, Any]] = [{}]
    lines = [
        {"id": session["id"], **session["facts"], **point}
        for session in sessions
        for point in session["facts"]["points"] or nothing
    ]
    return lines, columns


def _csv(lines: Iterable[dict[str, Any]], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in _plain(line).items()} for line in lines)
    return text.getvalue()


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _iso(value) if isinstance(value, dt.date) else value for name, value in fields.items()}


def _iso(value: dt.date | None) -> str | None:
    return None if value is None else value.isoformat()


def _file_name(row: Photo, day: dt.date | None) -> str:
    return f"{_iso(day) or 'undated'}_{row.id}.{_SUFFIXES.get(row.format, 'bin')}"
