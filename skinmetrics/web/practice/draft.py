"""A session that is written down in one open page, and what of it is kept for the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import streamlit as st

from skinmetrics.web.components.face_drawing import read_ticks
from skinmetrics.web.practice.half_written import Kept, Key, Written, half_written


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
        if f"day {self.name}" not in st.session_state:
            return
        now = in_the_fields(self.begin, self.name)
        if now != self._last:
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
