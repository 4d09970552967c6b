"""The photos of one visit. They live in the visitor's session, in memory, and are gone when it ends."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from fractions import Fraction

from skinmetrics.imaging.clock import believed
from skinmetrics.imaging.photo import TakenAt
from skinmetrics.jobs.runner import Done, Failed, WorkerLost
from skinmetrics.progress.comparability.same_person import Compared, Shown, compared_with, who_is_shown
from skinmetrics.progress.comparability.votes import votes_of_days
from skinmetrics.scoring import PhotoRefused
from skinmetrics.web.line_by_line import LinesFound
from skinmetrics.web.quick_look.look import Look, Upload
from skinmetrics.web.quick_look.series import EARLIEST, Dated, Series, order_of, series
from skinmetrics.web.words import quick_look as words

_LOG = logging.getLogger(__name__)
_BEFORE_ALL = (date.min, EARLIEST)


@dataclass
class Album:
    """What a visitor added: photos still to be scored, photos scored, and files that could not be used."""

    waiting: list[Upload] = field(default_factory=list)
    looks: dict[str, Look] = field(default_factory=dict)
    """By the SHA-256 of the file."""
    refused: list[PhotoRefused] = field(default_factory=list)
    corrected: dict[str, date] = field(default_factory=dict)
    """Days entered by hand, by the SHA-256 of the file."""
    clock_wrong: set[str] = field(default_factory=set)
    """Photos whose day is unknown, since they say one that has not come, by the SHA-256 of the file."""
    likeness: dict[str, Sequence[Compared]] = field(default_factory=dict)
    """How alike a photo is to others, by the SHA-256 of the file."""
    one_person: bool = False
    """The visitor said that all photos show one person."""
    turned: dict[str, Look] = field(default_factory=dict)
    """Photos as they would be had they not been mirrored, by the SHA-256 of the file."""
    lines: dict[tuple[str, ...], LinesFound] = field(default_factory=dict)
    """Lines followed over the photos shown, by the fingerprints of these."""
    laid: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """Faces (JPEG) laid on the skin of another photo, by the fingerprint of that one and their own."""
    zone: tzinfo | None = None
    """The visitor's time zone; None where the browser does not tell it: this computer's."""
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
            stated, sha256 = result.scores.taken_at, result.scores.sha256
            taken_at = believed(stated, datetime.now().astimezone().date())
            self.looks[sha256] = replace(result, scores=replace(result.scores, taken_at=taken_at))
            self.clock_wrong |= {sha256} if taken_at != stated else set()

    def remove(self, sha256: str) -> None:
        """Forget a scored photo."""
        self.looks.pop(sha256, None)
        self.corrected.pop(sha256, None)
        self.likeness.pop(sha256, None)
        self.turned.pop(sha256, None)
        self.clock_wrong.discard(sha256)

    def taken_at(self, sha256: str) -> TakenAt | None:
        """When a photo was taken, by the clock of that place: as corrected, else as its file says, else None."""
        told = self.looks[sha256].scores.taken_at
        stated = told and told.local(self.zone)
        day = self.corrected.get(sha256)
        if day is None or (stated is not None and stated.day == day):
            return stated
        return TakenAt(datetime.combine(day, time()), precise=False)

    def lacking_days(self) -> int:
        """How many photos would be compared if their day were known."""
        return sum(self.taken_at(sha256) is None and look.comparable for sha256, look in self.looks.items())

    def in_order(self) -> Sequence[str]:
        """SHA-256 of every scored photo: those without a date first, then by date."""
        taken = {sha256: self.taken_at(sha256) for sha256 in self.looks}
        order = order_of([one for one in taken.values() if one is not None])

        def place(sha256: str) -> tuple[date, datetime, str]:
            when = taken[sha256]
            return (*(_BEFORE_ALL if when is None else order(when)), self.looks[sha256].scores.photo)

        return sorted(self.looks, key=place)

    def on_the_person(self, sha256: str) -> Look:
        """A scored photo, left and right of the aligned face as they are on the person."""
        look = self.looks[sha256]
        if sha256 not in self.shown().mirrored:
            return look
        if sha256 not in self.turned:
            self.turned[sha256] = look.turned
        return self.turned[sha256]

    def series(self) -> Series:
        """The photos that can be compared: their date is known, they are fit to be measured and show one person. Left
        and right of mirrored ones are swapped back.
        """
        shown = self.shown()
        compared = []
        for sha256 in self._comparable():
            taken_at, look = self.taken_at(sha256), self.looks[sha256]
            if taken_at is None or sha256 in shown.strangers:
                continue
            if sha256 in shown.mirrored:
                compared.append(Dated(look.scores.with_sides_swapped(), taken_at, look.taking.mirrored))
            else:
                compared.append(Dated(look.scores, taken_at, look.taking))
        return series(compared)

    def shown(self) -> Shown:
        """Which photos show another person than most, and which of the others are mirrored, by SHA-256."""
        photos = self._comparable()
        prints = {sha256: self.looks[sha256].print for sha256 in photos}
        for sha256 in photos:
            if sha256 not in self.likeness:
                self.likeness[sha256] = compared_with(prints[sha256], prints, self.likeness)
        return who_is_shown(self.likeness, self._votes(), photos if self.one_person else ())

    def doubts(self) -> bool:
        """Whether a photo seems to show another person, whatever the visitor said."""
        self.shown()
        return bool(who_is_shown(self.likeness, self._votes()).strangers)

    def _votes(self) -> dict[str, Fraction]:
        """What the vote of each photo that can be compared counts, oldest first: those of one day have one."""
        taken = {sha256: self.taken_at(sha256) for sha256 in self._comparable()}
        return votes_of_days({sha256: when and when.day for sha256, when in taken.items()})

    def _comparable(self) -> list[str]:
        """The photos that are dated and fit to be measured, oldest first."""
        fit = (sha256 for sha256 in self.in_order() if self.looks[sha256].comparable)
        return [sha256 for sha256 in fit if self.taken_at(sha256) is not None]


def _sha256(upload: Upload) -> str:
    return hashlib.sha256(upload.data).hexdigest()


def _failure(upload: Upload, outcome: Failed) -> PhotoRefused:
    if isinstance(outcome.error, WorkerLost):
        return PhotoRefused(upload.name, "lost", words.LOST)
    _LOG.error("A photo could not be scored.", exc_info=outcome.error)
    return PhotoRefused(upload.name, "fault", words.FAULT)
