"""What a client's history is: photos, bursts, scores and sessions, and what they say.

Pages and reports draw from `ClientHistory` alone. It is frozen and holds no open transaction, so it may be kept as
long as `history_stamp` stays the same.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from skinmetrics.clinic.history.series import Declines, PhotoValues
from skinmetrics.clinic.treatments import SessionEntry
from skinmetrics.progress.assess import follow_up_begins
from skinmetrics.progress.comparability.circumstances import UNKNOWN, Circumstances
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.progress.exclusion import Confounder, Note
from skinmetrics.progress.result import Progress, SeriesChange
from skinmetrics.progress.series import NO_DAY, NOT_COMPARABLE, Series
from skinmetrics.progress.verdict import Key

State = Literal["waiting", "refused", "scored"]
Resolution = Literal["standard", "fine"]

NO_BURST: Final = "No photo of this day could be counted."


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
    there are none. `warned_of`: the photos that a warning is of, where that is known. `measures`: the client allows
    measuring now.
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
    warned_of: Mapping[str, frozenset[uuid.UUID]] = field(default_factory=dict)
    measured: PhotoValues = field(default_factory=dict)
    measures: bool = True

    @property
    def first_session(self) -> dt.date | None:
        """The day of the first session."""
        return min((session.facts.held_on for session in self.sessions), default=None)

    @property
    def treatment_start(self) -> dt.date | dt.datetime | None:
        """The day of the first session, or its local time where that was noted; what is before it is the baseline."""
        day = self.first_session
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
