"""Ending when told to: what is under way may finish, but nothing keeps the process alive for long.

The web server waits for every request that it has begun to answer, and some never end: a phone whose line went dead in
the middle of an upload. Whatever has been acknowledged is safe from any end, so a hard one after a while loses nothing.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

ENDING_SECONDS: Final = 20.0
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

_log = logging.getLogger(__name__)


@contextmanager
def bounded_end(begin: Callable[[], None]) -> Iterator[None]:
    """When this process is told to end, call `begin` at once, and see to it that it has ended ENDING_SECONDS later."""
    if threading.current_thread() is not threading.main_thread():
        yield  # somebody else's process, which knows itself when it ends
        return
    told = threading.Event()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def end(number: int, frame: FrameType | None) -> None:
        if not told.is_set():
            told.set()
            begin()
            last = threading.Timer(ENDING_SECONDS, _end_now, (number,))
            last.daemon = True
            last.start()
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in _SIGNALS:
        signal.signal(number, end)
    try:
        yield
    finally:
        if not told.is_set():  # else the last word is needed until the very end
            for number, handler in before.items():
                signal.signal(number, handler)


def _end_now(number: int) -> None:
    _log.warning("Ended with requests unanswered; what was acknowledged is kept.")
    os._exit(128 + number)
