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
from skinmetrics.imaging.clock import CLOCK_WRONG
from skinmetrics.imaging.photo import Header, Limits, PhotoError, inspect
from skinmetrics.jobs.runner import Done, Failed, in_order
from skinmetrics.settings import settings
from skinmetrics.web.routes import words
from skinmetrics.web.routes.answers import as_json, json, say, status_of
from skinmetrics.web.routes.bounded import Bounded
from skinmetrics.web.routes.browser import check_signed_in_form, signed_in_visitor
from skinmetrics.web.scoring import background_scoring, limits
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.workers import workers

FILES_MAX: Final = 20
LARGEST_AT_ONCE: Final = 4
"""The photos of a request may together be as large as so many of the largest."""

CSRF_HEADER: Final = "X-CSRF-Token"

Told = dict[str, str]
"""One file's answer: name, status (saved, already, refused), photo_id, and a message where one is to be said."""


class UploadError(ClinicError):
    """An upload that holds no photos, too many, or nobody's."""


def header_of(file: tuple[str, bytes], limits: Limits) -> Header:
    """What a photo's file says of itself. Raises PhotoError."""
    name, content = file
    return inspect(content, name, limits)


async def _upload(request: Request) -> Response:
    """Answers ``{"files": [Told, …]}`` in the order of the form's `photos`.

    Status 507 where the disk is full, 503 where store or database could not be reached, so that it is tried again.
    """
    visitor = await run_in_threadpool(signed_in_visitor, request, records())
    check_signed_in_form(request, visitor, request.headers.get(CSRF_HEADER))
    whole = Bounded(request, LARGEST_AT_ONCE * settings().max_megabytes)
    async with whole.form(max_files=FILES_MAX + 1, max_fields=5) as form:
        client_id = _client(form)
        await run_in_threadpool(photos.may_add, records(), visitor.actor, client_id)
        files = [await _read(part) for part in form.getlist("photos") if isinstance(part, UploadFile)]
    if not files:
        raise UploadError(words.NO_PHOTOS)
    if len(files) > FILES_MAX:
        raise UploadError(words.TOO_MANY.format(files=FILES_MAX))
    told, status = await run_in_threadpool(_save_all, visitor, client_id, files)
    return json({"files": told}, status)


def _client(form: FormData) -> uuid.UUID:
    try:
        return uuid.UUID(str(form.get("client_id")))
    except ValueError as error:
        raise UploadError(words.WHICH_CLIENT) from error


async def _read(part: UploadFile) -> tuple[str, bytes]:
    """The name and the bytes, no more than it takes to know that they are too many."""
    return part.filename or "photo", await part.read(int(settings().max_megabytes * 1e6) + 1)


def _save_all(visitor: Visitor, client_id: uuid.UUID, files: list[tuple[str, bytes]]) -> tuple[list[Told], int]:
    """What became of each file, and the status: 200 unless what failed one of them was no fault of the file's."""
    told, status = [], 200
    looked = in_order(workers().map(partial(header_of, limits=limits()), files))
    for (name, content), outcome in zip(files, looked, strict=True):
        try:
            answer = _save(visitor, client_id, content, outcome)
        except ClinicError as error:
            answer = _refused(str(error))
            if status_of(error) >= 500:
                status = max(status, status_of(error))
        told.append({"name": name, **answer})
    background_scoring().wake()
    return told, status


def _save(visitor: Visitor, client_id: uuid.UUID, content: bytes, outcome: Done[Header] | Failed) -> Told:
    """Raises AccessDeniedError, ConsentNeededError, StorageFullError, StoreError, UploadAbandonedError."""
    if isinstance(outcome, Failed):
        return _refused(str(outcome.error) if isinstance(outcome.error, PhotoError) else words.UNREADABLE)
    saved = photos.save(records(), visitor.actor, client_id, content, outcome.value)
    told = {
        "status": "already" if saved.already else "saved",
        "photo_id": str(saved.photo_id),
        "taken_on": saved.taken_on.isoformat() if saved.taken_on else "",
    }
    return told | ({"message": say(CLOCK_WRONG)} if saved.clock_wrong else {})


def _refused(message: str) -> Told:
    return {"status": "refused", "message": say(message)}


ROUTES = [Route("/upload", as_json(_upload), methods=["POST"])]
"""The route of photos in."""
