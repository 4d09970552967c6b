"""A client's history, read from the records and judged: whose photos they are, bursts, scores and verdicts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import remarks, treatments
from skinmetrics.clinic.access import Action, require_each
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.consent import given
from skinmetrics.clinic.history.client_history import BurstRecord, CaptureProblem, ClientHistory, PhotoRecord
from skinmetrics.clinic.history.scores import only_standard, score_columns
from skinmetrics.clinic.history.series import (
    as_was_said,
    of_one_kind,
    series_of_bursts,
    turned_back,
    with_shared_faces,
)
from skinmetrics.clinic.history.stamp import SEEN
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import WHOLE_FACE, Scorer, known_versions
from skinmetrics.clinic.tables import Client, Clinic, Examination, Outcome, Photo, Purpose
from skinmetrics.clinic.taken import local_time
from skinmetrics.metrics import METRICS
from skinmetrics.progress.assess import follow_up_begins, progress_of
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.first_days import told_of_days
from skinmetrics.progress.comparability.new_phone import reasons_told
from skinmetrics.progress.comparability.odd import odd_ones
from skinmetrics.progress.comparability.same_person import MIRRORED, side_by_side, who_is_shown
from skinmetrics.progress.comparability.votes import votes_of_days
from skinmetrics.progress.exclusion import notes_on
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.progress.series import LeftOut
from skinmetrics.progress.verdict import Key

SAID_MIRRORED: Final = "It was said that these photos are mirrored. Left and right were swapped."
_BEFORE_ALL: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


def history(
    records: Records, actor: Actor, client_id: uuid.UUID, scorer: Scorer, noise: NoiseModel | None = None
) -> ClientHistory:
    """Everything of one client, judged by the packaged noise model or by `noise`; looking is written into the audit.

    Raises AccessDeniedError, ConsentNeededError.
    """
    return _judged(recorded(records, actor, client_id, scorer), noise or load_noise_model())


def recorded(records: Records, actor: Actor, client_id: uuid.UUID, scorer: Scorer) -> ClientHistory:
    """`history` as far as it comes out of the records, without series and verdicts."""
    with records.acting() as db:
        records.admit(db, actor, Action.VIEW_SCORES, client_id)
    with records.database.reading() as db:
        require_each(db, actor, SEEN, client_id)
        found = photographed(db, client_id, scorer)
        found = _parted(replace(found, sessions=tuple(treatments.session_entries(db, client_id))))
        return _with_scores(db, found, scorer)


def photographed(db: orm.Session, client_id: uuid.UUID, scorer: Scorer) -> ClientHistory:
    """A client's photos alone, without sessions and scores, and without asking who wants them."""
    of_client = sa.select(Clinic.time_zone).join(Client, Client.clinic_id == Clinic.id).where(Client.id == client_id)
    zone = ZoneInfo(db.scalars(of_client).one())
    told = remarks.entries(db, client_id)
    query = (
        sa.select(Photo, Examination.outcome, Examination.message, Examination.capture)
        .outerjoin(Examination, sa.and_(Examination.photo_id == Photo.id, Examination.scorer == scorer.digest))
        .where(Photo.client_id == client_id)
        .order_by(Photo.added_at, Photo.id)
    )
    found = [
        PhotoRecord(
            id=photo.id,
            burst_id=photo.burst_id,
            local=local_time(photo.taken_at, photo.taken_on, zone),
            timed=photo.taken_at is not None,
            added_at=photo.added_at,
            state="waiting" if outcome is None else "scored" if outcome is Outcome.SCORED else "refused",
            capture=(capture or {}).get("verdict"),
            problems=tuple(CaptureProblem(**problem) for problem in (capture or {}).get("problems", ())),
            refusal=message,
            exclusion=told.exclusions.get(photo.id),
            confounders=told.confounders.get(photo.id, frozenset()),
            confirmed=photo.id in told.confirmed,
            said_mirrored=told.mirrored.get(photo.id),
            circumstances=Circumstances.kept_in(capture or {}),
        )
        for photo, outcome, message, capture in db.execute(query)
    ]
    found = _told_apart(sorted(found, key=lambda photo: _moment(photo.local, zone)))
    undated = tuple(photo for photo in found if photo.local is None)
    measures = Purpose.MEASURING in given(db, client_id)
    return ClientHistory(client_id, str(zone), bursts=_bursts(found), undated=undated, measures=measures)


def _told_apart(photos: list[PhotoRecord]) -> list[PhotoRecord]:
    """The photos, in order of time, with who shows another person and who is mirrored."""
    likeness = {str(photo.id): photo.circumstances.likeness for photo in photos}
    votes = votes_of_days({str(photo.id): photo.day for photo in photos if photo.counts})
    confirmed = [str(photo.id) for photo in photos if photo.confirmed and photo.exclusion is None]
    shown = who_is_shown(likeness, votes, confirmed)
    said = {photo.id: photo.said_mirrored for photo in photos if photo.said_mirrored is not None}
    own = [one for photo in photos if photo.state == "scored" and (one := str(photo.id)) not in shown.strangers]
    groups = {uuid.UUID(photo): first for photo, first in side_by_side(likeness, own, confirmed).items()}
    mirrored = as_was_said(set(map(uuid.UUID, shown.mirrored)), groups, said)
    return [
        replace(
            photo,
            stranger=str(photo.id) in shown.strangers,
            mirrored=photo.id in mirrored,
            circumstances=photo.circumstances.mirrored if photo.id in mirrored else photo.circumstances,
        )
        for photo in photos
    ]


