"""Sentences in the language of who looks: the one that they have chosen, else the clinic's, else the browser's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.metrics.lengths import Lengths
from skinmetrics.progress.words import saying
from skinmetrics.web.language import ENGLISH, LANGUAGES, best, translate
from skinmetrics.web.visitor import Visitor

_KEY = "language"
_FIELD = "language field"
_LENGTHS = "lengths"


def begin(looking: Visitor | None) -> None:
    """Let a visit begin in the language and the lengths of who looks."""
    st.session_state[_LENGTHS] = looking.preferences.lengths if looking else Lengths.MILLIMETRES
    wanted = (looking.language, looking.preferences.language) if looking else ()
    st.session_state.setdefault(_KEY, next((one for one in wanted if one in LANGUAGES), best(st.context.locale)))


def language() -> str:
    """The code of the language that this visitor reads; English outside a page."""
    if not st.runtime.exists():
        return ENGLISH
    chosen = st.session_state.get(_KEY)
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else best(st.context.locale)


def lengths() -> Lengths:
    """What lengths are shown in to this visitor; millimetres outside a page."""
    chosen = st.session_state.get(_LENGTHS) if st.runtime.exists() else None
    return chosen if isinstance(chosen, Lengths) else Lengths.MILLIMETRES


def choose_language(keep: Callable[[str], None]) -> None:
    """Ask for another language; `keep` is told of one that was not shown before.

    The language shown is the field's default: a browser that misses the run that draws it first sends back that one.
    """
    codes, shown = list(LANGUAGES), language()
    chosen = st.selectbox(
        "Language · Sprache · Idioma",
        codes,
        codes.index(shown),
        format_func=LANGUAGES.__getitem__,
        key=_FIELD,
        width=220,
        on_change=lambda: _change_language(keep),
    )
    if chosen != shown:  # the server was started anew: an open page still has in its field what it had shown
        st.session_state[_KEY] = chosen
        st.rerun()


def _change_language(keep: Callable[[str], None]) -> None:
    chosen = st.session_state[_FIELD]
    if chosen != language():
        st.session_state[_KEY] = chosen
        keep(chosen)


def say(text: str, **values: object) -> str:
    """A sentence in the visitor's language, with its values filled in."""
    told = saying.unbroken(translate(text, language()))
    return told.format(**values) if values else told


def say_count(count: int, one: str, several: str, **values: object) -> str:
    """The sentence for one of something or the one for several, with {count} filled in."""
    return say(one if count == 1 else several, count=count, **values)


def say_error(error: ClinicError) -> str:
    """What the records refuse, and what to do, in the visitor's language."""
    return say(str(error))


def say_number(value: float, form: str = ".3g") -> str:
    """A number as the visitor writes it; `form` as for `format`."""
    return saying.number(value, form, say)


def say_list(names: list[str]) -> str:
    """Names in a sentence: A, B and C."""
    return saying.listed(names, say)


def say_day(when: date) -> str:
    """A date for people, wherever it stands: 1 Mar 2026."""
    return saying.day(when, say)


def say_month(number: int) -> str:
    """The short name of a month, 1 to 12: Mar."""
    return say(saying.MONTHS[number - 1])[:3]
