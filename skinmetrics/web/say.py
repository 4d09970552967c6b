"""Sentences in the language of who looks: the browser's, until another is chosen."""

from __future__ import annotations

from datetime import date

import streamlit as st

from skinmetrics.web.language import ENGLISH, LANGUAGES, best, translate

_KEY = "language"

_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
_DAY = {"en": "{day} {month} {year}", "de": "{day}. {month} {year}", "es": "{day} de {month} de {year}"}


def language() -> str:
    """The code of the language that this visitor reads; English outside a page."""
    if not st.runtime.exists():
        return ENGLISH
    chosen = st.session_state.get(_KEY)
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else best(st.context.locale)


def choose_language() -> None:
    """Ask for another language."""
    codes = list(LANGUAGES)
    st.session_state.setdefault(_KEY, language())
    st.selectbox("Language · Sprache · Idioma", codes, format_func=LANGUAGES.__getitem__, key=_KEY, width=220)


def say(text: str, **values: object) -> str:
    """A sentence in the visitor's language, with its values filled in."""
    told = translate(text, language())
    return told.format(**values) if values else told


def say_day(when: date) -> str:
    """A date for people: 1 March 2026."""
    code = language()
    return _DAY[code].format(day=when.day, month=_MONTHS[code][when.month - 1], year=when.year)


def say_short_day(when: date) -> str:
    """A date where there is little room: 1 Mar 2026."""
    code = language()
    return f"{when.day} {_MONTHS[code][when.month - 1][:3]} {when.year}"
