"""Everything that is kept of a client, to take away. It is sent while it is written: photos are never a file here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from threading import Thread
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from skinmetrics.clinic import export
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.web.routes.answers import as_page
from skinmetrics.web.routes.browser import HEADERS, as_id, signed_in_visitor
from skinmetrics.web.visitor import records

CHUNK = 1 << 20


def _export(request: Request) -> Response:
    """The zip of a client (query: client_id; one's own where it is left out)."""
    visitor = signed_in_visitor(request, records())
    asked = request.query_params.get("client_id")
    client_id = as_id(asked) if asked else visitor.client_id
    if client_id is None:
        raise AccessDeniedError
    pieces = _while_written(lambda out: export.write(records(), visitor.actor, client_id, out, current_scorer()))
    first = next(pieces, b"")  # what is refused is refused before anything is sent
    name = f"skinmetrics-{records().now():%Y-%m-%d}.zip"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_all(first, pieces), media_type="application/zip", headers=headers)


def _all(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _while_written(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What `write` writes, in pieces, as fast as they are taken. Raises what it raises, instead of the last piece."""
    from_here, to_here = os.pipe()
    taking, giving = os.fdopen(from_here, "rb"), os.fdopen(to_here, "wb")
    failed: list[Exception] = []

    def run() -> None:
        try:
            with giving:
                write(giving)
        except Exception as error:  # a pipe that nobody reads any more is one, too
            failed.append(error)

    writer = Thread(target=run, name="export", daemon=True)
    writer.start()
    with taking:
        piece = taking.read(CHUNK)
        while len(piece) == CHUNK:
            yield piece
            piece = taking.read(CHUNK)
        writer.join()
        if failed:
            raise failed[0]
        yield piece


ROUTES = [Route("/download/export", as_page(_export))]
"""The route of what a client takes away."""
