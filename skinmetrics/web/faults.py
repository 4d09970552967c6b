"""What is shown where the program fails: a sentence of ours in place of Streamlit's, which speaks to programmers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from skinmetrics.clinic.errors import DatabaseDownError
from skinmetrics.web.say import say, say_error
from skinmetrics.web.words import client as told

_LOG = logging.getLogger(__name__)


class EndOfPageError(Exception):
    """Nothing more to draw on this page; what to do next has been said. The shell goes on below it."""


@contextmanager
def kindly() -> Iterator[None]:
    """Log what fails in the block, and say in its place what to do. The rest of the page is drawn."""
    try:
        yield
    except EndOfPageError:
        raise
    except DatabaseDownError as error:  # which is in the log already
        _alert(say_error(error))
    except Exception:
        _LOG.exception("A part of a page failed.")
        _alert(say(told.FAULT))


def _alert(text: str) -> None:
    st.html(f'<p class="sm-note" role="alert">{escape(text)}</p>')
