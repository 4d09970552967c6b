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
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.reading import SAID_MIRRORED, history
from skinmetrics.clinic.history.stamp import Stamp, history_stamps
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.progress.comparability.reasons import WHITES_DIFFER
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON, MIRRORED
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.saying import Say
from skinmetrics.reports.telling import headline, still_measured
from skinmetrics.web.language import LANGUAGES, translate
from skinmetrics.web.words import practice as told

KEPT = 5000
_WARNED = {ANOTHER_PERSON: "person", MIRRORED: "mirrored", SAID_MIRRORED: "", WHITES_DIFFER: "colours"}
"""What each warning asks to look at; what somebody said asks for nothing, all others are of how photos were taken."""


@dataclass(frozen=True)
class Summary:
    """One line on a client: the headline by language, and why to look at them first."""

    headlines: Mapping[str, str]
    looks: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: Callable[[Say], str], looks: tuple[str, ...] = ()) -> Summary:
        """What `words` say in every language."""
        return cls({code: words(partial(translate, language=code)) for code in LANGUAGES}, looks)


@dataclass
class Summaries:
    """Summaries worked out one at a time in a thread. Whoever asks must be allowed to see: that is asked each time."""

    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "summaries"))
    _found: dict[tuple[object, ...], Future[Summary]] = field(default_factory=dict)
    _latest: dict[uuid.UUID, Summary] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def asking(self) -> frozenset[uuid.UUID]:
        """Whose photos asked for a look when their headline was last worked out, whoever may see them."""
        return frozenset(client_id for client_id, summary in self._latest.copy().items() if summary.looks)

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
    if not found.photos:
        return Summary.of(lambda say: say(told.SUMMARY_NONE))
    if found.waiting and not found.counted:
        waiting = told.SUMMARY_WAITING if found.measures else told.SUMMARY_NOT_ALLOWED
        return Summary.of(lambda say: say(waiting))
    changes = found.progress.changes if found.progress else ()
    worse = any(one.change.verdict is Verdict.WORSENED for one in changes)
    looks = (["worsened"] if worse else []) + [_WARNED.get(each, "differently") for each in found.warnings]
    return Summary.of(partial(_told_of, found), tuple(each for each in dict.fromkeys(looks) if each))


def _told_of(found: ClientHistory, say: Say) -> str:
    """The headline, and how many photos it knows nothing of yet."""
    return " ".join([headline(found, say), *still_measured(found, say)])


def refusal(error: ClinicError) -> Summary:
    """What the records refuse, in place of a headline."""
    sentence = str(error)
    return Summary.of(lambda say: say(sentence))


def _summary(records: Records, actor: Actor, client_id: uuid.UUID) -> Summary:
    return summary_of(history(records, actor, client_id, current_scorer()))
