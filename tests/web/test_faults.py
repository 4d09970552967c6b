"""Where a part of a page fails, a kind sentence stands in its place, and the rest is there."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.web import faults
from skinmetrics.web.words import client as told


def _page() -> None:
    import streamlit as st  # noqa: PLC0415 - Streamlit runs this function by itself

    from skinmetrics.web.faults import kindly  # noqa: PLC0415

    with kindly():
        st.html("<p>before</p>")
        raise ZeroDivisionError
    st.html("<p>after</p>")


def test_the_rest_of_the_page_is_drawn_and_the_log_has_the_fault(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(_page).run()
    assert not app.exception
    assert "before" in app.html[0].value
    assert told.FAULT in app.html[1].value
    assert "after" in app.html[2].value
    (logged,) = [one for one in caplog.records if one.name == faults.__name__]
    assert logged.levelno == logging.ERROR
    assert logged.exc_info is not None
    assert logged.exc_info[0] is ZeroDivisionError
    caplog.clear()  # it was meant to fail


def test_the_end_of_a_page_is_no_fault() -> None:
    with pytest.raises(faults.EndOfPageError), faults.kindly():
        raise faults.EndOfPageError
