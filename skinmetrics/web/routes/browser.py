"""What we ask of a browser, and what we give it to keep: cookies, proof that a POST is ours, where to go next."""

from __future__ import annotations

import hmac
import uuid
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import LONGEST, SignedIn, sign_out
from skinmetrics.clinic.tokens import new_token
from skinmetrics.settings import settings
from skinmetrics.web.routes import words
from skinmetrics.web.visitor import SIGN_IN_COOKIE, Visitor, csrf_token, visitor_of

DEVICE_COOKIE: Final = "skinmetrics_device"
FORM_COOKIE: Final = "skinmetrics_form"
_A_YEAR: Final = 365 * 24 * 3600

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with everything that our own routes answer."""


class StaleFormError(ClinicError):
    """A POST that does not prove that it was sent from a page of ours."""

    def __str__(self) -> str:
        """The sentence for people."""
        return words.STALE_FORM


class NotSignedInError(ClinicError):
    """Nobody is signed in where somebody has to be."""

    def __str__(self) -> str:
        """The sentence for people."""
        return words.SIGN_IN_FIRST


def visitor_from(request: Request, opened: Records) -> Visitor | None:
    """Who sends the request."""
    return visitor_of(opened, request.cookies.get(SIGN_IN_COOKIE))


def signed_in_visitor(request: Request, opened: Records) -> Visitor:
    """Who sends the request. Raises NotSignedInError."""
    found = visitor_from(request, opened)
    if found is None:
        raise NotSignedInError
    return found


def form_secret(request: Request) -> str:
    """The random text that ties a form to the browser that it was shown in."""
    return request.cookies.get(FORM_COOKIE) or new_token()


def keep_form_secret(request: Request, response: Response, secret: str) -> None:
    """Have the browser keep the form's secret."""
    if request.cookies.get(FORM_COOKIE) != secret:
        _set(request, response, FORM_COOKIE, secret, None)


def check_form(request: Request, opened: Records, carried: str | None) -> None:
    """Pass for a POST from a page of ours to somebody who need not be signed in. Raises StaleFormError."""
    _check_origin(request)
    secret = request.cookies.get(FORM_COOKIE)
    if not secret or not hmac.compare_digest(csrf_token(opened, secret).encode(), (carried or "").encode()):
        raise StaleFormError


def check_signed_in_form(request: Request, visitor: Visitor, carried: str | None) -> None:
    """Pass for a POST from a page of ours to the visitor. Raises StaleFormError."""
    _check_origin(request)
    if not hmac.compare_digest(visitor.csrf.encode(), (carried or "").encode()):
        raise StaleFormError


def _check_origin(request: Request) -> None:
    """Browsers say where a POST comes from; one that says nothing is left to the token."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise StaleFormError
    origin = request.headers.get("origin", "null")
    ours = {request.headers.get("host"), urlsplit(settings().public_url).netloc}
    if origin != "null" and urlsplit(origin).netloc not in ours:
        raise StaleFormError


def keep_sign_in(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Have the browser keep a sign-in, and that it signed in here before."""
    _set(request, response, SIGN_IN_COOKIE, signed_in.token, int(LONGEST.total_seconds()))
    _set(request, response, DEVICE_COOKIE, signed_in.device, _A_YEAR)


def end_former_sign_in(request: Request, opened: Records) -> None:
    """End the sign-in that the browser has kept so far, and will hold no more: another takes its place."""
    if before := request.cookies.get(SIGN_IN_COOKIE):
        sign_out(opened, before)


def drop_sign_in(response: Response) -> None:
    """Have the browser forget its sign-in; that it signed in before it may keep."""
    response.delete_cookie(SIGN_IN_COOKIE)


def address_of(request: Request) -> str:
    """The network address that throttling counts; behind a proxy on this machine, the one that the proxy names."""
    return request.client.host if request.client else ""


def own_path(wanted: str | None) -> str:
    """`wanted` if it is a path of ours, else the start page: nobody is led elsewhere by a link to the sign-in."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return "/"
    if any(ord(letter) < ord(" ") for letter in wanted):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


def path_id(request: Request, name: str) -> uuid.UUID:
    """An id from the path. One that is no id is an unknown one."""
    return as_id(str(request.path_params[name]))


def as_id(text: str) -> uuid.UUID:
    """The id that a text is. One that is no id is an unknown one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _set(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    secure = request.url.scheme == "https" or settings().public_url.startswith("https://")
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure)
