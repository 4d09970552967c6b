"""The only way by which a client's photo leaves: asked for by id, for one who may see it now."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError, NotFoundError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, Rendition
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.jobs.aligned_face import is_current, unpacked
from skinmetrics.jobs.photo_work import aligned_of, view_of
from skinmetrics.jobs.runner import Done, WorkerLost
from skinmetrics.web.routes import words
from skinmetrics.web.routes.answers import as_page, data
from skinmetrics.web.routes.browser import as_id, path_id, signed_in_visitor
from skinmetrics.web.routes.pictures import PICTURES, Kept, drawn
from skinmetrics.web.scoring import limits
from skinmetrics.web.visitor import records
from skinmetrics.web.workers import workers


class NoPictureError(ClinicError):
    """A photo of which this picture cannot be drawn."""


@cache
def kept() -> Kept:
    """The pictures that this process drew lately."""
    return Kept()


def _photo(request: Request) -> Response:
    visitor = signed_in_visitor(request, records())
    key = photos.seen(records(), visitor.actor, path_id(request, "photo_id"))
    return data(view(key), "image/jpeg")


def _picture(request: Request) -> Response:
    visitor = signed_in_visitor(request, records())
    kind = str(request.path_params["kind"])
    key = photos.seen(records(), visitor.actor, path_id(request, "photo_id"))
    if kind not in PICTURES:
        raise NotFoundError(words.NOT_THERE)
    onto = as_id(request.query_params["onto"]) if "onto" in request.query_params else None
    return data(picture(key, kind, onto, turned="turned" in request.query_params), "image/jpeg")


def view(key: PhotoKey) -> bytes:
    """The copy of a photo that pages show. Raises as `draw` does."""
    opened = records()
    try:
        return photos.fetch(opened, replace(key, rendition=Rendition.VIEW))
    except PhotoMissingError:  # not scored yet, or the records were restored
        made = draw(opened, key, view_of)
        photos.save_view(opened, key.photo_id, made)
        return made


def picture(key: PhotoKey, kind: str, onto: uuid.UUID | None = None, *, turned: bool = False) -> bytes:
    """A picture of one of the kinds of `PICTURES`, kept for a while; `onto`: another photo of the same client, on whose
    skin the face is laid; `turned`: that photo is mirrored, or the one itself. Raises as `draw` does.
    """
    named = (kind if onto in (None, key.photo_id) else f"{kind} onto {onto}") + (" turned" if turned else "")
    found = kept().get(key.photo_id, named)
    if found is None:
        opened = records()
        under = None if onto in (None, key.photo_id) else unpacked(aligned(opened, replace(key, photo_id=onto)))
        found = drawn(unpacked(aligned(opened, key)), kind, under, turned=turned)
        kept().put(key.photo_id, named, found)
    return found


def aligned(opened: Records, key: PhotoKey) -> bytes:
    """The aligned face of a photo, made again where it is not kept. Raises as `draw` does."""
    with suppress(PhotoMissingError):
        found = photos.fetch(opened, replace(key, rendition=Rendition.ALIGNED))
        if is_current(found):
            return found
    made = draw(opened, key, aligned_of)
    photos.save_view(opened, key.photo_id, made, Rendition.ALIGNED)
    return made


def draw(opened: Records, key: PhotoKey, how: Callable[..., bytes]) -> bytes:
    """What a worker process makes of a photo's file. Raises NoPictureError, PhotoMissingError, PhotoDamagedError."""
    original = photos.fetch(opened, key)
    (outcome,) = workers().map(partial(how, limits=limits()), [original])
    if isinstance(outcome, Done):
        return outcome.value
    if isinstance(outcome.error, (PhotoError, FaceError)):
        raise NoPictureError(f"{words.NO_PICTURE} {outcome.error}") from outcome.error
    if isinstance(outcome.error, WorkerLost):
        raise NoPictureError(words.NO_PICTURE) from outcome.error
    raise outcome.error


ROUTES = [Route("/photo/{photo_id}", as_page(_photo)), Route("/picture/{photo_id}/{kind}", as_page(_picture))]
"""The routes of what is seen of a photo."""
