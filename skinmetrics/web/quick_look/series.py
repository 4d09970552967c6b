"""A person's photos in the order of their dates, as the page compares them. Pure: no pictures, no Streamlit."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal

from skinmetrics.imaging.difference import Taking
from skinmetrics.imaging.photo import TakenAt
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import METRIC_OF
from skinmetrics.metrics import METRICS as ALL
from skinmetrics.progress.change import Burst as BurstScores
from skinmetrics.progress.change import Change, burst_score, compare_bursts
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.held import refused_where_held_differently
from skinmetrics.progress.comparability.odd import Odd, odd_ones
from skinmetrics.progress.comparability.unlike import Unlike, both, circumstances_unlike, refused, taken_unlike
from skinmetrics.progress.faces import faces_over_shared_regions
from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.pair import taken_differently
from skinmetrics.progress.series import BURST_GAP
from skinmetrics.progress.verdict import PRIMARY, Verdict
from skinmetrics.scoring import MetricScores, PhotoScores
from skinmetrics.web.words import quick_look as words

METRICS = (*PRIMARY, *(metric.id for metric in ALL if metric.id not in PRIMARY))
"""Those that the program is named for, then the others."""

CSV_COLUMNS = (
    "photo", "sha256", "taken_at", "burst", "metric", "version", "parameters", "unit", "resolution", "region", "value",
    "declined",
)  # fmt: skip

EARLIEST = datetime.min.replace(tzinfo=UTC)

Resolution = Literal["standard", "fine"]


@dataclass(frozen=True)
class Dated:
    """A scored photo, when it was taken, corrected by hand where the file was wrong, and how, where that is known."""

    scores: PhotoScores
    taken_at: TakenAt
    taking: Taking | None = None

    @property
    def clock(self) -> datetime:
        """Wall-clock time, naive; midnight where only the day is known."""
        return self.taken_at.when.replace(tzinfo=None)


@dataclass(frozen=True)
class Burst:
    """Photos taken within minutes: one measurement."""

    photos: tuple[Dated, ...]

    @property
    def clock(self) -> datetime:
        """Wall-clock time of the first photo."""
        return self.photos[0].clock

    @property
    def day(self) -> date:
        """The day it was taken on."""
        return self.photos[0].taken_at.day

    @property
    def moment(self) -> date | datetime:
        """The wall-clock time; the day alone where no time is known."""
        return self.clock if self.photos[0].taken_at.precise else self.day


@dataclass(frozen=True)
class Series:
    """All bursts, oldest first, measured at the finest resolution that every photo reaches."""

    bursts: tuple[Burst, ...]
    resolution: Resolution

    def of(self, photo: Dated, metric: str) -> MetricScores | None:
        """A photo's scores of one metric at the series' resolution."""
        return _metrics(photo.scores, self.resolution).get(metric)

    def value(self, burst: Burst, metric: str, region: str | None) -> float | None:
        """A burst's score, or None where every photo of it was declined."""
        score, photos = burst_score([self.photo_value(photo, metric, region) for photo in burst.photos])
        return score if photos else None

    def photo_value(self, photo: Dated, metric: str, region: str | None) -> float:
        """One photo's score; NaN where it was declined.

        The face's is taken over the regions that the photos compared share; what others lack of these is made up for.
        """
        if region is None:
            return self._faces(metric).get(id(photo), math.nan)
        return self._regions(metric).get(id(photo), {}).get(region, math.nan)

    def _faces(self, metric: str) -> Mapping[int, float]:
        if metric not in self._known_faces:
            known = self._regions(metric)
            compared = {id(photo): known[id(photo)] for end in self.ends for photo in end if id(photo) in known}
            between = {photo: regions for photo, regions in known.items() if photo not in compared}
            of_ends = faces_over_shared_regions(METRIC_OF[metric], compared, between)
            self._known_faces[metric] = of_ends or faces_over_shared_regions(METRIC_OF[metric], known)
        return self._known_faces[metric]

    def _regions(self, metric: str) -> Mapping[int, Mapping[str, float]]:
        """What each photo that can be compared has of a metric."""
        odd = self._odd.of(metric)
        scores = {id(photo): self.of(photo, metric) for burst in self.bursts for photo in burst.photos}
        return {
            photo: {region: value for region, value in one.regions.items() if value is not None}
            for photo, one in scores.items()
            if one is not None and photo not in odd
        }

    def compared(self, metric: str) -> tuple[Burst, ...]:
        """The bursts with those photos alone that are compared in a metric, of any part of the face."""
        regions = self._regions(metric)
        kept = (tuple(photo for photo in burst.photos if regions.get(id(photo))) for burst in self.bursts)
        return tuple(Burst(photos) for photos in kept if photos)

    def odd_of(self, photo: Dated) -> Mapping[str, str]:
        """Why a photo's scores are not compared with the others', by metric."""
        reasons = {metric: self._odd.of(metric).get(id(photo)) for metric in METRICS}
        return {metric: reason for metric, reason in reasons.items() if reason}

    @cached_property
    def _known_faces(self) -> dict[str, Mapping[int, float]]:
        return {}

    @cached_property
    def _odd(self) -> Odd[int]:
        photos = [photo for burst in self.bursts for photo in burst.photos]
        days = {id(photo): photo.taken_at.day for photo in photos}
        return odd_ones({id(photo): Circumstances.of(photo.scores) for photo in photos}, days=days)

    @cached_property
    def ends(self) -> tuple[tuple[Dated, ...], tuple[Dated, ...]]:
        """The photos compared with each other: all of the first day with all of the last, so that nobody's mornings are
        compared with evenings; of one day alone, those of its first burst with those of its last.
        """
        if not self.bursts:
            return (), ()
        first, last = self.bursts[0], self.bursts[-1]
        if first.day == last.day:
            return first.photos, last.photos
        return self._taken_on(first.day), self._taken_on(last.day)

    def _taken_on(self, day: date) -> tuple[Dated, ...]:
        return tuple(photo for burst in self.bursts if burst.day == day for photo in burst.photos)

    def changes(self, noise: NoiseModel) -> Mapping[tuple[str, str | None], Change]:
        """The first day against the last, for every metric and region; empty without two bursts."""
        if len(self.bursts) < 2:
            return {}
        takings = [[photo.taking for photo in end if photo.taking is not None] for end in self.ends]
        apart = taken_differently(*takings) if all(takings) else None
        first, last = map(self._scores_of, self.ends)
        compared = compare_bursts(first, last, noise, self.resolution, apart)
        known = [[Circumstances.of(photo.scores) for photo in end] for end in self.ends]
        unlike = both(circumstances_unlike(*known), taken_unlike(*takings))
        told = (self._because(one, unlike) for one in refused_where_held_differently(refused(compared, unlike), *known))
        return {(change.metric, change.region): change for change in told}

    def _because(self, change: Change, unlike: Unlike) -> Change:
        """The change; where a score of the first or the last day is left out, with why, not with that there is none."""
        if change.verdict is not Verdict.NOT_COMPARABLE:
            return change
        for value, end in zip((change.before, change.after), self.ends, strict=True):
            reason = self._left_out_of(end, change.metric, change.region)
            if value is None and reason:
                of_ends = (why for why, metrics in unlike.items() if change.metric in metrics)
                return replace(change, reason=next(of_ends, reason))
        return change

    def _left_out_of(self, photos: Sequence[Dated], metric: str, region: str | None) -> str:
        """Why photos' scores of a part of the face are left out; empty where none of them is."""
        odd = self._odd.of(metric)
        left_out = [(photo, odd[id(photo)]) for photo in photos if id(photo) in odd]
        for photo, reason in left_out:
            scores = self.of(photo, metric)
            if scores is not None and (scores.face if region is None else scores.regions.get(region)) is not None:
                return reason
        return ""

    def left_out(self, metric: str, region: str | None = None) -> str:
        """Why some photos are not compared with the others in a metric of a region or the face; empty where all are."""
        reasons = Counter(self._odd.of(metric).values())
        if region is None and self._faces(metric):
            faceless = sum(self._lacks_parts(photo, metric) for burst in self.bursts for photo in burst.photos)
            reasons += Counter({words.OTHER_PARTS: faceless})
        return reasons.most_common(1)[0][0] if reasons else ""

    def _lacks_parts(self, photo: Dated, metric: str) -> bool:
        """Whether it has a face of its own, and none over the regions that faces are told over."""
        scores = self.of(photo, metric)
        compared = id(photo) in self._regions(metric) and id(photo) not in self._faces(metric)
        return compared and scores is not None and scores.face is not None

    def why_not(self, metric: str) -> str:
        """Why no burst has a score of a metric for the whole face; empty where one has."""
        if any(self.value(burst, metric, None) is not None for burst in self.bursts):
            return ""
        if odd := self.left_out(metric):
            return odd
        found = [self.of(photo, metric) for burst in self.bursts for photo in burst.photos]
        if any(scores is not None and scores.face is not None for scores in found):
            return ""
        reasons = Counter(
            reason for scores in found if scores is not None for reason in dict.fromkeys(scores.declined.values())
        )
        return reasons.most_common(1)[0][0] if reasons else ""

    def unit(self, metric: str) -> str:
        """The metric's unit; empty where no photo has it."""
        found = (self.of(photo, metric) for burst in self.bursts for photo in burst.photos)
        return next((scores.unit for scores in found if scores is not None), "")

    def _scores_of(self, photos: Sequence[Dated]) -> BurstScores:
        return {
            (metric, region): [self.photo_value(photo, metric, region) for photo in photos]
            for metric in METRICS
            for region in (None, *REGIONS)
        }


