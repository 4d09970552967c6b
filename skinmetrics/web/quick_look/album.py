"""The photos of one visit. They live in the visitor's session, in memory, and are gone when it ends."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from skinmetrics.imaging.photo import TakenAt
from skinmetrics.jobs.runner import Done, Failed, WorkerLost
from skinmetrics.scoring import PhotoRefused
from skinmetrics.web.line_by_line import LinesFound
from skinmetrics.web.quick_look.look import Look, Upload
from skinmetrics.web.quick_look.same_face import Doubt, doubt, swapped
from skinmetrics.web.quick_look.series import Dated, Series, series
from skinmetrics.web.words import quick_look as words

_LOG = logging.getLogger(__name__)
_BEFORE_ALL = datetime(1, 1, 1)  # noqa: DTZ001 - local clocks are compared


@dataclass
class Album:
    """What a visitor added: photos still to be scored, photos scored, and files that could not be used."""

    waiting: list[Upload] = field(default_factory=list)
    looks: dict[str, Look] = field(default_factory=dict)
    """By the SHA-256 of the file."""
    refused: list[PhotoRefused] = field(default_factory=list)
    corrected: dict[str, date] = field(default_factory=dict)
    """Days entered by hand, by the SHA-256 of the file."""
    doubts: dict[tuple[str, str], Doubt] = field(default_factory=dict)
    """What is odd about the second photo beside the first, by the SHA-256 of both files."""
    lines: dict[tuple[str, ...], LinesFound] = field(default_factory=dict)
    """Lines followed over the photos shown, by the SHA-256 of these."""
    laid: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """Faces (JPEG) laid on the skin of another photo, by the SHA-256 of that one and their own."""
    intake: int = 0
    """Counts the times that files were taken in: each time the upload widgets start afresh and let go of theirs."""

    def add(self, uploads: Iterable[Upload]) -> None:
        """Put files in line for scoring; one that is here already is refused."""
        known = {*self.looks, *(_sha256(upload) for upload in self.waiting)}
        for upload in uploads:
            digest = _sha256(upload)
            if digest in known:
                self.refused.append(PhotoRefused(upload.name, "twice", words.TWICE))
            else:
                known.add(digest)
                self.waiting.append(upload)
        self.intake += 1

    def settle(self, upload: Upload, outcome: Done[Look | PhotoRefused] | Failed) -> None:
        """Take a photo out of the line with what became of it."""
        self.waiting.remove(upload)
        result = _failure(upload, outcome) if isinstance(outcome, Failed) else outcome.value
        if isinstance(result, PhotoRefused):
            self.refused.append(result)
        else:
            self.looks[result.scores.sha256] = result

    def remove(self, sha256: str) -> None:
        """Forget a scored photo."""
        self.looks.pop(sha256, None)
        self.corrected.pop(sha256, None)

    def taken_at(self, sha256: str) -> TakenAt | None:
        """When a photo was taken: as corrected, else as its file says, else None."""
        stated = self.looks[sha256].scores.taken_at
        day = self.corrected.get(sha256)
        if day is None or (stated is not None and stated.day == day):
            return stated
        return TakenAt(datetime.combine(day, time()), precise=False)

    def in_order(self) -> Sequence[str]:
        """SHA-256 of every scored photo: those without a date first, then by date."""
        return sorted(self.looks, key=lambda sha256: (self._clock(sha256), self.looks[sha256].scores.photo))

    def series(self) -> Series:
        """The photos that can be compared: their date is known, they are fit to be measured and show one person. Left
        and right of mirrored ones are swapped back.
        """
        odd = self.odd()
        compared = []
        for sha256 in self._comparable():
            taken_at, scores = self.taken_at(sha256), self.looks[sha256].scores
            if taken_at is None or (sha256 in odd and odd[sha256].another_person):
                continue
            compared.append(Dated(swapped(scores) if sha256 in odd else scores, taken_at))
        return series(compared)

    def odd(self) -> Mapping[str, Doubt]:
        """The photos that seem to show another person than the first one, or its mirror image, by SHA-256."""
        first, *others = self._comparable() or ("",)
        for other in others:
            if (first, other) not in self.doubts:
                self.doubts[first, other] = doubt(self.looks[first], self.looks[other])
        found = {other: self.doubts[first, other] for other in others}
        return {other: one for other, one in found.items() if one.another_person or one.mirrored}

    def _comparable(self) -> list[str]:
        """The photos that are dated and fit to be measured, oldest first."""
        fit = (sha256 for sha256 in self.in_order() if self.looks[sha256].scores.capture.verdict != "unusable")
        return [sha256 for sha256 in fit if self.taken_at(sha256) is not None]

    def _clock(self, sha256: str) -> datetime:
        taken_at = self.taken_at(sha256)
        return _BEFORE_ALL if taken_at is None else taken_at.when.replace(tzinfo=None)


def _sha256(upload: Upload) -> str:
    return hashlib.sha256(upload.data).hexdigest()


def _failure(upload: Upload, outcome: Failed) -> PhotoRefused:
    if isinstance(outcome.error, WorkerLost):
        return PhotoRefused(upload.name, "lost", words.LOST)
    _LOG.error("A photo could not be scored.", exc_info=outcome.error)
    return PhotoRefused(upload.name, "fault", words.FAULT)
