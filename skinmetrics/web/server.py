"""What `app.py` hands to Streamlit: the page's script, and what starts and ends with the server."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from starlette.concurrency import run_in_threadpool
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from streamlit.starlette import App

from skinmetrics.clinic.accounts import setup_code
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.repair import repair
from skinmetrics.web.address import address
from skinmetrics.web.ending import bounded_end
from skinmetrics.web.first_view import FirstView
from skinmetrics.web.gate import Gate
from skinmetrics.web.headers import SafeHeaders
from skinmetrics.web.late_parts import LateParts
from skinmetrics.web.routes import ROUTES, words
from skinmetrics.web.scoring import background_scoring
from skinmetrics.web.visitor import records
from skinmetrics.web.workers import workers

__all__ = ["MIDDLEWARE", "ROUTES", "SCRIPT", "lifespan"]

SCRIPT = Path(__file__).parent / "start" / "script.py"
MIDDLEWARE = [Middleware(SafeHeaders), Middleware(FirstView), Middleware(Gate), Middleware(LateParts)]
"""What stands before every answer, Streamlit's own included."""

# Starlette would move an upload of more than 1 MB to a file; a photo is never on disk.
MultiPartParser.spool_max_size = 0


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[None]:
    """Open the records and repair them; start the worker processes and the scoring, and end them with the server."""
    await run_in_threadpool(_open_records)
    with bounded_end(background_scoring().wind_down):
        Thread(target=workers().start, daemon=True).start()
        background_scoring().start()
        yield
        await run_in_threadpool(background_scoring().stop)
        workers().close()


def _open_records() -> None:
    """A setting or a key that is wrong stops the start, not the first visitor."""
    try:
        opened = records()
        repair(opened)
        code = setup_code(opened)
    except (ClinicError, OSError) as error:
        sys.stderr.write(f"\n  Skinmetrics cannot start: {error}\n\n")
        raise
    if code is not None:
        sys.stdout.write(words.CONSOLE_CODE.format(address=address(), code=code))
        sys.stdout.flush()
