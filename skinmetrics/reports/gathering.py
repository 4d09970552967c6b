"""From the records to a report: what the actor may see, and pictures of the face only where the client agreed."""

from __future__ import annotations

import datetime as dt
import hmac
import io
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from statistics import median
from zoneinfo import ZoneInfo

from PIL import Image, ImageOps

from skinmetrics import __version__
from skinmetrics.clinic import consent, people, photos, scores
from skinmetrics.clinic.access import Action, require
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory, PhotoRecord
from skinmetrics.clinic.history.days import counted_days, day_value
from skinmetrics.clinic.history.reading import history
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import WHOLE_FACE, ScoreEntry, Scorer
from skinmetrics.clinic.tables import Purpose
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.imaging.regions import other_side
from skinmetrics.metrics import METRICS
from skinmetrics.metrics.lengths import shown
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.words.names import about, unit_name
from skinmetrics.progress.words.saying import Say, capital
from skinmetrics.progress.words.sentences import against, sentence
from skinmetrics.reports.report import (
    Chart,
    Finding,
    Measurement,
    Method,
    Pictures,
    Reader,
    Report,
    ReportPhoto,
    ReportScore,
)
from skinmetrics.reports.telling import cannot_tell, doubts, headline, whole_face

Draw = Callable[[PhotoKey], bytes | None]
"""A JPEG of a photo, upright and without metadata; None where it cannot be had."""


@dataclass(frozen=True)
class Drawing:
    """How pictures are had: `view` the photo as pages show it, `face` the face brought to the common frame."""

    view: Draw
    face: Draw


def gather(
    records: Records,
    actor: Actor,
    client_id: uuid.UUID,
    scorer: Scorer,
    drawing: Drawing,
    noise: NoiseModel | None = None,
    reader: Reader | None = None,
) -> Report:
    """Everything that a report tells of a client; in English and mm unless for another `reader`.

    Raises AccessDeniedError, ConsentNeededError.
    """
    reader = reader or Reader()
    noise = noise or load_noise_model()
    client = people.client(records, actor, client_id)
    found = history(records, actor, client_id, scorer, noise)
    with records.database.reading() as db:
        place = require(db, actor, Action.VIEW_CLIENT, client_id)
        showing = Purpose.SHOWING in consent.given(db, client_id)
    assert place.clinic_id is not None  # noqa: S101 (a client always has a clinic)
    zone = ZoneInfo(found.time_zone)

    def view(photo_id: uuid.UUID) -> bytes | None:
        return drawing.view(photos.seen(records, actor, photo_id))

    def face(photo_id: uuid.UUID) -> bytes | None:
        return drawing.face(photos.seen(records, actor, photo_id))

    return Report(
        pseudonym=pseudonym(records, client_id),
        client=client.name,
        clinic=people.clinic(records, place.clinic_id).name,
        made_at=records.now().astimezone(zone).replace(microsecond=0),
        program=__version__,
        headline=headline(found, reader.say),
        findings=_findings(found, reader),
        charts=tuple(_chart(found, one, reader) for one in whole_face(found)),
        cannot_tell=cannot_tell(found, reader.say),
        photos=tuple(_photo(photo, zone) for photo in found.photos),
        scores=_scores(records, actor, found, scorer),
        methods=_methods(scorer, reader.say),
        sessions=tuple(session.facts.local for session in found.sessions),
        noise_model=noise.version,
        pictures=_pictures(found, face) if showing else None,
        view=view,
        reader=reader,
    )


def pseudonym(records: Records, client_id: uuid.UUID) -> str:
    """What stands for a client in documents for others: always the same, and the client's only with the master key."""
    digest = hmac.digest(records.master.derive("pseudonym"), client_id.bytes, "sha256")
    return f"SM-{digest.hex()[:12].upper()}"


def _findings(found: ClientHistory, reader: Reader) -> tuple[Finding, ...]:
    regions = [one for one in (found.progress.changes if found.progress else ()) if one.change.region is not None]
    doubted = doubts(found)
    return tuple(_finding(one, reader, against(one.change, doubted)) for one in (*whole_face(found), *regions))