def _moment(local: dt.datetime | None, zone: ZoneInfo) -> dt.datetime:
    """What photos are ordered by; before all others where nobody knows."""
    return _BEFORE_ALL if local is None else local.replace(tzinfo=zone).astimezone(dt.UTC)


def _bursts(photos: list[PhotoRecord]) -> tuple[BurstRecord, ...]:
    """The bursts of photos in order of time, in the order of their first ones."""
    together: dict[uuid.UUID, list[PhotoRecord]] = {}
    for photo in photos:
        if photo.local is not None:
            together.setdefault(photo.burst_id, []).append(photo)
    return tuple(
        BurstRecord(burst_id, members[0].local, tuple(members))
        for burst_id, members in together.items()
        if members[0].local is not None
    )


def _parted(found: ClientHistory) -> ClientHistory:
    """A burst that goes on past the first needles is two measurements: one before them and one after."""
    start = found.treatment_start
    if not isinstance(start, dt.datetime):
        return found
    bursts: list[BurstRecord] = []
    for burst in found.bursts:
        before = tuple(photo for photo in burst.photos if photo.local is not None and photo.local < start)
        after = tuple(photo for photo in burst.photos if photo not in before)  # clocks need not rise within a burst
        bursts.append(replace(burst, photos=before or after))
        begins = min((photo.local for photo in after if photo.local is not None), default=None)
        if before and begins is not None:
            own = uuid.uuid5(burst.id, "after")
            bursts.append(BurstRecord(own, begins, tuple(replace(photo, burst_id=own) for photo in after)))
    return replace(found, bursts=tuple(bursts))


def _with_scores(db: orm.Session, found: ClientHistory, scorer: Scorer) -> ClientHistory:
    counted = {photo.id for burst in found.counted for photo in burst.counted}
    versions = known_versions(db, scorer)
    fine = bool(counted) and counted.isdisjoint(only_standard(db, found.client_id, versions))
    values: dict[Key, Mapping[uuid.UUID, float]] = {}
    declined: dict[Key, Mapping[uuid.UUID, str]] = {}
    for column in score_columns(db, found.client_id, versions, fine=fine):
        key = (column.metric, None if column.region == WHOLE_FACE else column.region)
        values |= {key: column.values} if column.values else {}
        declined |= {key: column.declined} if column.declined else {}
    measured = {metric for metric, _ in values}
    mirrored = {photo.id for photo in found.photos if photo.mirrored}
    return replace(
        found,
        resolution="fine" if fine else "standard",
        metrics=tuple(metric.id for metric in METRICS if metric.id in measured),
        units={metric.id: metric.unit for metric in scorer.metrics if metric.id in measured},
        values=turned_back(values, mirrored),
        declined=turned_back(declined, mirrored),
    )


def _judged(found: ClientHistory, noise: NoiseModel) -> ClientHistory:
    if not found.counted or not found.values:
        return found
    taken = {photo.id: photo.circumstances for burst in found.counted for photo in burst.counted}
    days = {photo.id: photo.day for photo in found.photos}
    begins = follow_up_begins(found.treatment_start) if found.treatment_start else None
    after = [photo.id for photo in found.photos if begins and photo.local and photo.local >= begins]
    odd = odd_ones(taken, [photo.id for photo in found.photos if photo.stranger], days, after)
    turned = any(photo.mirrored for burst in found.counted for photo in burst.counted)
    why_turned = MIRRORED if all(photo.said_mirrored is None for photo in found.photos) else SAID_MIRRORED
    values, declined = of_one_kind(found.values, found.declined, odd)
    values, declined = with_shared_faces(values, declined, list(taken))
    found = replace(found, values=values, declined=declined, measured=found.values)
    bursts = [(burst.local, [photo.id for photo in burst.counted]) for burst in found.counted]
    series = series_of_bursts(bursts, found.metrics, found.values)
    left_out = tuple(LeftOut(burst.local, burst.why_not) for burst in found.bursts if burst.why_not is not None)
    series = replace(series, left_out=left_out)
    progress = progress_of(series, noise, found.resolution, found.treatment_start)
    counted_days = {photo: days[photo] for photo in taken}
    told_days = told_of_days(progress.changes, odd, counted_days, after, found.unmeasured, found.first_session)
    progress = replace(progress, changes=told_days)
    told = {burst.local: frozenset().union(*(photo.confounders for photo in burst.counted)) for burst in found.counted}
    notes = notes_on(series, [session.facts.local for session in found.sessions], told, begins)
    warnings = (*reasons_told(odd, taken), *([why_turned] if turned else []))
    found = replace(found, series=series, progress=progress, notes=notes)
    return replace(found, warnings=warnings, warned_of=odd.by_itself)
