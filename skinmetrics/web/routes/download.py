"""Everything that is kept of a client, to take away."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from skinmetrics.clinic import export
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.web.routes.answers import as_page
from skinmetrics.web.routes.browser import HEADERS, signed_in_visitor
from skinmetrics.web.visitor import records

CHUNK = 1 << 20


def _export(request: Request) -> Response:
    """The zip of a client (query: client_id; one's own where it is left out)."""
    visitor = signed_in_visitor(request, records())
    asked = request.query_params.get("client_id")
    client_id = _id(asked) if asked else visitor.client_id
    if client_id is None:
        raise AccessDeniedError
    # A file without a name, gone with the process: readable by nobody else, and never found later.
    file = tempfile.TemporaryFile(dir=None)  # noqa: SIM115 - closed when the answer has been sent
    try:
        export.write(records(), visitor.actor, client_id, file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    name = f"skinmetrics-{records().now():%Y-%m-%d}.zip"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_chunks(file), media_type="application/zip", headers=headers)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


ROUTES = [Route("/download/export", as_page(_export))]
"""The route of what a client takes away."""
