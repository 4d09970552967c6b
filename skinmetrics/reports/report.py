"""What every report is made of, gathered once, and what every format of it can do."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Final, Protocol

from skinmetrics.metrics.lengths import Lengths
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.saying import Say, in_english

LEFT_OUT: Final = "Left out of the comparison by hand."


class ReportError(Exception):
    """A report that cannot be made; `str()` says what to do next."""


@dataclass(frozen=True)
class Reader:
    """Who reads a document for people: the code of their language, what says it, and what lengths are shown in."""

    language: str = "en"
    say: Say = in_english
    lengths: Lengths = Lengths.MILLIMETRES


@dataclass(frozen=True)
class ReportPhoto:
    """One photo. ``taken_at`` is aware, in the clinic's time; None where only the ``day`` is known, or nothing.

    ``capture`` is the verdict on how it was taken (None: not examined yet), ``problems`` why, in words; ``refused``
    why nothing could be measured, ``excluded`` why it is left out of the comparison, as somebody typed it; None: it was
    not. A ``stranger`` is another person than the client, and left out for that.
    """

    id: uuid.UUID
    burst: uuid.UUID
    taken_at: dt.datetime | None
    day: dt.date | None
    capture: str | None = None
    problems: tuple[str, ...] = ()
    refused: str | None = None
    excluded: str | None = None
    stranger: bool = False

    @property
    def counted(self) -> bool:
        """Whether it is part of the comparison."""
        fit = self.capture in ("good", "usable") and self.refused is None and not self.stranger
        return fit and self.excluded is None and self.day is not None

    @property
    def waiting(self) -> bool:
        """Whether it is not measured yet, which is not to be left out."""
        return self.capture is None and self.refused is None and self.excluded is None

    @property
    def left_out(self) -> str:
        """Why it is left out, for who may not know the client's name: what was typed may tell it. Empty: it is not."""
        if self.stranger:
            return ANOTHER_PERSON
        return "" if self.excluded is None else LEFT_OUT

    @property
    def remarks(self) -> str:
        """What others may know of it besides its scores, in sentences; empty where there is nothing."""
        return " ".join([*self.problems, *filter(None, [self.refused, self.left_out])])


@dataclass(frozen=True)
class ReportScore:
    """A metric on one photo in one region (None: whole face): ``value`` in its unit, or why it was ``declined``.

    With both, it is a score that is not compared with those of the client's other photos.
    """

    photo: uuid.UUID
    metric: str
    region: str | None
    resolution: str
    value: float | None
    declined: str | None = None


@dataclass(frozen=True)
class Method:
    """How a metric was computed. Scores of another version or other parameters are not comparable with these."""

    metric: str
    name: str
    unit: str
    version: int
    parameters: str
    source: str


@dataclass(frozen=True)
class Finding:
    """What is said of one metric in one region (None: whole face). Numbers are None where nothing can be said.

    ``before``, ``after``, ``change``, ``ci95`` and ``mdc95`` are in the metric's unit. ``unsure``: it moved by more
    than its noise alone without being called a change.
    """

    metric: str
    region: str | None
    name: str
    verdict: Verdict
    sentence: str
    before: float | None
    after: float | None
    change: float | None
    ci95: tuple[float, float] | None
    mdc95: float | None
    unsure: bool


@dataclass(frozen=True)
class Measurement:
    """One day on a chart, or a burst that is left out (``counted`` is False), at the clinic's wall clock (naive)."""

    when: dt.datetime
    value: float
    counted: bool = True


@dataclass(frozen=True)
class Chart:
    """One metric of the whole face over time, in a unit of the reader's.

    ``band`` is where single days fall while nothing changes.
    """

    metric: str
    name: str
    unit: str
    measurements: tuple[Measurement, ...]
    band: tuple[float, float] | None


@dataclass(frozen=True)
class Pictures:
    """Two lined-up faces as JPEG, with the days that they are of."""

    before: bytes
    before_day: dt.date
    after: bytes
    after_day: dt.date


@dataclass(frozen=True)
class Report:
    """Everything that a report may tell of one client.

    ``pseudonym`` stands for the client wherever a report goes to others; ``client`` is the name, for the client's own
    copy. ``headline`` sums up in a sentence; ``cannot_tell`` are sentences on what the photos do not show; ``pictures``
    is None without the client's consent. ``view`` gives the upright JPEG of a photo without metadata, None where it
    cannot be had. Sentences are in the language of ``reader``.
    """

    pseudonym: str
    client: str
    clinic: str
    made_at: dt.datetime
    program: str
    headline: str
    findings: tuple[Finding, ...]
    charts: tuple[Chart, ...]
    cannot_tell: tuple[str, ...]
    photos: tuple[ReportPhoto, ...]
    scores: tuple[ReportScore, ...]
    methods: tuple[Method, ...]
    sessions: tuple[dt.datetime, ...]
    noise_model: str
    pictures: Pictures | None
    view: Callable[[uuid.UUID], bytes | None]
    reader: Reader

    @cached_property
    def method(self) -> Mapping[str, Method]:
        """The methods by metric."""
        return {each.metric: each for each in self.methods}

    @cached_property
    def scores_by_photo(self) -> Mapping[uuid.UUID, Sequence[ReportScore]]:
        """The scores of each photo that has any, in their order."""
        found: dict[uuid.UUID, list[ReportScore]] = {}
        for score in self.scores:
            found.setdefault(score.photo, []).append(score)
        return found

    @property
    def treatment_start(self) -> dt.date | None:
        """The day of the first session."""
        return min((session.date() for session in self.sessions), default=None)


class ReportFormat(Protocol):
    """One way to write a report. Safe to share: a format keeps nothing between reports."""

    @property
    def name(self) -> str:
        """What people choose it by."""
        ...

    @property
    def suffix(self) -> str:
        """The ending of its file names, without dot."""
        ...

    @property
    def media_type(self) -> str:
        """Its IANA media type."""
        ...

    @property
    def names_client(self) -> bool:
        """Whether the client's name is in it; else the pseudonym alone."""
        ...

    def write(self, report: Report, out: BinaryIO) -> None:
        """Write the whole report. The same report gives the same bytes. Raises ReportError."""
        ...