def order_of(taken: Collection[TakenAt]) -> Callable[[TakenAt], tuple[date, datetime]]:
    """What these times are ordered by: the day, then the instant; the clock on a day of which one instant is not known.

    A time of which only the day is known comes first.
    """
    by_clock = {one.day for one in taken if one.precise and one.when.tzinfo is None}

    def order(one: TakenAt) -> tuple[date, datetime]:
        if not one.precise:
            return one.day, EARLIEST
        return one.day, one.when.replace(tzinfo=UTC) if one.day in by_clock else one.when.astimezone(UTC)

    return order


def series(photos: Iterable[Dated]) -> Series:
    """Order photos by time and gather them into bursts."""
    photos = list(photos)
    order = order_of([photo.taken_at for photo in photos])
    bursts: list[list[Dated]] = []
    for photo in sorted(photos, key=lambda photo: (*order(photo.taken_at), photo.scores.photo)):
        if bursts and _same_burst(bursts[-1], photo, order):
            bursts[-1].append(photo)
        else:
            bursts.append([photo])
    fine = bool(bursts) and all(photo.scores.metrics_fine is not None for burst in bursts for photo in burst)
    return Series(tuple(Burst(tuple(burst)) for burst in bursts), "fine" if fine else "standard")


def as_csv(found: Series) -> str:
    """Every score as a table: one row a photo, metric, resolution and region; an empty region is the whole face."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    for number, burst in enumerate(found.bursts, 1):
        for photo in burst.photos:
            head = [photo.scores.photo, photo.scores.sha256, photo.taken_at.isoformat(), number]
            rows.writerows([*head, *scores] for scores in _score_rows(photo.scores, found.odd_of(photo)))
    return out.getvalue()


def _score_rows(scores: PhotoScores, odd: Mapping[str, str]) -> Iterator[list[object]]:
    resolutions: Sequence[Resolution] = ("standard", "fine")
    for resolution in resolutions:
        for metric, of in _metrics(scores, resolution).items():
            head = [metric, of.version, of.parameters_hash, of.unit, resolution]
            for region, value in {"": of.face, **of.regions}.items():
                why = of.declined.get(region or "face", odd.get(metric, ""))
                yield [*head, region, "" if value is None else repr(value), why]


def _metrics(scores: PhotoScores, resolution: Resolution) -> Mapping[str, MetricScores]:
    return scores.metrics if resolution == "standard" else scores.metrics_fine or {}


def _same_burst(burst: Sequence[Dated], photo: Dated, order: Callable[[TakenAt], tuple[date, datetime]]) -> bool:
    """Taken within half an hour of the one before, past midnight too, or on a day of which the time is not known."""
    last, this = burst[-1].taken_at, photo.taken_at
    if not (burst[0].taken_at.precise and this.precise):
        return last.day == this.day
    if last.day == this.day:
        gap = order(this)[1] - order(last)[1]
    elif (last.when.tzinfo is None) == (this.when.tzinfo is None):
        gap = this.when - last.when
    else:
        return False  # how far apart the two clocks are is not known
    return timedelta(0) <= gap <= BURST_GAP
