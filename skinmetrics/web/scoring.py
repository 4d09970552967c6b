"""Scoring beside the pages: a thread that finds what the records lack, at every start and after every upload."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cache
from threading import Event, Thread

from skinmetrics.clinic import photos
from skinmetrics.clinic.turns import scoring_turn
from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.catch_up import CatchUp
from skinmetrics.settings import settings
from skinmetrics.web.visitor import records
from skinmetrics.web.workers import workers

LOOK_AGAIN_SECONDS = 60.0
"""Other processes save photos too, so the records are looked at without being woken."""

TURN_SECONDS = 2.0
"""While another process scores, which finds our photos too, unless it was just about to end."""

PATIENCE_SECONDS = 20.0

_log = logging.getLogger(__name__)


@dataclass
class BackgroundScoring:
    """The thread that scores, one a process."""

    _work: CatchUp
    _wake: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin with what was left to do."""
        self._thread = Thread(target=self._run, name="scoring", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look now: there is a new photo, or room again."""
        self._wake.set()

    def wind_down(self) -> None:
        """Begin to end, after the photos at hand; returns at once."""
        self._work.stopping.set()
        self._wake.set()

    def stop(self) -> None:
        """End after the photos at hand."""
        self.wind_down()
        if self._thread is not None:
            self._thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        while not self._work.stopping.is_set():
            self._wake.clear()
            looked = True
            try:
                looked = self._look()
            except Exception:
                _log.exception("Scoring was interrupted; it goes on in a minute.")
            self._wake.wait(LOOK_AGAIN_SECONDS if looked else TURN_SECONDS)

    def _look(self) -> bool:
        """Clear away what killed processes left, and score what there is, if no other process is at it.

        What was deleted while somebody read goes from the database's log meanwhile, which each process sees to.
        """
        database = self._work.records.database
        database.forget_again()
        with scoring_turn(database) as ours:
            if ours:
                photos.repair(self._work.records)
                self._work.forget()
                if examined := self._work.run(database.forget_again):
                    _log.info("%d photos scored", examined)
            return ours


def limits() -> Limits:
    """The largest photo that the settings allow."""
    chosen = settings()
    return Limits(chosen.max_megapixels, chosen.max_megabytes)


@cache
def background_scoring() -> BackgroundScoring:
    """The scoring of this process; it runs from `start` on."""
    return BackgroundScoring(CatchUp(records(), workers(), limits()))
