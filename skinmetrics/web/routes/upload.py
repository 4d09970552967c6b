"""Photos in, by POST: each is looked at in a worker process, and "saved" is said only of what is on the disk."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.imaging.photo import Header, Limits, PhotoError, inspect
from skinmetrics.jobs.runner import Done, Failed, in_order
from skinmetrics.settings import settings
from skinmetrics.web.routes import words
from skinmetrics.web.routes.answers import as_json, json
from skinmetrics.web.routes.browser import check_signed_in_form, signed_in_visitor
from skinmetrics.web.scoring import background_scoring, limits
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.workers import workers

FILES_MAX: Final = 20
CSRF_HEADER: Final = "X-CSRF-Token"

Told = dict[str, str]
"""One file's answer: name, status (saved, already, refused), and photo_id or message."""


class UploadError(ClinicError):
    """An upload that holds no photos, too many, or nobody's."""


def header_of(file: tuple[str, bytes], limits: Limits) -> Header:
    """What a photo's file says of itself. Raises PhotoError."""
    name, content = file
    return inspect(content, name, limits)


async def _upload(request: Request) -> Response:
    """Answers ``{"files": [Told, …]}`` in the order of the form's `photos`; status 507 where the disk is full."""
    visitor = await run_in_threadpool(signed_in_visitor, request, records())
    check_signed_in_form(request, visitor, request.headers.get(CSRF_HEADER))
    async with request.form(max_files=FILES_MAX + 1, max_fields=5) as form:
        client_id = _client(form)
        files = [await _read(part) for part in form.getlist("photos") if isinstance(part, UploadFile)]
    if not files:
        raise UploadError(words.NO_PHOTOS)
    if len(files) > FILES_MAX:
        raise UploadError(words.TOO_MANY.format(files=FILES_MAX))
    told = await run_in_threadpool(_save_all, visitor, client_id, files)
    return json({"files": told})


def _client(form: FormData) -> uuid.UUID:
    try:
        return uuid.UUID(str(form.get("client_id")))
    except ValueError as error:
        raise UploadError(words.WHICH_CLIENT) from error


async def _read(part: UploadFile) -> tuple[str, bytes]:
    """The name and the bytes, no more than it takes to know that they are too many."""
    return part.filename or "photo", await part.read(int(settings().max_megabytes * 1e6) + 1)


def _save_all(visitor: Visitor, client_id: uuid.UUID, files: list[tuple[str, bytes]]) -> list[Told]:
    told = []
    for (name, content), outcome in zip(
        files, in_order(workers().map(partial(header_of, limits=limits()), files)), strict=True
    ):
        told.append({"name": name, **_save(visitor, client_id, content, outcome)})
    background_scoring().wake()
    return told


def _save(visitor: Visitor, client_id: uuid.UUID, content: bytes, outcome: Done[Header] | Failed) -> Told:
    if isinstance(outcome, Failed):
        reason = str(outcome.error) if isinstance(outcome.error, PhotoError) else words.UNREADABLE
        return {"status": "refused", "message": reason}
    try:
        saved = photos.save(records(), visitor.actor, client_id, content, outcome.value)
    except ClinicError as error:
        return {"status": "refused", "message": str(error)}
    taken = outcome.value.taken_at
    return {
        "status": "already" if saved.already else "saved",
        "photo_id": str(saved.photo_id),
        "taken_on": taken.day.isoformat() if taken else "",
    }


ROUTES = [Route("/upload", as_json(_upload), methods=["POST"])]
"""The route of photos in."""
