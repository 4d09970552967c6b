"""The only way by which a client's photo leaves: asked for by id, for one who may see it now."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError, NotFoundError
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, Rendition
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.jobs.photo_work import view_of
from skinmetrics.jobs.runner import Done, WorkerLost
from skinmetrics.web.routes import words
from skinmetrics.web.routes.answers import as_page, data
from skinmetrics.web.routes.browser import path_id, signed_in_visitor
from skinmetrics.web.routes.pictures import PICTURES, Draw, Kept
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
    return data(picture(key, kind), "image/jpeg")


def view(key: PhotoKey) -> bytes:
    """The copy of a photo that pages show. Raises as `draw` does."""
    try:
        return photos.fetch(records(), replace(key, rendition=Rendition.VIEW))
    except PhotoMissingError:  # not scored yet, or the records were restored
        made = draw(key, view_of)
        photos.save_view(records(), key.photo_id, made)
        return made


def picture(key: PhotoKey, kind: str) -> bytes:
    """A picture of one of the kinds of `PICTURES`, kept for a while. Raises as `draw` does."""
    found = kept().get(key.photo_id, kind)
    if found is None:
        found = draw(key, PICTURES[kind])
        kept().put(key.photo_id, kind, found)
    return found


def draw(key: PhotoKey, how: Draw) -> bytes:
    """Draw a picture of a photo in a worker process. Raises NoPictureError, PhotoMissingError, PhotoDamagedError."""
    original = photos.fetch(records(), key)
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
