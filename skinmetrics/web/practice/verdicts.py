"""The headline of each client of a list, worked out beside the page and kept until their records change."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from threading import Lock

from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history import ClientHistory, history
from skinmetrics.clinic.history_stamp import Stamp, history_stamps
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.progress.saying import Say
from skinmetrics.progress.verdict import Verdict
from skinmetrics.reports.telling import headline, whole_face
from skinmetrics.web.language import LANGUAGES, translate
from skinmetrics.web.words import practice as told

KEPT = 5000


@dataclass(frozen=True)
class Summary:
    """One line on a client: the headline by language, and why to look at them first (empty: no reason)."""

    headlines: Mapping[str, str]
    look: str = ""

    @classmethod
    def of(cls, words: Callable[[Say], str], look: str = "") -> Summary:
        """What `words` say in every language."""
        return cls({code: words(partial(translate, language=code)) for code in LANGUAGES}, look)


@dataclass
class Summaries:
    """Summaries worked out one at a time in a thread. Whoever asks must be allowed to see: that is asked each time."""

    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "summaries"))
    _found: dict[tuple[object, ...], Future[Summary]] = field(default_factory=dict)
    _latest: dict[uuid.UUID, Summary] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def asking(self) -> frozenset[uuid.UUID]:
        """Whose photos asked for a look when their headline was last worked out, whoever may see them."""
        return frozenset(client_id for client_id, summary in self._latest.copy().items() if summary.look)

    def of(self, records: Records, actor: Actor, clients: Collection[uuid.UUID]) -> dict[uuid.UUID, Summary | None]:
        """The summaries of clients, None while one is worked out; a client whom `actor` may not see is refused."""
        stamps = history_stamps(records, actor, clients, current_scorer())
        return {
            client_id: self._one(records, actor, client_id, stamps[client_id])
            if client_id in stamps
            else refusal(AccessDeniedError())
            for client_id in clients
        }

    def _one(self, records: Records, actor: Actor, client_id: uuid.UUID, stamp: Stamp) -> Summary | None:
        with self._lock:
            future = self._found.get(stamp)
            if future is None:
                if len(self._found) >= KEPT:
                    self._found.pop(next(iter(self._found)))
                future = self._found[stamp] = self._pool.submit(_summary, records, actor, client_id)
        if not future.done():
            return None
        try:
            found = future.result()
        except ClinicError as error:  # of whoever asked first: another may see, and asks anew
            with self._lock:
                self._found.pop(stamp, None)
            return refusal(error)
        self._latest[client_id] = found
        return found


@cache
def summaries() -> Summaries:
    """Those of this process."""
    return Summaries()


def summary_of(found: ClientHistory) -> Summary:
    """The headline of a history, and why to look."""
    worse = [one for one in whole_face(found) if one.change.verdict is Verdict.WORSENED]
    if not found.photos:
        return Summary.of(lambda say: say(told.SUMMARY_NONE))
    if found.waiting and not found.counted:
        return Summary.of(lambda say: say(told.SUMMARY_WAITING))
    look = "worsened" if worse else "light" if found.warnings else ""
    return Summary.of(partial(headline, found), look)


def refusal(error: ClinicError) -> Summary:
    """What the records refuse, in place of a headline."""
    sentence = str(error)
    return Summary.of(lambda say: say(sentence))


def _summary(records: Records, actor: Actor, client_id: uuid.UUID) -> Summary:
    return summary_of(history(records, actor, client_id, current_scorer()))
