"""Answers as pages, JSON or files, and what becomes of a refusal."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.errors import ClinicError, DatabaseDownError, NotFoundError, StorageFullError
from skinmetrics.clinic.links import LinkError
from skinmetrics.clinic.photos import PhotoDamagedError
from skinmetrics.clinic.throttle import TooManyTriesError
from skinmetrics.clinic.vault.store import PhotoMissingError, StoreError
from skinmetrics.web.language import ENGLISH, best, translate
from skinmetrics.web.routes import words
from skinmetrics.web.routes.bounded import TooMuchError
from skinmetrics.web.routes.browser import HEADERS, NotSignedInError, StaleFormError

Handler = Callable[[Request], Awaitable[Response]]

_STATUS: Final[Mapping[type[ClinicError], int]] = {
    NotSignedInError: 401,
    StaleFormError: 403,
    AccessDeniedError: 404,  # "forbidden" and "not there" are not told apart
    ConsentNeededError: 403,
    NotFoundError: 404,
    LinkError: 404,
    TooMuchError: 413,
    TooManyTriesError: 429,
    PhotoMissingError: 404,
    PhotoDamagedError: 500,
    StorageFullError: 507,
    StoreError: 503,
    DatabaseDownError: 503,
}
"""Any other refusal is a 400."""

_pages = Environment(
    loader=PackageLoader("skinmetrics.web.routes"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_log = logging.getLogger(__name__)
_SAID: Final = ("title", "wrong", "note", "lead")
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def in_language_of(request: Request) -> None:
    """Answer in the language of the browser that asks, until the answer is given."""
    _language.set(best(request.headers.get("accept-language")))


def say(text: str) -> str:
    """A sentence in the language of the browser that asks."""
    return translate(text, _language.get())


@functools.cache
def _words(language: str) -> Mapping[str, object]:
    """The words of the templates in a language."""
    return {name: translate(told, language) if isinstance(told, str) else told for name, told in vars(words).items()}


class _Given(dict[str, str]):
    """What was typed into a form; nothing where nothing was."""

    def __missing__(self, key: str) -> str:
        return ""


def page(
    template: str, title: str, *, status: int = 200, given: Mapping[str, str] | None = None, **more: object
) -> Response:
    """A page from a template, in the language of the browser that asks: `title` and what else is said of it too."""
    said = {"wrong": "", "note": "", "lead": "", **more, "title": title}
    shown = {name: say(value) if name in _SAID and isinstance(value, str) else value for name, value in said.items()}
    language = _language.get()
    shown |= {"given": _Given(given or {}), "language": language, "words": _words(language)}
    text = _pages.get_template(template).render(shown)
    headers = HEADERS if status not in {429} else {**HEADERS, "Retry-After": "60"}
    return HTMLResponse(text, status, headers=headers)


def message(title: str, wrong: str, status: int) -> Response:
    """A page that says that something cannot be, and leads home."""
    return page("message.html", title, status=status, wrong=wrong)


def go(to: str) -> Response:
    """Go on to a path of ours, by GET."""
    return RedirectResponse(to, 303, headers=HEADERS)


def data(content: bytes, media_type: str, **headers: str) -> Response:
    """A file."""
    return Response(content, media_type=media_type, headers={**HEADERS, **headers})


def json(content: object, status: int = 200) -> Response:
    """JSON for a page's script."""
    return JSONResponse(content, status, headers=HEADERS)


def status_of(error: ClinicError) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)


def as_page(handler: Callable[[Request], Response]) -> Handler:
    """Run in a thread what waits for disk and database; a refusal becomes a page."""

    @functools.wraps(handler)
    async def answer(request: Request) -> Response:
        in_language_of(request)
        try:
            return await run_in_threadpool(handler, request)
        except ClinicError as error:
            return refusal(error)

    return answer


def refusal(error: ClinicError) -> Response:
    """The page of a refusal."""
    _note(error)
    title = words.LINK_TITLE if isinstance(error, LinkError) else words.PROBLEM_TITLE
    return message(title, str(error), status_of(error))


def as_json(handler: Callable[[Request], Awaitable[Response]]) -> Handler:
    """A refusal becomes JSON with a sentence."""

    @functools.wraps(handler)
    async def answer(request: Request) -> Response:
        in_language_of(request)
        try:
            return await handler(request)
        except ClinicError as error:
            _note(error)
            return json({"error": say(str(error))}, status_of(error))

    return answer


def _note(error: ClinicError) -> None:
    if status_of(error) >= 500:  # whoever runs the server has to do something
        _log.error("%s", error)