def _finding(one: SeriesChange, reader: Reader, doubted: Collection[str]) -> Finding:
    change = one.change
    return Finding(
        metric=change.metric,
        region=change.region,
        name=_name(change.metric, reader.say),
        verdict=change.verdict,
        sentence=sentence(one, reader.say, doubted, reader.lengths),
        before=change.before,
        after=change.after,
        change=change.change,
        ci95=change.ci95,
        mdc95=change.mdc95,
        unsure=change.unsure,
    )


def _chart(found: ClientHistory, one: SeriesChange, reader: Reader) -> Chart:
    """One point a counted day; bursts that do not count are drawn at the median of their photos' scores, if any."""
    metric = one.change.metric
    factor, unit = shown(found.units.get(metric, ""), reader.lengths)
    band = None if one.day_range is None else (factor * one.day_range[0], factor * one.day_range[1])
    counted = [(day[0].local, day_value(found, day, metric), True) for day in counted_days(found)]
    others = [(burst.local, _of_all(found, burst, metric), False) for burst in found.bursts if not burst.counted]
    drawn = tuple(
        Measurement(when, factor * value, counts)
        for when, value, counts in sorted((*counted, *others), key=lambda point: point[0])
        if value is not None
    )
    return Chart(metric, _name(metric, reader.say), reader.say(unit_name(unit)), drawn, band)


def _of_all(found: ClientHistory, burst: BurstRecord, metric: str) -> float | None:
    known = found.values.get((metric, None), {})
    values = [known[photo.id] for photo in burst.photos if photo.id in known]
    return median(values) if values else None


def _photo(photo: PhotoRecord, zone: ZoneInfo) -> ReportPhoto:
    taken: dt.datetime | None = None
    if photo.local is not None and photo.timed:
        taken = photo.local.replace(tzinfo=zone)
    return ReportPhoto(
        id=photo.id,
        burst=photo.burst_id,
        taken_at=taken,
        day=photo.day,
        capture=photo.capture,
        problems=tuple(problem.message for problem in photo.problems),
        refused=photo.refusal,
        excluded=photo.exclusion or (ANOTHER_PERSON if photo.stranger else None),
        stranger=photo.stranger,
    )


def _scores(records: Records, actor: Actor, found: ClientHistory, scorer: Scorer) -> tuple[ReportScore, ...]:
    mirrored = {photo.id for photo in found.photos if photo.mirrored}

    def place(entry: ScoreEntry) -> str | None:
        if entry.region == WHOLE_FACE:
            return None
        return other_side(entry.region) if entry.photo_id in mirrored else entry.region

    def why_not(entry: ScoreEntry) -> str | None:
        """Why there is no score, or why the records do not compare it with the client's others."""
        if entry.declined or entry.fine != (found.resolution == "fine"):
            return entry.declined
        return found.declined.get((entry.metric, place(entry)), {}).get(entry.photo_id)

    return tuple(
        ReportScore(
            photo=entry.photo_id,
            metric=entry.metric,
            region=place(entry),
            resolution="fine" if entry.fine else "standard",
            value=entry.value,
            declined=why_not(entry),
        )
        for entry in scores.of_client(records, actor, found.client_id, scorer)
    )


def _methods(scorer: Scorer, say: Say) -> tuple[Method, ...]:
    sources = {metric.id: metric.source for metric in METRICS}
    return tuple(
        Method(each.id, _name(each.id, say), each.unit, each.version, each.parameters_hash, sources.get(each.id, ""))
        for each in scorer.metrics
    )


def _pictures(found: ClientHistory, face: Callable[[uuid.UUID], bytes | None]) -> Pictures | None:
    """The first and the last counted burst, where they are of different days and both can be drawn."""
    if len(found.counted) < 2:
        return None
    first, last = found.counted[0], found.counted[-1]
    before, after = face(first.shown.id), face(last.shown.id)
    if before is None or after is None or first.day == last.day:
        return None
    before, after = (
        _mirrored(picture) if day.shown.mirrored else picture for picture, day in ((before, first), (after, last))
    )
    return Pictures(before, first.day, after, last.day)


def _mirrored(picture: bytes) -> bytes:
    """A picture of ours, a JPEG, turned back."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        ImageOps.mirror(image).save(out, "JPEG", quality=90)
    return out.getvalue()


def _name(metric: str, say: Say) -> str:
    return capital(about(metric, None, say))
