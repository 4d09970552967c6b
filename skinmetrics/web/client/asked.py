"""What people ask for by a button or a field, done before the page is drawn: a refusal is said where that is shown."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.web.frame import note
from skinmetrics.web.say import say_error


def do(key: str, act: Callable[[], object]) -> None:
    """For callbacks, in which Streamlit would show an error by itself: act, and keep why that was refused."""
    try:
        act()
    except ClinicError as error:
        st.session_state[_refused(key)] = say_error(error)


def say_refusal(key: str) -> None:
    """Say once why what was asked for under this key was refused, if it was."""
    if refusal := st.session_state.pop(_refused(key), None):
        note(refusal)


def _refused(key: str) -> str:
    return f"refused-{key}"
