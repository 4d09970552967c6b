"""What `app.py` hands to Streamlit: the page's script, and what starts and ends with the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from starlette.formparsers import MultiPartParser
from streamlit.starlette import App

from skinmetrics.settings import settings
from skinmetrics.web.workers import workers

SCRIPT = Path(__file__).with_name("quick_look.py")

# Starlette would move an upload of more than 1 MB to a file; a photo is never on disk.
MultiPartParser.spool_max_size = 0


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[None]:
    """Start the worker processes beside the server, so that the first photo finds them ready, and end them with it."""
    settings()  # a setting that makes no sense stops the start, not the first visitor
    Thread(target=workers().start, daemon=True).start()
    yield
    workers().close()
