"""All that the records tell of one client, put together: photos, bursts, scores, sessions, and what they say.

Pages and reports draw from `ClientHistory` alone. It is frozen and holds no open transaction, so it may be kept as
long as `history_stamp` stays the same.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import remarks, treatments
from skinmetrics.clinic.access import Action, require_each
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.consent import given
from skinmetrics.clinic.history_scores import only_standard, score_columns
from skinmetrics.clinic.history_series import (
    Declines,
    PhotoValues,
    as_was_said,
    of_one_kind,
    series_of_bursts,
    turned_back,
    with_shared_faces,
)
from skinmetrics.clinic.history_stamp import SEEN
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import WHOLE_FACE, Scorer, known_versions
from skinmetrics.clinic.tables import Client, Clinic, Examination, Outcome, Photo, Purpose
from skinmetrics.clinic.taken import local_time
from skinmetrics.clinic.treatments import SessionEntry
from skinmetrics.metrics import METRICS
from skinmetrics.progress.assess import follow_up_begins, progress_of
from skinmetrics.progress.circumstances import UNKNOWN, Circumstances
from skinmetrics.progress.exclusion import Confounder, Note, notes_on
from skinmetrics.progress.first_days import told_of_days
from skinmetrics.progress.new_phone import reasons_told
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.progress.odd import odd_ones
from skinmetrics.progress.result import Progress, SeriesChange
from skinmetrics.progress.same_person import ANOTHER_PERSON, MIRRORED, side_by_side, who_is_shown
from skinmetrics.progress.series import NO_DAY, NOT_COMPARABLE, LeftOut, Series
from skinmetrics.progress.verdict import Key
from skinmetrics.progress.votes import votes_of_days

State = Literal["waiting", "refused", "scored"]
Resolution = Literal["standard", "fine"]

SAID_MIRRORED: Final = "It was said that these photos are mirrored. Left and right were swapped."
NO_BURST: Final = "No photo of this day could be counted."
_BEFORE_ALL: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class CaptureProblem:
    """Something about how a photo was taken: a code, and a sentence with advice."""

    code: str
    message: str


@dataclass(frozen=True)
class PhotoRecord:
    """One saved photo. `local` is the wall clock at the clinic, naive; midnight where only the day is known.

    `capture` is good, usable or unusable (None: not scored); `refusal` says why it could not be scored, `exclusion`
    why somebody left it out. A `stranger` is another person than most photos show, unless somebody `confirmed` that it
    is the client; `circumstances` are as if it was not `mirrored`. `said_mirrored`: what somebody said of that.
    """

    id: uuid.UUID
    burst_id: uuid.UUID
    local: dt.datetime | None
    timed: bool
    added_at: dt.datetime
    state: State
    capture: str | None = None
    problems: tuple[CaptureProblem, ...] = ()
    refusal: str | None = None
    exclusion: str | None = None
    confounders: frozenset[Confounder] = frozenset()
    circumstances: Circumstances = UNKNOWN
    stranger: bool = False
    mirrored: bool = False
    confirmed: bool = False
    said_mirrored: bool | None = None

    @property
    def day(self) -> dt.date | None:
        """The local day; None where nobody knows."""
        return None if self.local is None else self.local.date()

    @property
    def comparable(self) -> bool:
        """Whether it is part of what is judged, as soon as its day is known."""
        fit = self.state == "scored" and self.capture != "unusable" and not self.stranger
        return fit and self.exclusion is None

    @property
    def counts(self) -> bool:
        """Whether it is part of what is judged."""
        return self.comparable and self.local is not None

    @property
    def why_not(self) -> str | None:
        """Why it does not count, in a sentence; None where it does, or is still waiting to be measured."""
        if self.exclusion is not None:
            return f"Left out: {self.exclusion}"
        if self.state == "refused":
            return self.refusal or "This photo could not be measured."
        if self.capture == "unusable":
            return " ".join(problem.message for problem in self.problems) or NOT_COMPARABLE
        if self.stranger:
            return ANOTHER_PERSON
        if self.local is None:
            return NO_DAY
        return None


@dataclass(frozen=True)
class BurstRecord:
    """Photos taken within minutes: one measurement. `photos` are in order of time, never empty."""

    id: uuid.UUID
    local: dt.datetime
    photos: tuple[PhotoRecord, ...]

    @property
    def day(self) -> dt.date:
        """The local day."""
        return self.local.date()

    @property
    def moment(self) -> dt.date | dt.datetime:
        """The local time; the day alone where no time is known."""
        return self.local if self.photos[0].timed else self.day

    @property
    def counted(self) -> tuple[PhotoRecord, ...]:
        """The photos that are judged."""
        return tuple(photo for photo in self.photos if photo.counts)

    @property
    def shown(self) -> PhotoRecord:
        """The photo that stands for the burst: the first of the best, a mirrored one where all are."""
        order = ("good", "usable", "unusable", None)
        return min(self.counted or self.photos, key=lambda photo: (photo.mirrored, order.index(photo.capture)))

    @property
    def why_not(self) -> str | None:
        """Why none of its photos counts; None where one does, or is still waiting."""
        if self.counted or any(photo.state == "waiting" for photo in self.photos):
            return None
        return next((photo.why_not for photo in self.photos if photo.why_not), NO_BURST)


@dataclass(frozen=True, eq=False)
class ClientHistory:
    """A client's photos, scores and sessions, and what they say.

    `bursts` are all dated ones, oldest first, counted or not; `undated` the photos without a day. `resolution` is the
    finest that all counted photos share. `metrics` are those with any value, in the order in which they are shown,
    with `units`. `values` holds a photo's scores by (metric, region; None is the whole face), `declined` why there is
    none; left and right are the person's, whether the photo is mirrored or not. Its whole faces are over the regions
    that all counted photos share, and what cannot be compared with the other photos is not in it: `measured` has it
    all, whole faces over each photo's own regions. `series` and `progress` are of the counted bursts alone; None where
    there are none. `measures`: the client allows measuring now.
    """

    client_id: uuid.UUID
    time_zone: str
    bursts: tuple[BurstRecord, ...] = ()
    undated: tuple[PhotoRecord, ...] = ()
    sessions: tuple[SessionEntry, ...] = ()
    resolution: Resolution = "standard"
    metrics: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    values: PhotoValues = field(default_factory=dict)
    declined: Declines = field(default_factory=dict)
    series: Series | None = None
    progress: Progress | None = None
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()
    measured: PhotoValues = field(default_factory=dict)
    measures: bool = True

    @property
    def treatment_start(self) -> dt.date | dt.datetime | None:
        """The day of the first session, or its local time where that was noted; what is before it is the baseline."""
        day = min((session.facts.held_on for session in self.sessions), default=None)
        noted = [each.facts.held_at for each in self.sessions if each.facts.held_on == day and each.facts.held_at]
        return dt.datetime.combine(day, min(noted)) if day and noted else day

    @property
    def photos(self) -> tuple[PhotoRecord, ...]:
        """Every photo, undated ones first."""
        return (*self.undated, *(photo for burst in self.bursts for photo in burst.photos))

    @cached_property
    def counted(self) -> tuple[BurstRecord, ...]:
        """The bursts that are judged, in the order of `series.times`."""
        return tuple(burst for burst in self.bursts if burst.counted)

    @property
    def waiting(self) -> int:
        """How many photos are not measured yet; they stay so while the client does not allow it."""
        return sum(photo.state == "waiting" for photo in self.photos)

    @cached_property
    def unmeasured(self) -> tuple[bool, bool]:
        """Whether there are days before the first session, and after it, of which a photo waits and none counts."""
        begins = follow_up_begins(self.treatment_start) if self.treatment_start else None
        counted, waiting = set[tuple[dt.date, bool]](), set[tuple[dt.date, bool]]()
        for burst in self.bursts:
            day = (burst.day, begins is not None and burst.local >= begins)
            if burst.counted:
                counted.add(day)
            elif any(photo.state == "waiting" and photo.exclusion is None for photo in burst.photos):
                waiting.add(day)
        before, after = (any(day[1] is side for day in waiting - counted) for side in (False, True))
        return before, after

    def value(self, burst: BurstRecord, metric: str, region: str | None = None) -> float | None:
        """The score of a counted burst: the median of its counted photos; None where all were declined."""
        place = self._places.get(burst.id)
        if self.series is None or place is None or (metric, region) not in self.series.keys:
            return None
        found = float(self.series.of(metric, region)[place])
        return None if found != found else found

    @cached_property
    def _places(self) -> Mapping[uuid.UUID, int]:
        """Where each counted burst stands in `series.times`."""
        return {burst.id: place for place, burst in enumerate(self.counted)}

    def change(self, metric: str, region: str | None = None) -> SeriesChange | None:
        """What is said of a metric in a region; None where it was never measured."""
        return self._changes.get((metric, region))

    @cached_property
    def _changes(self) -> Mapping[Key, SeriesChange]:
        """Every change by metric and region."""
        changes = () if self.progress is None else self.progress.changes
        return {(one.change.metric, one.change.region): one for one in changes}


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
    progress = replace(progress, changes=told_of_days(progress.changes, odd, counted_days, after, found.unmeasured))
    told = {burst.local: frozenset().union(*(photo.confounders for photo in burst.counted)) for burst in found.counted}
    notes = notes_on(series, [session.facts.local for session in found.sessions], told, begins)
    warnings = (*reasons_told(odd, taken), *([why_turned] if turned else []))
    return replace(found, series=series, progress=progress, notes=notes, warnings=warnings)
