"""A session that is written down or corrected in one open page, and what of it is kept for the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import streamlit as st

from skinmetrics.clinic.treatments import SessionFacts
from skinmetrics.web.components.face_drawing import read_ticks
from skinmetrics.web.practice.half_written import Corrected, Kept, Key, Written, half_corrected, half_written

_CORRECTION = "correction of a session"


@dataclass
class Draft:
    """What the fields of an open page `begin` with; `since` is the day of what had been half written (None: nothing).

    A page keeps what is changed in it, and nothing by merely being drawn: it may be an older one.
    """

    key: Key
    begin: Written
    since: dt.date | None = None
    _last: Written | None = None
    _turn: int = 0
    _version: int = 0

    @property
    def name(self) -> str:
        """What the keys of the fields end in."""
        return f"{self.key[1]} {self._version}"

    def follow(self, today: dt.date) -> None:
        """Before the fields are drawn: begin with what is kept where they are not there, or where it was dropped
        elsewhere while nothing was changed in them here.
        """
        drawn = f"notes {self.name}" in st.session_state
        overtaken = self._turn != half_written().turn(self.key)
        if drawn and overtaken and in_the_fields(self.begin, self.name) == self.begin:
            drawn = False
        if drawn:
            self.turn_the_day(today)
        else:
            kept = half_written().of(self.key)
            self.begin_with(kept.written if kept else Written(today), kept)
            self._last = self.begin

    def begin_with(self, written: Written, kept: Kept[Written] | None) -> None:
        """Draw the fields anew."""
        self.begin, self.since, self._last = written, kept.since if kept else None, None
        self._turn = half_written().turn(self.key)
        self._version += 1

    def keep(self, today: dt.date) -> None:
        """Keep what stands in the fields, where something was changed."""
        now = _changed(self.begin, self.name, self._last)
        if now is not None:
            self._last = now
            half_written().keep(self.key, now, today, self._turn)

    def leave(self, today: dt.date) -> None:
        """It was saved, or is not wanted: begin anew."""
        half_written().drop(self.key)
        self.begin_with(Written(today), kept=None)
        self._last = self.begin

    def turn_the_day(self, today: dt.date) -> None:
        """A page that was left open over night with nothing in it is of this day; not once its fields are drawn."""
        was, day = self.begin.day, f"day {self.name}"
        untouched = self._last == self.begin == Written(was)
        if not untouched or self.begin.day == today:
            return
        if st.session_state.get(day) == was:
            st.session_state[day] = today
        self.begin = self._last = Written(today)


@dataclass
class Correction:
    """What the fields of this `name`, in which a session is corrected, `begin` with: what it `was`, or what was left of
    its correction, `since` that day. Where others changed the session since, `overtaken` is what was left.
    """

    key: Key
    name: str
    was: SessionFacts
    begin: Written
    since: dt.date | None = None
    overtaken: SessionFacts | None = None
    _last: Written | None = None
    _turn: int = 0

    @classmethod
    def of(cls, key: Key, name: str, was: SessionFacts) -> Correction:
        """The one that is open; begun anew where its fields are not there."""
        opened: Correction | None = st.session_state.get(_CORRECTION)
        if opened is None or opened.name != name or f"day {name}" not in st.session_state:
            opened = st.session_state[_CORRECTION] = cls._begun(key, name, was)
        return opened

    @classmethod
    def _begun(cls, key: Key, name: str, was: SessionFacts) -> Correction:
        kept, turn = half_corrected().of(key), half_corrected().turn(key)
        as_it_is = Written.of(was, was.held_on, was.held_at)
        if kept is None:
            return cls(key, name, was, as_it_is, _last=as_it_is, _turn=turn)
        left = kept.written.left()
        if left.facts() == was:  # nothing is left where others corrected it likewise
            return cls(key, name, was, as_it_is, _last=as_it_is, _turn=turn)
        if kept.written.was != was:
            return cls(key, name, was, as_it_is, overtaken=left.facts(), _last=as_it_is, _turn=turn)
        return cls(key, name, was, left, kept.since, _last=left, _turn=turn)

    def keep(self, today: dt.date) -> None:
        """Keep what stands in the fields, where something was changed."""
        now = _changed(self.begin, self.name, self._last)
        if now is not None:
            self._last = now
            half_corrected().keep(self.key, Corrected(now, self.was), today, self._turn)

    def drop(self) -> None:
        """It was saved, or is not wanted."""
        half_corrected().drop(self.key)


def _changed(begin: Written, name: str, last: Written | None) -> Written | None:
    """What stands in the fields of this `name`; None where they are not drawn, or say what they said at `last`."""
    now = in_the_fields(begin, name) if f"day {name}" in st.session_state else None
    return None if now == last else now


def in_the_fields(begin: Written, name: str) -> Written:
    """What stands in the fields of this `name` now; they began with `begin`."""
    now = st.session_state
    day, ticked = now[f"day {name}"], now.get(f"points {name}", {}).get("ticked")
    return replace(
        begin,
        day=day if isinstance(day, dt.date) else None,
        time=now[f"time {name}"],
        ticks=begin.ticks if ticked is None else read_ticks(ticked),
        technique=now[f"technique {name}"],
        minutes=_whole(now[f"minutes {name}"]),
        needles=_whole(now[f"needles {name}"]),
        text=now.get(f"notes {name}") or "",
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
