"""Scoring what the records lack: no queue, so nothing can be lost from one."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from skinmetrics.clinic import photos, scores
from skinmetrics.clinic.errors import ClinicError, NotFoundError
from skinmetrics.clinic.measuring import as_result, current_scorer
from skinmetrics.clinic.photos import PhotoDamagedError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import FAULT, OvertakenError, Refused, Scorer
from skinmetrics.clinic.store_answers import most_open
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, Rendition, StoreError
from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.comparing import Comparing
from skinmetrics.jobs.photo_work import Worked, work_on
from skinmetrics.jobs.runner import Done, Failed, Runner, WorkerLost

BATCH_BYTES = 64_000_000
"""Photos are taken out of the vault this much at a time, so that memory stays bounded."""
BATCH_PHOTOS = 64

KILLED_ITS_WORKER = Refused(
    "unreadable", "Reading this photo failed twice. Save it anew as JPEG on your device and add it again."
)
PROGRAM_FAILED = Refused(
    FAULT,
    "The program could not measure this photo; that is no fault of yours. "
    "The photo is kept, and will be tried again later.",
)
CANNOT_BE_OPENED = Refused(
    FAULT,
    "The file of this photo can no longer be opened. "
    "Add the same photo again, or ask your clinic whether a backup still has it.",
)
TRIES = 3
"""So often, each time after `forget`, the program may fail at a photo, or its file not open, until that is said."""

_log = logging.getLogger(__name__)


@dataclass
class CatchUp:
    """Scores the photos that `scorer` has not examined, and keeps the copies that pages show.

    `stopping` ends it after the photo at hand. What cannot be done now (a missing file, a full disk, a database that is
    down) is logged and left out until `forget`, and so never in the way of the rest. What the program itself fails at
    is refused as that after some tries, and left out from then on: the next CatchUp, as after every start of the
    program, tries it again. A file that does not open while most others do is said to be so after as many tries, and is
    looked for again after each `forget`. A photo whose workers were lost is blamed for it when that happens again after
    `forget`: the first time may be bad luck.
    """

    records: Records
    runner: Runner
    limits: Limits
    scorer: Scorer = field(default_factory=current_scorer)
    stopping: Event = field(default_factory=Event)
    _left_out: set[PhotoKey] = field(default_factory=set)
    _failing: set[PhotoKey] = field(default_factory=set)
    _suspected: set[PhotoKey] = field(default_factory=set)
    _tries: Counter[PhotoKey] = field(default_factory=Counter)
    _unopened: Counter[PhotoKey] = field(default_factory=Counter)
    _lost: set[PhotoKey] = field(default_factory=set)
    _others_open: bool | None = None

    def run(self, progress: Callable[[], None] = lambda: None) -> int:
        """Work until nothing is left to do; how many photos were examined. Calls `progress` after each."""
        examined = 0
        while not self.stopping.is_set():
            pending = scores.pending(self.records, self.scorer, BATCH_PHOTOS + len(self.left_out()))
            due = [key for key in pending if key not in self.left_out()]
            batch = dict(self._batch(due))
            if not batch and due and self._others_open:
                continue  # behind these files, which are lost, there may be others
            if not batch:
                break
            for _ in self._work(batch):
                examined += 1
                progress()
                if self.stopping.is_set():
                    break
        return examined

    def forget(self) -> None:
        """Try again what could not be done before."""
        self._left_out.clear()
        self._others_open = None

    def left_out(self) -> Collection[PhotoKey]:
        """The photos that could not be worked on."""
        return self._left_out | self._failing

    def _batch(self, due: Iterable[PhotoKey]) -> Iterator[tuple[PhotoKey, bytes]]:
        size = 0
        for key in due:
            try:
                data = photos.fetch(self.records, key)
            except (PhotoMissingError, PhotoDamagedError, StoreError) as error:
                self._leave_out(key, error)
                self._blame_file(key)
                continue
            except ClinicError as error:
                self._leave_out(key, error)
                continue
            self._unopened.pop(key, None)
            self._lost.discard(key)
            yield key, data
            size += len(data)
            if size >= BATCH_BYTES:
                return

    def _work(self, batch: dict[PhotoKey, bytes]) -> Iterator[None]:
        keys = list(batch)
        outcomes = self.runner.map(partial(work_on, limits=self.limits), list(batch.values()), background=True)
        for outcome in outcomes:
            if not (self.stopping.is_set() and isinstance(outcome, Failed)):
                self._settle(keys[outcome.index], outcome)
            yield

    def _settle(self, key: PhotoKey, outcome: Done[Worked] | Failed) -> None:
        if isinstance(outcome, Failed) and not isinstance(outcome.error, WorkerLost):
            self._blame_program(key, outcome.error)
            return
        if isinstance(outcome, Failed) and key not in self._suspected:
            self._leave_out(key, outcome.error)
            self._suspected.add(key)
            return
        try:
            if isinstance(outcome, Done):
                self._keep(key, outcome.value)
            else:
                scores.write(self.records, self.scorer, key.photo_id, KILLED_ITS_WORKER)
        except (PhotoMissingError, NotFoundError):
            return  # deleted or erased meanwhile
        except ClinicError as error:
            self._leave_out(key, error)
        except Exception as error:
            self._blame_program(key, error)

    def _blame_program(self, key: PhotoKey, error: Exception) -> None:
        """Count a failure that nobody expected; what the operating system refuses may go well another time."""
        self._leave_out(key, error)
        self._tries[key] += not isinstance(error, OSError)
        if self._tries[key] < TRIES:
            return
        _log.error("Scoring photo %s failed %d times and waits for the next start", key.photo_id, TRIES, exc_info=error)
        if self._said(key, PROGRAM_FAILED):
            self._failing.add(key)

    def _blame_file(self, key: PhotoKey) -> None:
        """Count that a file did not open; where most others do not either, it is the store that does not answer."""
        if self._others_open is None:
            self._others_open = most_open(self.records, key.photo_id)
        if key in self._lost:
            return
        self._unopened[key] += self._others_open
        if self._unopened[key] >= TRIES and self._said(key, CANNOT_BE_OPENED):
            self._lost.add(key)

    def _said(self, key: PhotoKey, refusal: Refused) -> bool:
        """Refuse a photo for no fault of its own; False where that is to be tried again."""
        try:
            scores.write(self.records, self.scorer, key.photo_id, refusal)
        except ClinicError as unwritten:
            self._leave_out(key, unwritten)
            return False
        except Exception as unwritten:  # it would end the scoring of all that come after it
            self._leave_out(key, unwritten)
        return True

    def _keep(self, key: PhotoKey, made: Worked) -> None:
        """Seal what pages show, and then write what the photo scored with how alike it is to the client's others."""
        for rendition, data in ((Rendition.VIEW, made.view), (Rendition.ALIGNED, made.aligned)):
            if data is not None:
                photos.save_view(self.records, key.photo_id, data, rendition)
        while not self._written(key, made):
            pass

    def _written(self, key: PhotoKey, made: Worked) -> bool:
        """False where another process scored a photo meanwhile that this one should have been compared with."""
        if made.aligned is None:
            scores.write(self.records, self.scorer, key.photo_id, as_result(made.scored))
            return True
        captures = scores.captures(self.records, self.scorer, key.client_id)
        compared = Comparing(self.records, self.runner, self.limits).compared(key, made.aligned, captures)
        known = None if compared else captures
        try:
            scores.write(self.records, self.scorer, key.photo_id, as_result(made.scored, compared), known)
        except OvertakenError:
            return False
        return True

    def _leave_out(self, key: PhotoKey, error: Exception) -> None:
        _log.warning("Photo %s cannot be scored now: %s", key.photo_id, error)
        self._left_out.add(key)
