"""What somebody began to write and has not saved: Streamlit forgets the fields of a page, or a part, that is left."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Generic, TypeVar

from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.web.components.face_drawing import Tick
from skinmetrics.web.practice.place_in_list import forget_places

MOST = 500
T = TypeVar("T")
Key = tuple[uuid.UUID | None, uuid.UUID, uuid.UUID | None]
"""Whose account, which client, and which session or note is corrected (None: what is new)."""


@dataclass(frozen=True)
class Written:
    """What stands in the fields of a session. `begun`: the points that they began with, each with its technique."""

    day: dt.date | None
    time: dt.time | None = None
    ticks: tuple[Tick, ...] = ()
    technique: str = ""
    minutes: int | None = None
    needles: int | None = None
    text: str = ""
    begun: tuple[NeedledPoint, ...] = ()

    @classmethod
    def of(cls, facts: SessionFacts, day: dt.date, time: dt.time | None, text: str = "") -> Written:
        """The fields as `facts` fill them, on `day` at `time`."""
        ticks: tuple[Tick, ...] = tuple((one.point, one.side.value) for one in facts.points)
        technique = facts.points[0].technique if facts.points else ""
        return cls(day, time, ticks, technique, facts.minutes, facts.needles, text, facts.points)

    def facts(self) -> SessionFacts | None:
        """The session that they tell of; None where the day is not given."""
        if self.day is None:
            return None
        # Where one technique is not chosen for all, each point keeps its own.
        same = bool(self.begun) and self.technique == self.begun[0].technique
        own = {(one.point, one.side.value): one.technique for one in self.begun} if same else {}
        points = (NeedledPoint(code, Side(side), own.get((code, side), self.technique)) for code, side in self.ticks)
        return SessionFacts(self.day, tuple(sorted(points)), self.needles, self.minutes, self.time)


@dataclass(frozen=True)
class Noted:
    """The text of a note; where one is corrected, what it said when that was begun."""

    text: str
    was: str = ""


@dataclass(frozen=True)
class Corrected:
    """What stands in the fields of a session that is corrected, and what it was when that was begun."""

    written: Written
    was: SessionFacts

    def left(self) -> Written:
        """The fields, on the day that it was where that was emptied."""
        return replace(self.written, day=self.written.day or self.was.held_on)


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What is kept, and the day on which it was begun."""

    written: T
    since: dt.date


@dataclass
class HalfWritten(Generic[T]):
    """What each account has begun to write of a client: in memory alone, the last `MOST` of all.

    What `is_nothing` is not kept. Each time that it is dropped a new turn begins: a page that was opened in an earlier
    one keeps nothing any more.
    """

    is_nothing: Callable[[T], bool]
    _kept: dict[Key, Kept[T]] = field(default_factory=dict)
    _turns: dict[Key, int] = field(default_factory=dict)
    _forgotten: set[uuid.UUID] = field(default_factory=set)

    def of(self, key: Key) -> Kept[T] | None:
        """What is kept, for who may see the client."""
        return self._kept.get(key)

    def turn(self, key: Key) -> int:
        """The turn of now."""
        return self._turns.get(key, 0)

    def keep(self, key: Key, written: T, day: dt.date, turn: int) -> None:
        """Keep it on this `day` in place of what was kept before, where it is of this `turn`."""
        if key[1] in self._forgotten or turn != self.turn(key):
            return
        before = self._kept.pop(key, None)
        if not self.is_nothing(written):
            self._kept[key] = Kept(written, before.since if before else day)
        for oldest in list(self._kept)[:-MOST]:
            self._kept.pop(oldest, None)

    def drop(self, key: Key) -> None:
        """Keep nothing of it: it was saved, or is not wanted."""
        self._kept.pop(key, None)
        self._turns[key] = self.turn(key) + 1

    def corrected(self, account_id: uuid.UUID | None, client_id: uuid.UUID) -> list[Key]:
        """What an account corrects of a client."""
        return [key for key in list(self._kept) if key[:2] == (account_id, client_id) and key[2] is not None]

    def take_gone(self, account_id: uuid.UUID | None, client_id: uuid.UUID, listed: Collection[uuid.UUID]) -> list[T]:
        """What an account corrected of a client that is not `listed` any more; it is kept no longer."""
        gone = [key for key in self.corrected(account_id, client_id) if key[2] not in listed]
        taken = [kept.written for key in gone if (kept := self.of(key))]
        for key in gone:
            self.drop(key)
        return taken

    def forget(self, client_id: uuid.UUID) -> None:
        """Keep nothing of a client, whoever wrote it, from now on."""
        self._forgotten.add(client_id)
        for key in [key for key in list(self._kept) if key[1] == client_id]:
            self._kept.pop(key, None)


@cache
def half_written() -> HalfWritten[Written]:
    """The sessions of this program; they go with it. A day alone is none."""
    return HalfWritten(lambda written: written == Written(written.day))


@cache
def half_corrected() -> HalfWritten[Corrected]:
    """The corrections of sessions, as the sessions; what says what the session is already is none."""
    return HalfWritten(lambda corrected: corrected.written.facts() == corrected.was)


@cache
def half_noted() -> HalfWritten[Noted]:
    """The notes, as the sessions; what was not changed is none."""
    return HalfWritten(lambda noted: noted.text.strip() == noted.was.strip())


def forget_written(client_id: uuid.UUID) -> None:
    """Keep nothing of a client who was erased, nor a place in the list, which may hold the name."""
    half_written().forget(client_id)
    half_corrected().forget(client_id)
    half_noted().forget(client_id)
    forget_places()
