"""The stylesheet, and whether the server can work."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skinmetrics.clinic.accounts import is_first_start
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.web.routes.answers import as_page, data, json
from skinmetrics.web.visitor import records

_STYLE = Path(__file__).with_name("pages.css").read_bytes()


def _style(_: Request) -> Response:
    return data(_STYLE, "text/css", **{"Cache-Control": "max-age=3600"})


def _ready(_: Request) -> Response:
    """Whether database and photo store answer; says nothing about what is in them."""
    try:
        is_first_start(records())
        next(records().store.stored(), None)
    except (ClinicError, OSError):
        return json({"ready": False}, 503)
    return json({"ready": True})


ROUTES = [Route("/pages.css", as_page(_style)), Route("/ready", as_page(_ready))]
"""Routes that are for everyone."""
